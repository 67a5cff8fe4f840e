package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// elements are the parts of a page in which it states something.
type elements struct {
	scripts   []string          // JSON-LD
	states    []string          // JSON of amp-state elements
	metas     map[string]string // first content by lower-case name
	props     map[string]string // first value of microdata and RDFa of the page's article
	times     []marked          // of publication and change, by microdata, RDFa, h-entry or class
	bylines   []string          // names in elements marked as the author's
	names     junkRules         // of the elements around those that are marked
	looked    int               // at elements marked as a time, an author or a heading
	heading   string            // the only h1, or the one that is marked as the headline
	headings  int
	titleTag  string
	lang      string
	canonical string
	amp       string // the address that an AMP page or a shim names
	base      string
	isAMP     bool
	password  bool   // a field for one
	noscript  string // begins of what is shown without scripts, in lower case
}

// marked is a time in the page with what marks it.
type marked struct {
	text     string
	modified bool
	strong   bool // marked by a vocabulary, not only by <time>
	nested   bool // in an item of its own within the page: another article's
}

// maxTimes bounds how many times of a page are looked at.
const maxTimes = 200

// collect walks the page once.
func collect(doc *html.Node) elements {
	e := elements{metas: map[string]string{}, props: map[string]string{}}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			e.add(n)
		}
	}
	return e
}

func (e *elements) add(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		e.lang = first(attr(n, "lang"), attr(n, "xml:lang"))
		e.isAMP = hasAttr(n, "amp") || hasAttr(n, "⚡")
	case atom.Body:
		e.lang = first(e.lang, attr(n, "lang"))
	case atom.Script:
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			e.scripts = append(e.scripts, raw(n))
		} else if n.Parent != nil && n.Parent.Data == "amp-state" {
			e.states = append(e.states, raw(n))
		}
	case atom.Noscript:
		if len(e.noscript) < maxSearched {
			e.noscript += " " + strings.ToLower(cut(raw(n), 500))
		}
	case atom.Input:
		e.password = e.password || strings.EqualFold(attr(n, "type"), "password")
	case atom.Link:
		e.link(n)
	case atom.Base:
		e.base = first(e.base, attr(n, "href"))
	case atom.Meta:
		e.addMeta(n)
	case atom.Title:
		if e.titleTag == "" {
			e.titleTag = plain(raw(n))
		}
	case atom.H1:
		e.addHeading(n)
	}
	if len(n.Attr) > 0 {
		e.addMarked(n)
	}
}

func (e *elements) link(n *html.Node) {
	for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
		switch {
		case rel == "canonical" && (e.canonical == "" || isHome(e.canonical)):
			e.canonical = first(attr(n, "href"), e.canonical) // of several the first of a page, not of the site
		case rel == "amphtml" && e.amp == "":
			e.amp = attr(n, "href")
		}
	}
}

func (e *elements) addMeta(n *html.Node) {
	content := attr(n, "content")
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for name := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
			if e.metas[name] == "" {
				e.metas[name] = content
			} else if name == "citation_author" || name == "article:author" || name == "author" && key == "name" {
				if len(e.metas[name]) < 300 {
					e.metas[name] += ", " + content
				}
			}
		}
	}
}

// maxLooked bounds how many marked elements of a page are looked at: each may
// hold most of the page, or stand deep within it.
const maxLooked = 1000

// look reports whether one more marked element is looked at.
func (e *elements) look() bool {
	e.looked++
	return e.looked <= maxLooked
}

func (e *elements) addHeading(n *html.Node) {
	if !e.look() {
		return
	}
	text := plain(content(n))
	if text == "" {
		return
	}
	e.headings++
	prop := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "property") + " " + attr(n, "class"))
	named := strings.Contains(prop, "headline") || strings.Contains(prop, "p-name") || strings.Contains(prop, "entry-title")
	if named && e.props["headline"] == "" {
		e.props["headline"] = text
	}
	if e.headings == 1 {
		e.heading = text
	} else if e.heading != text {
		e.heading = ""
	}
}

// addMarked reads microdata (itemprop), RDFa (property) and h-entry (class).
func (e *elements) addMarked(n *html.Node) {
	prop := strings.ToLower(first(attr(n, "itemprop"), attr(n, "property")))
	if i := strings.LastIndexAny(prop, ":/"); i >= 0 {
		prop = prop[i+1:]
	}
	class := attr(n, "class")
	switch {
	case n.DataAtom == atom.Meta && attr(n, "itemprop") == "":
	case prop == "datepublished" || prop == "datecreated" || prop == "uploaddate":
		e.addTime(n, false, true)
	case prop == "datemodified":
		e.addTime(n, true, true)
	case prop == "author" || prop == "creator":
		e.addByline(n)
	case prop == "publisher" || prop == "isaccessibleforfree":
		if e.props[prop] == "" {
			e.props[prop] = first(attr(n, "content"), itemName(n))
		}
	case hasClass(class, "dt-published", "published", "entry-date"):
		e.addTime(n, false, n.DataAtom == atom.Time || n.DataAtom == atom.Abbr)
	case hasClass(class, "dt-updated", "updated"):
		e.addTime(n, true, n.DataAtom == atom.Time || n.DataAtom == atom.Abbr)
	case hasClass(class, "p-author", "byline__name", "author-name", "article-author", "c-byline__name") || n.DataAtom == atom.A && strings.Contains(strings.ToLower(attr(n, "rel")), "author"):
		e.addByline(n)
	case n.DataAtom == atom.Time:
		e.addTime(n, strings.Contains(class, "updated") || strings.Contains(class, "modified"), hasAttr(n, "pubdate") || strings.Contains(class, "publi"))
	}
}

func hasClass(class string, names ...string) bool {
	for have := range strings.FieldsSeq(class) {
		if slices.Contains(names, have) {
			return true
		}
	}
	return false
}

// itemName is what an item of microdata is called.
func itemName(n *html.Node) string {
	for c := range n.Descendants() {
		if strings.EqualFold(attr(c, "itemprop"), "name") {
			return first(attr(c, "content"), plain(content(c)))
		}
	}
	if !hasAttr(n, "itemscope") {
		return plain(content(n))
	}
	return ""
}

func (e *elements) addTime(n *html.Node, modified, strong bool) {
	if len(e.times) >= maxTimes || !e.look() {
		return
	}
	text := first(attr(n, "datetime"), attr(n, "content"), attr(n, "title"))
	if text == "" {
		if text = strings.TrimSpace(content(n)); len(text) > 200 {
			return
		}
	}
	if text != "" {
		e.times = append(e.times, marked{text, modified, strong, e.isTeaser(n)})
	}
}

// isTeaser reports that n stands in a link, a list, or an aside: beside the
// title of another article.
func (e *elements) isTeaser(n *html.Node) bool {
	for range 12 {
		if n = n.Parent; n == nil {
			return false
		}
		switch n.DataAtom {
		case atom.A, atom.Aside, atom.Nav, atom.Footer:
			return true
		}
		if j := e.names.named(attr(n, "class")); j&junkReply != 0 {
			return true
		}
	}
	return false
}

func (e *elements) addByline(n *html.Node) {
	if len(e.bylines) >= 20 || !e.look() || e.isTeaser(n) && n.DataAtom != atom.A {
		return
	}
	name := first(attr(n, "content"), itemName(n))
	if len(name) > 0 && len(name) < 100 {
		e.bylines = append(e.bylines, name)
	}
}

// authors joins the names marked as the author's. More than a few are those of
// a list of articles.
func (e *elements) authors() string {
	if len(e.bylines) > 6 {
		return ""
	}
	return byline(e.bylines)
}

func (e *elements) meta(names []string) string {
	for _, name := range names {
		if v := plain(e.metas[name]); v != "" && !strings.HasPrefix(v, "{{") {
			return v
		}
	}
	return ""
}

// published returns the time of publication in a meta element, or else the one
// that the page's elements agree on: pages that list other articles mark a
// time for each of them.
func (e *elements) published(o Options) stemma.Moment {
	found := noMoment
	for _, name := range metaNames.published {
		if v := e.metas[name]; v != "" {
			if m, ok := e.statedDate(v, o); ok {
				found = better(found, m)
			}
		}
	}
	return better(found, e.time(false, true, o))
}

// modified returns when the page says that it was last changed.
func (e *elements) modified(o Options) stemma.Moment {
	for _, name := range metaNames.modified {
		if m, ok := e.statedDate(e.metas[name], o); ok {
			return m
		}
	}
	return e.time(true, true, o)
}

// time returns the one date that elements of a kind agree on, of several days
// the first if only it stands outside of a teaser.
func (e *elements) time(modified, strong bool, o Options) stemma.Moment {
	found := noMoment
	for _, t := range e.times {
		if t.modified != modified || t.strong != strong || t.nested {
			continue
		}
		m, ok := e.statedDate(t.text, o)
		if !ok {
			continue
		}
		if known(found) && !m.Time.Equal(found.Time) && !sameDay(m, found) {
			return noMoment
		}
		found = better(found, m)
	}
	return found
}

func sameDay(a, b stemma.Moment) bool {
	return a.Time.Format("2006-01-02") == b.Time.Format("2006-01-02")
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || r == 0 }

// cut returns the begin of a text, in whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
