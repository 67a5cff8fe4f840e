//go:build slow && unix

package watch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestLeaderStopped: the one that leads is stopped at any moment of its work, as its machine sleeps, and the server gives up its connections.
// Another leads; then the first goes on. Nothing lands of what it has in memory, and in the end all is as one makes it alone.
func TestLeaderStopped(t *testing.T) {
	const events, stops = 40, 6
	p := newPress(t, 4, 5)
	work := p.work(pgtest.Database(t))
	a := archive(t, work.Archive)
	defer a.Close()
	if _, err := a.Database().ExecContext(t.Context(), writers); err != nil {
		t.Fatal(err)
	}
	c := newCrew(t, work, 3)
	r := rand.New(rand.NewPCG(13, 17))
	for n := range stops {
		p.report(5 + (events-5)*(n+1)/stops)
		pid := 0
		becomes(t, "one that leads", func() bool { pid = c.leaderOf(a); return pid != 0 })
		time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		terminated := "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1"
		if _, err := a.Database().ExecContext(t.Context(), terminated, fmt.Sprintf("stemma %d on %%", pid)); err != nil {
			t.Fatal(err)
		}
		becomes(t, "another that leads", func() bool { other := c.leaderOf(a); return other != 0 && other != pid })
		time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
		if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
	}
	p.settledWithin(t, a, events, 3*time.Minute)
	for i := range c.all {
		c.kill(i)
	}
	led := ledAlone(t, a)
	t.Logf("the lead was taken %d times: %s", len(led), strings.Join(led, ", "))
	if len(led) <= stops {
		t.Errorf("the lead was taken %d times", len(led))
	}
	if have, want := members(t, a), p.alone(t, events); have != want {
		t.Errorf("by three:\n%s\n\nby one:\n%s", have, want)
	}
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}
