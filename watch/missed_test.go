package watch

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// TestMissed: what an archive has when it is watched for the first time is not told; what an import brings later is, once,
// but not what came out long ago.
func TestMissed(t *testing.T) {
	for _, trees := range []bool{false, true} {
		t.Run(fmt.Sprintf("trees %v", trees), func(t *testing.T) { testMissed(t, trees) })
	}
}

func testMissed(t *testing.T, trees bool) {
	a := archive(t, t.TempDir())
	defer a.Close()
	bring := func(from, to int, at time.Time, place bool) {
		t.Helper()
		all := someReports(to)[from:]
		for i := range all {
			all[i].Published = at
		}
		if _, err := a.Add(t.Context(), all); err != nil {
			t.Fatal(err)
		}
		if place {
			if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	watch := func(want string) {
		t.Helper()
		var lines bytes.Buffer
		sum, err := Run(t.Context(), Options{
			Archive: a, Lists: NewLists([]string{"https://herald.example/feed"}), Web: oneFeed("Notice to ships."), Once: true, Alerts: &lines, NoTrees: !trees,
			Rules: func() ([]alert.Rule, error) {
				return []alert.Rule{{Name: "two", Kind: alert.Reach, Articles: 2}, {Name: "cited", Kind: alert.Cites, Sources: []string{"Cass Orban"}}}, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		have := fmt.Sprintf("two %d, cited %d", strings.Count(lines.String(), `"rule":"two"`), strings.Count(lines.String(), `"rule":"cited"`))
		if have != want || sum.Alerts != strings.Count(lines.String(), "\n") {
			t.Errorf("%s, want %s: %+v", have, want, sum)
		}
	}
	now := time.Now().Add(-time.Hour)
	bring(0, 18, now, true)
	bring(18, 24, now, false)
	watch("two 0, cited 0")
	watch("two 0, cited 0")
	bring(24, 36, now, true)
	watch("two 12, cited 1")
	watch("two 0, cited 0")
	for i, came := range []struct {
		at    time.Time
		place bool
		want  string
	}{{now.AddDate(-1, 0, 0), true, "two 0, cited 0"}, {now.AddDate(-2, 0, 0), false, "two 0, cited 0"}, {now, false, "two 0, cited 1"}} {
		report := []stemma.Article{{ID: fmt.Sprint("quay", i), Outlet: "Herald", Published: came.at, Text: fmt.Sprintf("Quay %d of Brede is to be painted green, Cass Orban said.", i)}}
		if _, err := a.Add(t.Context(), report); err != nil {
			t.Fatal(err)
		}
		if came.place {
			if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		watch(came.want)
	}
}

// quays are so many reports that cite somebody, of days one after the other, those of odd days first.
func quays(n int, last time.Time) []stemma.Article {
	all := make([]stemma.Article, 0, n)
	for i := range 2 * n {
		if day := i % n; day%2 != i/n {
			all = append(all, stemma.Article{
				ID: fmt.Sprintf("quay%03d", day), Outlet: "Herald", Published: last.AddDate(0, 0, day-n+1), PublishedPrecision: stemma.PrecisionSecond,
				Text: fmt.Sprintf("Quay %d of Brede is to be painted green, Cass Orban said.", day),
			})
		}
	}
	return all
}

// watchQuays watches an archive once, and returns the log and how many of its reports a rule told of.
func watchQuays(t *testing.T, a *store.Archive, with func(*Options)) (told int, log string) {
	t.Helper()
	var lines, said bytes.Buffer
	o := Options{
		Archive: a, Lists: NewLists([]string{"https://herald.example/feed"}), Web: newWeb(), Once: true, Alerts: &lines, NoTrees: true, Log: slog.New(slog.NewTextHandler(&said, nil)),
		Rules: func() ([]alert.Rule, error) {
			return []alert.Rule{{Name: "cited", Kind: alert.Cites, Sources: []string{"Cass Orban"}, Each: alert.EachReport}}, nil
		},
	}
	with(&o)
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return strings.Count(lines.String(), "\n"), said.String()
}

// TestMissedBound: of very many reports that an import has brought the last ones are held against the rules, be they in
// stories or not.
func TestMissedBound(t *testing.T) {
	for _, placed := range []int{0, 15, 20} {
		a := filled(t, 12)
		if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
			t.Fatal(err)
		}
		watchedFrom(t, a, 12)
		all := quays(20, time.Now().Add(-time.Hour))
		for i, some := range [][]stemma.Article{all[:placed], all[placed:]} {
			if _, err := a.Add(t.Context(), some); err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				continue
			}
			if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if told, log := watchQuays(t, a, func(o *Options) { o.missed = 7 }); told != 7 || !strings.Contains(log, "reports=13") {
			t.Errorf("of 20, of which the import has placed %d, %d were told:\n%s", placed, told, log)
		}
		if told, _ := watchQuays(t, a, func(o *Options) { o.missed = 7 }); told != 0 {
			t.Errorf("told again: %d", told)
		}
	}
}

// TestWatchOrders: what an import has left is placed in the order of its dates, where it is much, and where no number says
// what is not to be told.
func TestWatchOrders(t *testing.T) {
	const n = 250 // the middle of a hundred dates is what others are late behind
	for name, c := range map[string]struct {
		watched, room int
		ordered       bool
	}{
		"first watch": {-1, 10, true}, "watched before": {0, 10, true}, "first watch interrupted": {n / 2, 10, false}, "few": {-1, 0, false},
	} {
		a := archive(t, t.TempDir())
		if _, err := a.Add(t.Context(), quays(n, time.Now().Add(-time.Hour))); err != nil {
			t.Fatal(err)
		}
		if c.watched >= 0 {
			watchedFrom(t, a, c.watched)
		}
		_, log := watchQuays(t, a, func(o *Options) { o.room = int64(c.room) })
		placed, err := a.PlacedSince(t.Context(), 0, n+1)
		if err != nil || len(placed) != n || strings.Contains(log, "msg=order") != c.ordered ||
			slices.IsSortedFunc(placed, func(a, b store.Arrival) int { return a.Article.Published.Compare(b.Article.Published) }) != c.ordered {
			t.Errorf("%s: %d placed, %v\n%s", name, len(placed), err, log)
		}
		_ = a.Close()
	}
}

// TestChangedStories: of a batch that has reports that are no news, only what became of the others is.
func TestChangedStories(t *testing.T) {
	read := make([]reading, 3)
	for i, id := range []string{"known", "new", "revised"} {
		read[i].Article.ID = id
	}
	read[2].Revised, read[2].Story = true, "s3"
	events := []cluster.Event{
		{Kind: cluster.Founded, Story: "s1", Article: "known"},
		{Kind: cluster.Joined, Story: "s2", Article: "new"},
		{Kind: cluster.Closed, Story: "s5"},
		{Kind: cluster.Moved, Story: "s6", Article: "before", Into: "s2"},
	}
	if have := changedStories(read, read[1:], events); !slices.Equal(have, []string{"s3", "s2", "", "s6", "s2"}) {
		t.Errorf("%q", have)
	}
	if have := changedStories(read, nil, events); have != nil {
		t.Errorf("%q, and nothing is new", have)
	}
}

// TestFailed: a report that the program failed at is told of and remembered; another version of the program reads it again,
// or whoever asks for it; the same version does not.
func TestFailed(t *testing.T) {
	a := filled(t, 12)
	p, err := newPlacer(t.Context(), a, CatchUpOptions{Version: "1"})
	if err != nil {
		t.Fatal(err)
	}
	p.vectors = nil // so that each reading panics
	placed, err := p.catchUp(t.Context())
	if err != nil || placed.Articles != 0 || len(placed.Damaged) != 12 || !strings.Contains(placed.Damaged[0].Problem, "a fault of stemma itself") {
		t.Fatalf("%+v, %v", placed, err)
	}
	failed, err := Failures(t.Context(), a)
	if err != nil || len(failed) != 12 || failed[3].Article != "r003" || failed[3].Version != "1" || failed[3].Problem == "" {
		t.Fatalf("%+v, %v", failed, err)
	}
	for i, o := range []CatchUpOptions{{Version: "1"}, {Version: "2"}, {Version: "2"}, {Version: "2", Again: true}} {
		q, err := newPlacer(t.Context(), a, o)
		if err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			q.vectors = nil
		}
		placed, err := q.catchUp(t.Context())
		want := []int{0, 12, 0, 0}[i]
		if failed, ferr := Failures(t.Context(), a); err != nil || ferr != nil || len(placed.Damaged) != want || i < 3 && len(failed) != 12 || i == 3 && (len(failed) != 0 || placed.Articles != 12) {
			t.Errorf("%d: %+v, %d failed, %v", i, placed, len(failed), err)
		}
	}
	whole := filled(t, 12)
	if _, err := CatchUp(t.Context(), whole, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	if have, want := stories(t, a), stories(t, whole); have != want {
		t.Errorf("%s\nwant, as if it had not failed:\n%s", have, want)
	}
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("%q, %v", faults, err)
	}
}

// TestManyFailed: those that are too many are told of, and remembered no more.
func TestManyFailed(t *testing.T) {
	told := ""
	p := &placer{o: CatchUpOptions{Warn: func(s string) { told += s }}}
	sum := &Placed{faults: make([]Failure, maxFailed+3)}
	for i := range sum.faults {
		sum.faults[i].Article = fmt.Sprint(i)
	}
	state := map[string][]byte{}
	if err := p.failing(sum, nil, state); err != nil || len(p.failed) != maxFailed || p.failed[0].Article != "3" || !strings.Contains(told, "3 are remembered no more") {
		t.Errorf("%d, %v, %q", len(p.failed), err, told)
	}
}

// TestHuge: of a story with too many reports the first ones are traced, which is said; it is not traced again when others
// come.
func TestHuge(t *testing.T) {
	a := filled(t, 60)
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{Limit: 1, Sort: store.StorySize})
	if err != nil || len(list) == 0 || list[0].Articles != 5 {
		t.Fatalf("%+v, %v", list, err)
	}
	trees, err := NewTrees(a, Options{}.Trace, "")
	if err != nil {
		t.Fatal(err)
	}
	trees.most = 3
	tree, err := trees.Trace(t.Context(), list[0].ID)
	if err != nil || tree.Kept || tree.LeftOut != 2 || len(tree.Result.Articles) != 3 || len(tree.Result.Errors) != 1 || !strings.Contains(tree.Result.Errors[0].Problem, "the first 3 of 5") {
		t.Fatalf("%+v, %v", tree, err)
	}
	lead, _, err := a.Article(t.Context(), list[0].Lead)
	if err != nil {
		t.Fatal(err)
	}
	lead.ID, lead.URL, lead.Outlet, lead.Published = "new", "https://new.example/", "New", lead.Published.AddDate(0, 0, 1)
	lead.Text += " It was under control at noon."
	if _, err := a.Add(t.Context(), []stemma.Article{lead}); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	tree, err = trees.Trace(t.Context(), list[0].ID)
	if err != nil || !tree.Kept || tree.LeftOut != 3 || len(tree.Result.Errors) != 1 || !strings.Contains(tree.Result.Errors[0].Problem, "the first 3 of 6") {
		t.Errorf("it has grown: %+v, %v", tree, err)
	}
	if kept, _, err := a.Trace(t.Context(), list[0].ID); err != nil || kept.Version != tree.Story.Version {
		t.Errorf("kept is version %d of %d, %v", kept.Version, tree.Story.Version, err)
	}
	trees.traced[list[0].ID] = traced{at: noon, articles: 5}
	if trees.due(&tree.Story, noon.Add(59*time.Minute)) || !trees.due(&tree.Story, noon.Add(time.Hour)) {
		t.Error("it is traced once an hour")
	}
}
