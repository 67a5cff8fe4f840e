package watch

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
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

func chooseAll(t *testing.T, m *memory, f *feed.Feed, limit int, has func(string) (bool, error)) ([]string, choice) {
	t.Helper()
	c, err := m.choose(f, limit, noon.Add(24*time.Hour), has)
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
	m := &memory{}
	if ids, c := chooseAll(t, m, feedOf(0, 5), 3, none); !slices.Equal(ids, []string{"4", "3", "2"}) || c.left != 2 || len(c.changes) != 5 {
		t.Errorf("the newest at first: %v, %d left", ids, c.left)
	}
	if ids, _ := chooseAll(t, m, feedOf(0, 5), 3, none); ids != nil {
		t.Errorf("nothing new: %v", ids)
	}
	if ids, c := chooseAll(t, m, feedOf(2, 10), 3, none); !slices.Equal(ids, []string{"9", "8", "7"}) || c.left != 2 {
		t.Errorf("five new ones: %v, %d left", ids, c.left)
	}
	if ids, c := chooseAll(t, m, feedOf(2, 10), 3, none); !slices.Equal(ids, []string{"5", "6"}) || c.left != 0 {
		t.Errorf("the rest of them: %v, %d left", ids, c.left)
	}
	f := feedOf(2, 10)
	f.Entries[0].Title = "Notice, corrected"
	f.Entries[1].Summary = "17 comments"
	if ids, c := chooseAll(t, m, f, 3, none); !slices.Equal(ids, []string{"2"}) || !c.entries[0].again {
		t.Errorf("one has changed: %v", ids)
	}
	has := func(address string) (bool, error) { return address == "https://herald.example/11", nil }
	if ids, _ := chooseAll(t, m, feedOf(9, 13), 9, has); !slices.Equal(ids, []string{"10", "12"}) {
		t.Errorf("one is there from another feed: %v", ids)
	}
	if len(m.seen) != 4 {
		t.Errorf("%d entries are remembered, of 4", len(m.seen))
	}
}

// TestSharedAddresses: an address that several entries have, or that is the site's, says nothing of what is there.
func TestSharedAddresses(t *testing.T) {
	f := feedOf(0, 4)
	f.Entries[1].URL, f.Entries[2].URL = f.Entries[0].URL, f.Site
	all := func(string) (bool, error) { return true, nil }
	if ids, c := chooseAll(t, &memory{}, f, 9, all); !slices.Equal(ids, []string{"0", "1", "2"}) || !c.entries[0].shared {
		t.Errorf("%v", ids)
	}
	f.Entries = append(f.Entries, f.Entries[0], feed.Entry{Title: "No name"}, feed.Entry{Title: "No name"})
	if ids, _ := chooseAll(t, &memory{}, f, 9, none); !slices.Equal(ids, []string{"0", "1", "2", "3", ""}) {
		t.Errorf("the same entry twice: %q", ids)
	}
}

// TestRetries: a page that could not be had is asked for again, four times, later and later.
func TestRetries(t *testing.T) {
	m := &memory{}
	f := feedOf(0, 1)
	now, tries := noon, 0
	for end := now.Add(20 * 24 * time.Hour); now.Before(end); now = now.Add(5 * time.Minute) {
		c, err := m.choose(f, 9, now, none)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.entries {
			tries++
			m.missed(e.key, now)
		}
	}
	if tries != 1+maxRetries || len(m.Retries) != 0 {
		t.Errorf("%d tries, %v", tries, m.Retries)
	}
	m.missed(keyOf(&f.Entries[0]), now)
	if _, err := m.choose(feedOf(5, 6), 9, now, none); err != nil || len(m.Retries) != 0 {
		t.Errorf("what the feed has no more is not waited for: %v, %v", m.Retries, err)
	}
}

// TestManyEntries: a feed of 10,000 entries is chosen from in little time, and remembered in little room.
func TestManyEntries(t *testing.T) {
	m := &memory{}
	began := time.Now()
	ids, c := chooseAll(t, m, feedOf(0, 10_000), 100, none)
	if len(ids) != 100 || c.left != 9_900 || time.Since(began) > 5*time.Second {
		t.Errorf("%d chosen, %d left, %v", len(ids), c.left, time.Since(began))
	}
	asked := 0
	m.seen = seen{} // all are new, and not for the first time
	if _, c := chooseAll(t, m, feedOf(0, 10_000), 100, func(string) (bool, error) { asked++; return false, nil }); c.left != 9_900 || asked > 100 {
		t.Errorf("%d left, the archive is asked %d times", c.left, asked)
	}
	m.seen = nil
	chooseAll(t, m, feedOf(0, 10_000), 100, none)
	b := m.seen.bytes()
	again := &memory{seen: readSeen(b)}
	if ids, _ := chooseAll(t, again, feedOf(0, 10_000), 100, none); ids != nil || len(b) > 130_000 {
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
