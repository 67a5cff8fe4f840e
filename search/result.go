package search

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma"
)

// Result is what a search found. It is the JSON that stemma search prints, schema
// "stemma/search/v1": fields are added, none is renamed.
type Result struct {
	Schema string `json:"schema"`
	Query  string `json:"query"`
	// Indexed is how many reports were searched.
	Indexed int   `json:"indexed"`
	Hits    []Hit `json:"hits"`
}

// Hit is an article that was found.
type Hit struct {
	Article   string           `json:"article"`
	URL       string           `json:"url,omitempty"`
	Outlet    string           `json:"outlet,omitempty"`
	Lang      string           `json:"lang,omitempty"`
	Title     string           `json:"title,omitempty"`
	Published time.Time        `json:"published,omitzero"`
	Precision stemma.Precision `json:"published_precision,omitempty"`
	Story     string           `json:"story,omitempty"`
	// Score is that of the fusion.
	Score float64 `json:"score"`
	// By are the ways by which it was found: "words", "meaning".
	By []string `json:"by"`
	// Alike is the cosine of the passage that means most nearly what was asked for; 0 where
	// it was not found by its meaning.
	Alike    float64   `json:"alike,omitempty"`
	Snippets []Snippet `json:"snippets"`
}

// Snippet is a sentence of an article, or a piece of a long one; its title where Sentence
// is -1.
type Snippet struct {
	Sentence int    `json:"sentence"`
	Text     string `json:"text"`
	// Start and End are where it is in the article's text, 0 and 0 of a title.
	Start int `json:"start"`
	End   int `json:"end"`
	// Marks are the words that were looked for, as bytes of Text.
	Marks []stemma.Span `json:"marks"`
}

// result shows the articles that were found. What cannot be read any more is left out.
func (s *Searcher) result(q *Query, indexed int, all []found) *Result {
	snippets := s.snippets(q, all)
	r := &Result{Schema: "stemma/search/v1", Query: q.asked, Indexed: indexed, Hits: []Hit{}}
	for i := range all {
		f := &all[i]
		if a := &f.article; a.ID != "" {
			r.Hits = append(r.Hits, Hit{
				Article: a.ID, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Title: a.Title, Published: a.Published, Precision: a.PublishedPrecision, Story: f.story,
				Score: f.score, By: f.by, Alike: f.alike, Snippets: snippets[i],
			})
		}
	}
	return r
}

// snippets are those of each article, made on all cores.
func (s *Searcher) snippets(q *Query, all []found) [][]Snippet {
	out, words := make([][]Snippet, len(all)), q.words()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			m := newMarker(s.indexer, words)
			defer m.close()
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				out[i] = m.snippets(&all[i])
			}
		})
	}
	wg.Wait()
	return out
}
