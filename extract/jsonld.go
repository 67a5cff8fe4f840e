package extract

import (
	"cmp"
	"encoding/json"
	"html"
	"slices"
	"strings"
)

// Bounds of reading JSON-LD; real pages nest articles three deep and state a
// few dozen things.
const (
	maxDepth    = 8
	maxThings   = 2000
	maxBlocksLD = 100
	maxBytesLD  = 2 << 20 // of one block; live tickers have a megabyte
)

// graph is what a page's JSON-LD describes.
type graph struct {
	articles []thing
	byID     map[string]thing
	seen     int
}

// thing is a JSON object of a schema.org type.
type thing map[string]any

// readGraph reads the page's JSON-LD, each block on its own: one that cannot
// be mended hides no other.
func readGraph(scripts []string) graph {
	g := graph{byID: map[string]thing{}}
	for _, script := range scripts[:min(len(scripts), maxBlocksLD)] {
		if len(script) > maxBytesLD {
			continue
		}
		for _, v := range decodeLD(script) {
			g.collect(v, 0)
		}
	}
	return g
}

// decodeLD decodes one or several JSON values that stand behind each other,
// mended if they do not decode as they are.
func decodeLD(script string) []any {
	script = unwrapped(script)
	if values, err := decodeAll(script); err == nil {
		return values
	}
	values, _ := decodeAll(mendJSON(script))
	return values
}

func decodeAll(s string) ([]any, error) {
	var values []any
	d := json.NewDecoder(strings.NewReader(s))
	for d.More() {
		var v any
		if err := d.Decode(&v); err != nil {
			return values, err
		}
		values = append(values, v)
	}
	return values, nil
}

// unwrapped drops the comments that hide a script from old browsers, and
// entities where the whole block is escaped.
func unwrapped(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range []string{"<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	for _, mark := range []string{"-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", "//", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, mark))
	}
	if !strings.Contains(s, `"`) && strings.Contains(s, "&quot;") {
		s = html.UnescapeString(s)
	}
	return s
}

func (g *graph) collect(v any, depth int) {
	if depth > maxDepth || g.seen > maxThings {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			g.collect(item, depth+1)
		}
	case map[string]any:
		g.add(v, depth)
	}
}

// add keeps an object, and goes on to those in it that are about the page.
// Lists of other articles (ItemList, hasPart, relatedLink) are not entered.
func (g *graph) add(o thing, depth int) {
	g.seen++
	if id, _ := o["@id"].(string); id != "" && len(o) > 1 && g.byID[id] == nil {
		g.byID[id] = o
	}
	if rankLD(o["@type"]) > 0 {
		g.articles = append(g.articles, o)
	}
	for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "creator", "publisher", "isPartOf"} {
		switch child := o[key].(type) {
		case map[string]any, []any:
			g.collect(child, depth+1)
		}
	}
}

// article returns the thing that the page is about: of the most telling type,
// and of those the one that says most, the first of equals.
func (g *graph) article() thing {
	if len(g.articles) == 0 {
		return nil
	}
	return slices.MaxFunc(g.articles, func(a, b thing) int {
		return cmp.Or(cmp.Compare(rankLD(a["@type"]), rankLD(b["@type"])), cmp.Compare(saidLD(a), saidLD(b)))
	})
}

func saidLD(o thing) (n int) {
	for _, key := range []string{"headline", "datePublished", "author", "publisher", "articleBody", "dateModified"} {
		if o[key] != nil {
			n++
		}
	}
	return n
}

// The least rank of what is an article, and that of films and pictures.
const (
	articleRank = 3
	mediaRank   = 2
)

// rankLD says how likely a thing of a type is the article: schema.org's
// articles (NewsArticle, ReportageNewsArticle, LiveBlogPosting, …) before pages,
// which state dates too.
func rankLD(t any) int {
	switch t := t.(type) {
	case []any:
		best := 0
		for _, item := range t[:min(len(t), 10)] {
			if _, nested := item.([]any); !nested {
				best = max(best, rankLD(item))
			}
		}
		return best
	case string:
		t = t[strings.LastIndexAny(t, "/:#")+1:]
		switch {
		case strings.HasSuffix(t, "NewsArticle"):
			return articleRank + 1
		case strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || t == "Review" || t == "ClaimReview":
			return articleRank
		case t == "VideoObject" || t == "ImageGallery" || t == "AudioObject" || t == "PodcastEpisode":
			return mediaRank
		case strings.HasSuffix(t, "Page") && t != "FAQPage":
			return 1
		}
	}
	return 0
}

// text returns a property's text, of the first where it is a list.
func (g *graph) text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			if _, nested := v[0].([]any); !nested {
				return g.text(v[0])
			}
		}
	case map[string]any:
		for _, key := range []string{"@id", "@value", "name"} {
			if s, _ := v[key].(string); s != "" {
				return s
			}
		}
	}
	return ""
}

// names returns the names of the persons or organisations in a property.
func (g *graph) names(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		if name, ok := v["name"]; ok {
			return g.plainNames(name)
		}
		if id, _ := v["@id"].(string); g.byID[id] != nil {
			return g.plainNames(g.byID[id]["name"])
		}
	case []any:
		var names []string
		for _, item := range v[:min(len(v), 20)] {
			if _, nested := item.([]any); !nested {
				names = append(names, g.names(item)...)
			}
		}
		return names
	}
	return nil
}

// plainNames takes a name or a list of them.
func (g *graph) plainNames(v any) []string {
	if list, ok := v.([]any); ok {
		var names []string
		for _, item := range list[:min(len(list), 20)] {
			if s, ok := item.(string); ok {
				names = append(names, s)
			}
		}
		return names
	}
	if s, ok := v.(string); ok {
		return []string{s}
	}
	return nil
}

// typesLD returns the types of a thing.
func typesLD(o thing) []string {
	switch t := o["@type"].(type) {
	case string:
		return []string{t[strings.LastIndexAny(t, "/:#")+1:]}
	case []any:
		var types []string
		for _, item := range t[:min(len(t), 10)] {
			if s, ok := item.(string); ok {
				types = append(types, s)
			}
		}
		return types
	}
	return nil
}
