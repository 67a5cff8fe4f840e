package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/leaks"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

func TestMain(m *testing.M) {
	killed.Main(leaks.Checked{Tests: pgtest.Tests{M: m}}, map[string]func(dir string) error{"add": addForEver, "order": orderSlowly, "migrate": migrateKilled})
}

// crashBatch is how many articles the process adds at a time. The last of each batch is
// a revision of the first.
const crashBatch = 40

func crashArticle(n int) stemma.Article {
	return stemma.Article{ID: fmt.Sprintf("id-%d", n), URL: "https://courier.example/" + strconv.Itoa(n), Published: time.Unix(1e9+int64(n), 0).UTC(), PublishedPrecision: stemma.PrecisionSecond, Text: fmt.Sprintf("Report %d. ", n) + fmt.Sprint(rand.New(rand.NewPCG(1, uint64(n))).Perm(200))} //nolint:gosec // a test
}

func revised(a stemma.Article) stemma.Article {
	a.Text += " The report has been corrected."
	return a
}

// addForEver goes on where the archive ends, adding and placing in turn, and says on
// standard output what is acknowledged: up to which article it has added, and up to which
// arrival it has placed.
func addForEver(dir string) error {
	ctx := context.Background()
	a, err := store.Create(ctx, dir)
	if err != nil {
		return err
	}
	n, err := reached(ctx, a)
	for err == nil {
		if err = addCrashBatch(ctx, a, n); err != nil {
			break
		}
		n += crashBatch
		fmt.Println("added", n)
		err = placeAll(ctx, a, func(upto int64) { fmt.Println("placed", upto) })
	}
	return err
}

// addCrashBatch adds the articles behind the n-th.
func addCrashBatch(ctx context.Context, a *store.Archive, n int) error {
	batch := make([]stemma.Article, 0, crashBatch+1)
	for i := range crashBatch {
		batch = append(batch, crashArticle(n+i+1))
	}
	batch = append(batch, revised(batch[0]))
	_, err := a.Add(ctx, batch, store.Checkpoint{Input: "reports.jsonl", Place: strconv.Itoa(n + crashBatch)})
	return err
}

// placeAll places what is not placed yet, in batches that do not fit those in which it was
// added.
func placeAll(ctx context.Context, a *store.Archive, placed func(int64)) error {
	for {
		some, err := a.Unplaced(ctx, crashBatch*3/4)
		if err != nil || len(some) == 0 {
			return err
		}
		p := crashPlacement(some)
		if err := a.Place(ctx, p); err != nil {
			return err
		}
		placed(p.Upto)
	}
}

// crashPlacement places arrivals, with a message for each.
func crashPlacement(some []store.Arrival) store.Placement {
	last := some[len(some)-1].N
	p := store.Placement{Upto: last, Update: store.Update{State: map[string][]byte{"upto": fmt.Append(nil, last)}}}
	for _, v := range some {
		p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID, Profile: []byte(v.Article.ID), Index: &store.IndexEntry{Made: "test", Terms: []store.Term{{Text: "report", Impact: 3}, {Text: v.Article.ID, Impact: 9}}}})
		p.Outbox = append(p.Outbox, store.Message{Topic: "hook", ID: v.Article.ID, Body: []byte("came"), Queued: time.Unix(1, 0)})
		if v.Story == "" {
			p.Events = append(p.Events, crashEvents(v.Article.ID)...)
		}
	}
	return p
}

// crashEvents are what happens when the article of an id comes, for the first time: always the
// same.
func crashEvents(id string) []store.StoryEvent {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "id-"))
	if err != nil {
		panic(err)
	}
	story := func(n int) string { return fmt.Sprintf("story-%d", n) }
	event := func(kind store.StoryEventKind, from, into string) store.StoryEvent {
		return store.StoryEvent{Kind: kind, Story: from, Article: id, Into: into}
	}
	switch { // articles come in their order, but the first of each batch after the others
	case n%crashBatch == 1:
		return []store.StoryEvent{event(store.StoryFounded, story(n), "")}
	case n%5 == 2:
		return []store.StoryEvent{event(store.StoryFounded, story(n), "")}
	case n%20 == 19:
		return []store.StoryEvent{event(store.StoryJoined, story(n-n%5+2-5), ""), event(store.StoryMerged, story(n-n%5+2), story(n-n%5+2-5))}
	case n%crashBatch == 30:
		return []store.StoryEvent{event(store.StoryFounded, story(n), ""), event(store.StoryMoved, story(n), story(n-n%5+2-10)), event(store.StoryClosed, story(n-n%5+2-5), "")}
	}
	return []store.StoryEvent{event(store.StoryJoined, story((n-2)/5*5+2), "")}
}

// reached is the checkpoint of the archive.
func reached(ctx context.Context, a *store.Archive) (int, error) {
	c, ok, err := a.Checkpoint(ctx, "reports.jsonl")
	if !ok || err != nil {
		return 0, err
	}
	return strconv.Atoi(c.Place)
}

// TestKilled kills a process that adds and places, again and again, and looks each time
// whether all that was acknowledged is there, and nothing by half; and in the end, whether
// the archive is what it is without. It shows that the order of writing is right; that the
// disk does what it is told, no test here can show.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	const each = 5 // kills of one archive: looking at all of it takes the longer the larger it is
	const longest = 400 * time.Millisecond
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // a test
	var ever progress
	for i := 0; i < kills && !t.Failed(); i += each {
		dir, total := t.TempDir(), progress{}
		for n := range each {
			after := time.Duration(r.IntN(40)) * time.Millisecond
			if n == each-1 { // slow machines place nothing sooner
				after += time.Duration(r.Int64N(int64(longest)))
			}
			total = addKilled(t, dir, after).or(total)
			inspect(t, dir, total)
		}
		if total.added == 0 {
			t.Errorf("acknowledged were %+v", total)
		}
		ever = total.or(ever)
		asUndisturbed(t, dir)
	}
	if ever.placed == 0 {
		t.Error("no kill came after a placement")
	}
}

// progress is what was acknowledged: articles, and the last arrival that was placed.
type progress struct{ added, placed int }

func (p progress) or(q progress) progress {
	return progress{max(p.added, q.added), max(p.placed, q.placed)}
}

// reTimes are the times of writing in the stream of an archive.
var reTimes = regexp.MustCompile(`"(added|changed)":\d+`)

// asUndisturbed wants an archive that was killed, once the rest is placed, to be as one that
// was not.
func asUndisturbed(t *testing.T, dir string) {
	t.Helper()
	ctx := t.Context()
	a := create(t, dir)
	defer a.Close()
	b := create(t, t.TempDir())
	defer b.Close()
	n, err := reached(ctx, a)
	for i := 0; i < n && err == nil; i += crashBatch {
		if err = addCrashBatch(ctx, b, i); err == nil {
			err = placeAll(ctx, b, func(int64) {})
		}
	}
	if err := errors.Join(err, placeAll(ctx, a, func(int64) {})); err != nil {
		t.Fatal(err)
	}
	have, want := timeless(t, a), timeless(t, b)
	for i := range max(len(have), len(want)) {
		if i >= len(have) || i >= len(want) || have[i] != want[i] {
			t.Fatalf("an archive of %d articles that was killed differs (%d lines, want %d) from line %d on:\n%s\n%s", n, len(have), len(want), i+1, have[min(i, len(have)-1)], want[min(i, len(want)-1)])
		}
	}
	if s, err := a.Stories(ctx, store.StoryFilter{MinArticles: 3, Limit: 1}); err != nil || len(s) == 0 {
		t.Errorf("there are no stories: %v", err)
	}
}

// timeless is the stream of an archive without times of writing, and without its hash.
func timeless(t *testing.T, a *store.Archive) []string {
	t.Helper()
	var b bytes.Buffer
	if _, err := a.Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	s := reTimes.ReplaceAllString(b.String(), `"$1":0`)
	return strings.SplitAfter(s[:strings.LastIndex(s, `{"end"`)], "\n")
}

// TestTwoProcesses: a second process may read and not write, and is told who writes.
func TestTwoProcesses(t *testing.T) {
	dir, looked := t.TempDir(), false
	cmd := killed.Self(t.Context(), "add", dir)
	_, err := killed.Run(cmd, func(string) time.Duration {
		if !looked {
			lockedBy(t, dir, cmd.Process.Pid)
		}
		looked = true
		return 0
	})
	if err != nil || !looked {
		t.Fatalf("nothing was acknowledged: %v", err)
	}
	if err := create(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

// addKilled runs the process that adds, kills it some time after the first batch, and returns what it
// acknowledged.
func addKilled(t *testing.T, dir string, after time.Duration) progress {
	t.Helper()
	var acknowledged progress
	was, err := killed.Run(killed.Self(t.Context(), "add", dir), func(line string) time.Duration {
		var what string
		var n int
		if _, err := fmt.Sscan(line, &what, &n); err != nil {
			t.Error(err)
		}
		if what == "added" {
			acknowledged.added = n
		} else {
			acknowledged.placed = n
		}
		return after
	})
	if err != nil || !was {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return acknowledged
}

// lockedBy wants the archive to be closed to other writers, and open to readers.
func lockedBy(t *testing.T, dir string, pid int) {
	t.Helper()
	if _, err := store.Create(t.Context(), dir); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d on", pid)) {
		t.Errorf("a second writer: %v, want it to name process %d", err, pid)
	}
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if n, err := a.Count(t.Context()); err != nil || n.Articles == 0 {
		t.Errorf("a reader: %+v, %v", n, err)
	}
}

// inspect wants every article up to the checkpoint, which is that of what was
// acknowledged or of the one batch after it, and with every arrival up to the cursor what was
// written with it.
func inspect(t *testing.T, dir string, acknowledged progress) {
	t.Helper()
	ctx := t.Context()
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
		t.Fatalf("check: %q, %v", faults, err)
	}
	place, err := reached(ctx, a)
	if err != nil || place < acknowledged.added || place > acknowledged.added+crashBatch {
		t.Fatalf("the checkpoint is %d (%v), acknowledged were %+v", place, err, acknowledged)
	}
	n := 0
	for have, err := range a.Articles(ctx, store.Filter{}) {
		want := crashArticle(n + 1)
		if n%crashBatch == 0 {
			want = revised(want)
		}
		if n++; err != nil || have.ID != want.ID || have.Text != want.Text {
			t.Fatalf("article %d is %q, %v", n, have.ID, err)
		}
	}
	c, err := a.Count(ctx)
	if err != nil || n != place || c.Revisions != place+place/crashBatch {
		t.Fatalf("%d articles, %+v (%v), want %d", n, c, err, place)
	}
	inspectPlaced(t, a, c.Revisions-c.Unplaced, acknowledged.placed)
}

func inspectPlaced(t *testing.T, a *store.Archive, cursor, acknowledged int) {
	t.Helper()
	ctx := t.Context()
	if cursor < acknowledged {
		t.Errorf("%d arrivals are placed, acknowledged were %d", cursor, acknowledged)
	}
	if value, _, err := a.State(ctx, "upto"); err != nil || cursor > 0 && string(value) != strconv.Itoa(cursor) {
		t.Errorf("the state is of %q, the cursor %d, %v", value, cursor, err)
	}
	messages, err := a.Due(ctx, "hook", time.Now(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	stories, err := a.Stories(ctx, store.StoryFilter{})
	members := 0
	for _, s := range stories {
		members += s.Articles
	}
	// Of the arrivals one in each batch is replaced at once, and not placed.
	want := cursor - (cursor+crashBatch)/(crashBatch+1)
	if err != nil || members != want || len(messages) != want {
		t.Errorf("%d arrivals are placed: %d articles in stories, %d messages, want %d (%v)", cursor, members, len(messages), want, err)
	}
}
