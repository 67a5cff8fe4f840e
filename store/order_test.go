package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// orderNow is the present of these tests.
var orderNow = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

var orderOptions = store.OrderOptions{Room: 100, Now: orderNow}

// onDay is a report of a day.
func onDay(id string, day int) stemma.Article {
	return stemma.Article{
		ID: id, URL: "https://courier.example/" + id, Outlet: "Selm Courier", Lang: "en", Title: "Report " + id, PublishedPrecision: stemma.PrecisionSecond,
		Published: time.Date(2020, 1, 1+day, 12, 0, 0, 0, time.UTC), Text: "The ferry Alva ran aground off Larn. This is report " + id + ".",
	}
}

// mixed are reports of so many days, one a day, in any order. One in ten has no date, or one that cannot be right; some have
// further forms, that come later.
func mixed(days int) []stemma.Article {
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test
	var all []stemma.Article
	for i, day := range r.Perm(days) {
		a := onDay(fmt.Sprintf("m%04d", day), day)
		switch i % 30 {
		case 3:
			a.Published, a.PublishedPrecision = time.Time{}, ""
		case 13:
			a.Published = time.Unix(86400, 0).UTC()
		case 23:
			a.Published = orderNow.AddDate(0, 0, 1)
		}
		all = append(all, a)
		if i%7 == 6 {
			all = append(all, revised(all[r.IntN(len(all))]))
		}
	}
	return all
}

// orderArchive is an archive with all that an import leaves in one.
func orderArchive(t *testing.T, dir string, batch []stemma.Article) *store.Archive {
	t.Helper()
	a := create(t, dir)
	t.Cleanup(func() { _ = a.Close() })
	derived := onDay("abcdefghij2", 5) // of a feed without ids, that comes again
	again := revised(derived)
	again.ID = "abcdefghij3"
	if _, err := a.Add(t.Context(), append(slices.Clone(batch), derived, again), store.Checkpoint{Input: "reports.jsonl", Fingerprint: "f", Place: "7"}); err != nil {
		t.Fatal(err)
	}
	update := store.Update{
		State:  map[string][]byte{"setting": []byte("kept")},
		Outbox: []store.Message{{Topic: "hook", ID: "m", Body: []byte("came"), Queued: time.Unix(1, 0)}},
	}
	if err := a.Update(t.Context(), update); err != nil {
		t.Fatal(err)
	}
	return a
}

func unplaced(t *testing.T, a *store.Archive) []string {
	t.Helper()
	all, err := a.Unplaced(t.Context(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(all))
	for i, v := range all {
		ids[i] = v.Article.ID
	}
	return ids
}

// byDate are the ids of articles in the order of their dates, those without one behind the one that came before.
func byDate(t *testing.T, a *store.Archive) []string {
	t.Helper()
	type dated struct {
		id string
		at time.Time
	}
	var all []dated
	var at time.Time
	for article, err := range a.Articles(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if p := article.Published; p.Year() >= 1990 && !p.After(orderNow) {
			at = p
		}
		all = append(all, dated{article.ID, at})
	}
	slices.SortStableFunc(all, func(x, y dated) int { return x.at.Compare(y.at) })
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	return ids
}

// sortedLines are the lines of an archive as a stream, but for the last, in the order of what they say.
func sortedLines(t *testing.T, a *store.Archive) string {
	t.Helper()
	all := timeless(t, a)
	slices.Sort(all)
	return strings.Join(all, "")
}

// sound wants an archive without faults.
func sound(t *testing.T, a *store.Archive) {
	t.Helper()
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Fatalf("check: %q, %v", faults, err)
	}
}

// TestOrderByDate: what waits to be placed comes in the order of dates; all that is in the archive stays, and nothing is
// done a second time.
func TestOrderByDate(t *testing.T) {
	a := orderArchive(t, t.TempDir(), mixed(600))
	want, lines, revisions := byDate(t, a), sortedLines(t, a), revisionsOf(t, a)
	done, err := a.OrderByDate(t.Context(), orderOptions)
	if err != nil || done.Revisions == 0 || done.Late < 100 || done.Dated < done.Late {
		t.Fatalf("%+v, %v", done, err)
	}
	if have := sortedLines(t, a); have != lines {
		t.Error("the archive has other lines than before")
	}
	if have := unplaced(t, a); !slices.Equal(have, want) {
		t.Errorf("the order is\n%v, want\n%v", have, want)
	}
	if have := revisionsOf(t, a); have != revisions {
		t.Errorf("articles have other revisions, or come in another order, than before:\n%s\n%s", have, revisions)
	}
	sound(t, a)
	again, err := a.OrderByDate(t.Context(), orderOptions)
	if err != nil || again.Revisions != 0 || again.Late != 0 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	if added, err := a.Add(t.Context(), []stemma.Article{mixed(600)[0], onDay("last", 900)}); err != nil || added.Known != 1 || added.New != 1 {
		t.Errorf("what comes then: %+v, %v", added, err)
	}
}

// revisionsOf are the articles in the order of arrival, with the sizes of their forms.
func revisionsOf(t *testing.T, a *store.Archive) string {
	t.Helper()
	var b strings.Builder
	for article, err := range a.Articles(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		forms, err := a.Revisions(t.Context(), article.ID)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(&b, article.ID, len(article.Text))
		for _, form := range forms {
			fmt.Fprint(&b, " ", len(form.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestOrderedEnough: what is in order, or nearly, or not much, stays as it came.
func TestOrderedEnough(t *testing.T) {
	inOrder := func(n int) []stemma.Article {
		all := make([]stemma.Article, n)
		for i := range all {
			all[i] = onDay(fmt.Sprintf("o%04d", i), i)
		}
		return all
	}
	nearly := inOrder(500)
	for i := 0; i < 490; i += 8 { // a week late, as a crawl finds it
		nearly[i], nearly[i+7] = nearly[i+7], nearly[i]
	}
	for _, i := range []int{150, 250, 350} { // found after years, and by a clock that is wrong
		nearly[i].Published = nearly[0].Published
		nearly[i+1].Published = orderNow.AddDate(0, 0, -1)
	}
	outlets := slices.Concat(inOrder(250), inOrder(250)) // the second from its beginning
	for i := range outlets[250:] {
		outlets[250+i].ID, outlets[250+i].URL = fmt.Sprintf("p%04d", i), fmt.Sprintf("https://post.example/%d", i)
	}
	for name, c := range map[string]struct {
		batch []stemma.Article
		room  int64
		want  bool
	}{
		"in order":                 {inOrder(500), 100, false},
		"nearly in order":          {nearly, 100, false},
		"not many":                 {mixed(90), 0, false},
		"as many as fit":           {mixed(300), 400, false},
		"one outlet, then another": {outlets, 100, true},
	} {
		a := create(t, t.TempDir())
		defer a.Close()
		if _, err := a.Add(t.Context(), c.batch); err != nil {
			t.Fatal(err)
		}
		before := unplaced(t, a)
		done, err := a.OrderByDate(t.Context(), store.OrderOptions{Room: c.room, Now: orderNow})
		if err != nil || (done.Revisions > 0) != c.want || slices.Equal(before, unplaced(t, a)) == c.want {
			t.Errorf("%s: %+v, %v", name, done, err)
		}
	}
}

// TestOrderBehindPlaced: what was placed stays what it is, also where a further form of it waits.
func TestOrderBehindPlaced(t *testing.T) {
	a := create(t, t.TempDir())
	defer a.Close()
	old := mixed(40)
	if _, err := a.Add(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	place(t, a)
	if _, err := a.Add(t.Context(), append([]stemma.Article{withMore(old[20])}, mixed(500)[60:]...)); err != nil {
		t.Fatal(err)
	}
	before := membersOf(t, a)
	if done, err := a.OrderByDate(t.Context(), orderOptions); err != nil || done.Revisions == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if have := membersOf(t, a); have != before {
		t.Errorf("what was placed is\n%s, want\n%s", have, before)
	}
	sound(t, a)
	place(t, a)
	sound(t, a)
}

func withMore(a stemma.Article) stemma.Article {
	a.Text += " More is known now."
	return a
}

// place founds a story of each arrival.
func place(t *testing.T, a *store.Archive) {
	t.Helper()
	all, err := a.Unplaced(t.Context(), 1<<20)
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	p := store.Placement{Upto: all[len(all)-1].N}
	for _, v := range all {
		p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID, Profile: []byte("x")})
		if v.Story == "" {
			p.Events = append(p.Events, store.StoryEvent{Kind: store.StoryFounded, Story: "s" + v.Article.ID, Article: v.Article.ID})
		}
	}
	if err := a.Place(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// membersOf are the lines of members in the stream of an archive.
func membersOf(t *testing.T, a *store.Archive) string {
	t.Helper()
	return strings.Join(slices.DeleteFunc(timeless(t, a), func(s string) bool { return !strings.HasPrefix(s, `{"member"`) }), "")
}

// TestOrderNoRoom: where the disk is full all is as it was, and what comes then can be added.
func TestOrderNoRoom(t *testing.T) {
	a := orderArchive(t, t.TempDir(), mixed(600))
	before := timeless(t, a)
	if err := a.Pragma(t.Context(), "max_page_count = 1"); err != nil { // as many as there are
		t.Fatal(err)
	}
	if _, err := a.OrderByDate(t.Context(), orderOptions); !errors.Is(err, store.ErrNoRoom) {
		t.Fatalf("%v, want %v", err, store.ErrNoRoom)
	}
	if err := a.Pragma(t.Context(), "max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(timeless(t, a), before) {
		t.Error("the archive is another one")
	}
	sound(t, a)
	if done, err := a.OrderByDate(t.Context(), orderOptions); err != nil || done.Revisions == 0 {
		t.Errorf("with room: %+v, %v", done, err)
	}
}

// TestOrderInterrupted: an interrupt leaves all as it was.
func TestOrderInterrupted(t *testing.T) {
	a := orderArchive(t, t.TempDir(), mixed(600))
	before := timeless(t, a)
	ctx, cancel := context.WithCancel(t.Context())
	o := orderOptions
	o.Progress = func(int64, int64) { cancel() }
	if _, err := a.OrderByDate(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if !slices.Equal(timeless(t, a), before) {
		t.Error("the archive is another one")
	}
	if info, err := os.Stat(filepath.Join(a.Dir(), "archive.db-wal")); err != nil || info.Size() > 0 {
		t.Errorf("the log keeps what was given up: %v, %v", info, err)
	}
	sound(t, a)
}
