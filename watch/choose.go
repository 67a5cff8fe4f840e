package watch

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma/feed"
)

// chosen is an entry whose article is to be read.
type chosen struct {
	feed.Entry
	key key
	// again says that its article was read before; shared, that other entries have its address, so that it tells
	// nothing.
	again, shared bool
	// tries is how often its page could not be had, at when it is asked for again.
	tries int
	at    time.Time
}

// choice is what is to be read of a feed.
type choice struct {
	entries []chosen
	// changes are when the feed changed, by what is new in it.
	changes []time.Time
}

// choose says which entries of a feed are to be read: those that are new, that have changed, and that wait in the queue,
// the newest first where there are more than limit whose pages are to be fetched: the others wait. It forgets which entries
// there were that the feed has no more. has says whether the article at an address is there already.
func (m *memory) choose(f *feed.Feed, q *queue, limit int, now time.Time, has func(address string) (bool, error)) (choice, error) {
	var c choice
	first := m.seen == nil
	next := make(seen, len(f.Entries))
	addresses, waits := count(f), q.byKey()
	for i := range f.Entries {
		e := chosen{Entry: f.Entries[i], key: keyOf(&f.Entries[i])}
		if _, twice := next[e.key]; twice {
			continue
		}
		e.shared = e.URL == "" || addresses[e.URL] > 1 || e.URL == f.Site
		form := printOf(&e.Entry)
		before, known := m.seen[e.key]
		next[e.key] = form
		if !known {
			c.changes = append(c.changes, changed(&e.Entry, first, now))
		}
		if known && before == form {
			continue
		}
		if at, ok := waits[e.key]; ok { // as it is now, in its turn
			q.Entries[at].Entry, q.Entries[at].Shared, q.changed = e.Entry, e.shared, true
			continue
		}
		e.again = known
		c.entries = append(c.entries, e)
	}
	c.changes = slices.DeleteFunc(c.changes, time.Time.IsZero)
	c.waited(q, now)
	if err := c.limit(limit, q, has); err != nil {
		return choice{}, err
	}
	m.seen = next
	return c, nil
}

// waited takes the entries from the queue whose time has come.
func (c *choice) waited(q *queue, now time.Time) {
	rest := q.Entries[:0]
	for _, w := range q.Entries {
		if !w.ready(now) {
			rest = append(rest, w)
			continue
		}
		c.entries = append(c.entries, chosen{Entry: w.Entry, key: keyOf(&w.Entry), again: w.Again, shared: w.Shared, tries: w.Tries, at: w.At})
		q.changed = true
	}
	clear(q.Entries[len(rest):])
	q.Entries = rest
}

func count(f *feed.Feed) map[string]int {
	n := make(map[string]int, len(f.Entries))
	for i := range f.Entries {
		n[f.Entries[i].URL]++
	}
	return n
}

// there reports an entry that is new here, and whose article came from elsewhere.
func (e *chosen) there(has func(string) (bool, error)) (bool, error) {
	if e.again || e.shared {
		return false, nil
	}
	return has(e.URL)
}

// changed is when a new entry came into a feed: when it was published, or, once the feed is known, now at the latest.
func changed(e *feed.Entry, first bool, now time.Time) time.Time {
	at := e.Published.Time
	if at.IsZero() {
		at = e.Updated.Time
	}
	if (at.IsZero() || at.After(now)) && !first {
		return now
	}
	return at
}

// whole reports an entry with the whole article, whose page is not fetched.
func (e *chosen) whole() bool { return e.HTML != "" || e.Text != "" || e.URL == "" }

// limit leaves out what is there already and, where there are too many whose pages are to be fetched, the oldest, which
// wait. The archive is not asked for them: a feed of ten thousand entries would cost as many questions each time.
func (c *choice) limit(limit int, q *queue, has func(string) (bool, error)) error {
	pages := 0
	for i := range c.entries {
		if !c.entries[i].whole() {
			pages++
		}
	}
	if pages > limit {
		slices.SortStableFunc(c.entries, func(a, b chosen) int { return latest(&b.Entry).Compare(latest(&a.Entry)) })
	}
	kept := c.entries[:0]
	pages = 0
	for _, e := range c.entries {
		if !e.whole() && pages >= limit {
			q.add(&e)
			continue
		}
		if there, err := e.there(has); err != nil || there {
			if err != nil {
				return err
			}
			continue
		}
		if !e.whole() {
			pages++
		}
		kept = append(kept, e)
	}
	c.entries = kept
	return nil
}

func latest(e *feed.Entry) time.Time {
	if e.Updated.Time.After(e.Published.Time) {
		return e.Updated.Time
	}
	return e.Published.Time
}
