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
// much less, because it loads its text by script or hides it.
func findMain(doc *html.Node, stated string, blocks []block) string {
	text := plainText(blocks)
	if text == "" {
		text = prunedText(doc, blocks)
	}
	if body := statedText(stated); sizeOf(body) > 2*sizeOf(text) && sizeOf(body) >= tinySize {
		return body
	}
	return text
}

// prunedText is the text that trafilatura finds, or, where it finds none and on
// pages too large for it, the blocks of the page.
func prunedText(doc *html.Node, blocks []block) string {
	links := linkLines(doc)
	withoutIdle(doc, blocks)
	text := ""
	if elements, size := measure(doc); elements <= maxElements && size <= maxText {
		text = pruned(doc, runningText(blocks))
	}
	if text == "" {
		text = blockText(doc, notContent)
	}
	return withoutLinks(text, links)
}

// leastShare is the share of the page's running text, in percent, below which
// trafilatura's result is doubted: half as much again is what it takes from
// Readability.
const leastShare = 60

// pruned is the text that trafilatura finds. Its comparison with the results of
// Readability and DOM Distiller takes as long again, and is made only where its
// own is much shorter than the page's running text.
func pruned(doc *html.Node, running int) string {
	o := trafilatura.Options{
		ExcludeComments: true,
		HtmlDateMode:    trafilatura.Disabled, // package date reads more of them
	}
	result, err := trafilatura.ExtractDocument(doc, o)
	if err != nil || 100*sizeOf(result.ContentText) < leastShare*running {
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

// withoutIdle takes out of a page what has been read and what trafilatura would
// take out: the head's elements and, unless they hold running text, pictures,
// forms, navigation. It copies the page seven times, with them.
func withoutIdle(doc *html.Node, blocks []block) {
	holds := holdsRunning(blocks)
	var drop []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.ElementNode && isIdle(n.DataAtom) && !holds[n] {
			drop = append(drop, n)
		}
		if n.DataAtom == atom.Head {
			defer answer(n)
		}
	}
	for _, n := range drop {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// holdsRunning are the elements with running text in them, of whatever kind.
func holdsRunning(blocks []block) map[*html.Node]bool {
	holds := map[*html.Node]bool{}
	for i := range blocks {
		if !blocks[i].running() {
			continue
		}
		for n := blocks[i].node; n != nil && !holds[n]; n = n.Parent {
			holds[n] = true
		}
	}
	return holds
}

// isIdle tells the elements without text of an article.
func isIdle(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Meta, atom.Link, atom.Base,
		atom.Svg, atom.Math, atom.Img, atom.Picture, atom.Source, atom.Video, atom.Audio, atom.Track, atom.Canvas, atom.Map, atom.Area,
		atom.Iframe, atom.Frame, atom.Frameset, atom.Object, atom.Embed, atom.Applet, atom.Param, atom.Noscript,
		atom.Form, atom.Fieldset, atom.Legend, atom.Label, atom.Input, atom.Button, atom.Select, atom.Option, atom.Optgroup, atom.Datalist, atom.Textarea,
		atom.Output, atom.Progress, atom.Dialog, atom.Nav, atom.Menu, atom.Menuitem, atom.Aside, atom.Footer, atom.Time, atom.Ins, atom.Marquee, atom.Rp, atom.Rt:
		return true
	}
	return false
}

// answer states in a page's head what trafilatura would else search the whole
// page for, an eighth of its time, and nobody reads.
func answer(head *html.Node) {
	for _, property := range []string{"title", "author", "url", "description", "site_name", "image", "type", "article:tag"} {
		value := "https://example.org/" // an address is not believed if it is none
		if property == "author" {
			value = "Stated Before" // nor a name of one word
		}
		head.AppendChild(&html.Node{Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta, Attr: []html.Attribute{
			{Key: "property", Val: "og:" + property}, {Key: "content", Val: value},
		}})
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
