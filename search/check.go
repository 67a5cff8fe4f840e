package search

import (
	"slices"
	"sync"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// maxPlain bounds the words whose plain forms are kept, which keep their articles in memory.
const maxPlain = 1 << 16

// check holds articles to the phrases of a query, which the index does not know: it
// knows which words an article has, and not in which order.
type check struct {
	must, mustNot [][]string // folded words

	mu    sync.Mutex
	known map[store.Doc]bool // both rankings have the same articles, often
	plain sync.Pool          // of map[string]string: words in their plain form, most of which come again
}

func newCheck(q *Query) *check {
	c := &check{known: map[store.Doc]bool{}}
	for _, p := range q.Phrases {
		if w := folded(p); len(w) > 1 {
			c.must = append(c.must, w)
		}
	}
	for _, p := range q.Not {
		if w := folded(p); len(w) > 1 {
			c.mustNot = append(c.mustNot, w)
		}
	}
	return c
}

func folded(s string) []string {
	var out []string
	for _, w := range text.Words(s) {
		out = append(out, plain(w.Form))
	}
	return out
}

func (c *check) needed() bool { return len(c.must)+len(c.mustNot) > 0 }

// passes says whether an article has all phrases that it must have, in its title or
// its text, and none of the others.
func (c *check) passes(f *found) bool {
	if f.article.ID == "" {
		return false
	}
	if !c.needed() {
		return true
	}
	c.mu.Lock()
	passes, known := c.known[f.doc]
	c.mu.Unlock()
	if known {
		return passes
	}
	passes = c.has(&f.article)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[f.doc] = passes
	return passes
}

func (c *check) has(a *stemma.Article) bool {
	seen, _ := c.plain.Get().(map[string]string)
	if seen == nil || len(seen) > maxPlain {
		seen = map[string]string{}
	}
	defer c.plain.Put(seen)
	in := [][]text.Word{text.Words(a.Title), text.Words(a.Text)}
	for _, words := range in {
		for i := range words {
			w := &words[i]
			p, known := seen[w.Form]
			if !known {
				p = plain(w.Form)
				seen[w.Form] = p
			}
			w.Form = p
		}
	}
	has := func(phrase []string) bool {
		return slices.ContainsFunc(in, func(words []text.Word) bool { return contains(words, phrase) })
	}
	return !slices.ContainsFunc(c.must, func(p []string) bool { return !has(p) }) && !slices.ContainsFunc(c.mustNot, has)
}

// contains says whether words have a phrase in them.
func contains(words []text.Word, phrase []string) bool {
	same := func(w text.Word, p string) bool { return w.Form == p }
	for i := range len(words) - len(phrase) + 1 {
		if slices.EqualFunc(words[i:i+len(phrase)], phrase, same) {
			return true
		}
	}
	return false
}
