//go:build slow

package watch

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/pgtest"
)

// pressCrew are processes that watch the press.
type pressCrew struct {
	t    *testing.T
	work pressWork
	all  []*exec.Cmd
}

func newCrew(t *testing.T, work pressWork, n int) *pressCrew {
	c := &pressCrew{t: t, work: work, all: make([]*exec.Cmd, n)}
	for i := range c.all {
		c.begin(i)
	}
	t.Cleanup(func() {
		for i := range c.all {
			c.kill(i)
		}
	})
	return c
}

func (c *pressCrew) begin(i int) {
	b, err := json.Marshal(c.work)
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := killed.Self(context.Background(), "watch the press", string(b))
	cmd.Stdout = io.Discard
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.all[i] = cmd
}

func (c *pressCrew) kill(i int) {
	_ = c.all[i].Process.Kill()
	_ = c.all[i].Wait()
}

// TestTeamKilled: three processes watch one database while news come, and one after the other is killed in the middle. The
// others do what it was at: in the end all is as one makes it alone.
func TestTeamKilled(t *testing.T) {
	const events, kills = 65, 12
	p := newPress(t, 4, 5)
	p.takes(30 * time.Millisecond) // so that they are killed while they ask
	work := p.work(pgtest.Database(t))
	a := archive(t, work.Archive)
	defer a.Close()
	c := newCrew(t, work, 3)
	r := rand.New(rand.NewPCG(7, 11))
	for n := range kills {
		p.report(5 + (events-5)*(n+1)/kills)
		time.Sleep(500*time.Millisecond + time.Duration(r.IntN(1500))*time.Millisecond)
		i := r.IntN(len(c.all))
		c.kill(i)
		time.Sleep(time.Duration(r.IntN(4000)) * time.Millisecond)
		c.begin(i)
	}
	last := time.Now()
	p.settledWithin(t, a, events, 3*time.Minute)
	t.Logf("settled %v after the last kill", time.Since(last).Round(time.Second))
	if have, want := members(t, a), p.alone(t, events); have != want {
		t.Errorf("by three:\n%s\n\nby one:\n%s", have, want)
	}
	p.behaved(t, kills)
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// TestTeamServerKilled: the server of the database is killed while two watch, and started again. They go on by themselves.
func TestTeamServerKilled(t *testing.T) {
	const events = 30
	p := newPress(t, 3, 5)
	s := pgtest.Start(t, pgtest.Options{Sync: true})
	work := p.work(s.Database(t))
	c := newCrew(t, work, 2)
	for n := range 3 {
		p.report(5 + (events-5)*(n+1)/3)
		time.Sleep(4 * time.Second)
		s.Kill()
		time.Sleep(time.Second)
		s.Restart()
	}
	a := archive(t, work.Archive)
	defer a.Close()
	p.settledWithin(t, a, events, 3*time.Minute)
	for i := range c.all {
		c.kill(i)
	}
	if have, want := members(t, a), p.alone(t, events); have != want {
		t.Errorf("by two:\n%s\n\nby one:\n%s", have, want)
	}
	p.behaved(t, 3*len(c.all)) // each has lost what it was at
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// takes has each answer take so long.
func (p *press) takes(d time.Duration) {
	for _, o := range p.outlets {
		o.mu.Lock()
		o.takes = d
		o.mu.Unlock()
	}
}

// report has each outlet report of so many events.
func (p *press) report(events int) {
	for _, o := range p.outlets {
		o.mu.Lock()
		o.events = events
		o.mu.Unlock()
	}
}
