package reader

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"

	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/store"
)

// summary is what a list says of a tree.
type summary struct {
	version int64
	key     string
	origins *int
	reports int
}

func summaryOf(k *kept) summary {
	s := summary{version: k.version, key: k.key, origins: k.origins()}
	if len(k.result.Stories) > 0 {
		s.reports = len(k.result.Stories[0].Articles)
	}
	return s
}

// maxSummaries is how many are remembered, of about 150 bytes each.
const maxSummaries = 100_000

// summaries remember what lists say of trees, by their stories.
type summaries struct {
	mu sync.Mutex
	by map[string]summary
}

func newSummaries() *summaries { return &summaries{by: map[string]summary{}} }

func (s *summaries) put(story string, of summary) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.by) >= maxSummaries {
		clear(s.by)
	}
	s.by[story] = of
}

func (s *summaries) get(story string) (summary, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of, ok := s.by[story]
	return of, ok
}

func (s *summaries) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.by)
}

// measure adds to stories of a list what their trees say. A tree that nobody has looked at is not decoded for that: what
// a list needs of it stands at its beginning (skim), and is remembered until there is another one.
func (r *Reader) measure(ctx context.Context, h *opened, list []Story) error {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	heads, err := h.archive.TraceHeads(ctx, ids)
	if err != nil {
		return err
	}
	g, ctx := crew.WithContext(ctx)
	g.SetLimit(4)
	for i := range list {
		s := &list[i]
		head, traced := heads[s.ID]
		known, ok := r.sums.get(s.ID)
		switch {
		case ok && (!traced || h.newer(ctx, r, known.version, known.key, &head)):
			s.Origins, s.Traced = known.origins, known.reports
		case traced:
			g.Go(func() error { return r.summarise(ctx, h, s, &head) })
		}
	}
	return g.Wait()
}

func (r *Reader) summarise(ctx context.Context, h *opened, s *Story, head *store.Trace) error {
	t, ok, err := h.archive.Trace(ctx, s.ID)
	if err != nil {
		return err
	}
	of := summary{version: head.Version, key: head.Key}
	if ok {
		of = skim(&t)
	}
	r.while(h, func() { r.sums.put(s.ID, of) })
	s.Origins, s.Traced = of.origins, of.reports
	return nil
}

// skim reads of a kept tree what a list needs. The key of the stories is found by its bytes, for no text in JSON has a
// quotation mark of its own: the last one, since what reports bring along may have one, too. Behind it the reports and
// the origins come before all that is large.
func skim(t *store.Trace) summary {
	of := summary{version: t.Version, key: t.Key}
	at := bytes.LastIndex(t.Result, []byte(`"stories":[{`))
	if at < 0 {
		return of // one report, or damaged
	}
	d := json.NewDecoder(bytes.NewReader(t.Result[at+len(`"stories":[`):]))
	if _, err := d.Token(); err != nil {
		return of
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return of
		}
		switch name {
		case "articles":
			var ids []string
			if d.Decode(&ids) != nil {
				return of
			}
			of.reports = len(ids)
		case "origins":
			var n int
			if d.Decode(&n) == nil {
				of.origins = &n
			}
			return of
		default:
			var other json.RawMessage
			if d.Decode(&other) != nil {
				return of
			}
		}
	}
	return of
}
