package reader

import (
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma/internal/crew"
)

const (
	// maxAhead is how many stories wait to be traced ahead.
	maxAhead = 200
	// aheadEvery is how often it is looked whether there is nothing else to do.
	aheadEvery = 200 * time.Millisecond
)

// ahead traces stories of lists that nobody has traced, when there is nothing else to do.
type ahead struct {
	r       *Reader
	mu      sync.Mutex
	stories []string // those that wait, the last that was wanted in front
	runs    bool
}

// want has stories of a list be traced that are small and were not: of those that were wanted before there is no hurry any more.
func (a *ahead) want(list []Story) {
	if a == nil {
		return
	}
	var ids []string
	for i := range list {
		if s := &list[i]; s.Origins == nil && s.Traced == 0 && s.Articles > 1 && s.Articles <= quickReports {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return
	}
	a.r.mu.Lock()
	defer a.r.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range a.stories {
		if len(ids) < maxAhead && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	a.stories = ids
	if !a.runs && !a.r.closed {
		a.runs = true
		a.r.background.Go(a.run)
	}
}

// next is the story that is to be traced next; "" where there is none.
func (a *ahead) next() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.stories) == 0 || a.r.running.Err() != nil {
		a.stories, a.runs = nil, false
		return ""
	}
	id := a.stories[0]
	a.stories = a.stories[1:]
	return id
}

// run traces one story after the other, and rests for as long as each takes: others read meanwhile.
func (a *ahead) run() {
	for id := a.next(); id != ""; id = a.next() {
		for f := a.r.jobs.Figures(); f.Running+f.Waiting > 0; f = a.r.jobs.Figures() {
			if !a.rest(aheadEvery) {
				break
			}
		}
		began := time.Now()
		traced := false
		_ = crew.Safely(func() error { // of a story that finds a fault who asks for it is told
			traced = a.trace(id)
			return nil
		})
		if !traced {
			continue // it is for who asks for it
		}
		a.rest(time.Since(began))
	}
}

// trace traces a story that has no tree, where that is quick and asks no server.
func (a *ahead) trace(id string) bool {
	ctx, r := a.r.running, a.r
	h, done, err := r.use(ctx)
	if err != nil {
		return false
	}
	defer done()
	m, err := r.meant(ctx, h, id)
	if err != nil || !h.builtIn(ctx, r) {
		return false
	}
	if k, err := r.best(ctx, h, m.story.ID, &m.head, m.kept); err != nil || k != nil {
		return false
	}
	_, err = r.renew(ctx, h, &m.story, nil, &Tree{})
	return err == nil
}

// rest waits; false where all is about to end.
func (a *ahead) rest(long time.Duration) bool {
	t := time.NewTimer(long)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-a.r.running.Done():
		return false
	}
}
