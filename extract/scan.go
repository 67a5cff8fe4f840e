package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"golang.org/x/net/html/atom"
)

// block is a line of text of the page: a paragraph, a heading, an item of a
// list, a row of a table, or what stands between two line breaks.
type block struct {
	text string
	node *html.Node // the block element that it begins in
	// size is the length of the text in units of reading: a letter or digit is
	// one, and a character of a script that writes words or syllables in one is
	// three.
	size int
	link int // the part of size that is in links
	junk junk
}

// linked is the share of the text that is in links.
func (b *block) linked() float64 { return float64(b.link) / float64(max(1, b.size)) }

// scan is one walk through the page's body, which finds its blocks.
type scan struct {
	blocks []block
	rules  *junkRules

	out    strings.Builder // the line
	node   *html.Node
	at     junk
	space  bool
	size   int
	link   int
	inLink int
}

// maxBlocks bounds the work on a hostile page.
const maxBlocks = 200_000

func scanBlocks(root *html.Node, rules *junkRules) []block {
	s := scan{rules: rules}
	s.walk(root, root, 0)
	s.end()
	return s.blocks
}

// walk reads n, which stands in the block element within.
func (s *scan) walk(n, within *html.Node, j junk) {
	if isText(n) {
		s.write(n.Data, within, j)
		return
	}
	if notRead(n.DataAtom) || len(s.blocks) >= maxBlocks {
		return
	}
	j |= s.rules.of(n)
	inner := within
	switch {
	case n.DataAtom == atom.Br:
		s.end()
		return
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		s.space = true
	case inline(n.DataAtom) || n.DataAtom == 0 && strings.IndexByte(n.Data, '-') < 0:
	default:
		s.end()
		inner = n
	}
	if n.DataAtom == atom.A {
		s.inLink++
		defer func() { s.inLink-- }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c, inner, j)
	}
	if inner != within {
		s.end()
	}
}

// notRead tells the elements whose text is not for readers.
func notRead(a atom.Atom) bool {
	switch a {
	case atom.Head, atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Svg, atom.Math, atom.Iframe, atom.Object, atom.Select, atom.Textarea,
		atom.Title, atom.Audio, atom.Video, atom.Canvas, atom.Datalist, atom.Map, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

func (s *scan) write(text string, within *html.Node, j junk) {
	for i := 0; i < len(text); {
		r, width := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, width = utf8.DecodeRuneInString(text[i:])
		}
		i += width
		if r <= ' ' || r >= 0x80 && unicode.IsSpace(r) {
			s.space = true
			continue
		}
		if isInvisible(r) {
			continue
		}
		if s.out.Len() == 0 {
			s.node, s.at = within, j
		} else if s.space {
			s.out.WriteByte(' ')
		}
		s.space = false
		s.out.WriteRune(r)
		u := units(r)
		s.size += u
		if s.inLink > 0 {
			s.link += u
		}
	}
}

// isInvisible tells what is put into words to say where they may break, or
// which way they run, and controls, which a terminal would obey.
func isInvisible(r rune) bool {
	return r == 0xAD || r == 0xFEFF || r == 0x200B || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 ||
		unicode.IsControl(r) && !isBlank(r)
}

// units is how much of reading a character is, see block.
func units(r rune) int {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return 1
		}
		return 0
	case r >= 0x2E80 && r < 0xD7FF || r >= 0x20000:
		if unicode.IsLetter(r) {
			return 3
		}
		return 0
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
		return 1
	}
	return 0
}

func (s *scan) end() {
	if s.out.Len() > 0 {
		s.blocks = append(s.blocks, block{text: s.out.String(), node: s.node, size: s.size, link: s.link, junk: s.at})
		s.out.Reset()
	}
	s.space, s.size, s.link = false, 0, 0
}
