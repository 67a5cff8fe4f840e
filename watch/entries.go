package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/text"
)

// entries reads those of a feed that are to be read, and of those that wait, and sends their articles. f is nil where
// the feed has not changed.
func (p *poller) entries(ctx context.Context, s *source, f *feed.Feed, r *fetch.Response, q *queue, m *memory, o *outcome, now time.Time) error {
	has := func(address string) (bool, error) { return p.has(ctx, address) }
	var c choice
	var err error
	if f != nil {
		if c, err = m.choose(f, q, p.maxPages, now, has); err != nil {
			return err
		}
		m.Title, m.Hint, m.Changes = f.Title, f.Refresh, withChanges(m.Changes, c.changes, now)
		o.seenChanged, q.Lang, q.Site = true, f.Lang, f.Site
	} else {
		if c, err = q.choose(p.maxPages, now, has); err != nil {
			return err
		}
		f = q.feed(m, r.URL)
	}
	if o.waiting = q.waiting(now); len(c.entries) > 0 {
		if err := p.readEntries(ctx, s, f, r, &c, q, o, now); err != nil {
			return err
		}
	}
	o.passed = q.bound()
	o.queue, m.Waiting, o.waiting = q, len(q.Entries), min(o.waiting, len(q.Entries))
	return ctx.Err()
}

// readEntries reads what was chosen, and has what could not be had wait.
func (p *poller) readEntries(ctx context.Context, s *source, f *feed.Feed, r *fetch.Response, c *choice, q *queue, o *outcome, now time.Time) error {
	wanted := *f
	wanted.Entries = make([]feed.Entry, len(c.entries))
	for i := range c.entries {
		wanted.Entries[i] = c.entries[i].Entry
	}
	missed := make([]bool, len(c.entries)+1) // by number; 0 is none's
	opts := p.read
	opts.Everything = true
	opts.Prepare = func(a *stemma.Article) { *a = text.Article(*a) }
	for it, err := range ingest.Entries(ctx, &wanted, r, opts) {
		if err != nil {
			return err
		}
		n := it.At.N
		if n < 1 || n > int64(len(c.entries)) {
			n = 0
		}
		switch {
		case it.Problem != nil:
			o.problems++
			o.note = it.Problem.Error()
			missed[n] = true
		case it.Article != nil:
			o.articles++
			missed[n] = missed[n] || it.Article.Extra["summary_only"] != nil
			p.send(ctx, found{source: s, article: it.Article, again: n > 0 && c.entries[n-1].again && !c.entries[n-1].shared})
		}
	}
	for i := range c.entries {
		if e := &c.entries[i]; missed[i+1] && e.URL != "" && !e.whole() && q.missed(e, now) {
			o.lost++
		}
	}
	return nil
}
