package reader

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
)

// counted counts the jobs of a queue, and bounds them by a test's end.
func counted(t *testing.T, n *atomic.Int64) *job.Queue {
	q := job.NewQueue(job.Options{Around: func(w job.Work) job.Work {
		n.Add(1)
		return w
	}})
	t.Cleanup(func() { q.Close() })
	return q
}

// TestOtherSettings: what was traced otherwise is shown, and traced anew.
func TestOtherSettings(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3, quickReports+1)
	ours := reading(t, dir, Options{})
	tree(t, ours, idOf(0))
	first := tree(t, ours, idOf(1))
	ended(t, ours, first.Job)
	large := tree(t, ours, idOf(1))
	theirs := reading(t, dir, Options{Kind: "another table"})
	if one := tree(t, theirs, idOf(0)); one.Stale || one.Result == nil {
		t.Errorf("%+v", one)
	}
	if one := tree(t, theirs, idOf(1)); !one.Stale || one.Job == "" || one.Result.Stories[0].Origins != large.Result.Stories[0].Origins {
		t.Errorf("%+v", one)
	}
}

// TestSettingsChange: a table of outlets that the archive is filled with from now on changes the trees.
func TestSettingsChange(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	w := writer(t, dir)
	var asked atomic.Int64
	kind := ""
	r := reading(t, dir, Options{Settings: func(context.Context, *store.Archive) (trace.Options, string, error) {
		asked.Add(1)
		return trace.Options{}, kind, nil
	}})
	before := tree(t, r, idOf(0))
	tree(t, r, idOf(0))
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
	kind = "a table"
	if err := w.PutState(t.Context(), "settings", []byte(`{"outlets":"ours.txt","table":"agency Norlink"}`)); err != nil {
		t.Fatal(err)
	}
	r.now.mu.Lock()
	r.now.asked = r.now.asked.Add(-settingsEvery)
	r.now.mu.Unlock()
	if after := tree(t, r, idOf(0)); asked.Load() != 2 || after.Stale || r.trees.get(idOf(0)).key == "" || !strings.HasSuffix(r.trees.get(idOf(0)).key, "a table") {
		t.Errorf("asked %d times, %+v, was %+v", asked.Load(), after, before)
	}
}

// broken is a model of sentence vectors that cannot be had.
type broken struct{ asked atomic.Int64 }

func (*broken) Name() string { return "broken" }
func (b *broken) Vectors(context.Context, []string) ([][]float32, error) {
	b.asked.Add(1)
	return nil, errors.New("no server at http://vectors.example")
}

// TestTreeFails: what cannot be traced is said, to all who ask, and tried once.
func TestTreeFails(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3, 2)
	good := tree(t, reading(t, dir, Options{}), idOf(1))
	model := &broken{}
	r := reading(t, dir, Options{Trace: trace.Options{Vectors: model}})
	for range 3 {
		if one, err := r.Tree(t.Context(), idOf(0)); err == nil || !strings.Contains(err.Error(), "no server at") {
			t.Errorf("%+v, %v", one, err)
		}
		if one := tree(t, r, idOf(1)); one.Result.Stories[0].Origins != good.Result.Stories[0].Origins || !one.Stale || !strings.Contains(one.Problem, "no server at") || one.Job != "" {
			t.Errorf("%+v", one)
		}
	}
	if n := model.asked.Load(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	unset := reading(t, dir, Options{Settings: func(context.Context, *store.Archive) (trace.Options, string, error) {
		return trace.Options{}, "", errors.New("the table is damaged")
	}})
	if one := tree(t, unset, idOf(1)); one.Stale || one.Result == nil {
		t.Errorf("what is kept: %+v", one)
	}
	if _, err := unset.Tree(t.Context(), idOf(0)); err == nil || err.Error() != "the table is damaged" {
		t.Errorf("%v", err)
	}
}

// TestNoRoom: what there is no room for in memory, and cannot be put into the archive, is not traced again and again.
func TestNoRoom(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3, 3, quickReports+1)
	defer writer(t, dir).Close()
	var jobs atomic.Int64
	r := reading(t, dir, Options{Jobs: counted(t, &jobs), Cache: 1})
	ended(t, r, tree(t, r, idOf(2)).Job)
	for range 3 {
		for story := range 3 {
			if one := tree(t, r, idOf(story)); one.Stale || one.Job != "" || one.Result == nil || one.Result.Articles[0].ID != report(story, 0).ID {
				t.Fatalf("%+v", one)
			}
		}
	}
	if jobs.Load() != 3 {
		t.Errorf("%d traced", jobs.Load())
	}
}

// TestOtherSettingsWhileOthersWrite: what was traced anew is taken, and not what another process keeps that traces otherwise.
func TestOtherSettingsWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	tree(t, reading(t, dir, Options{}), idOf(0))
	defer writer(t, dir).Close()
	var jobs atomic.Int64
	r := reading(t, dir, Options{Kind: "another table", Jobs: counted(t, &jobs)})
	for range 3 {
		if one := tree(t, r, idOf(0)); one.Stale || one.Job != "" {
			t.Errorf("%+v", one)
		}
		stories(t, r, StoryQuery{})
	}
	if jobs.Load() != 1 {
		t.Errorf("%d traced", jobs.Load())
	}
}

// TestManyOfAStoryThatGrows: of many who look at a story that has changed, one waits for its tree.
func TestManyOfAStoryThatGrows(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	begin := make(chan struct{})
	q := job.NewQueue(job.Options{Around: func(w job.Work) job.Work {
		return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
			<-begin
			return w(ctx, step)
		}
	}})
	defer q.Close()
	tree(t, reading(t, dir, Options{}), idOf(0))
	more(t, dir, 0, 3, 4)
	r := reading(t, dir, Options{Jobs: q})
	var first sync.WaitGroup
	first.Go(func() {
		if one, err := r.Tree(t.Context(), idOf(0)); err != nil || one.Stale || len(one.Result.Articles) != 4 {
			t.Errorf("who waits: %+v, %v", one, err)
		}
	})
	for q.Figures().Running == 0 {
		time.Sleep(time.Millisecond)
	}
	for range 3 {
		if one := tree(t, r, idOf(0)); !one.Stale || one.Job == "" || len(one.Result.Articles) != 3 {
			t.Errorf("%+v", one)
		}
	}
	close(begin)
	first.Wait()
}

// slow is a model of sentence vectors that does not answer in time, or not at all.
type slow struct{ fault bool }

func (*slow) Name() string { return "slow" }
func (m *slow) Vectors(ctx context.Context, _ []string) ([][]float32, error) {
	if m.fault {
		panic("out of range")
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestTraceWithoutEnd: a story that cannot be traced in the time that a job has, or comes to a fault, is not traced anew for
// each who asks.
func TestTraceWithoutEnd(t *testing.T) {
	for name, c := range map[string]struct {
		fault bool
		limit time.Duration
		says  string
	}{
		"too slow": {limit: 10 * time.Millisecond, says: "took longer than 10ms"},
		"a fault":  {limit: time.Minute, fault: true, says: "a fault of stemma itself"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, model := t.TempDir(), &slow{fault: c.fault}
			fill(t, dir, 3)
			jobs := 0
			q := job.NewQueue(job.Options{Limit: c.limit, Around: func(w job.Work) job.Work { jobs++; return w }})
			defer q.Close()
			r := reading(t, dir, Options{Jobs: q, Trace: trace.Options{Vectors: model}})
			for range 3 {
				if _, err := r.Tree(t.Context(), idOf(0)); err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%v", err)
				}
			}
			if jobs != 1 {
				t.Errorf("tried %d times", jobs)
			}
		})
	}
}

// TestTraceTakenBack: that says nothing of the story, which the next who asks has traced.
func TestTraceTakenBack(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, quickReports+1)
	q := job.NewQueue(job.Options{})
	defer q.Close()
	r := reading(t, dir, Options{Jobs: q, Trace: trace.Options{Vectors: &slow{}}})
	for range 2 {
		one := tree(t, r, idOf(0))
		if err := q.Cancel(one.Job); err != nil || one.Problem != "" {
			t.Fatalf("%+v, %v", one, err)
		}
		ended(t, r, one.Job)
	}
}
