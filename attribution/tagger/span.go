package tagger

import (
	"cmp"
	"math"
	"slices"
)

// Two annotators seldom agree on where a cue ends ("said", "said on Friday").
// So not the most probable labels are taken but, of all spans that may be cues,
// those that overlap a true one most probably: minimum Bayes risk decoding
// (Kumar and Byrne 2004) for overlap by half.

const (
	// maxCue bounds a cue in tokens.
	maxCue = 9
	// unlikely is the probability below which no cue begins.
	unlikely = 0.02
)

// candidate is a span that may be a cue.
type candidate struct {
	span
	p       float64 // of being exactly a cue
	overlap float64 // of overlapping one by half
}

// candidates returns the spans of a sequence that may be cues, by their start.
func (c *chain) candidates(l *lattice, s *sequence) []candidate {
	var out []candidate
	for start := range l.n {
		if l.p(start, beginCue) < unlikely {
			continue
		}
		path, last := l.alpha[start*l.labels+int(beginCue)], beginCue
		for end := start + 1; end <= l.n && end-start <= maxCue; end++ {
			p := math.Exp(c.closing(l, s, path, last, end) - l.logZ)
			if p >= unlikely/4 {
				out = append(out, candidate{span: span{start, end}, p: p})
			}
			if end < l.n {
				k := end*l.labels + int(insideCue)
				path += float64(c.transitions(s.contexts[end])[int(last)*l.labels+int(insideCue)]) + l.emit[k]
				last = insideCue
			}
		}
	}
	return out
}

// closing is the score of all ways to go on after a cue that ends before end.
func (c *chain) closing(l *lattice, s *sequence, path float64, last uint8, end int) float64 {
	if end == l.n {
		return path
	}
	t := c.transitions(s.contexts[end])[int(last)*l.labels:]
	return path + logSum(int(insideCue), func(y int) float64 { // noCue or the beginning of another
		return float64(t[y]) + l.emit[end*l.labels+y] + l.beta[end*l.labels+y]
	})
}

// choose returns the cues of a sequence in order. toks are its tokens.
func (c *chain) choose(l *lattice, s *sequence, toks []token) []span {
	all := c.candidates(l, s)
	for i := range all {
		for j := i; j < len(all) && all[j].start < all[i].end; j++ {
			x, y := bytesOf(toks, all[i].span), bytesOf(toks, all[j].span)
			if both := x.Overlap(y); 3*both < x.Len()+y.Len() { // less than half of either
				continue
			}
			all[i].overlap += all[j].p
			if i != j {
				all[j].overlap += all[i].p
			}
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int { return cmp.Compare(y.worth(), x.worth()) })
	var out []span
	for _, x := range all {
		if x.overlap < cueThreshold {
			continue
		}
		if !slices.ContainsFunc(out, func(o span) bool { return x.start < o.end && o.start < x.end }) {
			out = append(out, x.span)
		}
	}
	slices.SortFunc(out, func(x, y span) int { return x.start - y.start })
	return out
}

// exactness is what being exactly a cue is worth, beside overlapping one.
const exactness = 1

// worth prefers, of spans that overlap a cue about as probably, those that are
// one: "reported" to "reported last", which is half of "reported last week".
func (c candidate) worth() float64 { return c.overlap + exactness*c.p }
