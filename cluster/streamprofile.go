package cluster

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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

// count is how often an article has a feature, known by its hash.
type count struct {
	feature uint32
	n       uint8
}

// NewProfile reads the profile off a document. vecs holds the vectors of its
// sentences and title that of its Title, nil if there is none, as for Group.
func NewProfile(d *text.Document, vecs [][]float32, title []float32) *Profile {
	whole, vecs := headed(d, vecs, title)
	p := &Profile{
		dense:  quantise(mean(whole, vecs)),
		names:  countFeatures(features(whole), mostNames),
		words:  countFeatures(uncased(whole), mostWords),
		named:  outletsNamed(d),
		script: scriptOf(whole),
	}
	for _, v := range lines(whole, vecs) {
		p.lines = append(p.lines, quantise(v))
	}
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

func quantise(v []float32) small {
	top := float32(0)
	for _, x := range v {
		top = max(top, x, -x)
	}
	s := small{scale: top / math.MaxInt8, values: make([]int8, len(v))}
	if top == 0 {
		return s
	}
	for k, x := range v {
		s.values[k] = int8(math.Round(float64(x / s.scale)))
	}
	return s
}

// wide appends the vector's values to dst.
func (v small) wide(dst []float32) []float32 {
	for _, x := range v.values {
		dst = append(dst, float32(x)*v.scale)
	}
	return dst
}

func countFeatures(features func(yield func(string) bool), most int) []count {
	counts := map[uint32]uint8{}
	for f := range features {
		h := featureHash(f)
		n, known := counts[h]
		if !known && len(counts) == most {
			continue
		}
		counts[h] = min(n, math.MaxUint8-1) + 1
	}
	out := make([]count, 0, len(counts))
	for f, n := range counts {
		out = append(out, count{f, n})
	}
	slices.SortFunc(out, func(a, b count) int { return cmp.Compare(a.feature, b.feature) })
	return out
}

// outletsNamed returns the keys of all runs of words that may be the name of
// an outlet: those in names, and in scripts without capitals any.
func outletsNamed(d *text.Document) []uint32 {
	found := map[uint32]struct{}{}
	for j := range d.Sentences {
		s := &d.Sentences[j]
		bones := make([]string, len(s.Words)) // as far as they are asked for
		for k := range s.Words {
			for end, last := k+1, min(len(bones), k+reach(s, k)); end <= last; end++ {
				if bones[end-1] == "" {
					bones[end-1] = skeleton(text.Romanise(s.Words[end-1].Form))
				}
				if key := strings.Join(bones[k:end], ""); len(key) >= outletLength && len(found) < mostNamed {
					found[hash(key)] = struct{}{}
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
	if r, _ := utf8.DecodeRuneInString(w.Form); unicode.Is(unicode.Lo, r) && !unicode.Is(unicode.Han, r) {
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
func hash(s string) uint32 {
	h := fnv.New64a()
	h.Write([]byte(s))
	sum := h.Sum64()
	return (uint32(sum>>32) ^ uint32(sum)) >> 1
}
