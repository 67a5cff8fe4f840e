package link

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/paralleltest"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/text/texttest"
	"github.com/stemma-news/stemma/vector"
)

// document builds a document of one sentence a line, each as text.Read reads
// it by itself.
func document(id, lang string, lines []string) *text.Document {
	d := &text.Document{Article: stemma.Article{ID: id, Lang: lang}}
	for _, l := range lines {
		at := len(d.Article.Text)
		d.Article.Text += l + "\n"
		s := texttest.Sentence(d.Article, l, at)
		d.Sentences = append(d.Sentences, s)
		d.Article.Sentences = append(d.Article.Sentences, s.Span)
	}
	return d
}

// vectorsOf returns the built-in model's vectors.
func vectorsOf(t testing.TB, docs []*text.Document) [][][]float32 {
	t.Helper()
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	out := make([][][]float32, len(docs))
	for i, d := range docs {
		var lines []string
		for j := range d.Sentences {
			lines = append(lines, d.Sentences[j].Text)
		}
		if out[i], err = model.Vectors(t.Context(), lines); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// corpus holds sentences in the order of their documents: rows by their
// English, with what each language has for it.
type corpus struct {
	langs []string
	rows  []map[string]string
}

// readCorpora reads the sources whose sentences are in the order of their
// documents, keyed by source.
func readCorpora(t *testing.T, sources []string) map[string]*corpus {
	t.Helper()
	out := map[string]*corpus{}
	for source, c := range paralleltest.Read(t, sources, nil) {
		out[source] = &corpus{c.Langs, c.Rows}
	}
	return out
}

// How many of the made-up stories have two origins. To learn not to link what
// only sounds alike it takes many; scores are to be right where most reports
// of a story derive from each other.
const manyApart, fewApart = 0.75, 0.125

// retelling is a made-up story, with the sentences that correspond in each
// two of its articles.
type retelling struct {
	docs []*text.Document
	gold map[[2]int]map[[2]int]bool
}

// telling is one article while it is made: lines and the rows in each.
type telling struct {
	lines []string
	rows  [][]int
}

// retell takes a stretch of a corpus in some languages, now and then twice in
// one, and drops, moves, joins and edits sentences as reports do. A share of
// the stories has two origins that tell different sentences.
func (c *corpus) retell(r *rand.Rand, name string, apart float64) *retelling {
	n := []int{2 + r.IntN(6), 8 + r.IntN(12), 20 + r.IntN(25)}[r.IntN(3)]
	from := r.IntN(max(1, len(c.rows)-n))
	rows := c.rows[from:min(from+n, len(c.rows))]
	camps := camps(r, len(rows), r.Float64() < apart)
	if half := len(rows) / 2; r.IntN(8) == 0 && len(c.rows) > 3*len(rows) { // two subjects
		other := (from + len(rows) + r.IntN(len(c.rows)-2*len(rows))) % (len(c.rows) - len(rows) + 1)
		rows = slices.Concat(rows[:half], c.rows[other:other+len(rows)-half])
		if overlap := other < from+half && from < other+len(rows)-half; overlap {
			return nil
		}
		for k := range rows {
			camps[0][k], camps[1][k] = k < half, k >= half
		}
	}
	langs := c.common(rows)
	if len(langs) < 2 {
		return nil
	}
	r.Shuffle(len(langs), func(i, j int) { langs[i], langs[j] = langs[j], langs[i] })
	langs = langs[:min(len(langs), 2+r.IntN(4))]
	if r.IntN(2) == 0 {
		langs = append(langs, langs[0])
	}
	out := &retelling{gold: map[[2]int]map[[2]int]bool{}}
	var sides []telling
	strange := c.rows[r.IntN(len(c.rows))]
	for k, lang := range langs {
		sides = append(sides, edit(r, camps[r.IntN(2)].of(rows), lang, ending(strange[lang])))
		out.docs = append(out.docs, document(name+string(rune('a'+k)), lang, sides[k].lines))
		for o := range k {
			out.gold[[2]int{o, k}] = corresponding(sides[o].rows, sides[k].rows)
		}
	}
	return out
}

// camp is the rows that reports of one origin have.
type camp []bool

// of returns the rows of a camp, the others being empty.
func (c camp) of(rows []map[string]string) []map[string]string {
	out := slices.Clone(rows)
	for k := range out {
		if !c[k] {
			out[k] = nil
		}
	}
	return out
}

// camps shares out rows: all to both or, where reports on one event have
// different origins, some to either: a half, or every other one, and now and
// then a few to both.
func camps(r *rand.Rand, n int, apart bool) (out [2]camp) {
	halves := r.IntN(3) > 0
	for side := range out {
		out[side] = make(camp, n)
		for k := range n {
			out[side][k] = !apart || halves && k < n/2 == (side == 0) || !halves && k%2 == side
		}
	}
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(3) {
			k := r.IntN(n)
			out[0][k], out[1][k] = true, true
		}
	}
	return out
}

// common returns the languages that have most of the rows.
func (c *corpus) common(rows []map[string]string) []string {
	return slices.DeleteFunc(slices.Clone(c.langs), func(l string) bool {
		have := 0
		for _, row := range rows {
			if row[l] != "" {
				have++
			}
		}
		return have < len(rows)*2/3
	})
}

func corresponding(a, b [][]int) map[[2]int]bool {
	gold := map[[2]int]bool{}
	for i, x := range a {
		for j, y := range b {
			if slices.ContainsFunc(x, func(row int) bool { return slices.Contains(y, row) }) {
				gold[[2]int{i, j}] = true
			}
		}
	}
	return gold
}

// ending returns the last words of a line, which stand for a formula such as
// "said on Tuesday" when they end many lines of a story.
func ending(line string) string {
	words := strings.Fields(line)
	return strings.Join(words[max(0, len(words)-4):], " ")
}

func edit(r *rand.Rand, rows []map[string]string, lang, formula string) telling {
	var t telling
	drop, change := []float64{0.02, 0.2, 0.5, 0.8}[r.IntN(4)], []float64{0, 0.05, 0.3}[r.IntN(3)]
	formulas := []float64{0, 0.3}[r.IntN(2)]
	join := []float64{0.01, 0.06, 0.2}[r.IntN(3)]
	for k, row := range rows {
		if row[lang] == "" || r.Float64() < drop {
			continue
		}
		line := reword(r, row[lang], change)
		if r.Float64() < formulas {
			line = strings.TrimRight(line, ".。") + ", " + formula
		}
		t.lines = append(t.lines, line)
		t.rows = append(t.rows, []int{k})
	}
	for range len(t.lines) / 12 {
		i, j := r.IntN(len(t.lines)), r.IntN(len(t.lines))
		t.lines[i], t.lines[j] = t.lines[j], t.lines[i]
		t.rows[i], t.rows[j] = t.rows[j], t.rows[i]
	}
	for i := len(t.lines) - 2; i >= 0; i-- {
		if r.Float64() < join {
			t.lines[i] += " " + t.lines[i+1]
			t.rows[i] = append(t.rows[i], t.rows[i+1]...)
			t.lines, t.rows = slices.Delete(t.lines, i+1, i+2), slices.Delete(t.rows, i+1, i+2)
		}
	}
	return t
}

// reword leaves out or changes a share of the words of a line.
func reword(r *rand.Rand, line string, share float64) string {
	var out []string
	for w := range strings.FieldsSeq(line) {
		switch {
		case r.Float64() >= share:
			out = append(out, w)
		case strings.ContainsAny(w, "0123456789"):
			out = append(out, strings.Map(func(c rune) rune {
				if c >= '0' && c < '9' {
					return c + 1
				}
				return c
			}, w))
		}
	}
	return strings.Join(out, " ")
}
