package link

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/text"
)

// manner are how two translators treated one text.
type manner struct {
	drop, join, split, move, strange float64
	edit                             float64
	noise, block                     float64
	apart                            bool // they have hardly a sentence in common
}

// bitext is a text in two languages, with the rows that each line holds.
type bitext struct {
	docs  []*text.Document
	rows  [2][][]int
	noise float64
}

// translate makes two versions of a stretch of a corpus, with sentences
// dropped, inserted, moved, joined and split as translators and editors do.
func (c *corpus) translate(r *rand.Rand, name string, n int, h manner, want []string) *bitext {
	from := r.IntN(max(1, len(c.rows)-n))
	rows := c.rows[from:min(from+n, len(c.rows))]
	langs := c.common(rows)
	langs = slices.DeleteFunc(langs, func(l string) bool { return len(want) > 0 && !slices.Contains(want, l) })
	if len(langs) < 2 {
		return nil
	}
	r.Shuffle(len(langs), func(i, j int) { langs[i], langs[j] = langs[j], langs[i] })
	if len(want) == 0 && r.IntN(3) == 0 {
		langs[1] = langs[0]
	}
	out := &bitext{noise: h.noise}
	splitter := make([]int, len(rows))
	for k := range splitter {
		splitter[k] = r.IntN(2)
	}
	camps := camps(r, len(rows), h.apart)
	for side := range 2 {
		t := c.version(r, camps[side].of(rows), langs[side], h, func(k int) bool { return splitter[k] == side })
		if len(t.lines) == 0 {
			return nil
		}
		out.docs = append(out.docs, document(name+string(rune('a'+side)), langs[side], t.lines))
		out.rows[side] = t.rows
	}
	return out
}

func (c *corpus) version(r *rand.Rand, rows []map[string]string, lang string, h manner, splits func(int) bool) telling {
	var t telling
	add := func(line string, k int) { t.lines, t.rows = append(t.lines, line), append(t.rows, []int{k}) }
	for k, row := range rows {
		if row[lang] == "" || r.Float64() < h.drop {
			continue
		}
		line := reword(r, row[lang], h.edit)
		if a, b, ok := halves(line); ok && splits(k) && r.Float64() < h.split {
			if r.IntN(2) == 0 {
				a = strings.TrimRight(a, ",;:،؛，；：、—–") + "."
			}
			add(a, k)
			if c, d, ok := halves(b); ok && r.Float64() < 0.4 {
				add(c, k)
				b = d
			}
			add(b, k)
		} else {
			add(line, k)
		}
		for n := r.Float64(); n < h.block; n += h.block / 20 {
			if s := c.rows[r.IntN(len(c.rows))][lang]; s != "" {
				add(s, -1-r.IntN(1<<30))
			}
		}
		for r.Float64() < h.strange {
			if s := c.rows[r.IntN(len(c.rows))][lang]; s != "" {
				if r.IntN(3) == 0 {
					s = ending(s)
				}
				add(s, -1-r.IntN(1<<30))
			}
		}
	}
	for k := range t.lines {
		if r.Float64() < h.move {
			j := r.IntN(len(t.lines))
			if r.IntN(3) == 0 {
				j = max(0, k-1)
			}
			t.lines[k], t.lines[j] = t.lines[j], t.lines[k]
			t.rows[k], t.rows[j] = t.rows[j], t.rows[k]
		}
	}
	for i := len(t.lines) - 2; i >= 0; i-- {
		if r.Float64() < h.join {
			t.lines[i] += " " + t.lines[i+1]
			t.rows[i] = append(t.rows[i], t.rows[i+1]...)
			t.lines, t.rows = slices.Delete(t.lines, i+1, i+2), slices.Delete(t.rows, i+1, i+2)
		}
	}
	return t
}

// halves splits a line behind the punctuation that is nearest to its middle.
func halves(line string) (a, b string, ok bool) {
	best := 0
	for i, c := range line {
		if strings.ContainsRune(",;:،؛，；：、—–।", c) {
			end := i + utf8.RuneLen(c)
			if abs(2*end-len(line)) < abs(2*best-len(line)) {
				best = end
			}
		}
	}
	a, b = line[:best], strings.TrimSpace(line[best:])
	ok = letters(a) >= 2 && letters(b) >= 2 && size(a) >= 12 && size(b) >= 12
	return a, b, ok
}

func letters(s string) (n int) {
	for _, c := range s {
		if unicode.IsLetter(c) {
			n++
		}
	}
	return n
}

func abs(x int) int { return max(x, -x) }

// beads returns the runs of lines that correspond, smallest first, and
// whether they are in one order.
func (b *bitext) beads() (out [][2]run) {
	na, nb := len(b.rows[0]), len(b.rows[1])
	group := make([]int, na+nb)
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	gold := corresponding(b.rows[0], b.rows[1])
	for p := range gold {
		x, y := find(p[0]), find(na+p[1])
		group[max(x, y)] = min(x, y)
	}
	sides := map[int][2][]int{}
	for i := range group {
		s := sides[find(i)]
		if i < na {
			s[0] = append(s[0], i)
		} else {
			s[1] = append(s[1], i-na)
		}
		sides[find(i)] = s
	}
	for _, s := range sides {
		if len(s[0]) > 0 && len(s[1]) > 0 && contiguous(s[0]) && contiguous(s[1]) {
			out = append(out, [2]run{{s[0][0], len(s[0])}, {s[1][0], len(s[1])}})
		}
	}
	slices.SortFunc(out, func(x, y [2]run) int { return x[0].at - y[0].at })
	return out
}

func contiguous(s []int) bool { return s[len(s)-1]-s[0] == len(s)-1 }

// vectors returns the vectors of the two texts, made worse by noise: vectors
// know few texts as well as those that they were trained on.
func (b *bitext) vectors(vecs [][][]float32) [][][]float32 {
	r := rand.New(rand.NewPCG(uint64(len(b.rows[0])), uint64(len(b.rows[1]))))
	for _, doc := range vecs {
		for _, v := range doc {
			var norm float64
			for k := range v {
				v[k] += float32(b.noise * r.NormFloat64() / math.Sqrt(float64(len(v))))
				norm += float64(v[k]) * float64(v[k])
			}
			for k := range v {
				if norm == 0 {
					break
				}
				v[k] /= float32(math.Sqrt(norm))
			}
		}
	}
	return vecs
}
