//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestDatabaseBackup: what PostgreSQL's own program has saved of a schema is, in another database, the same archive, with its verdicts and
// tokens, and goes on there.
func TestDatabaseBackup(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	dump, restore := pgtest.Program(t, "pg_dump"), pgtest.Program(t, "pg_restore")
	from, to := pgtest.Database(t), pgtest.Database(t)
	program := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
	output1(t, "import", "--archive", from, "../../trace/demo")
	story := strings.Fields(strings.Split(output1(t, "stories", "--archive", from), "\n")[1])[0]
	output1(t, "verdicts", "add", "--archive", from, "--reviewer", "Ada", story, "A", "confirmed")
	output1(t, "token", "add", "--archive", from, "--name", "desk")

	file := filepath.Join(t.TempDir(), "news.dump")
	program(dump, "--format=custom", "--schema=stemma", "--file="+file, from)
	program(restore, "--dbname="+to, "--exit-on-error", "--no-owner", file)
	for _, args := range [][]string{{"archive", "export"}, {"verdicts", "export"}, {"token", "list"}, {"stories"}, {"search", "port"}, {"archive", "check"}} {
		if want, have := output1(t, append(args, "--archive", from)...), output1(t, append(args, "--archive", to)...); have != want || have == "" {
			t.Errorf("%v: have %.300q, want %.300q", args, have, want)
		}
	}
	output1(t, "import", "--archive", to, "../../README.md")
	output1(t, "verdicts", "add", "--archive", to, "--reviewer", "Ben", story, "A", "rejected")
	if have := output1(t, "archive", "check", "--archive", to); !strings.HasPrefix(have, "sound: 11 reports") {
		t.Errorf("it does not go on: %s", have)
	}
}
