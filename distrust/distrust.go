// Package distrust finds what articles say of themselves, or are made of, that a
// trace does not go by: dates that cannot be right, another outlet's name, text
// that a reader does not see, what is too long to be read, floods of one text.
//
// It tells little rather than too much: what is normal in any language, in any
// outlet's pages or in the news (a non-joiner in Persian, an agency's text in a
// hundred papers, an old report that comes round again) is no ground for distrust.
// The articles of the development sets and the seeds give none, but for dates that
// are wrong. Nothing here is a judgement of what an article claims.
package distrust

import (
	"cmp"
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Find returns what is not to be relied on in the articles of one story, in their
// order. Edges are those of its tree.
func Find(docs []*text.Document, edges []stemma.Edge) []stemma.Distrust {
	doubted, early := dates(docs), contradicted(docs, edges)
	posing, floods := Impostors(docs), floods(docs)
	var out []stemma.Distrust
	for i, d := range docs {
		add := func(kind stemma.DistrustKind, value, detail string, spans []stemma.Span) {
			out = append(out, stemma.Distrust{Article: d.Article.ID, Kind: kind, Value: value, Detail: detail, Spans: spans})
		}
		if why := cmp.Or(doubted[i], early[i]); why != "" {
			add(stemma.DistrustDate, dateOf(&d.Article), why, nil)
		}
		if why := outlet(&d.Article, posing[i]); why != "" {
			add(stemma.DistrustOutlet, d.Article.Outlet, why, nil)
		}
		for _, t := range tricks(d) {
			add(t.kind, "", t.detail, t.spans)
		}
		for _, t := range sizes(d) {
			add(stemma.DistrustSize, "", t.detail, t.spans)
		}
		if n := floods[i]; n > 0 {
			add(stemma.DistrustFlood, "", fmt.Sprintf("the first of %d reports of this story that %s has of nearly one text; many reports are no more origins than one", n, publisherName(&d.Article)), nil)
		}
	}
	return out
}
