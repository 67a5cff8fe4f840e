package newsml

import (
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// blocks returns the text of markup, a block a line. Pictures with what is
// under them, and what is said to the editors, are left out: they are not the
// report.
func blocks(n *node) string {
	var b strings.Builder
	n.write(&b)
	var out []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func (n *node) write(b *strings.Builder) {
	if n == nil {
		return
	}
	switch {
	case n.name == "":
		b.WriteString(strings.Map(unbroken, n.data))
		return
	case isLeftOut(n.name):
		return
	}
	apart := isBlock(n.name)
	if apart {
		b.WriteByte('\n')
	}
	for _, c := range n.nodes {
		c.write(b)
	}
	if apart {
		b.WriteByte('\n')
	}
}

// unbroken makes a space of the breaks of lines that only the file has.
func unbroken(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}

func isLeftOut(name string) bool {
	switch name {
	case "media", "note", "head", "script", "style", "figure", "img", "object", "tobject", "media-caption", "nitf-table-metadata":
		return true
	}
	return false
}

// isBlock reports elements that stand on lines of their own, in NITF and XHTML.
func isBlock(name string) bool {
	switch name {
	case "p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "nitf-table", "blockquote", "bq", "block", "pre", "hr", "section", "article", "hl1",
		"hl2", "h1", "h2", "h3", "h4", "h5", "h6", "credit", "byline", "dateline", "tagline", "header", "footer", "aside":
		return true
	}
	return false
}

func dateOf(s string) stemma.Moment {
	if m, ok := date.Parse(s); ok {
		return m
	}
	return date.None()
}
