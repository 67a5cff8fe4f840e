package reader

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma/store"
)

// maxRecent is how many answers are remembered until something changes: pages of lists, and stories.
const maxRecent = 500

// recent has what was answered since the archive has changed last. To ask whether it has costs some 10 µs, a list of
// stories a millisecond.
type recent struct {
	mu      sync.Mutex
	version string
	by      map[string]any
}

// get returns what was answered to a question at a version, nil where it was not asked then.
func (c *recent) get(version, question string) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return nil
	}
	return c.by[question]
}

func (c *recent) put(version, question string, answer any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || len(c.by) >= maxRecent {
		c.version, c.by = version, map[string]any{}
	}
	c.by[question] = answer
}

// Version changes with whatever Stories and Story show, as far as it is told by the archive and not by the time of day: for
// who keeps what he has made of them. It costs some 10 µs.
func (r *Reader) Version(ctx context.Context) (string, error) {
	h, done, err := r.use(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	version, err := h.version(ctx, r)
	return version, unreadable(err)
}

func (h *opened) version(ctx context.Context, r *Reader) (string, error) {
	n, err := h.archive.Changes(ctx)
	return fmt.Sprintf("%d.%d.%d", h.n, n, r.figures.made.Load()), err
}

// known answers a question: from what is remembered, or once for all who ask it at this moment.
func (r *Reader) known(ctx context.Context, h *opened, question string, find func(context.Context) (any, error)) (any, error) {
	version, err := h.version(ctx, r) // before the answer, which may be of a moment later
	if err != nil {
		return nil, err
	}
	if answer := r.recent.get(version, question); answer != nil {
		return answer, nil
	}
	answer, err, _ := r.loading.Do(version+" "+question, func() (any, error) {
		answer, err := find(context.WithoutCancel(ctx)) // it is for all
		if err == nil {
			r.recent.put(version, question, answer)
		}
		return answer, err
	})
	return answer, err
}

// page is a page of stories, which may have been made for somebody else.
func (r *Reader) page(ctx context.Context, h *opened, q *StoryQuery) (*StoryPage, error) {
	same := *q
	same.Since = q.Since.Add(time.Second - 1).Truncate(time.Second) // the archive has no finer time
	b, err := json.Marshal(same)
	if err != nil {
		return nil, err
	}
	answer, err := r.known(ctx, h, "stories "+string(b), func(ctx context.Context) (any, error) {
		page, err := h.page(ctx, q)
		if err == nil && !q.Unmeasured {
			err = r.measure(ctx, h, page.Stories)
		}
		return page, err
	})
	if err != nil {
		return nil, err
	}
	page := *answer.(*StoryPage) //nolint:forcetypeassert // as above
	page.Stories = slices.Clone(page.Stories)
	if q.Cursor == "" {
		page.Since = q.Since
	}
	return &page, nil
}

// meant is the story that somebody means, with what is known of the tree that the archive keeps of it.
type meant struct {
	story store.Story
	head  store.Trace
	kept  bool
}

// meant finds the story that somebody means.
func (r *Reader) meant(ctx context.Context, h *opened, what string) (*meant, error) {
	if len(what) > maxName {
		return nil, ErrUnknown
	}
	answer, err := r.known(ctx, h, "story "+what, func(ctx context.Context) (any, error) {
		m := &meant{}
		var err error
		if m.story, err = h.find(ctx, what); err != nil {
			return nil, err
		}
		m.head, m.kept, err = h.archive.TraceHead(ctx, m.story.ID)
		return m, err
	})
	if err != nil {
		return nil, err
	}
	return answer.(*meant), nil //nolint:forcetypeassert // as above
}
