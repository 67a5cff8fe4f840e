package watch

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// TestPresence: of two processes one has the turn at a host until its pause is over, or until it is gone.
func TestPresence(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	var p [2]*presence
	for i := range p {
		c, schema := a.Connection()
		var err error
		if p[i], err = newPresence(t.Context(), c, schema); err != nil {
			t.Fatal(err)
		}
		defer p[i].close()
	}
	leave, err := p[0].turn(t.Context(), "herald.example")
	if err != nil {
		t.Fatal(err)
	}
	if elsewhere, err := p[1].turn(t.Context(), "courier.example"); err != nil {
		t.Error("the turn at another host:", err)
	} else {
		elsewhere(time.Now())
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := p[1].turn(soon, "herald.example"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("two have the turn at a host:", err)
	}
	until := time.Now().Add(100 * time.Millisecond)
	leave(until)
	if _, err := p[1].turn(t.Context(), "herald.example"); err != nil || time.Now().Before(until) {
		t.Errorf("the turn is had %v before the pause is over (%v)", time.Until(until), err)
	}
	p[1].close()
	if _, err := p[0].turn(t.Context(), "herald.example"); err != nil {
		t.Error("the turn of one who is gone:", err)
	}
	// One that cannot be seen leaves no connection.
	const wrong = "CREATE SCHEMA wrong; CREATE FUNCTION wrong.pg_try_advisory_lock(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT 1/0 = 0'"
	if _, err := a.Database().ExecContext(t.Context(), wrong); err != nil {
		t.Fatal(err)
	}
	c, schema := a.Connection()
	c.RuntimeParams["search_path"], c.RuntimeParams["application_name"] = "wrong, pg_catalog", "unseen"
	if _, err := newPresence(t.Context(), c, schema); err == nil {
		t.Error("seen without a lock")
	}
	becomes(t, "the end of the connection", func() bool {
		left := -1
		err := a.Database().QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'unseen' AND datname = current_database()").Scan(&left)
		return err == nil && left == 0
	})
	if _, err := p[1].turn(t.Context(), "herald.example"); !errors.Is(err, errAlone) {
		t.Error("one who is gone:", err)
	}
}

// TestTurnAtStory: of two who trace a story of a database, be it from one process, one does it at a time.
func TestTurnAtStory(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	leave, err := turnAt(t.Context(), a, "s1")
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := turnAt(soon, a, "s1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("two have the turn at a story:", err)
	}
	leave()
	again, err := turnAt(t.Context(), a, "s1")
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// TestTakeBack: the jobs of a process that is gone go to others when it was not seen twice, those of one that is there do not, and one
// over which too many were killed is given up. What such a process had and another has by now is the other's.
func TestTakeBack(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	j, err := openJobs(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer j.stop()
	c, schema := a.Connection()
	p, err := newPresence(t.Context(), c, schema)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	ids := map[string]int64{}
	for _, job := range []struct {
		story, by string
		attempt   int
	}{{"there", p.name(), 1}, {"gone", "stemma_7", 1}, {"killer", "stemma_7", maxKilled}, {"begun again", "stemma_7", 1}, {"moved", "stemma_7", 1}} {
		var id int64
		err := j.pool.QueryRow(t.Context(), `INSERT INTO river_job (args, attempt, attempted_at, attempted_by, kind, max_attempts, queue, state)
			VALUES (jsonb_build_object('story', $1::text), $2, now(), ARRAY['stemma_1', $3::text], 'tree', $4, 'tree_x', 'running') RETURNING id`, job.story, job.attempt, job.by, maxKilled).Scan(&id)
		if err != nil {
			t.Fatal(err)
		}
		ids[job.story] = id
	}
	tm := &team{watcher: &watcher{Options: Options{Archive: a, Log: slog.New(slog.DiscardHandler), Figures: &Figures{}}}, jobs: j, presence: p}
	l := &leader{team: tm}
	want := map[int]map[string]string{
		0: {"there": "running", "gone": "running", "killer": "running", "begun again": "running", "moved": "running"},
		1: {"there": "running", "gone": "available", "killer": "discarded", "begun again": "running", "moved": "running"},
	}
	for look := range len(want) {
		if look == 1 { // one ended and was begun by another that is gone, at the same attempt, and one by a process that is there
			const again = "UPDATE river_job SET attempted_at = now(), attempted_by = ARRAY[$2::text] WHERE id = $1"
			for story, by := range map[string]string{"begun again": "stemma_7", "moved": p.name()} {
				if _, err := j.pool.Exec(t.Context(), again, ids[story], by); err != nil {
					t.Fatal(err)
				}
			}
		}
		l.looked = time.Time{}
		if err := l.takeBack(t.Context()); err != nil {
			t.Fatal(err)
		}
		for story, id := range ids {
			var state string
			if err := j.pool.QueryRow(t.Context(), "SELECT state FROM river_job WHERE id = $1", id).Scan(&state); err != nil || state != want[look][story] {
				t.Errorf("look %d: the job of %s is %s (%v)", look, story, state, err)
			}
		}
	}
	if lost, err := j.lostTrees(t.Context()); err != nil || len(lost) != 1 || lost[0].story != "killer" || lost[0].problem != "5 processes were killed while they traced it" {
		t.Errorf("why a story is given up: %+v, %v", lost, err)
	}
	if n := tm.Figures.takenBack.Load(); n != 2 {
		t.Errorf("%d jobs taken back", n)
	}
}

// TestHostJobs: each host has one job, however often it is asked for; one that waits is done at once where it has a new feed.
func TestHostJobs(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	j, err := openJobs(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer j.stop()
	workers := river.NewWorkers()
	tm := &team{watcher: &watcher{Options: Options{Archive: a, Log: slog.New(slog.DiscardHandler), Figures: &Figures{}}, schedule: newSchedule(1)}, jobs: j}
	if err := errors.Join(river.AddWorkerSafely(workers, &asker{t: tm}), river.AddWorkerSafely(workers, &drawer{t: tm})); err != nil {
		t.Fatal(err)
	}
	if err := j.start(t.Context(), "stemma_9", workers, map[string]int{"none": 1}, tm.Log); err != nil { // so that none is taken
		t.Fatal(err)
	}
	l := &leader{team: tm}
	feeds := []string{"https://herald.example/a", "https://herald.example/b", "https://courier.example/feed"}
	l.Lists = NewLists(feeds[:2])
	for range 2 {
		if err := l.lists(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := j.pool.Exec(t.Context(), "UPDATE river_job SET state = 'scheduled', scheduled_at = now() + interval '1 hour'"); err != nil {
		t.Fatal(err)
	}
	states := func() []string {
		t.Helper()
		there, err := j.hosts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for host, job := range there {
			all = append(all, host+" "+string(job.state))
		}
		slices.Sort(all)
		return all
	}
	if err := l.lists(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have, want := states(), []string{"herald.example scheduled"}; !slices.Equal(have, want) {
		t.Errorf("nothing new: %q", have)
	}
	l.Lists = NewLists(append(feeds, "https://herald.example/c"))
	if err := l.lists(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have, want := states(), []string{"courier.example available", "herald.example available"}; !slices.Equal(have, want) {
		t.Errorf("a new host, and a new feed of one that was there: %q", have)
	}
	on, err := tm.feeds.on(t.Context(), a, "herald.example")
	if err != nil || len(on) != 3 {
		t.Errorf("%v, %v", on, err)
	}
	if err := (&asker{t: tm}).Work(t.Context(), &river.Job[askArgs]{Args: askArgs{Host: "gone.example"}}); err != nil {
		t.Errorf("the job of a host that no feed is on any more: %v", err)
	}
	if c, err := j.count(t.Context()); err != nil || c != (counts{due: 2}) {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestDrawing: the one that leads asks for trees that are not as they are now, holds those against the rules that come, whoever made
// them, and has no story wait of which none can be made.
func TestDrawing(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	if _, err := a.Add(t.Context(), moulded(24)); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil || len(list) < 3 || list[1].Articles < 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	j, err := openJobs(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer j.stop()
	var told bytes.Buffer
	w := &watcher{Options: Options{Archive: a, Lists: NewLists(nil), Alerts: &told, Log: slog.New(slog.DiscardHandler), Rules: func() ([]alert.Rule, error) {
		return []alert.Rule{{Name: "known origins", Kind: alert.Reach, Articles: 2, Origins: 100}}, nil
	}}.withDefaults(), schedule: newSchedule(1), shared: true}
	tm := &team{watcher: w, jobs: j}
	workers := river.NewWorkers()
	if err := errors.Join(river.AddWorkerSafely(workers, &asker{t: tm}), river.AddWorkerSafely(workers, &drawer{t: tm})); err != nil {
		t.Fatal(err)
	}
	if err := j.start(t.Context(), "stemma_9", workers, map[string]int{"none": 1}, w.Log); err != nil { // so that none is taken
		t.Fatal(err)
	}
	k, err := newKeeper(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	l := &leader{team: tm, keeper: k}
	k.open.wait([]string{list[0].ID, list[1].ID})
	for range 2 {
		if err := l.draw(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if c, err := j.count(t.Context()); err != nil || c.trees != 2 || told.Len() > 0 {
		t.Errorf("%+v (%v), told: %q", c, err, told.String())
	}
	other, err := NewTrees(a, w.Trace, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Trace(t.Context(), list[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := (&drawer{t: tm}).untraced(t.Context(), list[1].ID, "it is too much"); err != nil {
		t.Fatal(err)
	}
	if err := l.draw(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(k.open.Stories) > 0 || bytes.Count(told.Bytes(), []byte("\n")) != 1 {
		t.Errorf("%q wait, told: %q", k.open.Stories, told.String())
	}
	if _, ok, err := a.State(t.Context(), untracedState+list[1].ID); ok || err != nil {
		t.Errorf("that there is no tree is told again (%v)", err)
	}
}

// TestHostIsKept: what is known of a host goes from one process to the next, and goes when the host answers.
func TestHostIsKept(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	now := time.Now().UTC().Truncate(time.Second)
	for _, h := range []host{{Failures: 2, Until: now, errors: 1}, {errors: 2}, {}} {
		before, err := recallHost(t.Context(), a, "herald.example")
		if err != nil {
			t.Fatal(err)
		}
		state := map[string][]byte{}
		if err := h.put(state, "herald.example", *before); err != nil {
			t.Fatal(err)
		}
		if err := a.Update(t.Context(), store.Update{State: state}); err != nil {
			t.Fatal(err)
		}
		if after, err := recallHost(t.Context(), a, "herald.example"); err != nil || *after != h {
			t.Errorf("%+v, %v; want %+v", after, err, h)
		}
	}
}

// TestLed: where one leads, a catch-up and a single round are refused with who it is.
func TestLed(t *testing.T) {
	t.Parallel()
	name := pgtest.Database(t)
	a, b := archive(t, name), archive(t, name)
	defer a.Close()
	defer b.Close()
	lease, err := a.Lease(t.Context(), store.Placing)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), b, CatchUpOptions{}); !errors.Is(err, store.ErrLocked) {
		t.Error("catch up:", err)
	}
	if _, err := Run(t.Context(), Options{Archive: b, Lists: NewLists([]string{"https://herald.example/feed"}), Web: newWeb(), Once: true}); !errors.Is(err, store.ErrLocked) {
		t.Error("one round:", err)
	}
	if err := lease.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), b, CatchUpOptions{}); err != nil {
		t.Error("catch up when nobody leads any more:", err)
	}
}
