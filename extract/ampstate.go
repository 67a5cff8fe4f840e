package extract

import (
	"maps"
	"slices"
)

// readStates reads the data of amp-state elements, by which an AMP page fills
// its parts, where no JSON-LD describes an article: an object that has a title
// and a date, or the text.
func (g *graph) readStates(states []string) {
	if a := g.article(); a != nil && rankLD(a["@type"]) >= articleRank {
		return
	}
	for _, state := range states[:min(len(states), maxBlocksLD)] {
		if len(state) > maxBytesLD {
			continue
		}
		for _, v := range decodeLD(state) {
			if o := g.stateArticle(v, 0); o != nil {
				g.articles = append(g.articles, o)
				return
			}
		}
	}
}

// stateArticle finds the object that describes an article, in the order of
// keys, as a thing of schema.org.
func (g *graph) stateArticle(v any, depth int) thing {
	g.seen++
	if depth > maxDepth || g.seen > maxThings {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if o := g.stateArticle(item, depth+1); o != nil {
				return o
			}
		}
	case map[string]any:
		if o := stateThing(v); o != nil {
			return o
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if o := g.stateArticle(v[key], depth+1); o != nil {
				return o
			}
		}
	}
	return nil
}

// stateThing is an object as a schema.org article, nil if it is none.
func stateThing(v map[string]any) thing {
	o := thing{
		"@type":         "Article",
		"headline":      firstValue(v, "headline", "title"),
		"datePublished": firstValue(v, "datePublished", "publishedAt", "published"),
		"dateModified":  firstValue(v, "dateModified", "updatedAt", "updated", "modified"),
		"author":        firstValue(v, "author", "authors", "byline"),
		"articleBody":   firstValue(v, "articleBody", "body"),
	}
	_, text := o["articleBody"].(string)
	_, title := o["headline"].(string)
	if !title || !text && o["datePublished"] == nil {
		return nil
	}
	return o
}

func firstValue(v map[string]any, keys ...string) any {
	for _, key := range keys {
		if value, ok := v[key]; ok {
			return value
		}
	}
	return nil
}
