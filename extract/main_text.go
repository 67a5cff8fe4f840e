package extract

import (
	"strings"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Above maxElements elements or maxText bytes of text a page does not go
// through trafilatura, whose time grows with the square of the number of
// siblings: 6,000 paragraphs take 0.3 s, 19,000 take 2.4 s and, if they are
// long, 36 s. Pages of the benchmark have 200 to 6,000 elements. The blocks of
// text of a larger one are taken as they are.
const (
	maxElements = 12_000
	maxText     = 2 << 20
)

// findMain finds the main text of a page. stated is what the page says that
// the text is (JSON-LD articleBody), or empty: it is taken where the page shows
// much less, because it loads its text by script or hides it. running is how
// much running text the page has that is no junk, in units of reading.
func findMain(doc *html.Node, stated string, running int) string {
	text := ""
	links := linkLines(doc)
	withoutHead(doc)
	if elements, size := measure(doc); elements <= maxElements && size <= maxText {
		text = pruned(doc, running)
	}
	if text == "" {
		text = blockText(doc, notContent)
	}
	text = withoutLinks(text, links)
	if body := statedText(stated); sizeOf(body) > 2*sizeOf(text) && sizeOf(body) >= tinySize {
		return body
	}
	return text
}

// The share of the page's running text, in percent, that trafilatura's result
// may be without being doubted.
const (
	leastShare = 90
	mostShare  = 120
)

// pruned is the text that trafilatura finds. Its comparison with the results of
// Readability and DOM Distiller takes a third of the time, and is made only
// where its own is much shorter or longer than the page's running text.
func pruned(doc *html.Node, running int) string {
	o := trafilatura.Options{
		ExcludeComments: true,
		HtmlDateMode:    trafilatura.Disabled, // package date reads more of them
	}
	result, err := trafilatura.ExtractDocument(doc, o)
	if err != nil || !within100(sizeOf(result.ContentText), running) {
		o.EnableFallback = true
		result, err = trafilatura.ExtractDocument(doc, o)
	}
	if err != nil {
		return ""
	}
	text := blockText(result.ContentNode, nil)
	if len(text) > maxRelined {
		return text
	}
	return relined(text, strings.Join(strings.Fields(result.ContentText), " "), doc)
}

func within100(size, running int) bool {
	return 100*size >= leastShare*running && 100*size <= mostShare*running
}

// withoutHead takes out what has been read and is no text: the head, scripts and
// styles. Trafilatura would read its metadata from them once more, which costs a
// fifth of its time, and more on pages made to cost much.
func withoutHead(doc *html.Node) {
	var drop []*html.Node
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Title, atom.Meta, atom.Link, atom.Base, atom.Svg:
			drop = append(drop, n)
		}
		if n.Type == html.CommentNode {
			drop = append(drop, n)
		}
	}
	for _, n := range drop {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// statedText makes lines of the text that a page states.
func statedText(s string) string {
	if strings.Contains(s, "</") || strings.Contains(s, "<br") || strings.Contains(s, "<p") {
		return withoutTags(s)
	}
	var lines []string
	for line := range strings.Lines(s) {
		if line = plain(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// withoutLinks drops the lines that are links and nothing else in the page,
// unless nothing is left then.
func withoutLinks(text string, links map[string]bool) string {
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if !links[letters(line)] {
			kept = append(kept, line)
		}
	}
	if len(kept) == 0 {
		return text
	}
	return strings.Join(kept, "\n")
}

// maxRelined is the longest text that is relined.
const maxRelined = 4 << 10

// relined mends a short text. Below 250 characters trafilatura gives its node
// every paragraph and then all of them again, without the space between them;
// its text has them once. Where the blocks of the page that begin what is left
// of the text make up the whole of it, these are its lines.
func relined(text, once string, doc *html.Node) string {
	rest := letters(once)
	whole := rest == letters(text)
	var lines []string
	for line := range strings.SplitSeq(blockText(doc, notContent), "\n") {
		key := letters(line)
		if after, ok := strings.CutPrefix(rest, key); ok && key != "" {
			lines, rest = append(lines, line), after
		}
	}
	switch {
	case rest == "":
		return strings.Join(lines, "\n")
	case whole:
		return text
	}
	return once
}

// measure counts a page's elements and the bytes of its text. The text of
// scripts and styles, which can be megabytes of pictures, does not count.
func measure(doc *html.Node) (elements, text int) {
	for n := range doc.Descendants() {
		switch n.Type {
		case html.ElementNode:
			elements++
		case html.TextNode:
			if p := n.Parent.DataAtom; p != atom.Script && p != atom.Style {
				text += len(n.Data)
			}
		}
	}
	return elements, text
}

// notContent names the elements that hold no article text. Used where
// trafilatura finds nothing.
func notContent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Nav, atom.Header, atom.Footer, atom.Aside,
		atom.Form, atom.Button, atom.Select, atom.Textarea, atom.Iframe, atom.Object, atom.Svg, atom.Figure, atom.Menu:
		return true
	}
	return false
}
