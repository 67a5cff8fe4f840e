package job_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/server/job"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// of is a result that takes about so many bytes.
func of(bytes int) *stemma.Result {
	return &stemma.Result{Articles: []stemma.Article{{ID: "a", Text: strings.Repeat("x", bytes)}}}
}

// gives is work that gives a result at once.
func gives(r *stemma.Result) job.Work {
	return func(context.Context, func(string)) (*stemma.Result, error) { return r, nil }
}

// held is work that goes on until it is let go, or its context ends.
func held(let <-chan struct{}) job.Work {
	return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		step("reading articles")
		select {
		case <-let:
			return of(1), nil
		case <-ctx.Done():
			return nil, fmt.Errorf("trace: %w", ctx.Err())
		}
	}
}

func start(t *testing.T, q *job.Queue, key string, w job.Work) string {
	t.Helper()
	id, err := q.Start(key, w)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// ended waits for the end of a job.
func ended(t *testing.T, q *job.Queue, id string) job.Status {
	t.Helper()
	all, err := q.Watch(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var last job.Status
	for s := range all {
		last = s
	}
	if !last.State.Ended() {
		t.Fatalf("the last status is %+v", last)
	}
	return last
}

func state(t *testing.T, q *job.Queue, id string) job.Status {
	t.Helper()
	s, err := q.Status(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestResult(t *testing.T) {
	q := job.NewQueue(job.Options{})
	defer q.Close()
	want := of(3)
	id := start(t, q, "", func(_ context.Context, step func(string)) (*stemma.Result, error) {
		for _, s := range []string{"reading articles", "reading articles", "tracing stories"} {
			step(s)
		}
		return want, nil
	})
	s := ended(t, q, id)
	if s.State != job.Done || !slices.Equal(s.Steps, []string{"reading articles", "tracing stories"}) || s.Started.IsZero() || s.Ended.Before(s.Started) {
		t.Errorf("%+v", s)
	}
	if r, err := q.Result(id); r != want || err != nil {
		t.Errorf("%v, %v", r, err)
	}
	if len(id) < 26 || start(t, q, "", gives(want)) == id {
		t.Errorf("an id that can be guessed: %s", id)
	}
}

// TestFailures: why a job has no result is said in its status.
func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		work job.Work
		want string
	}{
		"an error": {func(context.Context, func(string)) (*stemma.Result, error) { return nil, errors.New("no vectors") }, "no vectors"},
		"a fault":  {func(context.Context, func(string)) (*stemma.Result, error) { panic("index out of range") }, "a fault of stemma itself (index out of range): please report it"},
		"a worker": {func(context.Context, func(string)) (*stemma.Result, error) {
			g := crew.New()
			g.Go(func() error { panic("index out of range") })
			return nil, g.Wait()
		}, "a fault of stemma itself (index out of range): please report it"},
		"nothing":  {gives(nil), "nothing came out of it"},
		"the time": {held(nil), "it took longer than 20ms, which is the limit here: give fewer reports"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := job.NewQueue(job.Options{Limit: 20 * time.Millisecond})
				defer q.Close()
				id := start(t, q, "key", c.work)
				if s := ended(t, q, id); s.State != job.Failed || !strings.HasPrefix(s.Problem, c.want) {
					t.Errorf("%+v", s)
				}
				if r, err := q.Result(id); r != nil || err != nil {
					t.Errorf("%v, %v", r, err)
				}
				if again := start(t, q, "key", gives(of(1))); again == id {
					t.Error("what failed stands for what is tried anew")
				}
			})
		})
	}
}

// TestOneOfAKey: those who ask for the same at once get one job.
func TestOneOfAKey(t *testing.T) {
	q := job.NewQueue(job.Options{Running: 2})
	defer q.Close()
	let := make(chan struct{})
	ids := make([]string, 50)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { ids[i] = start(t, q, "story 1", held(let)) })
	}
	wg.Wait()
	if all := slices.Compact(ids); len(all) != 1 {
		t.Errorf("%d jobs", len(all))
	}
	close(let)
	ended(t, q, ids[0])
	if id := start(t, q, "story 1", held(nil)); id != ids[0] {
		t.Error("what is done is done again")
	}
	if id := start(t, q, "story 2", gives(of(1))); id == ids[0] {
		t.Error("another key has the same job")
	}
}

// TestBounded: so many run, so many wait, and the others are told to come again; those that wait know how many come first.
func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := job.NewQueue(job.Options{Running: 2, Waiting: 2})
		defer q.Close()
		let := make(chan struct{})
		var ids []string
		for range 4 {
			ids = append(ids, start(t, q, "", held(let)))
		}
		if _, err := q.Start("", held(let)); !errors.Is(err, job.ErrFull) {
			t.Errorf("%v", err)
		}
		synctest.Wait()
		for i, want := range []job.Status{{State: job.Running}, {State: job.Running}, {State: job.Waiting, Before: 2}, {State: job.Waiting, Before: 3}} {
			if s := state(t, q, ids[i]); s.State != want.State || s.Before != want.Before {
				t.Errorf("%d: %+v", i, s)
			}
		}
		if err := q.Cancel(ids[2]); err != nil {
			t.Fatal(err)
		}
		if s := state(t, q, ids[3]); s.Before != 2 {
			t.Errorf("%+v", s)
		}
		if s := state(t, q, ids[2]); s.State != job.Failed || s.Problem != "it was cancelled" {
			t.Errorf("%+v", s)
		}
		if f := q.Figures(); f != (job.Figures{Waiting: 1, Running: 2, Room: 1}) {
			t.Errorf("%+v", f)
		}
		close(let)
		for _, i := range []int{0, 1, 3} {
			if s := ended(t, q, ids[i]); s.State != job.Done {
				t.Errorf("%+v", s)
			}
		}
	})
}

// TestCancel: one that runs is told to end, and the next of its key is another.
func TestCancel(t *testing.T) {
	q := job.NewQueue(job.Options{})
	defer q.Close()
	id := start(t, q, "key", held(nil))
	if err := q.Cancel(id); err != nil {
		t.Fatal(err)
	}
	if again := start(t, q, "key", gives(of(1))); again == id {
		t.Error("what is cancelled stands for the next")
	}
	if s := ended(t, q, id); s.Problem != "it was cancelled" {
		t.Errorf("%+v", s)
	}
	if err := q.Cancel(id); err != nil {
		t.Errorf("cancelled again: %v", err)
	}
	for _, err := range []error{q.Cancel("none"), second(q.Status("none")), second(q.Result("none")), second(q.Watch(t.Context(), "none"))} {
		if !errors.Is(err, job.ErrUnknown) {
			t.Errorf("%v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// TestCalledOnce: work that was taken is called, also where its job is cancelled while it waits, or the queue is closed: it
// may have something to clear up.
func TestCalledOnce(t *testing.T) {
	var began, called, done atomic.Int64
	q := job.NewQueue(job.Options{Running: 1, Around: func(w job.Work) job.Work {
		return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
			began.Add(1)
			return w(ctx, step)
		}
	}})
	work := func(ctx context.Context, _ func(string)) (*stemma.Result, error) {
		called.Add(1)
		<-ctx.Done()
		done.Add(1)
		return of(1), nil
	}
	start(t, q, "one", work)
	if _, taken, err := q.Put("one", work); taken || err != nil {
		t.Errorf("taken %v, %v", taken, err)
	}
	if err := q.Cancel(start(t, q, "two", work)); err != nil {
		t.Fatal(err)
	}
	start(t, q, "three", func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		_, _ = work(ctx, step)
		panic("in what nobody waits for")
	})
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if began.Load() != 3 || called.Load() != 3 || done.Load() != 3 {
		t.Errorf("%d begun, %d called, %d done", began.Load(), called.Load(), done.Load())
	}
}

// TestSlowWatcher: one who does not read holds nobody up, and gets the last status when he does.
func TestSlowWatcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := job.NewQueue(job.Options{})
		defer q.Close()
		let := make(chan struct{})
		id := start(t, q, "", func(_ context.Context, step func(string)) (*stemma.Result, error) {
			<-let
			for i := range 5000 {
				step(fmt.Sprint("step ", i))
			}
			return of(1), nil
		})
		all, err := q.Watch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s := <-all; s.State != job.Running {
			t.Errorf("%+v", s)
		}
		close(let)
		synctest.Wait() // it has ended, and nobody has read
		s := <-all
		if n := len(s.Steps); s.State != job.Done || n != 100 || s.Steps[n-1] != "step 4999" {
			t.Errorf("%s, %d steps", s.State, n)
		}
		if s, more := <-all; more {
			t.Errorf("%+v behind the last", s)
		}
		left, leave := context.WithCancel(t.Context())
		if _, err := q.Watch(left, id); err != nil { // who never reads, and goes
			t.Fatal(err)
		}
		leave()
	})
}

// TestForgotten: results are kept for a time, and within so many bytes: the oldest go first, the last stays in any case.
func TestForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := job.NewQueue(job.Options{KeptSize: 25_000, Kept: time.Hour})
		defer q.Close()
		there := func(ids []string) (n int) {
			for _, id := range ids {
				if r, err := q.Result(id); err == nil && r != nil {
					n++
				}
			}
			return n
		}
		var ids []string
		for range 4 {
			id := start(t, q, "", gives(of(10_000)))
			ended(t, q, id)
			ids = append(ids, id)
		}
		if there(ids[:2]) != 0 || there(ids[2:]) != 2 {
			t.Errorf("%d of the old ones, %d of the new ones", there(ids[:2]), there(ids[2:]))
		}
		huge := start(t, q, "", gives(of(100_000)))
		ended(t, q, huge)
		if there(ids) != 0 || there([]string{huge}) != 1 {
			t.Errorf("%d, %d", there(ids), there([]string{huge}))
		}
		time.Sleep(59 * time.Minute)
		if there([]string{huge}) != 1 {
			t.Error("forgotten too soon")
		}
		time.Sleep(2 * time.Minute)
		if _, err := q.Status(huge); !errors.Is(err, job.ErrUnknown) {
			t.Errorf("%v", err)
		}
	})
}

// TestClose: it waits for what runs, those who watch are told, and nothing can be started any more.
func TestClose(t *testing.T) {
	q := job.NewQueue(job.Options{})
	var still sync.Mutex
	still.Lock()
	begun := make(chan struct{})
	running := start(t, q, "", func(ctx context.Context, _ func(string)) (*stemma.Result, error) {
		defer still.Unlock()
		close(begun)
		<-ctx.Done()
		return nil, ctx.Err()
	})
	waiting := start(t, q, "", held(nil))
	<-begun
	var all []<-chan job.Status
	for _, id := range []string{running, waiting} {
		w, err := q.Watch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, w)
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if !still.TryLock() {
		t.Error("what ran still runs")
	}
	for _, w := range all {
		var last job.Status
		for s := range w {
			last = s
		}
		if last.State != job.Failed || last.Problem != job.ErrClosed.Error() {
			t.Errorf("%+v", last)
		}
	}
	if _, err := q.Start("", gives(of(1))); !errors.Is(err, job.ErrClosed) {
		t.Errorf("%v", err)
	}
	if err := q.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestSize(t *testing.T) {
	small, large := job.Size(of(10)), job.Size(of(100_010))
	if large-small != 100_000 || small < 10 || small > 2000 {
		t.Errorf("%d, %d", small, large)
	}
	r := of(0)
	r.Articles[0].Sentences = make([]stemma.Span, 1000)
	if n := job.Size(r) - job.Size(of(0)); n != 16_000 {
		t.Errorf("1000 sentences: %d", n)
	}
	if job.Size(nil) != 0 {
		t.Error("nothing")
	}
}
