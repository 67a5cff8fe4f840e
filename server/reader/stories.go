package reader

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// StoryQuery asks for a page of stories. The filter's Limit is that of the page, 0 for all.
type StoryQuery struct {
	store.StoryFilter
	// Words leaves stories with a report that search finds by them, those of the best first.
	Words string
	// Cursor is where the page begins, as StoryPage.Next gave it; "" for the first.
	Cursor string
	// Unmeasured leaves out the origins, for which each tree is looked at once.
	Unmeasured bool
}

// StoryPage is a page of stories. It is the JSON of stemma stories, schema stemma/stories/v1.
type StoryPage struct {
	Schema   string    `json:"schema"`
	Since    time.Time `json:"since,omitzero"`
	Stories  []Story   `json:"stories"`
	Unplaced int       `json:"unplaced"`
	// Next is the cursor of the next page, "" on the last.
	Next string `json:"next,omitempty"`
}

// Story is a story of a list.
type Story struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Lang      string    `json:"lang,omitempty"`
	Lead      string    `json:"lead,omitempty"`
	Articles  int       `json:"articles"`
	New       int       `json:"new"` // since the time asked for
	Outlets   int       `json:"outlets"`
	Languages int       `json:"languages"`
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
	Changed   time.Time `json:"changed,omitzero"`
	Closed    bool      `json:"closed"`
	Version   int64     `json:"version"`
	// Undated says that no report of it has a date: First and Last are when reports came in.
	Undated bool `json:"undated,omitempty"`
	// Origins is how many independent origins its tree has, null where it is not traced; Traced is how many reports the tree has.
	// It is fewer than Articles where reports came since, or there are too many for a tree of all.
	Origins *int `json:"origins"`
	Traced  int  `json:"tree_reports,omitempty"`
}

// lineOf is a story without what its tree says.
func lineOf(s *store.Story) Story {
	line := Story{
		ID: s.ID, Title: s.Title, Lang: s.Lang, Lead: s.Lead, Articles: s.Articles, New: s.New, Outlets: s.Outlets, Languages: s.Langs,
		First: s.First, Last: s.Last, Changed: s.Changed, Closed: s.Closed, Version: s.Version, Undated: !s.Dated,
	}
	if s.Articles > watch.MaxTraced { // as it is going to be
		line.Traced = watch.MaxTraced
	}
	return line
}

// Stories returns a page of stories.
func (r *Reader) Stories(ctx context.Context, q StoryQuery) (page *StoryPage, err error) {
	err = r.answer(ctx, "stories", func(ctx context.Context, h *opened) error {
		if page, err = r.page(ctx, h, &q); err == nil {
			r.ahead.want(page.Stories)
		}
		return err
	})
	return page, err
}

// page is a page of stories, without what their trees say.
func (h *opened) page(ctx context.Context, q *StoryQuery) (*StoryPage, error) {
	at, err := q.begin()
	if err != nil {
		return nil, err
	}
	page := &StoryPage{Schema: "stemma/stories/v1", Since: q.Since, Stories: []Story{}}
	if page.Unplaced, err = h.unplaced(ctx); err != nil {
		return nil, err
	}
	if q.Cites != "" && q.Citing == nil {
		if q.Citing, err = h.told(ctx, q.Cites); err != nil {
			return nil, err
		}
	}
	list := h.list
	if q.Words != "" {
		list = h.ranked
	}
	stories, next, err := list(ctx, q, at)
	if err != nil {
		return nil, err
	}
	for i := range stories {
		page.Stories = append(page.Stories, lineOf(&stories[i]))
	}
	if next != nil {
		page.Next = q.cursor(next)
	}
	return page, nil
}

// list is a page of the stories that pass the filter, and where the next begins; nil for none.
func (h *opened) list(ctx context.Context, q *StoryQuery, at *cursor) ([]store.Story, *cursor, error) {
	f := q.StoryFilter
	f.After = at.Place
	if f.Limit > 0 {
		f.Limit++ // to see whether there are more
	}
	all, err := h.archive.Stories(ctx, f)
	if err != nil || q.Limit <= 0 || len(all) <= q.Limit {
		return all, nil, err
	}
	all = all[:q.Limit]
	return all, &cursor{Place: f.Place(&all[q.Limit-1])}, nil
}

// unplaced is how many reports are in no story yet.
func (h *opened) unplaced(ctx context.Context) (int, error) {
	placed, last, err := h.archive.Position(ctx)
	return int(last - placed), err
}

// Story returns a story by its id, the beginning of one, the id of one that was merged into it, or the id or the address of
// a report. ErrUnknown where there is none, ErrSeveral where there is more than one.
func (r *Reader) Story(ctx context.Context, what string) (s Story, err error) {
	err = r.answer(ctx, "story", func(ctx context.Context, h *opened) (err error) {
		s, err = r.line(ctx, h, what)
		return err
	})
	return s, err
}

// line is a story as lists show it.
func (r *Reader) line(ctx context.Context, h *opened, what string) (Story, error) {
	st, err := h.find(ctx, what)
	if err != nil {
		return Story{}, err
	}
	one := []Story{lineOf(&st)}
	err = r.measure(ctx, h, one)
	return one[0], err
}

// maxName is how long what names a story can be: an address.
const maxName = 4096

// find finds the story that is meant.
func (h *opened) find(ctx context.Context, what string) (store.Story, error) {
	if len(what) > maxName || what == "" {
		return store.Story{}, ErrUnknown
	}
	m, err := h.archive.Find(ctx, what)
	if err != nil {
		return store.Story{}, several(err)
	}
	if m.Story.ID == "" {
		return store.Story{}, ErrUnknown
	}
	return m.Story, nil
}

// severalError is ErrSeveral, in the words of what names them.
type severalError struct{ error }

func (e severalError) Is(target error) bool { return target == ErrSeveral }
func (e severalError) Unwrap() error        { return e.error }

// several makes an error that names several stories one that is ErrSeveral.
func several(err error) error {
	prefix, address := (*store.AmbiguousError)(nil), (*store.AddressError)(nil)
	if errors.As(err, &prefix) || errors.As(err, &address) {
		return severalError{err}
	}
	return err
}
