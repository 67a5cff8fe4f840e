package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/store"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// events are things that happened, each told in a few sentences.
var events = [...]struct{ title, text string }{
	{"Ferry Alva aground off Larn", "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt."},
	{"Council of Orvel passes budget", "The council of Orvel passed a budget of 40 million crowns. The opposition led by Bram Teller abstained from the vote."},
	{"Chess title for Dora Venn", "Dora Venn won the chess championship in Tarven after 57 moves. Her opponent resigned in a lost rook ending."},
	{"Vaccine against marsh fever approved", "The medicines agency approved a vaccine against marsh fever made by Kestrin Labs. Trials with 3,400 volunteers showed few side effects."},
	{"Comet seen from Mount Iskar", "Astronomers at the Iskar observatory photographed a comet with a double tail. It will pass the sun in eighteen days, Professor Olin Madd said."},
	{"Grain prices fall in Selm", "Wheat fell by nine percent at the exchange of Selm after a record harvest. Farmers asked the ministry of agriculture for credits."},
	{"Bank robbery in Quell", "Two masked robbers took gold coins from a bank in Quell and fled on motorcycles. Police closed the Dorn road."},
	{"Opera house reopens", "The opera house of Morra reopened with a new staging after six years of repairs. The conductor Levi Strand was applauded for ten minutes."},
	{"Snow closes Halden pass", "Heavy snow closed the Halden pass to lorries. Ploughs cleared eleven kilometres, and forecasters expect frost until Thursday."},
	{"Striker Pell joins Brede United", "The striker Juno Pell signed for Brede United for three seasons. The club paid a transfer fee of seven million."},
	{"Wolves back in Alsted forest", "Rangers counted fourteen wolves in the forest of Alsted. Shepherds demand fences, and biologists welcome the pack."},
	{"Strike at Venn steel works", "Workers of the Venn steel works walked out over wages. The union Metal and Mine demands five percent, its secretary Cass Orban said."},
}

// someReports are n reports of them, in turn.
func someReports(n int) []stemma.Article {
	all := make([]stemma.Article, n)
	for i := range all {
		e := events[i%len(events)]
		all[i] = stemma.Article{
			ID: fmt.Sprintf("r%03d", i), Outlet: fmt.Sprintf("Outlet %d", i%7), URL: fmt.Sprintf("https://outlet%d.example/%d", i%7, i), Lang: "en",
			Title: e.title, Text: fmt.Sprintf("%s Reported by desk %d.", e.text, i), Published: noon.Add(time.Duration(i) * time.Minute), PublishedPrecision: stemma.PrecisionSecond,
		}
	}
	return all
}

// stories are those of an archive, each with its articles, in a form that can be compared.
func stories(t *testing.T, a *store.Archive) string {
	t.Helper()
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range list {
		var ids []string
		for article, err := range a.StoryArticles(t.Context(), s.ID) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, article.ID)
		}
		all = append(all, fmt.Sprintf("%s (version %d, %d outlets): %s", s.ID, s.Version, s.Outlets, strings.Join(ids, " ")))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func filled(t *testing.T, n int) *store.Archive {
	t.Helper()
	a := archive(t, t.TempDir())
	t.Cleanup(func() { _ = a.Close() })
	if _, err := a.Add(t.Context(), someReports(n)); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestCatchUpInterrupted: a catch-up that is ended again and again, after any batch and within it, has the same stories in the end.
func TestCatchUpInterrupted(t *testing.T) {
	whole, parts := filled(t, 120), filled(t, 120)
	placed, err := CatchUp(t.Context(), whole, CatchUpOptions{batch: 10})
	if err != nil || placed.Articles != 120 || placed.Founded < 10 {
		t.Fatalf("%+v, %v", placed, err)
	}
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	rounds, sum := 0, 0
	for sum < 120 && rounds < 500 {
		rounds++
		ctx, cancel := context.WithCancel(t.Context())
		if rounds%2 == 0 { // after a batch
			_, err = CatchUp(ctx, parts, CatchUpOptions{batch: 10, Progress: func(Placed) { cancel() }})
		} else { // within one
			time.AfterFunc(time.Duration(r.IntN(8))*time.Millisecond, cancel)
			_, err = CatchUp(ctx, parts, CatchUpOptions{batch: 10})
		}
		cancel()
		if err != nil && ctx.Err() == nil {
			t.Fatal(err)
		}
		n, err := parts.Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sum = 120 - n.Unplaced
	}
	if rounds < 4 {
		t.Errorf("it was ended %d times only", rounds)
	}
	if have, want := stories(t, parts), stories(t, whole); have != want {
		t.Errorf("ended %d times:\n%s\n\nnot ended:\n%s", rounds, have, want)
	}
	if placed, err := CatchUp(t.Context(), parts, CatchUpOptions{}); err != nil || placed.Articles != 0 {
		t.Errorf("nothing is new: %+v, %v", placed, err)
	}
}

// TestCatchUpCites: whom an article cites is in the archive, by names that can be looked for: its own, and the one by which
// a source is known.
func TestCatchUpCites(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	_, err := a.Add(t.Context(), []stemma.Article{
		{ID: "en", Text: "The ferry ran aground off Larn, the harbour master Ines Karo said on Saturday. Reuters reported that nobody was hurt."},
		{ID: "ar", Text: "جنحت العبّارة ألفا يوم السبت قبالة لارن، بحسب وكالة رويترز. ولم يُصب أحد بأذى."},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"Reuters": {"en", "ar"}, "رويترز": {"ar"}, "INES KARO": {"en"}} {
		have, err := a.CitedBy(t.Context(), name, "", 10)
		if err != nil || !slices.Equal(have, want) {
			t.Errorf("%s is cited by %q, want %q (%v)", name, have, want, err)
		}
	}
}

// TestCatchUpSaid: the archive has where an article cites whom, by its sentences. What an older version of the program did
// not keep, or counted otherwise, is read anew with the index.
func TestCatchUpSaid(t *testing.T) {
	ctx, a := t.Context(), archive(t, t.TempDir())
	defer a.Close()
	const said = "Nobody was hurt, the harbour master Ines Karo said on Saturday."
	if _, err := a.Add(ctx, []stemma.Article{{ID: "en", Text: "The ferry ran aground off Larn. " + said, Sentences: []stemma.Span{{Start: 0, End: 5}}}}); err != nil {
		t.Fatal(err)
	}
	for _, older := range []func() error{
		func() error { return nil },
		func() error {
			return errors.Join(a.Update(ctx, store.Update{Cites: []store.Cites{{Article: "en", N: 1}}, Divided: []store.Divided{{N: 1}}}), a.DropIndex(ctx))
		},
	} {
		if err := older(); err != nil {
			t.Fatal(err)
		}
		if _, err := CatchUp(ctx, a, CatchUpOptions{}); err != nil {
			t.Fatal(err)
		}
		c, ok, err := a.Attributions(ctx, "en")
		if !ok || err != nil || len(c.Attributions) != 1 || len(c.Sources) != 1 || c.Sources[0].Name != "Ines Karo" {
			t.Fatalf("%+v, %v, %v", c, ok, err)
		}
		s := c.Article.Sentences[c.Attributions[0].Sentence]
		if have := c.Article.Text[s.Start:s.End]; have != said {
			t.Errorf("in %q, want %q", have, said)
		}
	}
}

// TestTreesInPart: a tree of which a limit left something out is kept, and made again
// for who has more patience and says so.
func TestTreesInPart(t *testing.T) {
	a := filled(t, 36)
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{Limit: 1, Sort: store.StorySize})
	if err != nil || len(list) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, c := range []struct {
		limit               time.Duration
		again, kept, inPart bool
	}{
		{1, false, false, true},  // no time
		{-1, false, true, true},  // as it is kept
		{-1, true, false, false}, // made again, and whole
		{1, true, true, false},   // whole is whole
	} {
		o := Options{}.Trace
		o.StoryTime = c.limit
		trees, err := NewTrees(a, o, "")
		if err != nil {
			t.Fatal(err)
		}
		trees.Again = c.again
		tree, err := trees.Trace(t.Context(), list[0].ID)
		if err != nil || tree.Kept != c.kept || InPart(tree.Result) != c.inPart {
			t.Errorf("%d: kept %v, in part %v: %v", i, tree.Kept, InPart(tree.Result), err)
		}
	}
}

// TestTrees: a tree is traced when it is asked for, kept, and traced again when the story has changed.
func TestTrees(t *testing.T) {
	a := filled(t, 36)
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{Limit: 1, Sort: store.StorySize})
	if err != nil || len(list) == 0 || list[0].Articles != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	id := list[0].ID
	for i, kept := range []bool{false, true} {
		trees, err := NewTrees(a, Options{}.Trace, "")
		if err != nil {
			t.Fatal(err)
		}
		tree, err := trees.Trace(t.Context(), id[:6])
		if err != nil || tree == nil || tree.Kept != kept || len(tree.Result.Stories) != 1 || len(tree.Result.Stories[0].Articles) != 3 || tree.origins() < 1 {
			t.Fatalf("%d: %+v, %v", i, tree, err)
		}
	}
	if kept, ok, err := a.Trace(t.Context(), id); err != nil || !ok || bytes.Contains(kept.Result, []byte("null")) {
		t.Errorf("what is kept is not what the schema has: %v, %s", err, kept.Result)
	}
	said := Options{}.Trace
	said.Rounds = lineage.DefaultRounds // the same as to say nothing
	if trees, err := NewTrees(a, said, ""); err != nil {
		t.Fatal(err)
	} else if tree, err := trees.Trace(t.Context(), id); err != nil || !tree.Kept {
		t.Errorf("the same options, another tree: %v", err)
	}
	other, err := NewTrees(a, Options{}.Trace, "another table")
	if err != nil {
		t.Fatal(err)
	}
	if tree, err := other.Trace(t.Context(), id); err != nil || tree.Kept {
		t.Errorf("other options, the same tree: %v", err)
	}
	if tree, err := other.Trace(t.Context(), "nothing"); err != nil || tree != nil {
		t.Errorf("no such story: %+v, %v", tree, err)
	}
	first := list[0].Lead
	article, _, err := a.Article(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	article.ID, article.URL, article.Outlet = "new", "https://new.example/", "New"
	article.Text += " It was under control at noon."
	if _, err := a.Add(t.Context(), []stemma.Article{article}); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	if tree, err := other.Trace(t.Context(), id); err != nil || tree.Kept || len(tree.Result.Stories[0].Articles) != 4 {
		t.Errorf("it has grown: %+v, %v", tree, err)
	}
}

// BenchmarkCatchUp puts short reports into stories, and reads them for search and for whom they cite.
func BenchmarkCatchUp(b *testing.B) {
	const n = 600
	for b.Loop() {
		b.StopTimer()
		a, err := store.Create(b.Context(), b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.Add(b.Context(), someReports(n)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := CatchUp(b.Context(), a, CatchUpOptions{}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "reports/s")
}

// TestUnreadProfiles: a story that nothing can be compared with is told of and closed; the others go on.
func TestUnreadProfiles(t *testing.T) {
	a := filled(t, 14)
	all, err := a.Unplaced(t.Context(), 1)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	err = a.Place(t.Context(), store.Placement{
		Upto: all[0].N, Placed: []store.Placed{{N: all[0].N, Article: all[0].Article.ID, Profile: []byte("of another form")}},
		Events: []store.StoryEvent{{Kind: store.StoryFounded, Story: "sold", Article: all[0].Article.ID}},
	})
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{Warn: func(s string) { told += s }}); err != nil || !strings.Contains(told, "of 1 reports") {
		t.Fatalf("%v, %q", err, told)
	}
	if s, ok, err := a.Story(t.Context(), "sold"); err != nil || !ok || !s.Closed {
		t.Errorf("%+v, %v, %v", s, ok, err)
	}
	told = ""
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{Warn: func(s string) { told += s }}); err != nil || told != "" {
		t.Errorf("again: %v, %q", err, told)
	}
}

// moulded are n reports of one mould, three of an event, as of accidents and matches, and a quarter of one event: stories
// that grow, merge and split.
func moulded(n int) []stemma.Article {
	what := []string{"bridge", "school", "mill", "tower", "market"}
	done := []string{"closed", "flooded", "sold", "painted"}
	all := make([]stemma.Article, n)
	for i := range all {
		e := i / 4
		if i%4 == 3 {
			e = 0
		}
		r := rand.New(rand.NewPCG(uint64(e), 3)) //nolint:gosec // a test
		pick := func(from ...string) string { return from[r.IntN(len(from))] }
		place, thing, verb := pick("Orvel", "Selk", "Marn", "Tolvik", "Quist")+pick("mar", "dal", "vik"), what[r.IntN(len(what))], done[r.IntN(len(done))]
		who, number := pick("Ines", "Bram", "Dora")+" "+pick("Corrie", "Teller", "Venn")+"son", 3+r.IntN(900)
		all[i] = stemma.Article{
			ID: fmt.Sprintf("m%04d", i), Outlet: fmt.Sprintf("Outlet %d", i%37), Lang: "en", PublishedPrecision: stemma.PrecisionSecond,
			Published: noon.AddDate(0, 0, e%20-30).Add(time.Duration(i*7%24) * time.Hour),
			Title:     fmt.Sprintf("The %s of %s %s, %d affected", thing, place, verb, number),
			Text: fmt.Sprintf("The %s of %s was %s on Tuesday and %d people were affected, %s said. The %s had stood since %d. %s told Outlet %d that a report is due.",
				thing, place, verb, number, who, thing, 1700+number, who, i%37),
		}
	}
	return all
}

// TestCatchUpStopped: a catch-up that is stopped at every border of two batches has the stories of one that is not, where
// stories are larger than what is compared of them, merge and split.
func TestCatchUpStopped(t *testing.T) {
	const n, batch = 320, 64
	var have [2]string
	for i := range have {
		a := archive(t, t.TempDir())
		defer a.Close()
		if _, err := a.Add(t.Context(), moulded(n)); err != nil {
			t.Fatal(err)
		}
		o, stops := CatchUpOptions{batch: batch}, 0
		for {
			ctx, cancel := context.WithCancel(t.Context())
			if i == 1 {
				o.Progress = func(Placed) { cancel() }
			}
			placed, err := CatchUp(ctx, a, o)
			cancel()
			if err != nil && ctx.Err() == nil {
				t.Fatal(err)
			}
			if placed.Articles == 0 || i == 0 {
				break
			}
			stops++
		}
		if i == 1 && stops != n/batch {
			t.Errorf("it was stopped %d times, want %d", stops, n/batch)
		}
		have[i] = stories(t, a)
		largest, err := a.Stories(t.Context(), store.StoryFilter{Sort: store.StorySize, Limit: 1})
		if err != nil || len(largest) == 0 || largest[0].Articles <= 64 {
			t.Fatalf("the largest story is of %+v: the test is too easy (%v)", largest, err)
		}
	}
	if have[0] != have[1] {
		t.Errorf("stopped:\n%s\n\nnot stopped:\n%s", have[1], have[0])
	}
}

// TestToBorder: a batch ends at a multiple of the size, whatever has been left out.
func TestToBorder(t *testing.T) {
	for _, x := range []struct{ in, want []int64 }{
		{[]int64{1, 2, 3, 4, 5}, []int64{1, 2, 3, 4}},
		{[]int64{3, 4, 5}, []int64{3, 4}},
		{[]int64{4, 5, 6}, []int64{4}},
		{[]int64{5, 9, 10}, []int64{5}},
		{[]int64{6}, []int64{6}},
	} {
		in := make([]store.Arrival, len(x.in))
		for i, n := range x.in {
			in[i].N = n
		}
		var have []int64
		for _, v := range toBorder(in, 4) {
			have = append(have, v.N)
		}
		if !slices.Equal(have, x.want) {
			t.Errorf("of %v: %v, want %v", x.in, have, x.want)
		}
	}
}
