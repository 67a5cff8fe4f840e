package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
)

// large is a story of so many reports, of which the archive keeps a tree that took so long.
func large(t *testing.T, a *store.Archive, key string, reports int, took time.Duration) store.Story {
	t.Helper()
	var all []stemma.Article
	for i := range reports {
		all = append(all, stemma.Article{ID: fmt.Sprint("r", i), Lang: "en", Text: "The bridge of Orvel is closed."})
	}
	if _, err := a.Add(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	p := store.Placement{Upto: int64(reports)}
	for i := range all {
		kind := store.StoryJoined
		if i == 0 {
			kind = store.StoryFounded
		}
		p.Placed = append(p.Placed, store.Placed{N: int64(i + 1), Article: all[i].ID})
		p.Events = append(p.Events, store.StoryEvent{Kind: kind, Story: "large", Article: all[i].ID})
	}
	if err := a.Place(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	st, ok, err := a.Story(t.Context(), "large")
	if err != nil || !ok || st.Articles != reports {
		t.Fatalf("%+v, %v", st, err)
	}
	err = a.PutTrace(t.Context(), store.Trace{Story: st.ID, Version: st.Version, Key: key, Result: []byte(`{}`), Work: fmt.Appendf(nil, `{"seconds":%f}`, took.Seconds())})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// small is a story of one report, the next after so many.
func small(t *testing.T, a *store.Archive, before int64) {
	t.Helper()
	if _, err := a.Add(t.Context(), []stemma.Article{{ID: "s", Lang: "en", Text: "The ferry of Orvel sails again."}}); err != nil {
		t.Fatal(err)
	}
	p := store.Placement{Upto: before + 1}
	p.Placed = []store.Placed{{N: before + 1, Article: "s"}}
	p.Events = []store.StoryEvent{{Kind: store.StoryFounded, Story: "small", Article: "s"}}
	if err := a.Place(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := a.Story(t.Context(), "small"); err != nil || !ok {
		t.Fatal(ok, err)
	}
}

// TestPacedTogether: how long a large story took is kept with its tree, and the one that leads asks for another once that is worth it, whoever
// has made the last; who has made it lets small stories go before the next large one.
func TestPacedTogether(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	trees, err := NewTrees(a, trace.Options{}, "")
	if err != nil {
		t.Fatal(err)
	}
	st := large(t, a, trees.Key(), 2*largeStory, time.Minute)
	if tree, err := trees.Kept(t.Context(), &st); err != nil || tree == nil {
		t.Fatal(tree, err)
	}
	st.Version++
	now := time.Now()
	if trees.due(&st, now) || trees.due(&st, now.Add(time.Minute)) || !trees.due(&st, now.Add(time.Hour)) {
		t.Error("a report more, a minute after a trace of a minute, is not worth another, and after an hour it is")
	}
	other := st
	if other.ID = "other"; !trees.due(&other, now) {
		t.Error("the one that leads does not trace: it keeps nobody from another story")
	}
	d := &drawer{t: &team{watcher: &watcher{Options: Options{Archive: a}}}, trees: trees}
	job := &river.Job[treeArgs]{JobRow: &rivertype.JobRow{Attempt: 1, MaxAttempts: maxKilled}, Args: treeArgs{Story: "large"}}
	trees.rest = now.Add(20 * time.Second)
	snooze, later := errors.AsType[*river.JobSnoozeError](d.Work(t.Context(), job))
	if !later || snooze.Duration <= 0 || snooze.Duration > 20*time.Second {
		t.Errorf("a large story while small ones have their turn: %v", snooze)
	}
	small(t, a, 2*largeStory)
	if rest, err := d.rests(t.Context(), "small", now); rest != 0 || err != nil {
		t.Errorf("a small one rests for %v (%v)", rest, err)
	}
	if took := tookOf(&store.Trace{Work: trees.effortOf(&st, 90*time.Second)}); took != 90*time.Second {
		t.Errorf("90 s are kept as %v", took)
	}
	for _, damaged := range []string{"", "x", `{"seconds":-1}`, `{"seconds":1e300}`} {
		if took := tookOf(&store.Trace{Work: []byte(damaged)}); took < 0 || took > jobLimit {
			t.Errorf("%q: %v", damaged, took)
		}
	}
}

// faulty is a model of sentence vectors with a fault.
type faulty struct{}

func (faulty) Name() string                                           { return "faulty" }
func (faulty) Vectors(context.Context, []string) ([][]float32, error) { panic("out of range") }
func (faulty) keep(context.Context, store.Trace) error                { panic("out of range") }
func (faulty) turn(context.Context, string) (leave func(), err error) { panic("out of range") }

func faultyDrawer(t *testing.T, a *store.Archive, change func(*Trees)) *drawer {
	t.Helper()
	trees, err := NewTrees(a, trace.Options{}, "")
	if err != nil {
		t.Fatal(err)
	}
	change(trees)
	return &drawer{t: &team{watcher: &watcher{Options: Options{Archive: a, Log: slog.New(slog.DiscardHandler)}}}, trees: trees}
}

// TestTreeGivenUp: a story waits no longer whose tree comes to a fault of the program, wherever that is, or which the queue itself has
// tried too often; and it is told once.
func TestTreeGivenUp(t *testing.T) {
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
	if err != nil || len(list) < 2 || list[1].Articles < 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	for where, change := range map[string]func(*Trees){
		"vectors": func(trees *Trees) { trees.o.Vectors = faulty{} },
		"keeping": func(trees *Trees) { trees.Keep = faulty{}.keep },
		"turns":   func(trees *Trees) { trees.turn = faulty{}.turn },
	} {
		d := faultyDrawer(t, a, change)
		if err := d.Work(t.Context(), &river.Job[treeArgs]{JobRow: &rivertype.JobRow{}, Args: treeArgs{Story: list[0].ID}}); err != nil {
			t.Errorf("%s: %v", where, err)
		}
		why, ok, err := a.State(t.Context(), untracedState+list[0].ID)
		if !ok || err != nil || !strings.Contains(string(why), "a fault of stemma itself") || len(why) > 400 {
			t.Errorf("%s: %q, %v", where, why, err)
		}
	}
	cut := faultyDrawer(t, a, func(trees *Trees) {
		trees.turn = func(context.Context, string) (func(), error) { return nil, errAlone }
	})
	if err := cut.Work(t.Context(), &river.Job[treeArgs]{JobRow: &rivertype.JobRow{}, Args: treeArgs{Story: list[1].ID}}); !errors.Is(err, river.JobSnooze(0)) {
		t.Errorf("one that is cut off leaves a story to others: %v", err)
	}
	if _, given, err := a.State(t.Context(), untracedState+list[1].ID); given || err != nil {
		t.Errorf("one that is cut off gives a story up (%v)", err)
	}
	var log strings.Builder
	l := leads(t, a, Options{Lists: NewLists(nil), Alerts: io.Discard, Log: slog.New(slog.NewTextHandler(&log, nil))})
	l.keeper.open.wait([]string{list[0].ID, list[1].ID})
	const discarded = `INSERT INTO river_job (args, attempt, finalized_at, kind, max_attempts, queue, state, errors)
		VALUES (jsonb_build_object('story', $1::text), 5, now(), 'tree', 5, 'tree_x', 'discarded', ARRAY['{"error": "the disk is full"}'::jsonb])`
	if _, err := l.jobs.pool.Exec(t.Context(), discarded, list[1].ID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.draw(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.keeper.open.Stories) > 0 || strings.Count(log.String(), "msg=tree") != 2 || !strings.Contains(log.String(), "the disk is full") {
		t.Errorf("%q wait\n%s", l.keeper.open.Stories, log.String())
	}
}

// TestTurnHeldWhileKept: a story is another's only when its tree is where others see it, and then it is not traced again.
func TestTurnHeldWhileKept(t *testing.T) {
	t.Parallel()
	a := archive(t, pgtest.Database(t))
	defer a.Close()
	c, schema := a.Connection()
	p, err := newPresence(t.Context(), c, schema)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if _, err := a.Add(t.Context(), moulded(24)); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if err != nil || list[0].Articles < 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	both := [2]*Trees{}
	traced, keeping, goOn := 0, make(chan struct{}), make(chan struct{})
	for i := range both {
		if both[i], err = NewTrees(a, trace.Options{}, ""); err != nil {
			t.Fatal(err)
		}
		both[i].Keep = func(ctx context.Context, v store.Trace) error {
			if traced++; traced == 1 {
				close(keeping)
				<-goOn
			}
			return a.PutTrace(ctx, v)
		}
	}
	both[1].turn = p.turnAtStory // as one that watches
	ended := make(chan error, 1)
	go func() {
		_, err := both[0].Trace(t.Context(), list[0].ID)
		ended <- err
	}()
	select {
	case <-keeping:
	case err := <-ended:
		t.Fatal("it is not traced: ", err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := both[1].Trace(soon, list[0].ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("another has the turn while the tree is not kept yet: %v", err)
	}
	close(goOn)
	if tree, err := both[1].Trace(t.Context(), list[0].ID); err != nil || !tree.Kept || traced != 1 {
		t.Errorf("traced %d times (%v)", traced, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
