//go:build unix

package main

import (
	"bytes"
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
	dump, restore := pgtest.Program(t, "pg_dump"), pgtest.Program(t, "pg_restore")
	from, to := pgtest.Database(t), pgtest.Database(t)
	run := func(name string, args ...string) string {
		t.Helper()
		var errs bytes.Buffer
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v: %s", name, err, errs.String())
		}
		return string(out)
	}
	run("stemma", "import", "--archive", from, "../../trace/demo")
	story := strings.Fields(strings.Split(run("stemma", "stories", "--archive", from), "\n")[1])[0]
	run("stemma", "verdicts", "add", "--archive", from, "--reviewer", "Ada", story, "A", "confirmed")
	run("stemma", "token", "add", "--archive", from, "--name", "desk")

	file := filepath.Join(t.TempDir(), "news.dump")
	run(dump, "--format=custom", "--schema=stemma", "--file="+file, from)
	run(restore, "--dbname="+to, "--exit-on-error", "--no-owner", file)
	for _, args := range [][]string{{"archive", "export"}, {"verdicts", "export"}, {"token", "list"}, {"stories"}, {"search", "port"}, {"archive", "check"}} {
		if want, have := run("stemma", append(args, "--archive", from)...), run("stemma", append(args, "--archive", to)...); have != want || have == "" {
			t.Errorf("%v: have %.300q, want %.300q", args, have, want)
		}
	}
	run("stemma", "import", "--archive", to, "../../README.md")
	run("stemma", "verdicts", "add", "--archive", to, "--reviewer", "Ben", story, "A", "rejected")
	if have := run("stemma", "archive", "check", "--archive", to); !strings.HasPrefix(have, "sound: 11 reports") {
		t.Errorf("it does not go on: %s", have)
	}
}
