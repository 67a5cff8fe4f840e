package cluster

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/text"
)

// Profile is what an article is compared by in a Stream. It is read off the
// article alone, so it can be kept and compared with any other that was made
// by the same model of sentence vectors: 3 to 5 kB, most of it the vectors of
// the first sentences with a byte a dimension.
type Profile struct {
	dense  small   // direction of the whole article
	lines  []small // its first sentences
	names  []count // names and numbers
	words  []count // words of scripts without capitals, where names hide
	outlet uint32  // the outlet's key, 0 if it is too short
	named  []uint32
	from   int64 // seconds since 1970
	to     int64
	dated  bool
	script script
}

// Most names, words and outlets that a profile keeps, the first ones of the
// text: what is new in a report stands first, and a table of ten thousand
// numbers must not cost more than a report.
const (
	mostNames = 512
	mostWords = 768
	mostNamed = 512
	// saidWords is how many words an outlet's name has at most where any word
	// may begin one, in scripts without capitals.
	saidWords = 3
)

// small is a vector with a byte a dimension: values times scale.
type small struct {
	scale  float32
	values []int8
}

// count is how often an article has a feature, known by its hash, and how many
// words the shortest name has that it is a word of, up to manyWords; 0 where
// nothing is known of that.
type count struct {
	feature uint32
	n       uint8 // up to mostCounted
	words   uint8
}

const (
	mostCounted = 63 // beyond it a logarithm says nothing new
	manyWords   = 3
)

// NewProfile reads the profile off a document. vecs holds the vectors of its
// sentences and title that of its Title, nil if there is none, as for Group.
func NewProfile(d *text.Document, vecs [][]float32, title []float32) *Profile {
	whole, vecs := headed(d, vecs, title)
	s := spelling{}
	p := &Profile{
		dense:  quantise(mean(whole, vecs)),
		names:  countFeatures(features(whole), mostNames),
		words:  countFeatures(ofNoName(uncased(whole, s)), mostWords),
		named:  outletsNamed(d, s),
		script: scriptOf(whole),
	}
	p.lines = quantiseAll(lines(whole, vecs))
	if key := outletKey(d.Article.Outlet); len(key) >= outletLength {
		p.outlet = hash(key)
	}
	from, to, dated := published(&d.Article)
	if dated {
		p.from, p.to, p.dated = from.Unix(), to.Unix(), true
	}
	return p
}

// Published returns when the article was published: a moment, or the day,
// month or year that is known. ok is false of an undated one.
func (p *Profile) Published() (from, to time.Time, ok bool) {
	return time.Unix(p.from, 0).UTC(), time.Unix(p.to, 0).UTC(), p.dated
}

// quantiseAll quantises vectors side by side in memory: a stream holds a
// million of them, and the garbage collector looks at each that stands alone.
func quantiseAll(vectors [][]float32) []small {
	n := 0
	for _, v := range vectors {
		n += len(v)
	}
	if len(vectors) == 0 {
		return nil
	}
	values, out := make([]int8, n), make([]small, len(vectors))
	for i, v := range vectors {
		out[i] = quantiseTo(values[:len(v):len(v)], v)
		values = values[len(v):]
	}
	return out
}

func quantise(v []float32) small { return quantiseTo(make([]int8, len(v)), v) }

// quantiseTo is quantise with values, of zeros, to be filled in.
func quantiseTo(values []int8, v []float32) small {
	top := float32(0)
	for _, x := range v {
		top = max(top, x, -x)
	}
	s := small{scale: top / math.MaxInt8, values: values}
	if top == 0 {
		return s
	}
	for k, x := range v {
		s.values[k] = int8(roundAway(x / s.scale)) //nolint:gosec // the scale is made for it
	}
	return s
}

// roundAway is math.Round for small values, in a third of the time.
func roundAway(x float32) int {
	if x < 0 {
		return int(float64(x) - 0.5)
	}
	return int(float64(x) + 0.5)
}

// wide appends the vector's values to dst.
func (v small) wide(dst []float32) []float32 {
	dst = slices.Grow(dst, len(v.values))
	for _, x := range v.values {
		dst = append(dst, float32(x)*v.scale)
	}
	return dst
}

// wide are the values of vectors, side by side in a room that is written over
// if it is large enough.
func wide(room []float32, vectors []small) (out [][]float32, values []float32) {
	n := 0
	for _, v := range vectors {
		n += len(v.values)
	}
	out, values = make([][]float32, len(vectors)), slices.Grow(room[:0], n)
	for i, v := range vectors {
		from := len(values)
		values = v.wide(values)
		out[i] = values[from:len(values):len(values)]
	}
	return out, values
}

func countFeatures(features iter.Seq2[string, int], most int) []count {
	counts := map[uint32]tally{}
	for f, words := range features {
		h := featureHash(f)
		c, known := counts[h]
		if !known && len(counts) == most {
			continue
		}
		counts[h] = c.and(words)
	}
	out := make([]count, 0, len(counts))
	for f, c := range counts {
		out = append(out, count{f, uint8(min(c.n, mostCounted)), uint8(min(c.words, manyWords))}) //nolint:gosec // both bounds are below 256
	}
	slices.SortFunc(out, func(a, b count) int { return cmp.Compare(a.feature, b.feature) })
	return out
}

// ofNoName yields words of which it is not known what name they are of.
func ofNoName(words iter.Seq[string]) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for w := range words {
			if !yield(w, 0) {
				return
			}
		}
	}
}

// outletsNamed returns the keys of all runs of words that may be the name of
// an outlet: those in names, and in scripts without capitals any.
func outletsNamed(d *text.Document, spelt spelling) []uint32 {
	found := make(map[uint32]struct{}, 64)
	for j := range d.Sentences {
		s := &d.Sentences[j]
		for k := range s.Words {
			h, length := newHash(), 0
			for end, last := k, min(len(s.Words), k+reach(s, k)); end < last; end++ {
				bones := spelt.skeleton(s.Words[end].Form)
				h, length = h.add(bones), length+len(bones)
				if length >= outletLength && len(found) < mostNamed {
					found[h.sum()] = struct{}{}
				}
			}
		}
		if len(found) == mostNamed {
			break
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// reach is how many words an outlet's name may have that begins with a word.
func reach(s *text.Sentence, word int) int {
	w := s.Words[word]
	if isUncased(w.Form) {
		return saidWords
	}
	for _, n := range s.Names {
		if w.Start >= n.Start && w.Start < n.End {
			return longestOutlet
		}
	}
	return 0
}

// featureHash is odd for a number and even for a name, so that they can be told apart.
func featureHash(f string) uint32 {
	h := hash(f) &^ 1
	if strings.HasPrefix(f, "#") {
		h++
	}
	return h
}

// hash is FNV-1a folded to 31 bits, so that it is a feature: of a million features an article's have
// one chance in a hundred to meet another's by accident.
func hash(s string) uint32 { return newHash().add(s).sum() }

// rolling is a hash in the making.
type rolling uint64

func newHash() rolling { return 14695981039346656037 }

func (h rolling) add(s string) rolling {
	for i := range len(s) {
		h = (h ^ rolling(s[i])) * 1099511628211
	}
	return h
}

func (h rolling) sum() uint32 { return (uint32(h>>32) ^ uint32(h)) >> 1 }
