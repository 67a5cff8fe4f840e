package tagger

import "strings"

// path counts what lies between a token and the cue.
type path struct {
	commas, quotes, cues, thats, stops, dashes, words uint32
}

func (p *path) step(t *token, beginsCue bool) {
	switch {
	case t.mark == ',':
		p.commas++
	case t.shape == quoteShape:
		p.quotes++
	case t.shape == punctShape && strings.IndexByte("-():;", t.mark) >= 0:
		p.dashes++
	case !t.isWord():
		p.stops++
	default:
		p.words++
		if t.word == that {
			p.thats++
		}
	}
	if beginsCue {
		p.cues++
	}
}

// short and all are what was counted, in few values and in many.
func (p *path) short() uint32 {
	return min(p.commas, 2) + 3*min(p.quotes, 2) + 9*min(p.cues, 1) + 18*min(p.stops, 1)
}

func (p *path) all() uint32 {
	return min(p.commas, 3) + 4*min(p.quotes, 3) + 16*min(p.cues, 2) + 64*min(p.stops, 1) + 128*min(p.thats, 1) + 256*min(p.dashes, 2) + 1024*min(p.words, 3)
}

func (p *path) sentences() uint32 {
	return min(p.quotes, 3) + 4*min(p.stops, 2) + 16*min(p.cues, 2)
}

var that = hash("that")

// opensPhrase reports a function word of English, or a mark.
func opensPhrase(t *token) bool { return !t.isWord() || functionWords[t.word] }

var functionWords = hashes(`
	that of in to for on with at by from as about after before during since until while when where because if
	although though and but or who which whose what how why than over into against between among through under
	without despite amid ahead whether via the a an his her their its`)

func hashes(words string) map[uint32]bool {
	out := map[uint32]bool{}
	for w := range strings.FieldsSeq(words) {
		out[hash(w)] = true
	}
	return out
}
