package watch

import (
	"cmp"
	"slices"
	"time"

	"github.com/stemma-news/stemma/feed"
)

const (
	// maxRetries is how often the page of an entry is asked for again that could not be had, retryPause the first pause
	// before that; each further one is four times as long.
	maxRetries = 4
	retryPause = 15 * time.Minute
	// maxWaiting is how many entries of a feed wait for that.
	maxWaiting = 1000
)

// chosen is an entry whose article is to be read.
type chosen struct {
	feed.Entry
	key   key
	print uint32
	// again says that its article was read before; shared, that other entries have its address, so that it tells
	// nothing.
	again, shared bool
}

// choice is what is to be read of a feed.
type choice struct {
	entries []chosen
	// left is how many are not read now, since there are too many.
	left int
	// changes are when the feed changed, by what is new in it.
	changes []time.Time
}

// choose says which entries of a feed are to be read: those that are new, that have changed, and whose page could not be
// had, the newest first where there are more than limit. It forgets those that the feed has no more. has says whether the
// article at an address is there already.
func (m *memory) choose(f *feed.Feed, limit int, now time.Time, has func(address string) (bool, error)) (choice, error) {
	var c choice
	first := m.seen == nil
	next := make(seen, len(f.Entries))
	addresses := count(f)
	for i := range f.Entries {
		e := chosen{Entry: f.Entries[i], key: keyOf(&f.Entries[i]), print: printOf(&f.Entries[i])}
		if _, twice := next[e.key]; twice {
			continue
		}
		e.shared = e.URL == "" || addresses[e.URL] > 1 || e.URL == f.Site
		before, known := m.seen[e.key]
		next[e.key] = e.print
		if !known {
			c.changes = append(c.changes, changed(&e.Entry, first, now))
			there, err := e.there(has)
			if err != nil {
				return choice{}, err
			}
			if there {
				continue
			}
		}
		e.again = known
		if !known || before != e.print || m.waited(e.key, now) {
			c.entries = append(c.entries, e)
		}
	}
	c.changes = slices.DeleteFunc(c.changes, time.Time.IsZero)
	c.limit(limit, first, next)
	m.seen = next
	m.forget()
	return c, nil
}

func count(f *feed.Feed) map[string]int {
	n := make(map[string]int, len(f.Entries))
	for i := range f.Entries {
		n[f.Entries[i].URL]++
	}
	return n
}

func (e *chosen) there(has func(string) (bool, error)) (bool, error) {
	if e.shared {
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

// limit leaves out the oldest where there are too many. At the first time they are passed over for good; later they are
// new the next time still.
func (c *choice) limit(limit int, first bool, next seen) {
	c.left = max(0, len(c.entries)-limit)
	if c.left == 0 {
		return
	}
	slices.SortStableFunc(c.entries, func(a, b chosen) int { return latest(&b.Entry).Compare(latest(&a.Entry)) })
	for _, e := range c.entries[limit:] {
		if !first {
			delete(next, e.key)
		}
	}
	c.entries = c.entries[:limit]
}

func latest(e *feed.Entry) time.Time {
	if e.Updated.Time.After(e.Published.Time) {
		return e.Updated.Time
	}
	return e.Published.Time
}

// waited reports whether an entry's page is to be asked for again now.
func (m *memory) waited(k key, now time.Time) bool {
	r, ok := m.Retries[k.String()]
	return ok && !now.Before(r.At)
}

// missed notes that the page of an entry could not be had; had, that it was.
func (m *memory) missed(k key, now time.Time) {
	r := m.Retries[k.String()]
	if r.Tries++; r.Tries > maxRetries {
		delete(m.Retries, k.String())
		return
	}
	if m.Retries == nil {
		m.Retries = map[string]retry{}
	}
	pause := retryPause
	for range r.Tries - 1 {
		pause *= 4
	}
	r.At = now.Add(jitter(pause, k.String(), r.Tries))
	m.Retries[k.String()] = r
}

func (m *memory) had(k key) { delete(m.Retries, k.String()) }

// forget drops the retries of entries that are no more, and the latest where there are too many.
func (m *memory) forget() {
	there := make(map[string]bool, len(m.Retries))
	if len(m.Retries) > 0 {
		for k := range m.seen {
			there[k.String()] = true
		}
	}
	var keys []string
	for k := range m.Retries {
		if !there[k] {
			delete(m.Retries, k)
			continue
		}
		keys = append(keys, k)
	}
	if len(keys) <= maxWaiting {
		return
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(m.Retries[a].At.Compare(m.Retries[b].At), cmp.Compare(a, b))
	})
	for _, k := range keys[maxWaiting:] {
		delete(m.Retries, k)
	}
}
