package extract

import (
	"html"
	"net/url"
	"strings"

	"github.com/stemma-news/stemma"
)

// stated is what a page says about itself.
type stated struct {
	title, outlet, byline, lang, url string
	published, modified              stemma.Moment
	body                             string   // JSON-LD articleBody
	free                             string   // isAccessibleForFree, in lower case: "true", "false" or ""
	walled                           []string // CSS selectors of the parts that are not free
	aside                            bool     // the dates are of a film in the page, or of the page
	media                            []string // the titles of films and pictures, as letters
	types                            []string // types of what JSON-LD and OpenGraph say that the page is
}

// metaNames are the names of meta elements (name, property or itemprop) that
// state a field, the most explicit first.
var metaNames = struct{ title, outlet, byline, lang, published, modified []string }{
	title: []string{
		"og:title", "citation_title", "dc.title", "dcterms.title", "headline", "parsely-title", "sailthru.title", "twitter:title", "title",
		"hdl", "article.headline", "eomportal-title", "analytics-title", "fb_title",
	},
	outlet: []string{
		"og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "publisher", "application-name", "apple-mobile-web-app-title",
		"source", "sailthru.source", "cre", "al:android:app_name", "al:ios:app_name", "twitter:app:name:iphone", "mediator_publisher",
	},
	byline: []string{
		"author", "article:author_name", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "cxenseparse:author",
		"article:author", "rbauthors", "creator", "dcsext.author", "mediator_author", "twitter:data1:author", "shareaholic:article_author_name", "auth", "byline", "authors",
		"article_author", "og:article:author", "vr:author",
	},
	lang: []string{"og:locale", "dc.language", "dcterms.language", "content-language", "language", "inlanguage"},
	published: []string{
		"article:published_time", "article:published", "article.published", "og:article:published_time", "article:published_date", "datepublished",
		"og:published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.created", "datecreated", "article:created", "article.created",
		"rnews:datepublished", "publish-date", "publish_date", "publishdate", "published-date", "published_date", "publication_date", "publication-date", "publicationdate",
		"published_at", "pubdate", "og:pubdate", "og:publish_date", "pub_date", "article_date_original", "article-publication-date", "originalpublicationdate",
		"originaldate", "datedisplay", "displaydate", "display_date", "issuedate", "date_published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
		"cxenseparse:publishtime", "shareaholic:article_published_time", "citation_publication_date", "citation_online_date", "citation_date", "bt:pubdate", "ptime",
		"mediator_published_time", "vr:published_time", "rbpubdate", "prism.publicationdate", "created", "creation_date", "gentime", "apub:time", "weibo:article:create_at",
		"newsml:firstcreated", "article_published_at", "firstpublished", "first_published", "buildtime", "og:release_date", "video:release_date", "release_date",
		"dc.date", "dcterms.date", "dc.date.x-metadatadate", "date", "dcsext.wtdate", "time", "timestamp", "date-publication", "datum", "eomportal-publishdate",
	},
	modified: []string{
		"article:modified_time", "article:modified", "article.updated", "og:article:modified_time", "datemodified", "og:updated_time", "article:updated_time",
		"dcterms.modified", "dc.date.modified", "dc.modified", "lastmod", "last-modified", "lastmodified", "last_updated", "updated_at", "modified", "revision_date",
		"dateupdate", "utime", "cxenseparse:modified", "update_time", "sailthru.updated", "eomportal-lastupdate", "moddate",
	},
}

// stated collects what a page states, the first of the ways that has it:
// JSON-LD, meta elements, microdata, RDFa, h-entry and time elements.
func (e *elements) stated(o Options) stated {
	g := readGraph(e.scripts)
	g.readStates(e.states)
	s := g.stated(e, o)
	s.title = first(s.title, e.meta(metaNames.title))
	s.outlet = first(e.meta(metaNames.outlet[:1]), s.outlet, e.meta(metaNames.outlet), plain(e.props["publisher"]))
	s.byline = first(s.byline, person(e.authors()), person(e.meta(metaNames.byline)))
	s.lang = first(e.lang, s.lang, e.meta(metaNames.lang))
	e.base = first(e.base, o.Address)
	s.url = first(e.absolute(e.canonical), e.absolute(e.metas["og:url"]), e.absolute(s.url), e.absolute(e.amp))
	s.types = append(s.types, e.metas["og:type"])
	published, modified := e.published(o), e.modified(o)
	if s.aside {
		s.published, s.modified, published, modified = published, modified, s.published, s.modified
	}
	s.published, s.modified = better(s.published, published), better(s.modified, modified)
	s.free = first(s.free, strings.ToLower(e.props["isaccessibleforfree"]), tierFree(e.metas["article:content_tier"]))
	return s
}

// tierFree reads Facebook's content tier: free, metered or locked.
func tierFree(tier string) string {
	if strings.EqualFold(tier, "locked") {
		return "false"
	}
	return ""
}

// stated reads what JSON-LD says of the article. What is not the article
// itself, the page or a film in it, lends it dates and the outlet only.
func (g *graph) stated(e *elements, o Options) stated {
	s := stated{published: noMoment, modified: noMoment}
	a := g.article()
	if a == nil {
		return s
	}
	s.lang = g.text(a["inLanguage"])
	s.published, s.modified = g.moment(a, e, o, "datePublished", "uploadDate", "dateCreated"), g.moment(a, e, o, "dateModified")
	s.url = first(g.text(a["url"]), g.text(a["mainEntityOfPage"]), g.text(a["@id"]))
	for _, other := range g.articles {
		s.types = append(s.types, typesLD(other)...)
		if rankLD(other["@type"]) == mediaRank {
			s.media = append(s.media, letters(plain(first(g.text(other["name"]), g.text(other["headline"])))))
		}
		g.wall(other, &s)
	}
	s.outlet = plain(strings.Join(firstOf(g.names(a["publisher"])), ""))
	s.byline = byline(firstNames(g.names(a["author"]), g.names(a["creator"])))
	if rankLD(a["@type"]) < articleRank {
		s.aside, s.byline = true, ""
		return s
	}
	s.title = plain(first(g.text(a["headline"]), g.text(a["name"])))
	s.body, _ = a["articleBody"].(string)
	return s
}

func firstNames(lists ...[]string) []string {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}

func firstOf(names []string) []string { return names[:min(1, len(names))] }

// moment reads the first of some properties that is a date.
func (g *graph) moment(a thing, e *elements, o Options, keys ...string) stemma.Moment {
	for _, key := range keys {
		if m, ok := e.statedDate(g.text(a[key]), o); ok {
			return m
		}
	}
	return noMoment
}

// wall reads which parts of an article are not free (Google's markup for
// paywalled content).
func (g *graph) wall(o thing, s *stated) {
	s.free = first(s.free, boolLD(o["isAccessibleForFree"]))
	parts, ok := o["hasPart"].([]any)
	if !ok {
		parts = []any{o["hasPart"]}
	}
	for _, part := range parts[:min(len(parts), 20)] {
		p, _ := part.(map[string]any)
		if boolLD(p["isAccessibleForFree"]) != "false" {
			continue
		}
		selectors, ok := p["cssSelector"].([]any)
		if !ok {
			selectors = []any{p["cssSelector"]}
		}
		for _, c := range selectors[:min(len(selectors), 20)] {
			if sel, _ := c.(string); sel != "" {
				s.walled = append(s.walled, sel)
			}
		}
	}
}

func boolLD(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "true"
		}
		return "false"
	case string:
		v = strings.ToLower(v[strings.LastIndexByte(v, '/')+1:])
		if v == "true" || v == "false" {
			return v
		}
	}
	return ""
}

// absolute returns an address made whole by the page's own, else "".
func (e *elements) absolute(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	if base, err := url.Parse(first(e.base, e.metas["og:url"])); err == nil && base.Host != "" {
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.Fragment = ""
	return u.String()
}

// plain is a stated text as one line without markup. Pages escape twice as
// often as not.
func plain(s string) string {
	s = html.UnescapeString(html.UnescapeString(s))
	if strings.Contains(s, "</") || strings.Contains(s, "<br") || strings.Contains(s, "/>") {
		s = withoutTags(s)
	}
	return strings.Join(strings.FieldsFunc(strings.Map(visible, s), isBlank), " ")
}

// visible drops what is invisible.
func visible(r rune) rune {
	if isInvisible(r) {
		return -1
	}
	return r
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
