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
	// passed says that they are passed over for good.
	passed bool
	// lost is how many pages that could not be had are given up.
	lost int
	// changes are when the feed changed, by what is new in it.
	changes []time.Time
}

// choose says which entries of a feed are to be read: those that are new, that have changed, and whose page could not be
// had, the newest first where there are more than limit whose pages are to be fetched. It forgets those that the feed has
// no more. has says whether the article at an address is there already.
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
		}
		e.again = known
		if !known || before != e.print || m.waited(e.key, now) {
			c.entries = append(c.entries, e)
		}
	}
	c.changes = slices.DeleteFunc(c.changes, time.Time.IsZero)
	if err := c.limit(limit, first, next, has); err != nil {
		return choice{}, err
	}
	m.seen = next
	c.lost = m.forget()
	return c, nil
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

// limit leaves out what is there already and, where there are too many whose pages are to be fetched, the oldest. At the
// first time these are passed over for good; later they are new the next time still. The archive is not asked for them: a
// feed of ten thousand entries would cost as many questions each time.
func (c *choice) limit(limit int, first bool, next seen, has func(string) (bool, error)) error {
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
			c.left, c.passed = c.left+1, first
			if !first {
				delete(next, e.key)
			}
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

// waited reports whether an entry's page is to be asked for again now.
func (m *memory) waited(k key, now time.Time) bool {
	r, ok := m.Retries[k.String()]
	return ok && !now.Before(r.At)
}

// missed notes that the page of an entry could not be had, and reports whether it is given up; had, that it was.
func (m *memory) missed(k key, now time.Time) (lost bool) {
	r := m.Retries[k.String()]
	if r.Tries++; r.Tries > maxRetries {
		delete(m.Retries, k.String())
		return true
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
	return false
}

func (m *memory) had(k key) { delete(m.Retries, k.String()) }

// forget drops the retries of entries that are no more, and the latest where there are too many, and returns how many.
func (m *memory) forget() (lost int) {
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
			lost++
			continue
		}
		keys = append(keys, k)
	}
	if len(keys) <= maxWaiting {
		return lost
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(m.Retries[a].At.Compare(m.Retries[b].At), cmp.Compare(a, b))
	})
	for _, k := range keys[maxWaiting:] {
		delete(m.Retries, k)
	}
	return lost + len(keys) - maxWaiting
}
