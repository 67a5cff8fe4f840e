package watch

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/store"
)

func entry(n int) feed.Entry {
	return feed.Entry{
		GUID: fmt.Sprint(n), URL: fmt.Sprintf("https://herald.example/%d", n), Title: fmt.Sprint("Notice ", n),
		Published: stemma.Moment{Time: noon.Add(time.Duration(n) * time.Minute), Precision: stemma.PrecisionSecond},
	}
}

func feedOf(from, to int) *feed.Feed {
	f := &feed.Feed{Site: "https://herald.example/"}
	for n := from; n < to; n++ {
		f.Entries = append(f.Entries, entry(n))
	}
	return f
}

func none(string) (bool, error) { return false, nil }

// chooseAll returns what is chosen, and how many entries wait.
func chooseAll(t *testing.T, m *memory, q *queue, f *feed.Feed, limit int, has func(string) (bool, error)) ([]string, choice) {
	t.Helper()
	c, err := m.choose(f, q, limit, noon.Add(24*time.Hour), has)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range c.entries {
		ids = append(ids, e.GUID)
	}
	return ids, c
}

func TestChoose(t *testing.T) {
	m, q := &memory{}, &queue{}
	step := func(what string, f *feed.Feed, limit int, has func(string) (bool, error), want ...string) choice {
		t.Helper()
		ids, c := chooseAll(t, m, q, f, limit, has)
		if !slices.Equal(ids, want) {
			t.Errorf("%s: %v, want %v", what, ids, want)
		}
		return c
	}
	if c := step("the newest at first", feedOf(0, 5), 3, none, "4", "3", "2"); len(c.changes) != 5 || len(q.Entries) != 2 {
		t.Errorf("%d changes, %d wait", len(c.changes), len(q.Entries))
	}
	step("those that wait, which the feed has no more", feedOf(3, 5), 3, none, "1", "0")
	step("nothing new", feedOf(3, 5), 3, none)
	step("five new ones", feedOf(3, 10), 3, none, "9", "8", "7")
	step("the rest of them", feedOf(3, 10), 3, none, "6", "5")
	f := feedOf(3, 10)
	f.Entries[0].Title = "Notice, corrected"
	f.Entries[1].Summary = "17 comments"
	if c := step("one has changed", f, 3, none, "3"); !c.entries[0].again {
		t.Error("it was read before")
	}
	step("one is there from another feed", feedOf(9, 13), 9, func(address string) (bool, error) { return address == "https://herald.example/11", nil }, "10", "12")
	if len(m.seen) != 4 || len(q.Entries) != 0 {
		t.Errorf("%d entries are remembered, of 4; %d wait", len(m.seen), len(q.Entries))
	}
}

// TestWaiting: an entry that waits is read as the feed had it last; those that are too many are passed over, the oldest.
func TestWaiting(t *testing.T) {
	m, q := &memory{}, &queue{}
	chooseAll(t, m, q, feedOf(0, 3), 1, none)
	f := feedOf(0, 3)
	f.Entries[1].Title = "Notice, corrected"
	if ids, c := chooseAll(t, m, q, f, 1, none); !slices.Equal(ids, []string{"1"}) || c.entries[0].again || c.entries[0].Title != "Notice, corrected" {
		t.Errorf("%v, %+v", ids, c.entries)
	}
	state := map[string][]byte{}
	if err := q.put(state, "https://herald.example/feed"); err != nil || len(state) != 1 {
		t.Fatal(state, err)
	}
	a := archive(t, t.TempDir())
	defer a.Close()
	if err := a.Update(t.Context(), store.Update{State: state}); err != nil {
		t.Fatal(err)
	}
	again, err := recallQueue(t.Context(), a, "https://herald.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := again.choose(9, noon, none); err != nil || len(c.entries) != 1 || !reflect.DeepEqual(c.entries[0].Entry, entry(0)) || len(again.Entries) != 0 {
		t.Errorf("%+v, %v", c.entries, err)
	}
	err = again.put(state, "https://herald.example/feed")
	if b := state[queueState+stateName("https://herald.example/feed")]; b != nil || err != nil {
		t.Errorf("nothing waits: %q, %v", b, err)
	}
	chooseAll(t, m, q, feedOf(2, 5000), 100, none)
	if lost := q.bound(); lost != 4998-100-maxWaiting || len(q.Entries) != maxWaiting || q.Entries[0].Entry.GUID != "4899" {
		t.Errorf("%d lost, %d wait, first %s", lost, len(q.Entries), q.Entries[0].Entry.GUID)
	}
	q.Entries[0].Entry.Summary = strings.Repeat("é", maxWaitingBytes)
	q.Entries[1].Entry.GUID = strings.Repeat("x", maxWaitingBytes)
	if lost, first := q.bound(), q.Entries[0].Entry; lost != 1 || len(q.Entries) != maxWaiting-1 || len(first.Summary) != maxWaitingSummary || strings.Trim(first.Summary, "é") != "" {
		t.Errorf("one large one: %d lost, %d wait, the first with %d bytes", lost, len(q.Entries), len(first.Summary))
	}
	for i := range q.Entries {
		q.Entries[i].Entry.Summary = strings.Repeat("x", maxWaitingBytes/10)
	}
	if q.bound(); len(q.Entries) != 200 {
		t.Errorf("%d large ones wait", len(q.Entries))
	}
}

// TestAwaited: the entries whose pages an older program was to ask for again are read again.
func TestAwaited(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	there := func(string) (bool, error) { return true, nil }
	const address = "https://herald.example/feed"
	m, f := &memory{Address: address, Body: "x"}, feedOf(0, 3)
	chooseAll(t, m, &queue{}, f, 9, none)
	state := map[string][]byte{}
	if err := m.put(state, true); err != nil {
		t.Fatal(err)
	}
	name := feedState + stateName(address)
	state[name] = append(bytes.TrimSuffix(state[name], []byte("}")), fmt.Sprintf(`,"retries":{%q:{"tries":1,"at":"2025-03-01T12:00:00Z"},"nothing":{}}}`, keyOf(&f.Entries[1]))...)
	if err := a.Update(t.Context(), store.Update{State: state}); err != nil {
		t.Fatal(err)
	}
	again, err := recall(t.Context(), a, address)
	if err != nil || again.Body != "" {
		t.Fatalf("%+v, %v", again, err)
	}
	if ids, c := chooseAll(t, &again, &queue{}, f, 9, there); !slices.Equal(ids, []string{"1"}) || !c.entries[0].again {
		t.Errorf("%q is read again", ids)
	}
}

// TestSharedAddresses: an address that several entries have, or that is the site's, says nothing of what is there.
func TestSharedAddresses(t *testing.T) {
	f := feedOf(0, 4)
	f.Entries[1].URL, f.Entries[2].URL = f.Entries[0].URL, f.Site
	all := func(string) (bool, error) { return true, nil }
	if ids, c := chooseAll(t, &memory{}, &queue{}, f, 9, all); !slices.Equal(ids, []string{"0", "1", "2"}) || !c.entries[0].shared {
		t.Errorf("%v", ids)
	}
	f.Entries = append(f.Entries, f.Entries[0], feed.Entry{Title: "No name"}, feed.Entry{Title: "No name"})
	if ids, _ := chooseAll(t, &memory{}, &queue{}, f, 9, none); !slices.Equal(ids, []string{"0", "1", "2", "3", ""}) {
		t.Errorf("the same entry twice: %q", ids)
	}
}

// TestRetries: a page that could not be had is asked for again, four times, later and later.
func TestRetries(t *testing.T) {
	m, q := &memory{}, &queue{}
	f := feedOf(0, 1)
	now, tries, lost := noon, 0, 0
	for end := now.Add(20 * 24 * time.Hour); now.Before(end); now = now.Add(5 * time.Minute) {
		c, err := m.choose(f, q, 9, now, none)
		if err != nil {
			t.Fatal(err)
		}
		f = feedOf(1, 1) // the feed has it no more
		for i := range c.entries {
			tries++
			if q.missed(&c.entries[i], now) {
				lost++
			}
		}
	}
	if tries != 1+maxRetries || lost != 1 || len(q.Entries) != 0 {
		t.Errorf("%d tries, %d lost, %v", tries, lost, q.Entries)
	}
}

// TestManyEntries: a feed of 10,000 entries is chosen from in little time, and remembered in little room.
func TestManyEntries(t *testing.T) {
	m, q := &memory{}, &queue{}
	began := time.Now()
	ids, _ := chooseAll(t, m, q, feedOf(0, 10_000), 100, none)
	if len(ids) != 100 || len(q.Entries) != 9_900 || time.Since(began) > 5*time.Second {
		t.Errorf("%d chosen, %d wait, %v", len(ids), len(q.Entries), time.Since(began))
	}
	asked := 0
	m.seen, q = seen{}, &queue{} // all are new, and not for the first time
	if chooseAll(t, m, q, feedOf(0, 10_000), 100, func(string) (bool, error) { asked++; return false, nil }); len(q.Entries) != 9_900 || asked > 100 {
		t.Errorf("%d wait, the archive is asked %d times", len(q.Entries), asked)
	}
	m.seen = nil
	chooseAll(t, m, &queue{}, feedOf(0, 10_000), 100, none)
	b := m.seen.bytes()
	again := &memory{seen: readSeen(b)}
	if ids, _ := chooseAll(t, again, &queue{}, feedOf(0, 10_000), 100, none); ids != nil || len(b) > 130_000 {
		t.Errorf("%d new after %d bytes", len(ids), len(b))
	}
}

func FuzzReadSeen(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(seen{1: 2, 3: 4}.bytes())
	f.Add([]byte("damaged"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := readSeen(b)
		if again := readSeen(s.bytes()); len(again) != len(s) || len(s) > len(b)/seenSize {
			t.Errorf("%d, %d of %d bytes", len(s), len(again), len(b))
		}
	})
}
