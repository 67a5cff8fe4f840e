package search

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// check holds articles to the phrases of a query, which the index does not know: it
// knows which words an article has, and not in which order.
type check struct{ must, mustNot [][]string } // folded words

func newCheck(q *Query) *check {
	c := new(check)
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
func (c *check) passes(a *stemma.Article) bool {
	if a.ID == "" {
		return false
	}
	if !c.needed() {
		return true
	}
	in := [][]string{folded(a.Title), folded(a.Text)}
	has := func(phrase []string) bool {
		return slices.ContainsFunc(in, func(words []string) bool { return contains(words, phrase) })
	}
	return !slices.ContainsFunc(c.must, func(p []string) bool { return !has(p) }) && !slices.ContainsFunc(c.mustNot, has)
}

// contains says whether words have a phrase in them.
func contains(words, phrase []string) bool {
	for i := range len(words) - len(phrase) + 1 {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}
