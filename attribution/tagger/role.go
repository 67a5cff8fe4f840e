package tagger

// Labels of the second chain.
const (
	noRole uint8 = iota
	sourceRole
	contentRole
	roleLabels
)

// reach bounds how far from its cue a role may be, in tokens.
type reach struct{ left, right int }

var (
	// trainReach is longer than tagReach: the chain learns from what is far, but
	// finds almost as much, and much faster, without looking there.
	trainReach = reach{90, 110}
	tagReach   = reach{50, 60}
)

const (
	// nextLine is how many tokens behind a cue a line may end with a colon, so
	// that what is said stands in the next.
	nextLine = 9
	// maxCuesBetween bounds the cues between a role and its own: there are
	// fewer in real texts, and without it endless cues would take long.
	maxCuesBetween = 8
)

// window returns the tokens that may have a role for a cue: those of its line,
// and of the next where a colon ends it.
func (r reach) window(toks []token, begins []bool, c span) span {
	w := c
	for cues := 0; w.start > 0 && c.start-w.start < r.left && toks[w.start-1].shape != breakShape && cues < maxCuesBetween; {
		w.start--
		cues += one(begins[w.start])
	}
	for cues := 0; w.end < len(toks) && w.end-c.end < r.right && cues < maxCuesBetween; {
		if toks[w.end].shape == breakShape && (w.end >= c.end+nextLine || toks[w.end-1].mark != ':') {
			break
		}
		cues += one(begins[w.end])
		w.end++
	}
	return w
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// roleReader writes the features of the second chain.
type roleReader struct {
	reach         reach
	toks          []token
	cue, win      span
	paths         []path
	behind, ahead []uint32
	cueFacts
}

// cueFacts are hashes of what the cue is and stands between.
type cueFacts struct {
	stem, fine, coarse   uint32 // of its head
	between              uint32
	next, second         uint32 // words behind, and the classes around
	prevClass, nextClass uint32
	secondClass          uint32
	quote                int32
}

// Sides of the cue.
const (
	leftSide uint32 = iota
	rightSide
	insideSide
)

// features writes the features of a cue's window and returns its first token.
// begins tells where cues begin.
func (r *roleReader) features(s *sequence, toks []token, begins []bool, c span) int {
	r.toks, r.cue, r.win = toks, c, r.reach.window(toks, begins, c)
	r.readCue()
	r.readPaths(begins)
	r.readFunctionWords()
	for i := r.win.start; i < r.win.end; i++ {
		r.token(s, i)
	}
	return r.win.start
}

func (r *roleReader) readCue() {
	head := &r.toks[r.head()]
	prev, next, second := at(r.toks, r.cue.start-1), at(r.toks, r.cue.end), at(r.toks, r.cue.end+1)
	r.cueFacts = cueFacts{
		stem: head.stem, fine: uint32(head.class[1]), coarse: uint32(head.class[0]),
		next: next.word, second: second.word,
		prevClass: uint32(prev.class[0]), nextClass: uint32(next.class[0]), secondClass: uint32(second.class[0]),
		quote: r.toks[r.cue.start].quote,
	}
	switch {
	case next.isWord() && next.shape != lowerShape:
		r.between = mix(2, plain(prev), 7)
	case prev.isWord():
		r.between = mix(1, r.prevClass, next.word)
	default:
		r.between = mix(0, prev.word, next.word)
	}
}

// plain is the class of a word, the form of a mark.
func plain(t *token) uint32 {
	if t.isWord() {
		return uint32(t.class[0])
	}
	return t.word
}

// head is the first word of a cue that is longer than an auxiliary.
func (r *roleReader) head() int {
	for i := r.cue.start; i < r.cue.end; i++ {
		if r.toks[i].isWord() && r.toks[i].Len() > 3 {
			return i
		}
	}
	return r.cue.start
}

// readPaths counts what stands between each token and the cue.
func (r *roleReader) readPaths(begins []bool) {
	r.paths = grown(r.paths, r.win.end-r.win.start)
	clear(r.paths)
	var p path
	for i := r.cue.end; i < r.win.end; i++ {
		r.paths[i-r.win.start] = p
		p.step(&r.toks[i], begins[i])
	}
	p = path{}
	for i := r.cue.start - 1; i >= r.win.start; i-- {
		r.paths[i-r.win.start] = p
		p.step(&r.toks[i], begins[i])
	}
}

// readFunctionWords notes for each token the last word or mark before it that
// opens a phrase, and the next one.
func (r *roleReader) readFunctionWords() {
	n := r.win.end - r.win.start
	r.behind, r.ahead = grown(r.behind, n), grown(r.ahead, n)
	word, distance := uint32(0), uint32(0)
	for k := range n {
		t := &r.toks[r.win.start+k]
		if opensPhrase(t) {
			word, distance = t.word, 0
		}
		distance++
		r.behind[k] = mix(word, min(distance, 3), 0)
	}
	word = 0
	for k := n - 1; k >= 0; k-- {
		r.ahead[k] = word
		if t := &r.toks[r.win.start+k]; opensPhrase(t) {
			word = t.word
		}
	}
}

// place is where a token stands as seen from the cue.
type place struct {
	side, distance uint32
	quote          uint32 // 0: outside quotations, 1: in the cue's own, 2: in another
	sentence       uint32
	where          uint32 // side, quote and sentence
	path           *path
}

func (r *roleReader) place(i int) place {
	t := &r.toks[i]
	p := place{side: insideSide, path: &r.paths[i-r.win.start], sentence: uint32(t.sentence - r.toks[r.cue.start].sentence + 3)}
	switch {
	case i < r.cue.start:
		p.side, p.distance = leftSide, bucket(r.cue.start-i)
	case i >= r.cue.end:
		p.side, p.distance = rightSide, bucket(i-r.cue.end+1)
	}
	switch t.quote {
	case 0:
	case r.quote:
		p.quote = 1
	default:
		p.quote = 2
	}
	p.where = mix(p.side, p.quote, p.sentence)
	return p
}

// token writes the features of one token.
func (r *roleReader) token(s *sequence, i int) {
	p := r.place(i)
	r.position(s, p)
	r.words(s, p, i)
	r.phrase(s, p, i)
	s.end(transitionContext(&r.toks[i], at(r.toks, i-1), p.side))
}

// position: where the token stands, for this cue.
func (r *roleReader) position(s *sequence, p place) {
	pos := mix(p.side, p.distance, 0)
	all := p.path.all()
	s.add(101, p.where, 0)
	s.add(102, pos, p.sentence)
	s.add(103, pos, r.stem)
	s.add(104, pos, r.fine)
	s.add(105, p.where, r.stem)
	s.add(106, p.where, r.fine)
	s.add(107, p.where, r.between)
	s.add(108, p.side, all)
	s.add(109, mix(p.side, r.stem, 0), all)
	s.add(110, mix(p.side, r.fine, 0), all)
	s.add(111, mix(p.side, r.between, p.quote), all)
	s.add(120, pos, r.between)
	s.add(125, p.where, p.path.sentences())
	s.add(126, p.where, mix(r.fine, r.nextClass, r.prevClass))
	s.add(129, mix(p.side, p.quote, 0), mix(r.next, r.second, p.distance))
	s.add(130, mix(p.side, p.quote, p.path.short()), mix(r.nextClass, r.secondClass, r.fine))
}

// words: what the token and its neighbours are.
func (r *roleReader) words(s *sequence, p place, i int) {
	t, p1, n1 := &r.toks[i], at(r.toks, i-1), at(r.toks, i+1)
	coarse, fine := uint32(t.class[0]), uint32(t.class[1])
	short := mix(p.side, p.path.short(), p.quote)
	s.add(112, p.where, t.word)
	s.add(113, p.where, fine)
	s.add(114, p.side, mix(0, p1.word, t.word))
	s.add(115, p.side, mix(0, t.word, n1.word))
	s.add(116, p.side, mix(0, uint32(p1.class[1]), fine))
	s.add(117, p.side, mix(0, fine, uint32(n1.class[1])))
	s.add(118, p.side, mix(uint32(t.shape), uint32(p1.shape), uint32(n1.shape)))
	s.add(119, mix(p.side, p.distance, 0), mix(0, uint32(t.shape), coarse))
	s.add(121, short, fine)
	s.add(122, short, mix(uint32(t.shape), t.word, 0))
	s.add(123, short, mix(0, p1.word, n1.word))
	s.add(124, mix(p.side, p.path.short(), r.fine), coarse)
	s.add(127, p.side, mix(t.word, r.stem, 0))
	s.add(128, mix(p.side, p.path.short(), r.coarse), mix(0, r.next, coarse))
}

// phrase: which phrase the token is in, by the word that opened it.
func (r *roleReader) phrase(s *sequence, p place, i int) {
	k := i - r.win.start
	coarse, fine := uint32(r.toks[i].class[0]), uint32(r.toks[i].class[1])
	short := mix(p.side, p.quote, p.path.short())
	s.add(131, short, r.behind[k])
	s.add(132, mix(p.side, r.fine, 0), mix(r.behind[k], fine, 0))
	s.add(133, mix(p.side, r.stem, 0), r.behind[k])
	s.add(134, mix(p.side, p.path.short(), 0), mix(r.behind[k], r.next, 0))
	s.add(135, short, r.ahead[k])
	s.add(136, mix(p.side, r.behind[k], 0), mix(r.ahead[k], coarse, 0))
	s.add(137, p.side, mix(r.ahead[k], fine, p.distance))
}

// bucket groups distances in tokens.
func bucket(d int) uint32 {
	for n, most := range [...]int{1, 2, 3, 4, 6, 9, 14, 22, 40} {
		if d <= most {
			return uint32(n) + 1
		}
	}
	return 10
}

// roleContexts is how many contexts transitions have: nine kinds of boundary
// on three sides.
const roleContexts = 27

// transitionContext tells what parts a token from the one before it.
func transitionContext(t, prev *token, side uint32) uint8 {
	return 3*boundary(t, prev) + uint8(side) //nolint:gosec // a side is 0 to 2
}

func boundary(t, prev *token) uint8 {
	switch together := t.quote > 0 && t.quote == prev.quote; {
	case together && prev.shape != quoteShape && t.shape != quoteShape:
		return 6
	case together:
		return 7
	case t.sentence != prev.sentence:
		return 8
	case prev.mark == ',':
		return 1
	case prev.shape == quoteShape:
		return 2
	case prev.shape >= punctShape:
		return 3
	case t.shape == quoteShape:
		return 4
	case t.shape == punctShape:
		return 5
	}
	return 0
}
