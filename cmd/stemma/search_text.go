package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// searchStyle is how results are shown as text.
type searchStyle struct {
	width int
	color bool
}

func (f *searchFlags) style(cmd *cobra.Command) searchStyle {
	width, color := f.page(cmd)
	if width <= 0 {
		width = defaultWidth
	}
	return searchStyle{width, color}
}

// mark shows a word that was looked for: bold, or between stars.
func (s searchStyle) mark(word string) string {
	if s.color {
		return "\x1b[1m" + word + "\x1b[22m"
	}
	return "*" + word + "*"
}

// marked shows a text with its marks.
func (s searchStyle) marked(text string, marks []stemma.Span) string {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End > len(text) || m.Start >= m.End {
			continue
		}
		b.WriteString(printable(text[at:m.Start]))
		b.WriteString(s.mark(printable(text[m.Start:m.End])))
		at = m.End
	}
	b.WriteString(printable(text[at:]))
	return strings.Join(strings.Fields(b.String()), " ")
}

// wrap cuts a line at spaces so that it fits, with an indent.
func (s searchStyle) wrap(text, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Split(text, " ") {
		n := columnsOf(word)
		switch {
		case i == 0:
			b.WriteString(indent)
			column = len(indent)
		case column+1+n > s.width:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

func hitsText(w io.Writer, r *search.Result, s searchStyle) error {
	for i := range r.Hits {
		h := &r.Hits[i]
		var b strings.Builder
		title := oneLine(h.Title)
		if title == "" {
			title = oneLine(h.Article)
		}
		fmt.Fprintln(&b, s.wrap(fmt.Sprintf("%d. %s", i+1, title), ""))
		fmt.Fprintln(&b, "   "+strings.Join(known(oneLine(h.Outlet), moment(h.Published, h.Precision), h.Lang, storyName(h.Story), "by "+strings.Join(h.By, " and ")), " · "))
		for _, n := range h.Snippets {
			if n.Sentence >= 0 {
				fmt.Fprintln(&b, s.wrap(s.marked(n.Text, n.Marks), "   "))
			}
		}
		if h.URL != "" {
			fmt.Fprintln(&b, "   "+oneLine(h.URL))
		}
		if i < len(r.Hits)-1 {
			b.WriteByte('\n')
		}
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

func storyName(id string) string {
	if id == "" {
		return ""
	}
	return "story " + oneLine(id)
}

// known are the words that are not empty.
func known(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// moment writes a date as exactly as it is known.
func moment(t time.Time, p stemma.Precision) string {
	layout := map[stemma.Precision]string{stemma.PrecisionYear: "2006", stemma.PrecisionMonth: "2006-01", stemma.PrecisionDay: time.DateOnly}[p]
	switch {
	case t.IsZero():
		return "undated"
	case layout == "":
		layout = "2006-01-02 15:04"
		t = t.UTC()
	}
	return t.Format(layout)
}

// columnsOf is how many columns a word takes; colours take none.
func columnsOf(word string) int {
	return runewidth.StringWidth(strings.NewReplacer("\x1b[1m", "", "\x1b[22m", "").Replace(word))
}
