package extract

import (
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	xhtml "golang.org/x/net/html"
)

// stated is what a page says about itself.
type stated struct {
	title, outlet, byline, lang, url string
	published, modified              stemma.Moment
}

// metaNames are the names of meta elements (name, property or itemprop) that
// state a field, the most explicit first.
var metaNames = struct{ title, outlet, byline, lang, published, modified []string }{
	title:     []string{"og:title", "dc.title", "dcterms.title", "citation_title", "headline", "parsely-title", "twitter:title"},
	outlet:    []string{"og:site_name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "application-name"},
	byline:    []string{"author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl"},
	lang:      []string{"og:locale", "dc.language", "content-language", "inlanguage"},
	published: []string{"article:published_time", "article:published", "article.published", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.created", "publish-date", "publish_date", "published_at", "pubdate", "og:pubdate", "parsely-pub-date", "sailthru.date", "citation_publication_date", "dc.date", "dcterms.date", "date"},
	modified:  []string{"article:modified_time", "article:modified", "og:article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "dc.date.modified", "lastmod"},
}

// readStated collects what a page states, the first of the ways that has it:
// JSON-LD, meta elements, microdata and time elements.
func readStated(doc *xhtml.Node) stated {
	e := collect(doc)
	s := articleLD(e.scripts)
	s.title = first(s.title, e.meta(metaNames.title))
	s.outlet = first(s.outlet, e.meta(metaNames.outlet))
	s.byline = first(s.byline, e.meta(metaNames.byline))
	s.lang = first(e.lang, s.lang, e.meta(metaNames.lang))
	s.url = absolute(first(e.canonical, e.meta([]string{"og:url"}), s.url))
	if s.published.Precision == stemma.PrecisionNone {
		s.published = e.published()
	}
	if s.modified.Precision == stemma.PrecisionNone || s.modified.Time.IsZero() {
		s.modified = e.modified()
	}
	return s
}

// elements are the parts of a page in which it states something.
type elements struct {
	scripts   []string          // JSON-LD
	metas     map[string]string // first content by lower-case name
	times     []string          // of publication, by microdata or class
	lang      string
	canonical string
}

// collect walks the page once. It does not descend by recursion further than
// the parser's own limit of 512 levels.
func collect(doc *xhtml.Node) elements {
	e := elements{metas: map[string]string{}}
	for n := range doc.Descendants() {
		if n.Type == xhtml.ElementNode {
			e.add(n)
		}
	}
	return e
}

func (e *elements) add(n *xhtml.Node) {
	switch n.Data {
	case "html":
		e.lang = first(e.lang, attr(n, "lang"), attr(n, "xml:lang"))
	case "script":
		if strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") && n.FirstChild != nil {
			e.scripts = append(e.scripts, n.FirstChild.Data)
		}
	case "link":
		if e.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
			e.canonical = attr(n, "href")
		}
	case "meta":
		for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
			name := strings.ToLower(attr(n, key))
			if content := attr(n, "content"); name != "" && content != "" && e.metas[name] == "" {
				e.metas[name] = content
			}
		}
	default:
		e.addTime(n)
	}
}

// addTime keeps the time of an element that is marked as the publication's.
func (e *elements) addTime(n *xhtml.Node) {
	marked := strings.EqualFold(attr(n, "itemprop"), "datePublished") ||
		n.Data == "time" && (hasAttr(n, "pubdate") || strings.Contains(attr(n, "class"), "published"))
	if marked {
		e.times = append(e.times, first(attr(n, "datetime"), attr(n, "content")))
	}
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
func (e *elements) published() stemma.Moment {
	for _, name := range metaNames.published {
		if m, ok := ParseDate(e.metas[name]); ok {
			return m
		}
	}
	none := stemma.Moment{Precision: stemma.PrecisionNone}
	found := none
	for _, t := range e.times {
		m, ok := ParseDate(t)
		if !ok {
			continue
		}
		if found != none && !m.Time.Equal(found.Time) {
			return none
		}
		found = m
	}
	return found
}

// modified returns when the page says that it was last changed.
func (e *elements) modified() stemma.Moment {
	for _, name := range metaNames.modified {
		if m, ok := ParseDate(e.metas[name]); ok {
			return m
		}
	}
	return stemma.Moment{Precision: stemma.PrecisionNone}
}

// maxDepth bounds the walk into JSON-LD; real pages nest articles three deep.
const maxDepth = 8

// articleLD returns what the first schema.org article in the page's JSON-LD states.
func articleLD(scripts []string) stated {
	for _, script := range scripts {
		var v any
		if json.Unmarshal([]byte(script), &v) != nil {
			continue
		}
		if o := findArticleLD(v, 0); o != nil {
			return statedLD(o)
		}
	}
	return stated{published: stemma.Moment{Precision: stemma.PrecisionNone}}
}

func statedLD(o map[string]any) stated {
	s := stated{
		title:  plain(textLD(o["headline"])),
		outlet: plain(nameLD(o["publisher"])),
		byline: plain(nameLD(o["author"])),
		lang:   textLD(o["inLanguage"]),
		url:    first(textLD(o["url"]), textLD(o["mainEntityOfPage"])),
	}
	s.published, _ = ParseDate(textLD(o["datePublished"]))
	s.modified, _ = ParseDate(textLD(o["dateModified"]))
	return s
}

func findArticleLD(v any, depth int) map[string]any {
	if depth > maxDepth {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if o := findArticleLD(item, depth+1); o != nil {
				return o
			}
		}
	case map[string]any:
		if isArticleLD(v["@type"]) {
			return v
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if o := findArticleLD(v[key], depth+1); o != nil {
				return o
			}
		}
	}
	return nil
}

// isArticleLD reports whether a type is one of schema.org's articles:
// NewsArticle, ReportageNewsArticle, LiveBlogPosting, Report, …
func isArticleLD(t any) bool {
	if list, ok := t.([]any); ok {
		return slices.ContainsFunc(list, isArticleLD)
	}
	name, _ := t.(string)
	return strings.HasSuffix(name, "Article") || strings.HasSuffix(name, "BlogPosting") || name == "Report"
}

// textLD returns a property's text, of the first where it is a list.
func textLD(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return textLD(v[0])
		}
	case map[string]any:
		id, _ := v["@id"].(string)
		return id
	}
	return ""
}

// nameLD returns the names of the persons or organisations in a property.
func nameLD(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		if name, ok := v["name"]; ok {
			return nameLD(name)
		}
	case []any:
		var names []string
		for _, item := range v[:min(len(v), 20)] {
			if _, nested := item.([]any); nested {
				continue
			}
			if name := nameLD(item); name != "" {
				names = append(names, name)
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// absolute returns the address if it is a whole one of the web, else "".
func absolute(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// plain is a stated text as one line without markup. Pages escape twice as
// often as not.
func plain(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(html.UnescapeString(s))), " ")
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

func attr(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func hasAttr(n *xhtml.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
