package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// textOfHTML returns all text of markup, with a line for each block. It is for
// what an outlet sent as the text itself, without a page around it.
func textOfHTML(s string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(len(s) + 1)
	hidden := atom.Atom(0) // the element that is not shown
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return tidyLines(out.String())
		case html.TextToken:
			if hidden == 0 {
				out.WriteString(strings.Map(unbroken, string(z.Text())))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case kind == html.StartTagToken && hidden == 0 && isUnseen(a):
				hidden = a
			case kind == html.EndTagToken && a == hidden:
				hidden = 0
			case isBlock(a):
				out.WriteByte('\n')
			}
		}
	}
}

// unbroken makes a space of the line breaks within a block.
func unbroken(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}

// isUnseen reports elements whose text browsers do not show.
func isUnseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript:
		return true
	}
	return false
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Tr, atom.Td, atom.Th, atom.Table, atom.Li, atom.Ul, atom.Ol, atom.Blockquote, atom.Section, atom.Article, atom.Pre, atom.Hr,
		atom.Dt, atom.Dd, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Figure, atom.Figcaption, atom.Header, atom.Footer, atom.Body:
		return true
	}
	return false
}

// tidyLines puts one space where there are several, and leaves out empty lines.
func tidyLines(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
