package reader

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
)

// keptVersion is the version of a story that the tree in the archive is of; 0 where there is none.
func keptVersion(t *testing.T, dir, story string) int64 {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	head, _, err := a.TraceHead(t.Context(), story)
	if err != nil {
		t.Fatal(err)
	}
	return head.Version
}

// ended waits for a job.
func ended(t *testing.T, r *Reader, id string) job.Status {
	t.Helper()
	all, err := r.jobs.Watch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var last job.Status
	for last = range all {
	}
	return last
}

// TestTree: a small story is traced at once, and its tree is kept for all.
func TestTree(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 4)
	r := reading(t, dir, Options{})
	one := tree(t, r, idOf(0))
	if one.Stale || one.Job != "" || one.Problem != "" || one.LeftOut != 0 || one.Result == nil || one.Reviewed == nil || one.Tag == "" || len(one.Result.Stories) != 1 ||
		len(one.Result.Stories[0].Articles) != 4 || one.Story.Traced != 4 || *one.Story.Origins != one.Result.Stories[0].Origins {
		t.Fatalf("%+v", one)
	}
	if v := keptVersion(t, dir, idOf(0)); v != one.Story.Version {
		t.Errorf("the archive has a tree of version %d, of %d", v, one.Story.Version)
	}
	other := reading(t, dir, Options{})
	for _, r := range []*Reader{r, other} {
		same := tree(t, r, "s0r2")
		if same.Tag != one.Tag || same.Result.Stories[0].Origins != one.Result.Stories[0].Origins {
			t.Errorf("%+v, was %+v", same, one)
		}
	}
	if a, b := r.Figures(), other.Figures(); a.TreesKept != 1 || a.TreesTraced != 1 || b.TreesKept != 1 || b.TreesTraced != 0 || a.Bytes == 0 {
		t.Errorf("%+v, %+v", a, b)
	}
	more(t, dir, 0, 4, 5)
	if now := tree(t, r, idOf(0)); now.Tag == one.Tag || now.Stale || len(now.Result.Articles) != 5 {
		t.Errorf("%+v", now)
	}
	if _, err := r.Tree(t.Context(), "none"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

// TestTreeOfOneReport: that is the report, and no tree.
func TestTreeOfOneReport(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 1)
	r := reading(t, dir, Options{})
	for range 2 {
		if one := tree(t, r, idOf(0)); one.Result == nil || len(one.Result.Articles) != 1 || one.Story.Origins != nil || one.Stale || one.Job != "" {
			t.Errorf("%+v", one)
		}
	}
}

// TestTreeWhileOthersWrite: where another process writes, what is traced is kept in memory alone.
func TestTreeWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 4, 3)
	w := writer(t, dir)
	var jobs atomic.Int64
	r := reading(t, dir, Options{Jobs: counted(t, &jobs)})
	for range 3 {
		if one := tree(t, r, idOf(0)); one.Stale || len(one.Result.Articles) != 4 {
			t.Errorf("%+v", one)
		}
	}
	if s := stories(t, r, StoryQuery{}).Stories[0]; s.Origins == nil {
		t.Errorf("not known in lists: %+v", s)
	}
	if jobs.Load() != 1 || keptVersion(t, dir, idOf(0)) != 0 {
		t.Errorf("traced %d times, kept of version %d", jobs.Load(), keptVersion(t, dir, idOf(0)))
	}
	put(t, w, 0, 4, 6)
	if one := tree(t, r, idOf(0)); one.Stale || len(one.Result.Articles) != 6 {
		t.Errorf("%+v", one)
	}
}

// TestLargeTree: a large story is traced by a job. What is kept is shown until then.
func TestLargeTree(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, quickReports+1)
	r := reading(t, dir, Options{})
	first := tree(t, r, idOf(0))
	if first.Result != nil || first.Reviewed != nil || first.Job == "" || first.Stale || first.Tag == "" {
		t.Fatalf("%+v", first)
	}
	if again := tree(t, r, idOf(0)); again.Job != first.Job || again.Tag != first.Tag {
		t.Errorf("%+v, was %+v", again, first)
	}
	if s := ended(t, r, first.Job); s.State != job.Done || len(s.Steps) < 3 {
		t.Fatalf("%+v", s)
	}
	second := tree(t, r, idOf(0))
	if second.Job != "" || second.Stale || len(second.Result.Articles) != quickReports+1 || second.Tag == first.Tag {
		t.Fatalf("%+v", second)
	}
	if result, err := r.jobs.Result(first.Job); err != nil || result != second.Result {
		t.Errorf("the job has another result: %v", err)
	}
	more(t, dir, 0, quickReports+1, quickReports+2)
	third := tree(t, r, idOf(0))
	if !third.Stale || third.Job == "" || third.Result != second.Result || third.Tag == second.Tag || third.Story.Traced != quickReports+1 {
		t.Fatalf("%+v", third)
	}
	ended(t, r, third.Job)
	if last := tree(t, r, idOf(0)); last.Stale || len(last.Result.Articles) != quickReports+2 {
		t.Errorf("%+v", last)
	}
}

// TestTracedOnce: those who ask for a tree at once have it traced once, and decoded once.
func TestTracedOnce(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 5)
	var jobs atomic.Int64
	r := reading(t, dir, Options{Jobs: counted(t, &jobs)})
	results := make([]*stemma.Result, 50)
	all := func(r *Reader) {
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() {
				if one, err := r.Tree(t.Context(), idOf(0)); err == nil {
					results[i] = one.Result
				}
			})
		}
		wg.Wait()
		for i := range results {
			if results[i] == nil || results[i] != results[0] {
				t.Fatalf("%d has another tree", i)
			}
		}
	}
	all(r)
	all(reading(t, dir, Options{}))
	if jobs.Load() != 1 {
		t.Errorf("traced %d times", jobs.Load())
	}
}

// TestDamagedTree: what cannot be read any more is traced again.
func TestDamagedTree(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	r := reading(t, dir, Options{})
	good := tree(t, r, idOf(0))
	w := writer(t, dir)
	head, _, err := w.TraceHead(t.Context(), idOf(0))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]store.Trace{
		"no JSON":      {Story: idOf(0), Version: head.Version, Key: head.Key, Result: []byte("{")},
		"another form": {Story: idOf(0), Version: head.Version, Key: "0|static", Result: []byte("{}")},
	} {
		if err := w.PutTrace(t.Context(), bad); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if one := tree(t, reading(t, dir, Options{}), idOf(0)); one.Tag != good.Tag {
				t.Errorf("%s: %+v", name, one)
			}
		}
	}
}

// TestVerdicts: a tree has the verdicts on it, and its tag changes with them alone.
func TestVerdicts(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3, 3)
	book, err := review.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	r := reading(t, dir, Options{Book: book})
	one, two := tree(t, r, idOf(0)), tree(t, r, idOf(1))
	e := one.Result.Stories[0].Edges[0]
	v, err := review.New(one.Result, review.Draft{Story: idOf(0), Opinion: review.Confirmed, Parent: e.Parent, Child: e.Child, Reviewer: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = book.Add(t.Context(), v, ""); err != nil {
		t.Fatal(err)
	}
	now := tree(t, r, idOf(0))
	if now.Tag == one.Tag || len(now.Reviewed.OfEdge(e.Parent, e.Child)) != 1 || now.Reviewed.Result != now.Result {
		t.Errorf("%+v", now.Reviewed)
	}
	if other := tree(t, r, idOf(1)); other.Tag != two.Tag {
		t.Error("the tag of another story has changed")
	}
	if again := tree(t, r, idOf(0)); again.Reviewed != now.Reviewed {
		t.Error("looked up again, with nothing new")
	}
	if _, err := book.Withdraw(t.Context(), v.ID, "ana"); err != nil {
		t.Fatal(err)
	}
	if then := tree(t, r, idOf(0)); then.Tag != one.Tag || len(then.Reviewed.OfEdge(e.Parent, e.Child)) != 0 {
		t.Errorf("%+v", then)
	}
}

// TestCache: it has the trees that were used last, of so many bytes, and the last in any case.
func TestCache(t *testing.T) {
	c := newCache(100)
	for _, k := range []*kept{{story: "a", size: 40}, {story: "b", size: 40}} {
		c.put(k)
	}
	c.get("a")
	c.put(&kept{story: "c", size: 40})
	if c.get("a") == nil || c.get("b") != nil || c.bytes() != 80 {
		t.Errorf("%d bytes", c.bytes())
	}
	c.put(&kept{story: "a", size: 10, since: time.Now()})
	if c.bytes() != 50 {
		t.Errorf("%d bytes", c.bytes())
	}
	c.put(&kept{story: "d", size: 1000})
	if c.get("d") == nil || c.get("a") != nil || c.bytes() != 1000 {
		t.Errorf("%d bytes", c.bytes())
	}
}

// TestTreeWithoutVerdicts: where the book of the verdicts cannot be read, the tree is shown without them, and says so.
func TestTreeWithoutVerdicts(t *testing.T) {
	dir, at := t.TempDir(), t.TempDir()
	fill(t, dir, 3)
	book, err := review.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	r := reading(t, dir, Options{Book: book})
	good := tree(t, r, idOf(0))
	if err := os.WriteFile(filepath.Join(at, "verdicts.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	one := tree(t, r, idOf(0))
	if one.Unreviewed == "" || one.Reviewed == nil || one.Result != good.Result || one.Tag == good.Tag {
		t.Errorf("%q, %+v, was %+v", one.Unreviewed, one, good)
	}
	if err := os.Remove(filepath.Join(at, "verdicts.db")); err != nil {
		t.Fatal(err)
	}
	if again := tree(t, r, idOf(0)); again.Unreviewed != "" || again.Tag != good.Tag {
		t.Errorf("%+v, was %+v", again, good)
	}
}
