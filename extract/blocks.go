package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blockText returns the text under n, one block a line, white space collapsed.
// Elements for which skip holds are left out.
func blockText(n *html.Node, skip func(*html.Node) bool) string {
	var b blocks
	b.walk(n, skip)
	b.endLine()
	return strings.TrimSuffix(b.out.String(), "\n")
}

// linkLines returns the lines under n, as letters, that are links and nothing
// else: with other stories, advertisements, tags.
func linkLines(n *html.Node) map[string]bool {
	b := blocks{links: map[string]bool{}}
	b.walk(n, notText)
	b.endLine()
	return b.links
}

// notText names the elements whose text is not for readers.
func notText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template:
		return true
	}
	return false
}

// maxLinkLine is the length in bytes beyond which a link is not taken for the
// title of something else.
const maxLinkLine = 400

// blocks writes lines of text: word by word, so that a text of megabytes is
// copied once.
type blocks struct {
	out     strings.Builder
	started bool // the line has text
	space   bool // white space is due before the next word
	last    rune // last character written
	word    int  // characters in the current word so far
	inline  bool // an inline element began or ended since then

	links map[string]bool // lines that are links and nothing else, where wanted
	begin int             // where the line begins in out
	link  int             // how many links are open
	bare  bool            // the line has a letter that is in no link
}

func (b *blocks) walk(n *html.Node, skip func(*html.Node) bool) {
	if n.Type == html.TextNode {
		b.write(n.Data)
		return
	}
	if n.Type == html.ElementNode && skip != nil && skip(n) {
		return
	}
	b.boundary(n)
	if n.DataAtom == atom.A {
		b.link++
		defer func() { b.link-- }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.walk(c, skip)
	}
	b.boundary(n)
}

// boundary marks the begin or the end of an element.
func (b *blocks) boundary(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	switch a := n.DataAtom; {
	case a == atom.Sub || a == atom.Sup || a == atom.Wbr:
	case a == atom.Td || a == atom.Th:
		b.space = true
	case inline(a):
		b.inline = true
	default:
		b.endLine()
	}
}

func (b *blocks) endLine() {
	if line := b.out.String()[b.begin:]; b.links != nil && !b.bare && len(line) <= maxLinkLine {
		if key := letters(line); key != "" {
			b.links[key] = true
		}
	}
	if b.started {
		b.out.WriteByte('\n')
	}
	b.begin, b.bare = b.out.Len(), false
	b.started, b.space, b.inline, b.last, b.word = false, false, false, 0, 0
}

func (b *blocks) write(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) || r == 0 {
			b.space = true
			continue
		}
		if isInvisible(r) {
			continue
		}
		if b.started && (b.space || b.inline && b.glued(s, r)) {
			b.out.WriteByte(' ')
			b.word = 0
		}
		b.out.WriteRune(r)
		b.bare = b.bare || b.link == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r))
		b.started, b.space, b.inline, b.last = true, false, false, r
		b.word++
	}
}

// glued reports whether two words touch where an inline element begins or
// ends: trafilatura loses the white space there ("Summary" + "Studies show")
// more often than a page marks up a part of a word. Scripts that do not put
// spaces between words, and single letters at either side (drop capitals), are
// left alone.
func (b *blocks) glued(s string, r rune) bool {
	spaced := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) &&
			!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	}
	return spaced(b.last) && spaced(r) && b.word > 1 && utf8.RuneCountInString(strings.TrimSpace(s)) > 1
}
