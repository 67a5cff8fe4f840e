package watch

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// settledWithin waits until an archive has so many reports, all in stories, whose trees are as they are now, and the desk was
// told of each event.
func (p *press) settledWithin(t *testing.T, a *store.Archive, events int, patience time.Duration) {
	t.Helper()
	var state string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if state = p.unsettled(t, a, events); state == "" {
			return
		}
	}
	t.Fatalf("after %v: %s", patience, state)
}

// unsettled says what is still to come; "" where nothing is.
func (p *press) unsettled(t *testing.T, a *store.Archive, events int) string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	c, err := a.Count(ctx)
	if err != nil {
		return err.Error() // the server may be gone for a moment
	}
	if c.Articles < events*len(p.outlets) || c.Unplaced > 0 {
		return fmt.Sprintf("%d articles of %d, %d of them in no story", c.Articles, events*len(p.outlets), c.Unplaced)
	}
	list, err := a.Stories(ctx, store.StoryFilter{})
	if err != nil {
		return err.Error()
	}
	for _, s := range list {
		if head, ok, err := a.TraceHead(ctx, s.ID); err != nil || !ok || head.Version != s.Version {
			return fmt.Sprintf("story %s of version %d has a tree of %d (%v)", s.ID, s.Version, head.Version, err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.about) < 2*len(list) {
		return fmt.Sprintf("%d alerts of %d", len(p.about), 2*len(list))
	}
	return ""
}

// alone is what one watch on a folder makes of what the press has now.
func (p *press) alone(t *testing.T, events int) string {
	t.Helper()
	other := newPress(t, len(p.outlets), events)
	work := other.work(t.TempDir())
	work.Once = true
	if _, err := pressWatch(t.Context(), &work); err != nil {
		t.Fatal(err)
	}
	a := archive(t, work.Archive)
	defer a.Close()
	return members(t, a)
}

// TestTeam: two that watch one database have the stories of one that watches into a folder; each page is read once, no host
// is asked by two at once or too soon, each alert is told once.
func TestTeam(t *testing.T) {
	t.Parallel()
	const events = 6
	p := newPress(t, 3, events)
	work := p.work(pgtest.Database(t))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	a := archive(t, work.Archive)
	defer a.Close()
	countTrees(t, a)
	ended := make(chan error, 2)
	var sums [2]Summary
	for i := range sums {
		go func() {
			var err error
			sums[i], err = pressWatch(ctx, &work)
			ended <- err
		}()
	}
	p.settledWithin(t, a, events, time.Minute)
	stop()
	for range sums {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Logf("%+v", sums)
	running := 0
	if err := a.Database().QueryRowContext(t.Context(), "SELECT count(*) FROM river_job WHERE state = 'running'").Scan(&running); err != nil || running > 0 {
		t.Errorf("%d jobs are left to processes that have ended (%v)", running, err)
	}
	if have, want := members(t, a), p.alone(t, events); have != want {
		t.Errorf("by two:\n%s\n\nby one:\n%s", have, want)
	}
	p.behaved(t, 0)
	if n := sums[0].New + sums[1].New; n != events*len(p.outlets) {
		t.Errorf("%d reports were new", n)
	}
	list, err := a.Stories(t.Context(), store.StoryFilter{})
	if n, kept := sums[0].Traced+sums[1].Traced, treesOnce(t, a); err != nil || n != kept || n < len(list) {
		t.Errorf("%d trees were traced and %d kept, of %d stories (%v)", n, kept, len(list), err)
	}
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// keptTrees has a database note each tree that is put into it, whoever does it.
const keptTrees = `CREATE TABLE kept (story bigint, version bigint);
CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO kept VALUES (NEW.story, NEW.version); RETURN NULL; END $$;
CREATE TRIGGER keeps AFTER INSERT OR UPDATE ON trace FOR EACH ROW EXECUTE FUNCTION keeps()`

func countTrees(t *testing.T, a *store.Archive) {
	t.Helper()
	if _, err := a.Database().ExecContext(t.Context(), keptTrees); err != nil {
		t.Fatal(err)
	}
}

// treesOnce wants no version of a story to have been traced twice, and returns how many trees there were since countTrees.
func treesOnce(t *testing.T, a *store.Archive) (all int) {
	t.Helper()
	var versions int
	if err := a.Database().QueryRowContext(t.Context(), "SELECT count(*), count(DISTINCT (story, version)) FROM kept").Scan(&all, &versions); err != nil || all != versions || all == 0 {
		t.Errorf("%d trees of %d versions of stories (%v)", all, versions, err)
	}
	return all
}

// behaved wants no host to complain, and each alert to have come once, but for what was being read and sent when a process
// was killed.
func (p *press) behaved(t *testing.T, killed int) {
	t.Helper()
	crowded, hurried, again := p.manners()
	if crowded > 0 || hurried > killed || again > killed*len(p.outlets)*batchArticles {
		t.Errorf("%d requests at once, %d too soon, %d pages again", crowded, hurried, again)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	twice := 0
	for id, n := range p.told {
		if twice += n - 1; n > 2 {
			t.Errorf("alert %s came %d times", id, n)
		}
	}
	for what, n := range p.about {
		if n > 1 {
			t.Errorf("%d alerts by other ids: %s", n, what)
		}
	}
	t.Logf("%d alerts, %d of them twice by one id; %d pages were read again", len(p.told), twice, again)
	if twice > killed {
		t.Errorf("%d alerts came again, of %d processes that were killed", twice, killed)
	}
}
