package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

//go:embed opposites.txt
var oppositeLines string

const (
	// onSide is the cosine with one of its words from which a word is on a side, clearBy
	// by how much that must be more than with any word of the other side, samePhrase the
	// cosine from which two words side by side are a phrase, and inPhrase that with the phrase which one of
	// the two has at least.
	onSide, clearBy, samePhrase, inPhrase = 0.62, 0.08, 0.85, 0.5
	// listed is the cosine from which a word is one of the lists' own.
	listed = 0.999
)

// axis is a line of opposites.txt: words, and phrases of two, for one side and for the other.
type axis struct {
	name           string
	how            contrast
	words, phrases [2][]sense
}

// contrast is how the sides of an axis stand to each other: what is between them in opposites.txt.
type contrast string

const (
	opposites contrast = "|"  // who says the one denies the other
	another   contrast = "||" // who says the one does not say the other: killed, injured
	converses contrast = "<>" // one and the same seen from its two ends: beat, lost to
)

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
		a := axis{name: name}
		left, right, sided := a.divide(words)
		if !named || !sided {
			return nil, fmt.Errorf("opposites: %q is not NAME: words | words", line)
		}
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

// divide cuts a line at what stands between its sides.
func (a *axis) divide(words string) (left, right string, ok bool) {
	for _, a.how = range []contrast{converses, another, opposites} {
		if left, right, ok = strings.Cut(words, " "+string(a.how)+" "); ok {
			return left, right, true
		}
	}
	return "", "", false
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

// sideOf says on which side of an axis a word is, -1 for neither, and how near to a word of it.
func (a *axis) sideOf(w []float32) (side int, near float64) {
	best := [2]float64{nearest(w, a.words[0]), nearest(w, a.words[1])}
	if best[1] > best[0] {
		side = 1
	}
	if best[side] < onSide || best[side] < best[1-side]+clearBy {
		return -1, 0
	}
	return side, best[side]
}

// place is where a word is on the axes: on which side of each, and which of their phrases can have it.
type place struct {
	sides   []int8
	phrases []bool
}

// placeOf finds the place of a word. One of the lists' own is where it is listed, and nowhere else: what it is only near
// to there may be a word of another language that is spelt alike ("agreed", Spanish "agredió": attacked).
func placeOf(axes []axis, w []float32) *place {
	x := &place{sides: make([]int8, len(axes))}
	near, known := make([]float64, len(axes)), false
	for k := range axes {
		var side int
		side, near[k] = axes[k].sideOf(w)
		x.sides[k] = int8(side) //nolint:gosec // -1, 0 or 1
		known = known || near[k] >= listed
	}
	for k := range axes {
		if known && near[k] < listed {
			x.sides[k] = -1
		}
		for _, side := range axes[k].phrases {
			for i := range side {
				x.phrases = append(x.phrases, float64(vector.Dot(w, side[i].v)) >= inPhrase)
			}
		}
	}
	return x
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
	places := make([]*place, len(words))
	for i := range words {
		if words[i].place != nil {
			places[i] = words[i].place()
		} else {
			places[i] = placeOf(axes, words[i].v)
		}
		for k, side := range places[i].sides {
			if side >= 0 {
				out[k][side] = append(out[k][side], i)
			}
		}
	}
	for i := 1; i < len(words); i++ {
		addPhrases(axes, out, words, places, i)
	}
	voted := false
	for k := range axes {
		switch {
		case axes[k].name == voteAxis:
			voted = len(out[k][0]) > 0
			out[k] = stand{}
		case axes[k].name == standAxis && !voted:
			out[k] = stand{}
		}
	}
	return out
}

// addPhrases adds to stands what word i means with the one before it. To join the two is what
// takes time: it is done where one of them is near to a phrase.
func addPhrases(axes []axis, out []stand, words []sense, places []*place, i int) {
	var both []float32
	n := 0
	for k := range axes {
		for side, phrases := range axes[k].phrases {
			for p := range phrases {
				if places[i-1].phrases[n] || places[i].phrases[n] {
					if both == nil {
						both = joined(&words[i-1], &words[i])
					}
					if float64(vector.Dot(both, phrases[p].v)) >= samePhrase {
						out[k][side] = append(out[k][side], i)
					}
				}
				n++
			}
		}
	}
}

// onlyTaken are the axes on which a claim is, and that of denials: what a sentence says of others is of no
// matter, and to find it takes as long as all else.
func onlyTaken(axes []axis, stands []stand) []axis {
	taken := func(k int) bool { return len(stands[k][0])+len(stands[k][1]) > 0 }
	voted := slices.ContainsFunc(axes, func(a axis) bool { return a.name == standAxis }) &&
		taken(slices.IndexFunc(axes, func(a axis) bool { return a.name == standAxis }))
	var out []axis
	for k := range axes {
		if taken(k) || axes[k].name == denialAxis || axes[k].name == voteAxis && voted {
			out = append(out, axes[k])
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
