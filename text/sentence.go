package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// Sentences are found as UAX #29 says (section 5: terminators, then closing
// marks, then what follows decides), with repairs for what real pages have
// and the standard does not foresee: a full stop without a space after it, the
// abbreviations of a language, ordinal numbers with a full stop, quoted
// sentences that the reporting clause continues, hard-wrapped lines, and Thai
// and Lao, which end a sentence with a space at most. One pass, with looks
// ahead and back of bounded length, so that the time is linear in the text.

const (
	// longestSentence caps what counts as one sentence, in bytes. Texts
	// without any full stop exist, and the later steps cost more than linear
	// time in a sentence.
	longestSentence = 4 << 10
	// longestLook bounds every look ahead or back for an address, longestWord
	// the word before a full stop, in bytes.
	longestLook = 120
	longestWord = 40
)

// sentences returns the sentences of s in order, without white space around
// them. Pieces without a letter or a digit are left out.
func sentences(s, lang string) []stemma.Span {
	all := blocks(s)
	pieces := make([]stemma.Span, len(all))
	for i, b := range all {
		pieces[i] = b.Span
	}
	return sentencesOf(s, lang, pieces)
}

// sentencesOf returns the sentences of some pieces of s, in order.
func sentencesOf(s, lang string, pieces []stemma.Span) []stemma.Span {
	p := splitter{text: s, rules: rulesOf(lang), out: make([]stemma.Span, 0, len(s)/120+1)}
	for _, b := range pieces {
		p.block(b)
	}
	return p.out
}

type splitter struct {
	text  string
	rules *rules
	out   []stemma.Span

	// The state inside a block.
	start int // of the sentence being read
	end   int // of the block
	soft  int // the last place where a sentence may be cut for length, or 0
	quote bool
	// phrase counts the letters since the start, for the scripts in which
	// only spaces part sentences.
	phrase int
}

func (p *splitter) block(b stemma.Span) {
	p.start, p.end, p.soft, p.quote, p.phrase = b.Start, b.End, 0, false, 0
	for i := b.Start; i < b.End; {
		r, size := utf8.DecodeRuneInString(p.text[i:p.end])
		next := i + size
		switch {
		case p.rules.isPlain && !characterOf(r).is(pausing):
		case r == '"':
			p.quote = !p.quote
		case stopOf(r) != notStop || p.rules.isStop(r):
			next = p.stop(i)
		case isSoft(r):
			p.soft = next
			if p.rules.spaceStops {
				p.space(i)
			}
		case p.rules.spaceStops && isUnspaced(r):
			p.phrase++
		}
		i = next
		if i-p.start > longestSentence {
			p.cutLong(i)
		}
	}
	p.emit(b.End)
}

// isSoft reports where an over-long sentence may be cut.
func isSoft(r rune) bool {
	switch r {
	case ' ', ',', ';', '\n', '\t', '،', '؛', '，', '；', '、', 0xA0, 0x3000:
		return true
	}
	return false
}

// cutLong ends a sentence that grew too long, at the last soft place if that
// is not too far back.
func (p *splitter) cutLong(at int) {
	if p.soft > p.start && at-p.soft < longestSentence/2 {
		at = p.soft
	}
	for at < p.end && !startsCharacter(p.text[at:p.end]) {
		_, size := utf8.DecodeRuneInString(p.text[at:p.end])
		at += size
		if at-p.start > 2*longestSentence { // marks without end are not text
			break
		}
	}
	p.emit(at)
}

func startsCharacter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsMark(r) && r != 0x200D
}

// emit ends the sentence at offset at and starts the next there.
func (p *splitter) emit(at int) {
	span := trim(p.text, stemma.Span{Start: p.start, End: at})
	if hasWordRune(p.text[span.Start:span.End]) {
		p.out = append(p.out, span)
	}
	p.start, p.phrase = at, 0
}

// stop is a run of terminators and what stands around it.
type stop struct {
	at, dots int  // the run's start, and the number of plain dots in it
	kind     kind // the strongest terminator of the run
	last     rune
	run      int // the end of the run
	closed   int // the end of the quotes and brackets that close behind it
	next     int // the next character that is not blank
	spaced   bool
}

// stop handles the terminators at i and returns where to read on.
func (p *splitter) stop(i int) int {
	st := p.readStop(i)
	if !p.ends(st) {
		return st.run
	}
	p.emit(st.closed)
	return st.closed
}

func (p *splitter) readStop(i int) stop {
	st := stop{at: i}
	j := i
	for j < p.end {
		r, size := utf8.DecodeRuneInString(p.text[j:p.end])
		k := stopOf(r)
		if k == notStop {
			if !p.rules.isStop(r) {
				break
			}
			k = markStop
		}
		if r == '.' {
			st.dots++
		}
		st.kind, st.last = max(st.kind, k), r
		j += size
	}
	st.run = j
	st.closed = p.closers(j)
	st.next = st.closed
	for st.next < p.end {
		r, size := utf8.DecodeRuneInString(p.text[st.next:p.end])
		if !isBlank(r) {
			break
		}
		st.spaced = st.spaced || !isInvisible(r)
		st.next += size
	}
	return st
}

// closers returns the end of the closing quotes and brackets that stand at j.
// A mark that other languages open with closes here if it is glued to the
// full stop and nothing is glued to it.
func (p *splitter) closers(j int) int {
	for j < p.end {
		r, size := utf8.DecodeRuneInString(p.text[j:p.end])
		if r == ' ' || r == 0xA0 || r == 0x202F { // French: « fini. »
			if !p.isSpacedCloser(j + size) {
				return j
			}
			j += size
			continue
		}
		if !isCloser(r) || p.rules.isTwoWay(r) && !p.closesHere(r, j+size) {
			return j
		}
		if r == '"' {
			p.quote = false
		}
		j += size
	}
	return j
}

func (p *splitter) isSpacedCloser(j int) bool {
	r, size := utf8.DecodeRuneInString(p.text[j:p.end])
	return (r == '»' || r == '”') && !p.isWordAt(j+size)
}

// closesHere decides for marks that close in one language and open in another.
func (p *splitter) closesHere(r rune, after int) bool {
	switch {
	case r == '"' && p.quote:
		return true
	case (r == '“' || r == '«') && !p.rules.mirrored:
		return after >= p.end
	}
	return !p.isWordAt(after)
}

func (p *splitter) isWordAt(j int) bool {
	r, _ := utf8.DecodeRuneInString(p.text[j:p.end])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
