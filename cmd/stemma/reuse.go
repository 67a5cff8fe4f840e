package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
)

const reuseHelp = `Reads inputs as trace does, compares all articles with all others, and prints
the passages that any two have in common, word for word or nearly, wherever they
stand, with their exact places. Quotation marks, case and punctuation make no
difference, and a changed number does not break a passage. It works in every
language, within one; 100,000 articles take minutes.

The passages are JSON lines: "a" and "b" are the articles, with the bytes of
the text where the passage is; "words" its length, "same" the share of words
that are equal, "weight" how rare it is, from 0 for what every article has to 1
for what only these two have, and "score" the equal words times the weight.

Formulas that more than one in 200 articles have, and more than 32, are left
out, unless the articles are copies. Of a text that more than 32 articles have,
each is compared with 32 of the others; with --groups the groups of articles
that are mostly one text are printed instead, and these are whole.`

const reuseExamples = `  stemma reuse archive.jsonl > passages.jsonl
  stemma reuse --format text --min-words 12 monday.txt tuesday.txt
  stemma reuse --text --series outlet archive.jsonl.zst
  stemma reuse --groups archive/`

// reuseSchema names the version of the contract of each line.
const reuseSchema = "stemma/reuse/v1"

type reuseFlags struct {
	output
	minWords int
	series   string
	text     bool
	groups   bool
}

func newReuseCommand() *cobra.Command {
	var f reuseFlags
	cmd := &cobra.Command{
		Use:     "reuse [flags] PATH… | -",
		Short:   "Find what articles copied from each other",
		Long:    reuseHelp,
		Example: reuseExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.check(inputs); err != nil {
				return err
			}
			return runReuse(cmd, inputs, &f)
		},
	}
	cmd.Flags().IntVar(&f.minWords, "min-words", reuse.DefaultWords, "leave out passages of fewer equal `words`")
	cmd.Flags().StringVar(&f.series, "series", "", "do not compare articles with one value of this `field`: outlet, or a field of the JSON input")
	cmd.Flags().BoolVar(&f.text, "text", false, "print the passages' text, too")
	cmd.Flags().BoolVar(&f.groups, "groups", false, "print groups of articles that are mostly one text")
	f.flags(cmd, "jsonl", "text", "csv")
	return cmd
}

func (f *reuseFlags) check(inputs []string) error {
	switch {
	case len(inputs) == 0:
		return usage("nothing to compare: give files or folders, or - for standard input")
	case f.minWords < 3:
		return usage("--min-words %d: give 3 or more", f.minWords)
	case f.groups && f.text:
		return usage("--groups and --text exclude each other")
	}
	return f.output.check()
}

// tightGC is how much the heap may grow between collections, in percent: most
// of it is the articles and their index, which stay to the end, and with the
// usual 100 they would take twice the memory.
const tightGC = 25

func runReuse(cmd *cobra.Command, inputs []string, f *reuseFlags) error {
	defer debug.SetGCPercent(debug.SetGCPercent(tightGC))
	batch, err := read(cmd, inputs)
	if err != nil {
		return err
	}
	step, done := progress(cmd)
	found, err := reuse.Find(cmd.Context(), f.texts(batch.Articles), reuse.Options{
		MinWords: f.minWords, Groups: f.groups, Progress: step,
	})
	done()
	if err != nil {
		return err
	}
	err = f.write(cmd, func(w io.Writer) error { return f.render(w, batch.Articles, &found) })
	if err != nil {
		return err
	}
	return outcome(batch, len(batch.Articles) > 0)
}

func (f *reuseFlags) texts(articles []stemma.Article) []reuse.Text {
	texts := make([]reuse.Text, len(articles))
	for i := range articles {
		a := &articles[i]
		texts[i] = reuse.Text{ID: a.ID, Series: f.seriesOf(a), Text: a.Text}
	}
	return texts
}

// seriesOf returns what the field says that --series names.
func (f *reuseFlags) seriesOf(a *stemma.Article) string {
	if f.series == "outlet" {
		return a.Outlet
	}
	raw := a.Extra[f.series]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func (f *reuseFlags) render(w io.Writer, articles []stemma.Article, found *reuse.Result) error {
	var out lineWriter
	switch f.format {
	case "csv":
		out = newCSVLines(w)
	case "text":
		out = textLines{w}
	default:
		out = newJSONLines(w)
	}
	if f.groups {
		for _, g := range found.Groups {
			if err := out.group(newGroupLine(articles, g)); err != nil {
				return err
			}
		}
		return out.end()
	}
	for _, p := range found.Passages {
		if err := out.passage(f.newPassageLine(articles, p)); err != nil {
			return err
		}
	}
	return out.end()
}

// passageLine is a passage as it is printed.
type passageLine struct {
	Schema string      `json:"schema"`
	A      passageSide `json:"a"`
	B      passageSide `json:"b"`
	Words  int         `json:"words"`
	Same   float64     `json:"same"`
	Weight float64     `json:"weight"`
	Score  float64     `json:"score"`
	// excerpt is the text of side a, which the form for people always shows.
	excerpt string
}

type passageSide struct {
	ID    string `json:"id"`
	Input string `json:"input,omitempty"`
	stemma.Span
	Text string `json:"text,omitempty"`
}

func (f *reuseFlags) newPassageLine(articles []stemma.Article, p reuse.Passage) *passageLine {
	line := &passageLine{
		Schema: reuseSchema, A: side(&articles[p.A], p.ASpan), B: side(&articles[p.B], p.BSpan),
		Words: p.Words, Same: rounded(p.Same), Weight: rounded(p.Weight), Score: rounded(p.Score),
		excerpt: articles[p.A].Text[p.ASpan.Start:p.ASpan.End],
	}
	if f.text {
		line.A.Text = line.excerpt
		line.B.Text = articles[p.B].Text[p.BSpan.Start:p.BSpan.End]
	}
	return line
}

func side(a *stemma.Article, s stemma.Span) passageSide {
	return passageSide{ID: a.ID, Input: a.Input, Span: s}
}

func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

// groupLine is a group as it is printed.
type groupLine struct {
	Schema   string        `json:"schema"`
	Core     string        `json:"core"`
	Articles []groupMember `json:"articles"`
}

type groupMember struct {
	ID    string `json:"id"`
	Input string `json:"input,omitempty"`
}

func newGroupLine(articles []stemma.Article, g reuse.Group) *groupLine {
	line := &groupLine{Schema: reuseSchema, Core: articles[g.Core].ID}
	for _, i := range g.Articles {
		line.Articles = append(line.Articles, groupMember{articles[i].ID, articles[i].Input})
	}
	return line
}

// lineWriter writes passages or groups in one format.
type lineWriter interface {
	passage(p *passageLine) error
	group(g *groupLine) error
	end() error
}

type jsonLines struct{ *json.Encoder }

func newJSONLines(w io.Writer) jsonLines {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return jsonLines{e}
}

func (w jsonLines) passage(p *passageLine) error { return w.Encode(p) }
func (w jsonLines) group(g *groupLine) error     { return w.Encode(g) }
func (w jsonLines) end() error                   { return nil }

// textLines is for people: the numbers and the two places, and the passage
// below them.
type textLines struct{ w io.Writer }

func (w textLines) passage(p *passageLine) error {
	_, err := fmt.Fprintf(w.w, "%d words, %.0f%% the same, weight %.2f: %s %d-%d, %s %d-%d\n", p.Words, 100*p.Same, p.Weight,
		printable(p.A.ID), p.A.Start, p.A.End, printable(p.B.ID), p.B.Start, p.B.End)
	if err == nil {
		_, err = fmt.Fprintf(w.w, "  %s\n", printable(strings.Join(strings.Fields(p.excerpt), " ")))
	}
	if err == nil && p.B.Text != "" {
		_, err = fmt.Fprintf(w.w, "  %s\n", printable(strings.Join(strings.Fields(p.B.Text), " ")))
	}
	return err
}

func (w textLines) group(g *groupLine) error {
	_, err := fmt.Fprintf(w.w, "%d articles around %s\n", len(g.Articles), printable(g.Core))
	for _, m := range g.Articles {
		if err == nil {
			_, err = fmt.Fprintf(w.w, "  %s\n", printable(m.ID))
		}
	}
	return err
}

func (w textLines) end() error { return nil }

// csvLines is a table with a line of names.
type csvLines struct {
	*csv.Writer
	begun *bool
}

func newCSVLines(w io.Writer) csvLines { return csvLines{csv.NewWriter(w), new(bool)} }

func (w csvLines) row(names, values []string) error {
	if !*w.begun {
		*w.begun = true
		if err := w.Write(names); err != nil {
			return err
		}
	}
	return w.Write(values)
}

func (w csvLines) passage(p *passageLine) error {
	names := []string{"a", "a_start", "a_end", "b", "b_start", "b_end", "words", "same", "weight", "score"}
	values := []string{
		inert(p.A.ID), strconv.Itoa(p.A.Start), strconv.Itoa(p.A.End), inert(p.B.ID), strconv.Itoa(p.B.Start), strconv.Itoa(p.B.End),
		strconv.Itoa(p.Words), number(p.Same), number(p.Weight), number(p.Score),
	}
	if p.A.Text != "" {
		names, values = append(names, "a_text", "b_text"), append(values, inert(p.A.Text), inert(p.B.Text))
	}
	return w.row(names, values)
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (w csvLines) group(g *groupLine) error {
	for _, m := range g.Articles {
		if err := w.row([]string{"core", "article"}, []string{inert(g.Core), inert(m.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// inert keeps a spreadsheet from taking what an article says for a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (w csvLines) end() error {
	w.Flush()
	return w.Error()
}
