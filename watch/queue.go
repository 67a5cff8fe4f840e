package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/store"
)

const (
	// maxRetries is how often the page of an entry is asked for again that could not be had, retryPause the first pause
	// before that; each further one is four times as long.
	maxRetries = 4
	retryPause = 15 * time.Minute
	// maxWaiting is how many entries of a feed wait for their pages to be read, and maxWaitingBytes is how much of the
	// archive's state they take.
	maxWaiting      = 1000
	maxWaitingBytes = 2 << 20
	// maxWaitingSummary is how many bytes of a summary wait: it is known by then. An entry that takes more than
	// maxWaitingEntry all the same, by its address, does not wait.
	maxWaitingSummary = 10_000
	maxWaitingEntry   = maxWaitingBytes / 10
)

// queue are the entries of a feed whose pages are still to be read: there were too many of them, or they could not be
// had. They are kept as the feed had them, for it may have them no more when their turn comes.
type queue struct {
	// Lang is the language of the feed, and Site the page that it belongs to.
	Lang    string    `json:"lang,omitempty"`
	Site    string    `json:"site,omitempty"`
	Entries []waiting `json:"entries"`
	changed bool
}

// waiting is an entry that waits.
type waiting struct {
	Entry feed.Entry `json:"entry"`
	// Again says that its article was read before, Shared that other entries have its address.
	Again  bool `json:"again,omitempty"`
	Shared bool `json:"shared,omitempty"`
	// Tries is how often its page could not be had, and At is when it is asked for again.
	Tries int       `json:"tries,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// ready reports whether its page is to be asked for now. A time further off than any there can be is of a clock that went
// wrong.
func (w *waiting) ready(now time.Time) bool {
	return !now.Before(w.At) || w.At.After(now.Add(2*maxFeedPause))
}

// recallQueue returns the entries of a feed that wait. What is damaged is as if nothing were.
func recallQueue(ctx context.Context, a *store.Archive, address string) (*queue, error) {
	q := &queue{}
	b, ok, err := a.State(ctx, queueState+stateName(address))
	if err != nil || !ok {
		return q, err
	}
	if json.Unmarshal(b, q) != nil {
		return &queue{changed: true}, nil //nolint:nilerr // as it says
	}
	return q, nil
}

// put adds to a state what is to be remembered of the queue.
func (q *queue) put(state map[string][]byte, address string) error {
	if q == nil || !q.changed {
		return nil
	}
	name := queueState + stateName(address)
	state[name] = nil
	if len(q.Entries) == 0 {
		return nil
	}
	b, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("remember which pages of the feed %s are to be read: %w", address, err)
	}
	state[name] = b
	return nil
}

// feed is a feed of the entries that wait, for when the feed itself has not changed.
func (q *queue) feed(m *memory, address string) *feed.Feed {
	return &feed.Feed{Title: m.Title, URL: address, Site: q.Site, Lang: q.Lang, Refresh: m.Hint}
}

// waiting is how many pages could be asked for now.
func (q *queue) waiting(now time.Time) int {
	n := 0
	for i := range q.Entries {
		if q.Entries[i].ready(now) {
			n++
		}
	}
	return n
}

// choose takes from the queue what is to be read now, where the feed itself has nothing new.
func (q *queue) choose(limit int, now time.Time, has func(address string) (bool, error)) (choice, error) {
	var c choice
	c.waited(q, now)
	return c, c.limit(limit, q, has)
}

func (q *queue) byKey() map[key]int {
	at := make(map[key]int, len(q.Entries))
	for i := range q.Entries {
		at[keyOf(&q.Entries[i].Entry)] = i
	}
	return at
}

// add has an entry wait that there is no room for now.
func (q *queue) add(e *chosen) {
	q.Entries = append(q.Entries, waiting{Entry: e.Entry, Again: e.again, Shared: e.shared, Tries: e.tries, At: e.at})
	q.changed = true
}

// missed has an entry wait whose page could not be had, and reports whether it is given up.
func (q *queue) missed(e *chosen, now time.Time) (lost bool) {
	if e.tries++; e.tries > maxRetries {
		return true
	}
	pause := retryPause
	for range e.tries - 1 {
		pause *= 4
	}
	e.at, e.again = now.Add(jitter(pause, e.key.String(), e.tries)).UTC(), true // it is known by its summary
	q.add(e)
	return false
}

// bound gives up the oldest entries where too many wait, and returns how many.
func (q *queue) bound() (lost int) {
	slices.SortStableFunc(q.Entries, func(a, b waiting) int { return latest(&b.Entry).Compare(latest(&a.Entry)) })
	bytes, kept := 0, q.Entries[:0]
	for _, w := range q.Entries {
		w.Entry.Summary = strings.ToValidUTF8(w.Entry.Summary[:min(len(w.Entry.Summary), maxWaitingSummary)], "")
		size := sizeOf(&w.Entry)
		if size > maxWaitingEntry {
			continue
		}
		if bytes += size; bytes > maxWaitingBytes || len(kept) == maxWaiting {
			break
		}
		kept = append(kept, w)
	}
	lost = len(q.Entries) - len(kept)
	q.changed = q.changed || lost > 0
	clear(q.Entries[len(kept):])
	q.Entries = kept
	return lost
}

// sizeOf is about how many bytes an entry takes.
func sizeOf(e *feed.Entry) int {
	return 400 + len(e.HTML) + len(e.Text) + len(e.URL) + len(e.GUID) + len(e.Title) + len(e.Summary) + len(e.Outlet) + len(e.OutletURL) + len(e.Byline) + len(e.Refused)
}
