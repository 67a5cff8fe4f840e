//go:build unix

package pgtest

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(Tests{m}) }

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func ask(t *testing.T, conn *pgx.Conn, query string) (answer string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// TestKill: what a server has acknowledged is there when it was killed and has started again, at the same address, and who was
// connected hears of it. When it is stopped nothing is left of it.
func TestKill(t *testing.T) {
	s := Start(t, Options{Sync: true, Settings: []string{"work_mem = 5MB"}})
	at := s.Database(t)
	conn := connect(t, at)
	if have := ask(t, conn, "SHOW work_mem") + ask(t, conn, "SHOW fsync"); have != "5MBon" {
		t.Errorf("the settings: %s", have)
	}
	if _, err := conn.Exec(t.Context(), "CREATE TABLE x AS SELECT 'here' AS word"); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection outlives its server")
	}
	if _, err := pgx.Connect(t.Context(), at); err == nil {
		t.Error("a server that was killed lets somebody in")
	}
	s.Restart()
	again := connect(t, at)
	if have := ask(t, again, "SELECT word FROM x"); have != "here" {
		t.Errorf("after the start: %q", have)
	}
	s.Restart()
	if err := again.Ping(t.Context()); err == nil {
		t.Error("a connection outlives its server")
	}
	s.Stop()
	if _, err := os.Stat(s.folder); !os.IsNotExist(err) {
		t.Errorf("its folder is left: %v", err)
	}
}

// TestDatabase: each test has a database of its own, which is empty.
func TestDatabase(t *testing.T) {
	one, other := Database(t), Database(t)
	if one == other {
		t.Fatalf("one database for two: %s", one)
	}
	if _, err := connect(t, one).Exec(t.Context(), "CREATE TABLE x ()"); err != nil {
		t.Fatal(err)
	}
	if n := ask(t, connect(t, other), "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"); n != "0" {
		t.Errorf("%s tables are in a new database", n)
	}
	if _, err := pgx.Connect(t.Context(), strings.Replace(one, "stemma:", "stemma:x", 1)); err == nil {
		t.Error("it lets in who has another password")
	}
}

// ended is a test that notes how it was ended.
type ended struct {
	testing.TB
	how string
}

func (e *ended) Helper()               {}
func (e *ended) Skipf(string, ...any)  { e.how += "skipped" }
func (e *ended) Fatalf(string, ...any) { e.how += "failed" }

// TestNeeded: where there is to be a PostgreSQL, tests fail without one.
func TestNeeded(t *testing.T) {
	for value, want := range map[string]string{"": "skipped", "1": "failed"} {
		t.Setenv(needed, value)
		var e ended
		if without(&e, os.ErrNotExist); !strings.HasPrefix(e.how, want) {
			t.Errorf("%s=%s: the test %s", needed, value, e.how)
		}
		if value != "" && Missing() != nil {
			t.Error("a script would be passed over")
		}
	}
}
