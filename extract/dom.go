package extract

import (
	"strings"

	"golang.org/x/net/html"
)

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return strings.TrimSpace(n.Attr[i].Val)
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

func isText(n *html.Node) bool { return n.Type == html.TextNode }

// raw is the content of an element that holds no markup: a script, a title.
func raw(n *html.Node) string {
	if n.FirstChild != nil && isText(n.FirstChild) {
		return n.FirstChild.Data
	}
	return ""
}

// content returns the text under n, the beginning of it if it is long, joined
// without white space of its own.
func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if b.Len() >= maxContent {
			return strings.ToValidUTF8(b.String(), "")
		}
		if isText(c) {
			b.WriteString(c.Data[:min(len(c.Data), maxContent)])
		}
	}
	return b.String()
}

// maxContent is the length in bytes from which an element's text is neither a
// title, a name nor a date: no more of it is collected.
const maxContent = 8 << 10

// withoutTags drops the markup from a text.
func withoutTags(s string) string {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return s
	}
	return blockText(doc, nil)
}
