package claim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/paralleltest"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/text/texttest"
)

// corpus holds sentences in the order of their documents: rows by their
// English, with what each language has for it.
type corpus struct {
	langs []string
	rows  []map[string]string
}

// readCorpora reads the sources in the languages that have a lexicon.
func readCorpora(t *testing.T) []*corpus {
	t.Helper()
	read := paralleltest.Read(t, sources, func(lang string) bool {
		_, err := os.Stat("../text/lexicon/" + lang + ".txt")
		return err == nil
	})
	var out []*corpus
	for _, s := range sources {
		out = append(out, &corpus{read[s].Langs, read[s].Rows})
	}
	return out
}

// retelling is a made-up story: the first document is the parent, the second the
// child, the others tell the same.
type retelling struct {
	Story
	// changed holds the spans in the child of the changed figures.
	changed []stemma.Span
}

// storyRows is the length of a story. changeRate is how many of its figures
// are changed, and trueRate how many are in life: of the sentences of the pairs
// to work with in testdata/heldout, 6 of 100 have a changed number.
const (
	storyRows            = 6
	changeRate, trueRate = 0.4, 0.06
)

// weight is what a row counts in fitting.
func weight(right bool) float64 {
	if right {
		return trueRate / changeRate
	}
	return 1
}

// retell makes a story of some rows that follow one another.
func (c *corpus) retell(r *rand.Rand, same bool) *retelling { return c.retellAs(r, same, changeRate) }

func (c *corpus) retellAs(r *rand.Rand, same bool, rate float64) *retelling {
	for range 50 {
		from := r.IntN(max(1, len(c.rows)-storyRows))
		langs := slices.Clone(c.langs)
		slices.Sort(langs)
		r.Shuffle(len(langs), func(i, j int) { langs[i], langs[j] = langs[j], langs[i] })
		var have []string
		for _, l := range langs {
			if !slices.ContainsFunc(c.rows[from:min(len(c.rows), from+storyRows)], func(row map[string]string) bool { return row[l] == "" }) {
				have = append(have, l)
			}
		}
		if len(have) >= 3 && from+storyRows <= len(c.rows) {
			if same {
				have[1] = have[0]
			}
			return tell(r, c.rows[from:from+storyRows], have[:min(len(have), 2+r.IntN(4))], same, rate)
		}
	}
	return nil
}

func tell(r *rand.Rand, rows []map[string]string, langs []string, same bool, rate float64) *retelling {
	s := &retelling{}
	joined := -1
	if r.IntN(3) == 0 {
		joined = r.IntN(len(rows) - 1)
	}
	claims := make([]stemma.Claim, len(rows))
	type change struct{ from, to string }
	made := map[int]change{}
	s.Edges = []stemma.Edge{{Parent: "d0", Child: "d1", Primary: true}}
	for k, lang := range langs {
		retold := k > 1 && r.IntN(4) == 0
		if retold {
			s.Edges = append(s.Edges, stemma.Edge{Parent: "d1", Child: fmt.Sprint("d", k), Primary: true})
		}
		var lines []string
		var spans []stemma.Span // of changed figures in their line
		var on []int
		for i, row := range rows {
			line := row[lang]
			if k == 1 && same {
				line = edit(r, line)
			}
			if k == 1 && r.Float64() < rate {
				if l, at, from, to, ok := alterAny(r, line, lang); ok {
					line, spans, on = l, append(spans, at), append(on, i)
					made[i] = change{from, to}
				}
			}
			if c, ok := made[i]; ok && retold {
				line = strings.Replace(line, c.from, c.to, 1) // a retelling of the child
			}
			lines = append(lines, line)
			at := i
			if k == 1 && joined >= 0 && i > joined {
				at--
			}
			claims[i].Passages = append(claims[i].Passages, stemma.Passage{Article: fmt.Sprint("d", k), Sentences: []int{at}})
		}
		merged := -1
		if k == 1 && joined >= 0 {
			merged = joined
		}
		d, starts := documentOf(fmt.Sprint("d", k), lang, lines, merged)
		for n, at := range spans {
			b := starts[on[n]]
			s.changed = append(s.changed, stemma.Span{Start: b + at.Start, End: b + at.End})
		}
		s.Docs = append(s.Docs, d)
	}
	if joined >= 0 {
		p := claims[joined].Passages
		p[0].Sentences = append(p[0].Sentences, joined+1)
		claims = slices.Delete(claims, joined+1, joined+2)
	}
	s.Claims = claims
	return s
}

// documentOf builds a document of one sentence a line, with line merged and
// the one behind it as one. It returns where each line starts.
func documentOf(id, lang string, lines []string, merged int) (*text.Document, []int) {
	published := time.Date(2020, 3, 20+len(lines[0])%3, 12, 0, 0, 0, time.UTC)
	d := &text.Document{Article: stemma.Article{ID: id, Lang: lang}}
	var starts []int
	for i, l := range lines {
		at := len(d.Article.Text)
		starts = append(starts, at)
		d.Article.Text += l + " \n"
		s := texttest.Sentence(stemma.Article{Lang: lang, Published: published, PublishedPrecision: stemma.PrecisionSecond}, l, at)
		if merged >= 0 && i == merged+1 {
			last := &d.Sentences[merged]
			last.Words, last.Numbers = append(last.Words, s.Words...), append(last.Numbers, s.Numbers...)
			last.Dates, last.Names = append(last.Dates, s.Dates...), append(last.Names, s.Names...)
			last.Hedges, last.Terms = append(last.Hedges, s.Hedges...), append(last.Terms, s.Terms...)
			last.End, last.Text = s.End, last.Text+" "+s.Text
			continue
		}
		d.Sentences = append(d.Sentences, s)
	}
	for i := range d.Sentences {
		d.Article.Sentences = append(d.Article.Sentences, d.Sentences[i].Span)
	}
	return d, starts
}

// edit drops some words and turns clauses round.
func edit(r *rand.Rand, line string) string {
	if parts := strings.SplitN(line, ", ", 2); len(parts) == 2 && r.IntN(3) == 0 {
		line = strings.TrimRight(parts[1], ".") + ", " + parts[0] + "."
	}
	drop := r.Float64() * 0.25
	words := strings.Fields(line)
	words = slices.DeleteFunc(words, func(w string) bool { return r.Float64() < drop })
	return strings.Join(words, " ")
}

// alterAny changes a number word or a run of digits of a line.
func alterAny(r *rand.Rand, line, lang string) (out string, at stemma.Span, from, to string, ok bool) {
	first, second := alter, func(r *rand.Rand, line string) (string, stemma.Span, string, string, bool) {
		return alterWord(r, line, lang)
	}
	if r.IntN(4) == 0 {
		first, second = second, first
	}
	if out, at, from, to, ok = first(r, line); ok {
		return out, at, from, to, ok
	}
	return second(r, line)
}

// alterWord puts one number word for another of the language's lexicon.
func alterWord(r *rand.Rand, line, lang string) (out string, at stemma.Span, from, to string, ok bool) {
	words := numberWords(lang)
	base := stemma.Article{Text: line, Lang: lang}
	for _, s := range text.Read(base).Sentences {
		for _, n := range s.Numbers {
			from = line[n.Start:n.End]
			if hasDigit(from) || words[from] == 0 {
				continue
			}
			var all []string
			for w, v := range words {
				if v != words[from] && v >= 2 {
					all = append(all, w)
				}
			}
			slices.Sort(all)
			to = all[r.IntN(len(all))]
			return line[:n.Start] + to + line[n.End:], stemma.Span{Start: n.Start, End: n.Start + len(to)}, from, to, true
		}
	}
	return "", at, "", "", false
}

var wordsRead = map[string]map[string]float64{}

func numberWords(lang string) map[string]float64 {
	if wordsRead[lang] != nil {
		return wordsRead[lang]
	}
	out := map[string]float64{}
	b, _ := os.ReadFile("../text/lexicon/" + lang + ".txt")
	in := false
	for l := range strings.SplitSeq(string(b), "\n") {
		if strings.HasPrefix(l, "[") {
			in = l == "[numbers]"
			continue
		}
		key, forms, ok := strings.Cut(l, " = ")
		if v, err := strconv.ParseFloat(key, 64); in && ok && err == nil && v <= 20 && v >= 2 {
			for f := range strings.SplitSeq(forms, ", ") {
				out[f] = v
			}
		}
	}
	wordsRead[lang] = out
	return out
}

// alter changes one run of digits of a line, which may be a number word's place
// in none: digits swapped, another number of about the size, or any.
func alter(r *rand.Rand, line string) (out string, at stemma.Span, from, to string, ok bool) {
	runs := digitRuns(line, stemma.Span{End: len(line)})
	if len(runs) == 0 {
		return "", at, "", "", false
	}
	run := runs[r.IntN(len(runs))]
	from = line[run.Start:run.End]
	v, err := strconv.ParseFloat(decimal(from), 64)
	if err != nil || strings.ContainsAny(from, ".,'’٫٬   ") || v > 1e9 {
		return "", at, "", "", false
	}
	w := v
	switch r.IntN(5) {
	case 4:
		w = v * []float64{10, 1000}[r.IntN(2)]
	case 0:
		d := []byte(decimal(from))
		slices.Reverse(d)
		w, _ = strconv.ParseFloat(string(d), 64)
	case 1:
		w = math.Round(v * (0.3 + 2.4*r.Float64()))
	case 2:
		w = math.Round(v*(0.8+0.4*r.Float64())) + 1
	case 3:
		w = math.Round(v*(1+3*r.Float64())) + 3
	}
	if w == v || w <= 0 || v > 0 && math.Abs(w-v)/v < 0.02 {
		return "", at, "", "", false
	}
	to = strconv.FormatFloat(w, 'f', -1, 64)
	return line[:run.Start] + to + line[run.End:], stemma.Span{Start: run.Start, End: run.Start + len(to)}, from, to, true
}
