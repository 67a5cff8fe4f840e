//go:build slow

package watch

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// as is the address of a database for a process that is known by a name there.
func as(t *testing.T, address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("application_name", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// writers has a database note who writes what only the one may that leads, and who takes the lead.
const writers = `CREATE TABLE wrote (n bigserial, who text, what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO wrote (who, what) VALUES (current_setting('application_name'), TG_TABLE_NAME || ' ' || coalesce(to_jsonb(NEW)->>'name', to_jsonb(OLD)->>'name', ''));
	RETURN NULL;
END $$;
CREATE TRIGGER wrote AFTER INSERT OR UPDATE OR DELETE ON state FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER wrote AFTER INSERT OR UPDATE ON lease FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER wrote AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER wrote AFTER UPDATE ON placed FOR EACH ROW EXECUTE FUNCTION note();`

// leadersOwn says that only the one which leads writes that.
func leadersOwn(what string) bool {
	for _, own := range []string{
		"placed ", "outbox ", "state cluster/", "state " + toldState, "state " + openState, "state " + judgedState, "state " + feedsState,
		"state " + recentState, "state " + feedIDState, "state " + hookState, "state " + sweptState,
	} {
		if strings.HasPrefix(what, own) {
			return true
		}
	}
	return false
}

// wrote is who has written what, in that order.
func wrote(t *testing.T, a *store.Archive) (all [][2]string) {
	t.Helper()
	rows, err := a.Database().QueryContext(t.Context(), "SELECT who, what FROM wrote ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v [2]string
		if err := rows.Scan(&v[0], &v[1]); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// ledAlone wants what only the one may write that leads to be written by the one that took the lead last, and returns who led.
func ledAlone(t *testing.T, a *store.Archive) (led []string) {
	t.Helper()
	n := 0
	for _, v := range wrote(t, a) {
		who, what := v[0], v[1]
		switch {
		case what == "lease "+store.Placing:
			led = append(led, who)
		case !leadersOwn(what):
		case len(led) == 0 || led[len(led)-1] != who:
			t.Errorf("%s writes %s, and %q lead", who, what, led)
		default:
			n++
		}
	}
	if n == 0 {
		t.Error("nothing was noted")
	}
	return led
}

// TestLeaderCutOff: the connection of the lease ends for the server and not for the one that leads, which has its other connections and goes
// on. Another leads, and nothing lands of what the first one writes from then on; both go on to watch.
func TestLeaderCutOff(t *testing.T) {
	t.Parallel()
	at := pgtest.Database(t)
	a := archive(t, at)
	defer a.Close()
	if _, err := a.Database().ExecContext(t.Context(), writers); err != nil {
		t.Fatal(err)
	}
	p := newPress(t, 2, 3)
	w, through := pgtest.NewWire(t, at)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 2)
	watch := func(address, name string) pressWork {
		work := p.work(as(t, address, name))
		work.reload, work.figures = make(chan struct{}, 1), &Figures{}
		go func() {
			_, err := pressWatch(ctx, &work)
			ended <- err
		}()
		return work
	}
	has := func(who, what string) func() bool {
		return func() bool { return strings.Contains(fmt.Sprint(wrote(t, a)), fmt.Sprint([2]string{who, what})) }
	}
	first := watch(through, "first")
	p.settledWithin(t, a, 3, time.Minute)
	watch(at, "second")
	var port int
	if err := a.Database().QueryRowContext(t.Context(), `SELECT s.client_port FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND s.application_name = 'first' AND s.datname = current_database()`).Scan(&port); err != nil {
		t.Fatal(err)
	}
	w.Cut(port)
	becomes(t, "led by the second", has("second", "state "+feedsState))
	first.reload <- struct{}{} // so that it writes which feeds are asked
	becomes(t, "known to the first", func() bool { return first.figures.halts.Load() > 0 })
	p.report(5)
	p.settledWithin(t, a, 5, time.Minute)
	stop()
	for range 2 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if led := ledAlone(t, a); fmt.Sprint(led) != "[first second]" {
		t.Errorf("%q led", led)
	}
	p.behaved(t, 1)
}
