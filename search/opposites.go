package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

//go:embed opposites.txt
var oppositeLines string

const (
	// onSide is the cosine with one of its words from which a word is on a side, clearBy
	// by how much that must be more than with any word of the other side, and samePhrase the
	// cosine from which two words side by side are a phrase.
	onSide, clearBy, samePhrase = 0.62, 0.08, 0.85
	// around is how many words before and behind a negation must be among what the other
	// sentence says, too, with a mean cosine of at least common: else something else is negated.
	around, common = 3, 0.5
	// shared is the cosine from which a word is in the other sentence, too, and shows no opposite,
	// and answered that from which a negation has a counterpart there, if one that is not known for it.
	shared, answered = 0.85, 0.5
	// cancels is how many words lie at most between two negations of one thing: "did not deny".
	cancels = 2
)

// axis is a line of opposites.txt: words, and phrases of two, for one side and for the other.
type axis struct {
	name           string
	words, phrases [2][]sense
}

// Axes with a meaning of their own.
const (
	denialAxis = "denial" // one side of it turns what is said
	voteAxis   = "vote"   // without it, the next says nothing
	standAxis  = "stand"
)

// newAxes reads opposites.txt.
func newAxes(model *vector.Static, lines string) ([]axis, error) {
	var out []axis
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, words, named := strings.Cut(line, ":")
		left, right, sided := strings.Cut(words, "|")
		if !named || !sided {
			return nil, fmt.Errorf("opposites: %q is not NAME: words | words", line)
		}
		a := axis{name: name}
		for i, side := range []string{left, right} {
			a.read(model, i, side)
			if len(a.words[i]) == 0 {
				return nil, fmt.Errorf("opposites: %q has a side without a word", line)
			}
		}
		out = append(out, a)
	}
	return out, nil
}

func (a *axis) read(model *vector.Static, side int, words string) {
	for w := range strings.FieldsSeq(words) {
		word := strings.ReplaceAll(w, "_", " ")
		x, ok := senseOf(model, text.Fold(word))
		switch {
		case !ok:
		case word != w:
			a.phrases[side] = append(a.phrases[side], x)
		default:
			a.words[side] = append(a.words[side], x)
		}
	}
}

// sideOf says on which side of an axis a word is, -1 for neither.
func (a *axis) sideOf(w []float32) int {
	best := [2]float64{nearest(w, a.words[0]), nearest(w, a.words[1])}
	side := 0
	if best[1] > best[0] {
		side = 1
	}
	if best[side] < onSide || best[side] < best[1-side]+clearBy {
		return -1
	}
	return side
}

// sidesOf says on which side of each axis a word is.
func sidesOf(axes []axis, w []float32) []int8 {
	out := make([]int8, len(axes))
	for k := range axes {
		out[k] = int8(axes[k].sideOf(w)) //nolint:gosec // -1, 0 or 1
	}
	return out
}

func nearest(w []float32, words []sense) (best float64) {
	for i := range words {
		best = max(best, float64(vector.Dot(w, words[i].v)))
	}
	return best
}

// stand is what a sentence says of an axis: which word is on which side.
type stand [2][]int

// standsOf finds for each axis the words of a sentence on its sides.
func standsOf(axes []axis, words []sense) []stand {
	out := make([]stand, len(axes))
	sides := make([][]int8, len(words))
	for i := range words {
		if words[i].sides != nil {
			sides[i] = words[i].sides()
		} else {
			sides[i] = sidesOf(axes, words[i].v)
		}
	}
	voted := false
	for k := range axes {
		a := &axes[k]
		for i := range words {
			if side := sides[i][k]; side >= 0 {
				out[k][side] = append(out[k][side], i)
			}
		}
		for side := range a.phrases {
			for i := 1; i < len(words) && len(a.phrases[side]) > 0; i++ {
				if nearest(joined(&words[i-1], &words[i]), a.phrases[side]) >= samePhrase {
					out[k][side] = append(out[k][side], i)
				}
			}
		}
		switch {
		case a.name == voteAxis:
			voted = len(out[k][0]) > 0
			out[k] = stand{}
		case a.name == standAxis && !voted:
			out[k] = stand{}
		}
	}
	return out
}

// joined is what two words mean together.
func joined(a, b *sense) []float32 {
	v := make([]float32, len(a.v))
	for i := range v {
		v[i] = float32(a.weight)*a.v[i] + float32(b.weight)*b.v[i]
	}
	vector.Normalise(v)
	return v
}

// negations are the words of a sentence that negate.
func negations(d *text.Document, words []sense) (out []int) {
	for i := range d.Sentences {
		for _, h := range d.Sentences[i].Hedges {
			if k := wordAt(words, h.Span); h.Negation && k >= 0 {
				out = append(out, k)
			}
		}
	}
	return out
}

// beside finds the word of a list that is beside word k, and not k itself.
func beside(list []int, k int) int {
	return slices.IndexFunc(list, func(n int) bool { return n != k && n-k <= 1+cancels && k-n <= 1+cancels })
}

// turns are the words that turn what a sentence says: negations, and denials. A denial that
// is negated is none.
func turns(d *text.Document, words []sense, axes []axis, stands []stand) []int {
	var denials []int
	for k := range axes {
		if axes[k].name == denialAxis {
			denials = stands[k][0]
		}
	}
	not := negations(d, words)
	out := slices.Clone(not)
	for _, k := range denials {
		i := beside(not, k)
		if i < 0 {
			out = append(out, k)
		} else if j := slices.Index(out, not[i]); j >= 0 {
			out = slices.Delete(out, j, j+1)
		}
	}
	return out
}

// wordAt is the word at a span, or the next one.
func wordAt(words []sense, at stemma.Span) int {
	return slices.IndexFunc(words, func(w sense) bool { return w.span.End > at.Start })
}

// concerns says that what is beside word k of a sentence is said by the other, too.
func concerns(words []sense, best []float64, k int) bool {
	sum, all := 0.0, 0.0
	for i := max(0, k-around); i <= min(len(words)-1, k+around); i++ {
		if i != k {
			sum += words[i].weight * best[i]
			all += words[i].weight
		}
	}
	return all > 0 && sum/all >= common
}

// turned is whether two sentences that are else about the same say the opposite, and the words
// that show it: one of the two is negated or denies it, or the one has a word whose
// opposite the other has, unless one of those is negated. Where both have negations it is not told
// which belong to each other.
func (s *Statement) turned(d *text.Document, theirs []sense, l *alignment) (ours, other stemma.Span, turned bool) {
	stands := standsOf(s.axes, theirs)
	sides := [2]struct {
		words []sense
		turns []int
	}{{s.senses, s.turns}, {theirs, turns(d, theirs, s.axes, stands)}}
	var shown [2]stemma.Span
	for i := range sides {
		if len(sides[1-i].turns) > 0 {
			continue // both are negated, of whatever
		}
		for _, k := range sides[i].turns {
			if l.best[i][k] < answered && concerns(sides[i].words, l.best[i], k) {
				shown[i], turned = sides[i].words[k].span, true
				break
			}
		}
	}
	notOurs, notTheirs := negations(s.doc, s.senses), negations(d, theirs)
	for k := range s.axes {
		if s.axes[k].name == denialAxis {
			continue
		}
		a, b := s.stands[k].without(l.best[0], notOurs), stands[k].without(l.best[1], notTheirs)
		for side := range 2 {
			if len(a[side]) > 0 && len(a[1-side]) == 0 && len(b[1-side]) > 0 && len(b[side]) == 0 {
				i, j := a[side][0], b[1-side][0]
				return s.senses[i].span, theirs[j].span, (beside(notOurs, i) < 0) == (beside(notTheirs, j) < 0)
			}
		}
	}
	return shown[0], shown[1], turned
}

// without are the words of a stand that the other sentence has not, and that are no negations.
func (x stand) without(best []float64, negations []int) (out stand) {
	for side := range x {
		for _, k := range x[side] {
			if best[k] < shared && !slices.Contains(negations, k) {
				out[side] = append(out[side], k)
			}
		}
	}
	return out
}
