package extract

import (
	"strings"
	"unicode"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
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

// mainText is what was found by looking at the page rather than at what it states.
type mainText struct {
	text    string
	heading string // the page's only h1
	meta    trafilatura.Metadata
}

// findMain finds the main text of a page.
func findMain(doc *html.Node) mainText {
	m := mainText{heading: onlyHeading(doc)}
	if elements, text := measure(doc); elements <= maxElements && text <= maxText {
		result, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
			EnableFallback:  true,
			ExcludeComments: true,
			HtmlDateMode:    trafilatura.Disabled, // see searchDate
		})
		if err == nil {
			m.meta = result.Metadata
			m.text = blockText(result.ContentNode, nil)
			if len(m.text) <= maxRelined {
				m.text = relined(m.text, strings.Join(strings.Fields(result.ContentText), " "), doc)
			}
		}
	}
	if m.text == "" {
		m.text = blockText(doc, notContent)
	}
	m.text = withoutLinks(m.text, doc)
	return m
}

// withoutLinks drops the lines that are links and nothing else in the page,
// unless nothing is left then.
func withoutLinks(text string, doc *html.Node) string {
	links := linkLines(doc)
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

// page joins what the page states with what was found in it.
func (s stated) page(m mainText) Page {
	p := Page{
		Title:  first(s.title, m.heading, plain(m.meta.Title)),
		Outlet: first(s.outlet, siteName(m.meta.Sitename), m.meta.Hostname),
		Byline: first(person(s.byline), person(m.meta.Author)),
		Lang:   declaredLang(s.lang, m.meta.Language),
		URL:    first(s.url, absolute(m.meta.URL)),
	}
	p.Title = withoutOutlet(p.Title, p.Outlet)
	return p
}

// siteName refuses what trafilatura also takes for a site's name: the address,
// name or number of its account at a social network.
func siteName(s string) string {
	if strings.Contains(s, "://") || strings.HasPrefix(s, "@") || strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return ""
	}
	return plain(s)
}

// person refuses a byline that is an address.
func person(s string) string {
	if strings.Contains(s, "://") {
		return ""
	}
	return plain(s)
}

// withoutOutlet removes the outlet's name from the end of a title
// ("Dam holds - The Courier").
func withoutOutlet(title, outlet string) string {
	rest, ok := strings.CutSuffix(title, outlet)
	if !ok || outlet == "" {
		return title
	}
	bare := strings.TrimRight(rest, " -–—|·:•")
	if bare == "" || bare == strings.TrimRight(rest, " ") {
		return title
	}
	return bare
}

// declaredLang returns the declared language in canonical form, or "" where
// the text is clearly in another: the language is then left to be recognised
// from the whole text.
func declaredLang(declared, detected string) string {
	tag, err := language.Parse(strings.ReplaceAll(declared, "_", "-"))
	if err != nil || tag == language.Und {
		return ""
	}
	if detected == "" || sameLang(tag, language.Make(detected)) {
		return tag.String()
	}
	return ""
}

// sameLang reports whether two tags are of one language, or of two so close
// that detectors take one for the other.
func sameLang(a, b language.Tag) bool {
	x, _ := a.Base()
	y, _ := b.Base()
	return x == y || family(x.String()) != "" && family(x.String()) == family(y.String())
}

func family(base string) string {
	switch base {
	case "id", "ms", "jv", "su":
		return "malay"
	case "no", "nb", "nn", "da":
		return "norse"
	case "sr", "hr", "bs", "sh":
		return "serbo-croatian"
	case "hi", "mr", "ne":
		return "devanagari"
	}
	return ""
}

// withoutTitle drops the title and the heading where they are repeated at the
// head of the text.
func withoutTitle(text, title, heading string) string {
	for {
		line, rest, _ := strings.Cut(text, "\n")
		key := letters(line)
		if text == "" || key != "" && key != letters(title) && key != letters(heading) {
			return text
		}
		text = rest
	}
}

// letters is a line's letters and digits in lower case, for comparison.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
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

// onlyHeading returns the text of the page's h1 if it has exactly one.
func onlyHeading(doc *html.Node) string {
	var found *html.Node
	for n := range doc.Descendants() {
		if n.DataAtom != atom.H1 || n.Type != html.ElementNode {
			continue
		}
		if found != nil {
			return ""
		}
		found = n
	}
	if found == nil {
		return ""
	}
	return plain(blockText(found, nil))
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
