package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// junk says why text is probably no part of the article, a bit each.
type junk uint8

const (
	// junkElement is text in an element that says so: <nav>, <footer>, <form>.
	junkElement junk = 1 << iota
	// junkName is text in an element that is named so: class="related-stories".
	junkName
	// junkHidden is text that is not shown.
	junkHidden
	// junkCaption is text about a picture or a film.
	junkCaption
	// junkReply is what readers wrote.
	junkReply
	// junkCard is the teaser of another article, beside its linked title.
	junkCard
)

// junkRules tells what elements are junk. It remembers what it made of a
// class, as pages use each many times.
type junkRules struct {
	seen map[string]junk
	// kept are elements that hold too much of the page's text to be junk,
	// whatever they are called.
	kept map[*html.Node]bool
}

func (r *junkRules) of(n *html.Node) junk {
	if r.kept[n] {
		return 0
	}
	return r.says(n)
}

// says is what an element's kind, names and roles make of it.
func (r *junkRules) says(n *html.Node) junk {
	var j junk
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Main, atom.Tr, atom.Tbody, atom.Thead:
		return 0
	case atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Button, atom.Menu, atom.Dialog, atom.Fieldset, atom.Input, atom.Label:
		j = junkElement
	case atom.Figure, atom.Figcaption:
		j = junkCaption
	}
	for i := range n.Attr {
		j |= r.attribute(n, &n.Attr[i])
	}
	return j
}

func (r *junkRules) attribute(n *html.Node, a *html.Attribute) junk {
	switch a.Key {
	case "class", "id", "data-component", "data-testid", "data-qa", "data-module", "data-gu-name", "data-type":
		if n.DataAtom != atom.Article {
			return r.named(a.Val)
		}
	case "style":
		if hides(a.Val) {
			return junkHidden
		}
	case "hidden":
		return junkHidden
	case "aria-hidden":
		if a.Val == "true" {
			return junkHidden
		}
	case "role":
		if junkRole(a.Val) {
			return junkElement
		}
	case "rel":
		if a.Val == "author" && n.DataAtom == atom.A {
			return junkName
		}
	}
	return 0
}

// junkRole tells the roles (WAI-ARIA) that no article has.
func junkRole(role string) bool {
	switch role {
	case "navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist", "button":
		return true
	}
	return false
}

// hides reports a style that takes an element off the page.
func hides(style string) bool {
	_, value, ok := strings.Cut(style, "display")
	return ok && strings.HasPrefix(strings.TrimLeft(value, " \t:"), "none")
}

// maxClass is how long a class attribute may be, in bytes, to be looked at.
const maxClass = 2000

func (r *junkRules) named(class string) junk {
	if class == "" || len(class) > maxClass {
		return 0
	}
	j, ok := r.seen[class]
	if !ok {
		j = junkOfName(class)
		if r.seen == nil {
			r.seen = map[string]junk{}
		}
		r.seen[class] = j
	}
	return j
}

// junkOfName looks at each of the names in a class attribute.
func junkOfName(class string) junk {
	if strings.IndexByte(class, ':') >= 0 {
		class = strings.ReplaceAll(" "+class, " hidden", "") // "hidden md:block": not on small screens
	}
	var j junk
	for name := range strings.FieldsSeq(class) {
		j |= names().junk(wordsOfName(withoutHash(name)))
	}
	return j
}

// keepMost lets elements stand that are named junk and hold more running text
// than all that are not: the page uses the name for something else. What
// readers wrote may be longer than the article, and so may what is hidden or
// in an element of another purpose.
func (r *junkRules) keepMost(blocks []block) bool {
	plain, most := 0, 0
	mass := map[*html.Node]int{}
	for i := range blocks {
		b := &blocks[i]
		switch {
		case !b.running() || b.junk&junkCaption != 0:
		case b.junk == 0:
			plain += b.size
		default:
			for n := b.node; n != nil; n = n.Parent {
				if r.of(n) != 0 {
					mass[n] += b.size
					most = max(most, mass[n])
				}
			}
		}
	}
	found := false
	for n, m := range mass {
		if 2*m >= most && m > r.needed(n, plain) {
			r.kept[n], found = true, true
		}
	}
	return found
}

// needed is how much running text lets an element stand.
func (r *junkRules) needed(n *html.Node, plain int) int {
	switch said := r.says(n); {
	case said&junkReply != 0:
		return 4*plain + 1
	case said&junkName == 0:
		return 2 * plain
	}
	return plain
}
