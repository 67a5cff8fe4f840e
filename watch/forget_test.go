package watch

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// names are those in the archive's state that begin so.
func names(t *testing.T, a *store.Archive, prefix string) []string {
	t.Helper()
	var all []string
	for v, err := range a.States(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.TrimPrefix(v.Name, prefix))
	}
	return all
}

// TestForgetFeeds: a feed that has left the list is remembered for a month, and no longer.
func TestForgetFeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, w := archive(t, t.TempDir()), oneFeed(ferry)
		w.feeds["https://post.example/feed"] = w.feeds["https://herald.example/feed"]
		once := func(inputs ...string) Summary {
			t.Helper()
			sum, err := Run(t.Context(), Options{Archive: a, Lists: NewLists(inputs), Web: w, Once: true, NoTrees: true})
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		const herald, post = "https://herald.example/feed", "https://post.example/feed"
		once(herald, post)
		for _, days := range []int{20, 9} {
			time.Sleep(time.Duration(days) * 24 * time.Hour)
			if once(herald); len(names(t, a, feedState)) != 2 {
				t.Error("it is forgotten too soon")
			}
		}
		if sum := once(herald, post); sum.Known != 0 || sum.Unchanged != 2 {
			t.Errorf("it comes back, and does not go on where it was: %+v", sum)
		}
		for range 2 {
			time.Sleep(16 * 24 * time.Hour)
			once(herald)
		}
		if have := names(t, a, feedState); !slices.Equal(have, []string{stateName(herald)}) || len(names(t, a, seenState)) != 1 {
			t.Errorf("remembered: %q", have)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestForgetTold: what was told of a story is forgotten when that is long closed, and it is not told again when one of its
// reports changes then.
func TestForgetTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		k := testKeeper(t, Options{Alerts: &lines, Rules: func() ([]alert.Rule, error) {
			return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}, {Name: "karo", Kind: alert.Cites, Sources: []string{"Ines Karo"}}}, nil
		}})
		a := k.w.Archive
		report := someReports(1)
		report[0].Published = time.Now()
		add := func(text string) {
			t.Helper()
			report[0].Text += text
			if _, err := a.Add(t.Context(), report); err != nil {
				t.Fatal(err)
			}
			if err := k.stories(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		told := func(want int) {
			t.Helper()
			if n := strings.Count(lines.String(), "\n"); n != want {
				t.Errorf("%d alerts, want %d: %s", n, want, lines.String())
			}
		}
		add("")
		told(2)
		if err := k.work(t.Context()); err != nil { // a story of one report has no tree
			t.Fatal(err)
		}
		for range 100 * 24 { // it closes after days
			time.Sleep(time.Hour)
			if err := k.work(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := len(names(t, a, toldState)); n != 2 && time.Since(report[0].Published) < toldForgotten {
				t.Fatalf("%d are remembered after %v", n, time.Since(report[0].Published))
			}
		}
		if have := names(t, a, toldState); len(have) != 0 {
			t.Errorf("still remembered: %q", have)
		}
		add(" It was off Larn.")
		told(2)
		if len(k.open.Stories) > 0 {
			t.Errorf("trees are awaited of %q", k.open.Stories)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestForgetHedges: that of a report is remembered as long as its story is, whatever story it was in when it was told.
func TestForgetHedges(t *testing.T) {
	a := filled(t, 12)
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	key := func(rule string) string { return toldState + alert.Key(string(alert.Hedge), rule, "x") }
	of := func(article string) []byte {
		return toldValue(&alert.Alert{Kind: alert.Hedge, Time: noon, Sentences: []alert.Sentence{{Article: "other"}, {Article: article}}})
	}
	story, _, err := a.StoryOf(t.Context(), "r000")
	if err != nil {
		t.Fatal(err)
	}
	state := map[string][]byte{key("there"): of("r000"), key("gone"): of("none"), toldState + story + "/x": []byte("then"), toldState + "snone/x": []byte("then")}
	state[toldState+alert.Key(string(alert.Hedge), "older", "x")] = []byte(time.Now().Add(-time.Hour).Format(time.RFC3339))
	state[toldState+alert.Key(string(alert.Hedge), "old", "x")] = []byte(time.Now().Add(-2 * toldForgotten).Format(time.RFC3339))
	if err := a.Update(t.Context(), store.Update{State: state}); err != nil {
		t.Fatal(err)
	}
	k := &teller{archive: a, log: Options{}.withDefaults().Log}
	if err := k.forget(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if have := names(t, a, toldState); len(have) != 3 || !slices.Contains(have, story+"/x") || !slices.Contains(have, strings.TrimPrefix(toldState+alert.Key(string(alert.Hedge), "older", "x"), toldState)) {
		t.Errorf("%q", have)
	}
	if err := a.Place(t.Context(), store.Placement{Events: []store.StoryEvent{{Kind: store.StoryClosed, Story: story}}}); err != nil {
		t.Fatal(err)
	}
	if err := k.forget(t.Context(), time.Now()); err != nil || len(names(t, a, toldState)) != 1 { // the older
		t.Errorf("%q, %v", names(t, a, toldState), err)
	}
}

// TestForgetClock: a clock that is a year ahead when the process begins has nothing forgotten; one that holds has.
func TestForgetClock(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	forgot := 0
	forget := func(context.Context, time.Time) error { forgot++; return nil }
	for i, step := range []struct{ days, want int }{{0, 0}, {1, 1}, {366, 1}, {2, 1}, {2, 1}, {3, 2}, {10, 3}, {400, 3}, {401, 4}} {
		s, err := recallSweeping(t.Context(), a, sweptState)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.daily(t.Context(), noon.AddDate(0, 0, step.days), forget); err != nil || forgot != step.want {
			t.Errorf("%d: forgot %d times, want %d (%v)", i, forgot, step.want, err)
		}
	}
}

// TestForgetBegins: to begin with a wrong clock forgets neither feeds nor what was told; feeds and alerts are looked through
// whether or not the others were.
func TestForgetBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, w := archive(t, t.TempDir()), oneFeed(ferry)
		w.feeds["https://post.example/feed"] = w.feeds["https://herald.example/feed"]
		once := func(inputs ...string) {
			t.Helper()
			if _, err := Run(t.Context(), Options{Archive: a, Lists: NewLists(inputs), Web: w, Once: true, NoTrees: true}); err != nil {
				t.Fatal(err)
			}
		}
		const herald, post = "https://herald.example/feed", "https://post.example/feed"
		once(herald, post)
		if err := a.PutState(t.Context(), toldState+"snone/x", []byte("then")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(366 * 24 * time.Hour)
		if once(herald); len(names(t, a, toldState)) != 1 || len(names(t, a, feedState)) != 2 {
			t.Error("a year in a moment, and it is forgotten")
		}
		time.Sleep(25 * time.Hour)
		if err := a.PutState(t.Context(), sweptState, []byte(time.Now().UTC().Format(time.RFC3339))); err != nil {
			t.Fatal(err)
		}
		if once(herald); len(names(t, a, toldState)) != 1 || len(names(t, a, feedState)) != 1 {
			t.Error("what was told was looked through, and feeds were not")
		}
		time.Sleep(25 * time.Hour)
		if once(herald); len(names(t, a, toldState)) != 0 {
			t.Error("what was told is not forgotten")
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestClockJumps: a clock that is a year ahead for a while closes no story, and leaves no host and no page alone for long.
func TestClockJumps(t *testing.T) {
	k := testKeeper(t, Options{NoTrees: true})
	report := someReports(1)
	report[0].Published = time.Now()
	if _, err := k.w.Archive.Add(t.Context(), report); err != nil {
		t.Fatal(err)
	}
	if err := k.stories(t.Context()); err != nil {
		t.Fatal(err)
	}
	year := time.Now().AddDate(1, 0, 0).Round(0)
	for i, now := range []time.Time{year, time.Now(), time.Now().Add(time.Hour), year, year.Add(time.Hour)} {
		if err := k.hourly(t.Context(), now, time.Hour); err != nil {
			t.Fatal(err)
		}
		open, err := k.w.Archive.Stories(t.Context(), store.StoryFilter{Open: true})
		if want := i < 4; err != nil || (len(open) == 1) != want {
			t.Errorf("%d: %d open stories, %v", i, len(open), err)
		}
	}
	h, w := host{Failures: 1, Until: noon.AddDate(1, 0, 0)}, waiting{At: noon.AddDate(1, 0, 0)}
	if !h.until(noon).IsZero() || !h.until(h.Until.Add(-time.Hour)).Equal(h.Until) || !w.ready(noon) || w.ready(w.At.Add(-time.Hour)) {
		t.Errorf("left alone until %v", h.until(noon))
	}
}
