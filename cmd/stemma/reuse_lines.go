package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/table"
	"github.com/stemma-news/stemma/reuse"
)

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
	core     groupMember
}

type groupMember struct {
	ID    string `json:"id"`
	Input string `json:"input,omitempty"`
}

func newGroupLine(articles []stemma.Article, g reuse.Group) *groupLine {
	line := &groupLine{Schema: reuseSchema, Core: articles[g.Core].ID, core: groupMember{articles[g.Core].ID, articles[g.Core].Input}}
	for _, i := range g.Articles {
		line.Articles = append(line.Articles, groupMember{articles[i].ID, articles[i].Input})
	}
	return line
}

// lineWriter writes passages or groups in one format.
type lineWriter interface {
	begin() error
	passage(p *passageLine) error
	group(g *groupLine) error
	end() error
}

type jsonLines struct{ *json.Encoder }

func newJSONLines(w io.Writer) jsonLines {
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	return jsonLines{e}
}

func (w jsonLines) begin() error                 { return nil }
func (w jsonLines) passage(p *passageLine) error { return w.Encode(p) }
func (w jsonLines) group(g *groupLine) error     { return w.Encode(g) }
func (w jsonLines) end() error                   { return nil }

// textLines is for people: the numbers, the two places, and the passage below
// them.
type textLines struct {
	w     io.Writer
	begun bool
}

func (w *textLines) begin() error { return nil }
func (w *textLines) end() error   { return nil }

// block prints lines of which nothing that an article says can make two, after
// an empty line where another block stands before them.
func (w *textLines) block(lines ...string) error {
	var b strings.Builder
	if w.begun {
		b.WriteByte('\n')
	}
	w.begun = true
	for i, l := range lines {
		if i > 0 {
			b.WriteString("  ")
		}
		b.WriteString(oneLine(l))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w.w, b.String())
	return err
}

// oneLine makes what an article says safe for a line of a terminal.
func oneLine(s string) string { return printable(strings.Join(strings.Fields(s), " ")) }

func (w *textLines) passage(p *passageLine) error {
	lines := []string{
		fmt.Sprintf("%d words, %.0f%% the same, weight %.2f, score %.1f", p.Words, 100*p.Same, p.Weight, p.Score),
		place(&p.A), place(&p.B), p.excerpt,
	}
	if p.B.Text != "" {
		lines = append(lines, p.B.Text)
	}
	return w.block(lines...)
}

// place says where a passage stands.
func place(s *passageSide) string {
	return fmt.Sprintf("%s, bytes %d-%d", named(s.ID, s.Input), s.Start, s.End)
}

// named says which article it is: the input it was read from, and its id.
func named(id, input string) string {
	if input == "" {
		return id
	}
	return input + " (" + id + ")"
}

func (w *textLines) group(g *groupLine) error {
	lines := []string{fmt.Sprintf("%d articles around %s", len(g.Articles), named(g.core.ID, g.core.Input))}
	for _, m := range g.Articles {
		lines = append(lines, named(m.ID, m.Input))
	}
	return w.block(lines...)
}

// csvLines is a table, with a line of names even where nothing follows.
type csvLines struct {
	*csv.Writer
	text, groups bool
}

func (w *csvLines) begin() error {
	if w.groups {
		return w.Write([]string{"core", "core_input", "article", "article_input"})
	}
	names := []string{"a", "a_input", "a_start", "a_end", "b", "b_input", "b_start", "b_end", "words", "same", "weight", "score"}
	if w.text {
		names = append(names, "a_text", "b_text")
	}
	return w.Write(names)
}

func (w *csvLines) passage(p *passageLine) error {
	values := []string{
		cell(p.A.ID), cell(p.A.Input), strconv.Itoa(p.A.Start), strconv.Itoa(p.A.End),
		cell(p.B.ID), cell(p.B.Input), strconv.Itoa(p.B.Start), strconv.Itoa(p.B.End),
		strconv.Itoa(p.Words), number(p.Same), number(p.Weight), number(p.Score),
	}
	if w.text {
		values = append(values, cell(p.A.Text), cell(p.B.Text))
	}
	return w.Write(values)
}

// cell is text in a table: no formula, and nothing that a terminal acts on or that
// turns a line round. What languages are written with stays, such as the marks of
// direction between Arabic and Latin words; each character stands for one.
func cell(s string) string {
	return table.Inert(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r) && unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cc, r), 0x202A <= r && r <= 0x202E, 0x2066 <= r && r <= 0x2069, 0xE0000 <= r && r <= 0xE007F:
			return '?'
		}
		return r
	}, s))
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (w *csvLines) group(g *groupLine) error {
	for _, m := range g.Articles {
		if err := w.Write([]string{cell(g.core.ID), cell(g.core.Input), cell(m.ID), cell(m.Input)}); err != nil {
			return err
		}
	}
	return nil
}

func (w *csvLines) end() error {
	w.Flush()
	return w.Error()
}
