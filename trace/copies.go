package trace

import (
	"slices"
	"sync"

	"github.com/stemma-news/stemma/text"
)

// copies lets documents of one text have one copy of what was read off it: a story
// of thousands of reports is mostly some hundred texts, and what is read off one
// takes ten times its memory. It is for several goroutines at once; the zero value
// is ready.
type copies struct {
	mu    sync.Mutex
	first map[string]*text.Document // text → the first document that has it
}

// share gives a document what the first one with its text has, as far as it is the
// same: what a relative date means hangs on the day, and what is boilerplate on
// the outlet.
func (c *copies) share(d *text.Document) {
	first := c.firstWith(d)
	if first == d || len(first.Sentences) != len(d.Sentences) {
		return
	}
	for i := range d.Sentences {
		s, o := &d.Sentences[i], &first.Sentences[i]
		s.Words, s.Numbers, s.Dates = oneOf(s.Words, o.Words), oneOf(s.Numbers, o.Numbers), oneOf(s.Dates, o.Dates)
		s.Names, s.Hedges, s.Terms = oneOf(s.Names, o.Names), oneOf(s.Hedges, o.Hedges), oneOf(s.Terms, o.Terms)
	}
}

// firstWith returns the first document that has the text of d, perhaps d.
func (c *copies) firstWith(d *text.Document) *text.Document {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.first = map[string]*text.Document{}
	}
	first := c.first[d.Article.Text]
	if first == nil {
		first = d
		c.first[d.Article.Text] = d
	}
	return first
}

// oneOf returns the second of two lists if they are the same.
func oneOf[T comparable](own, first []T) []T {
	if slices.Equal(own, first) {
		return first
	}
	return own
}
