package reader

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Tests{M: m}) }

// events of which the test archives tell, each in words of its own.
var told = []struct{ what, where, who string }{
	{"the ferry Marenka ran aground", "Tolvik", "harbour master Orsa Lindt"},
	{"a fire burned down the granary", "Breder", "fire chief Ivo Halm"},
	{"the bridge over the Selm was closed", "Larska", "engineer Mila Doren"},
	{"the mayor resigned over the well", "Valmora", "councillor Pia Ruhl"},
	{"a landslide cut the railway", "Orvane", "station keeper Tam Belk"},
	{"the theatre reopened after the flood", "Norwick", "director Una Krell"},
}

// day is when the k-th report of a story came out.
func day(story, k int) time.Time {
	return time.Date(2025, 5, 4+story, 6, 0, 0, 0, time.UTC).Add(time.Duration(k) * time.Hour)
}

// report is the k-th report of a story: they repeat the first, and each adds something.
func report(story, k int) stemma.Article {
	e := told[story%len(told)]
	return stemma.Article{
		ID: fmt.Sprintf("s%dr%d", story, k), URL: fmt.Sprintf("https://outlet%d.example/%d/%d", k%7, story, k), Outlet: fmt.Sprintf("Outlet %d", k%7), Lang: "en",
		Title:     fmt.Sprintf("In %s, %s (%d)", e.where, e.what, story),
		Published: day(story, k), PublishedPrecision: stemma.PrecisionSecond,
		Text: fmt.Sprintf("In %s %s on Monday, %s said. %d people were there when it happened, and %d of them told of it. Part %d of this report was written in room %d.",
			e.where, e.what, e.who, 40+story, 7+story, k, 3*k+story),
	}
}

func idOf(story int) string { return fmt.Sprintf("story%02d", story) }

// put adds reports from to upto of a story to an archive, and places them.
func put(t testing.TB, w *store.Archive, story, from, upto int) {
	t.Helper()
	ctx := t.Context()
	var batch []stemma.Article
	for k := from; k < upto; k++ {
		batch = append(batch, report(story, k))
	}
	if _, err := w.Add(ctx, batch); err != nil {
		t.Fatal(err)
	}
	all, err := w.Unplaced(ctx, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	p := store.Placement{Upto: all[len(all)-1].N}
	for i, v := range all {
		kind := store.StoryJoined
		if from == 0 && i == 0 {
			kind = store.StoryFounded
		}
		p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID})
		p.Events = append(p.Events, store.StoryEvent{Kind: kind, Story: idOf(story), Article: v.Article.ID})
	}
	if err := w.Place(ctx, p); err != nil {
		t.Fatal(err)
	}
}

// fill makes an archive in a folder, of stories with so many reports each, and closes it.
func fill(t testing.TB, dir string, reports ...int) {
	t.Helper()
	w, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for story, n := range reports {
		put(t, w, story, 0, n)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// more adds reports while others read, and closes the archive again.
func more(t testing.TB, dir string, story, from, upto int) {
	t.Helper()
	w := writer(t, dir)
	put(t, w, story, from, upto)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func writer(t testing.TB, dir string) *store.Archive {
	t.Helper()
	w, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// searchable makes an archive of stories as stemma import does.
func searchable(t testing.TB, dir string, articles ...stemma.Article) {
	t.Helper()
	w, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	catchUp(t, w, articles...)
}

func catchUp(t testing.TB, w *store.Archive, articles ...stemma.Article) {
	t.Helper()
	if _, err := w.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.CatchUp(t.Context(), w, watch.CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
}

// reading opens a reader of the archive in a folder.
func reading(t testing.TB, dir string, o Options) *Reader {
	t.Helper()
	if o.Open == nil {
		a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		o.Archive = a
	}
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// lookAgain has it looked at the next answer whether the archive is the one that is there.
func (r *Reader) lookAgain() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looked = time.Time{}
}

func tree(t testing.TB, r *Reader, what string) *Tree {
	t.Helper()
	tree, err := r.Tree(t.Context(), what)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func stories(t testing.TB, r *Reader, q StoryQuery) *StoryPage {
	t.Helper()
	page, err := r.Stories(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// names are the ids of stories, without what all have.
func names(all []Story) string {
	var ids []string
	for _, s := range all {
		ids = append(ids, strings.TrimPrefix(s.ID, "story"))
	}
	return strings.Join(ids, " ")
}
