//go:build slow

package watch

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
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

// takeover is how long the others may take to do all that a process leaves that was killed, on a machine that has much
// else to do. Of their own accord they need the sum of a few pauses: leadPause for what has come, and twice
// takeBackEvery for jobs.
const takeover = 30 * time.Second

// TestTeamKilled: three processes watch one database while news come, and one after the other is killed in the middle. The
// others do what it was at, soon: in the end all is as one makes it alone, and each version of a story was traced once.
func TestTeamKilled(t *testing.T) {
	const events, kills = 65, 12
	p := newPress(t, 4, 5)
	p.takes(30 * time.Millisecond) // so that they are killed while they ask
	work := p.work(pgtest.Database(t))
	a := archive(t, work.Archive)
	defer a.Close()
	countTrees(t, a)
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
	p.settledWithin(t, a, events, takeover)
	t.Logf("settled %v after the last kill", time.Since(last).Round(time.Second))
	all := c.takenOver(p, a, events)
	if have, want := members(t, a), p.alone(t, all); have != want {
		t.Errorf("by three:\n%s\n\nby one:\n%s", have, want)
	}
	t.Logf("%d trees", treesOnce(t, a))
	p.behaved(t, kills+len(c.all)-1)
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// takenOver kills the process that leads while there is news, and then the next that leads, and starts none in their place: each time those
// that are left do all that there is, in time. It returns how many events there are then.
func (c *pressCrew) takenOver(p *press, a *store.Archive, events int) int {
	c.t.Helper()
	for range len(c.all) - 1 {
		events += 2
		p.report(events)
		pid := 0
		becomes(c.t, "one that leads", func() bool { pid = c.leaderOf(a); return pid != 0 })
		time.Sleep(700 * time.Millisecond) // it has begun
		began := time.Now()
		c.kill(slices.IndexFunc(c.all, func(p *exec.Cmd) bool { return p.Process.Pid == pid }))
		p.settledWithin(c.t, a, events, takeover)
		c.t.Logf("the one that led was killed, and all done %v later", time.Since(began).Round(100*time.Millisecond))
	}
	return events
}

// leaderOf is the process that leads, 0 where none does at the moment.
func (c *pressCrew) leaderOf(a *store.Archive) (pid int) {
	_, schema := a.Connection()
	h := fnv.New64a()
	_, _ = h.Write([]byte("stemma\x00" + schema + "\x00" + store.Placing))
	var name string
	err := a.Database().QueryRowContext(c.t.Context(), `SELECT s.application_name FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND s.datname = current_database()
		AND (l.classid::bigint << 32) | l.objid::bigint = $1`, int64(h.Sum64())).Scan(&name) //nolint:gosec // the same bits, as the lease has them
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		c.t.Fatal(err)
	}
	_, _ = fmt.Sscanf(name, "stemma %d", &pid)
	if !slices.ContainsFunc(c.all, func(p *exec.Cmd) bool { return p.Process.Pid == pid }) {
		return 0 // this process
	}
	return pid
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
