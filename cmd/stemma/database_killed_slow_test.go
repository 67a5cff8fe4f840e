//go:build unix && slow

package main

import (
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestCopyKilled kills copies of an archive at any moment, into a database and back: there is nothing of it or all of it, and the same
// command makes it whole.
func TestCopyKilled(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole")
	output1(t, "import", "--archive", whole, manyReports(t, 3000))
	want := output1(t, "archive", "export", "--archive", whole)
	r := rand.New(rand.NewPCG(9, 10)) //nolint:gosec // a test
	database, back := pgtest.Database(t), filepath.Join(t.TempDir(), "back")
	kills := 0
	for _, c := range [][2]string{{whole, database}, {database, back}} {
		began := time.Now()
		spare := filepath.Join(t.TempDir(), "spare")
		output1(t, "archive", "copy", c[0], spare)
		full := time.Since(began)
		for range 3 {
			if copyKilled(t, time.Duration(r.Int64N(int64(full))), c[0], c[1]) {
				kills++
			}
			have, err := exec.CommandContext(t.Context(), "stemma", "archive", "export", "--archive", c[1]).Output()
			if err == nil && string(have) != want && strings.Count(string(have), "\n") > 2 { // an empty one has a first line and a last
				t.Fatalf("after a kill %d bytes are there of %d", len(have), len(want))
			}
		}
		output1(t, "archive", "copy", c[0], c[1])
		output1(t, "archive", "check", "--archive", c[1])
		if have := output1(t, "archive", "export", "--archive", c[1]); have != want {
			t.Errorf("%s is no copy: %d bytes, want %d", c[1], len(have), len(want))
		}
		if out := output1(t, "search", "--archive", c[1], "Alva"); !strings.Contains(out, "Larn Herald") {
			t.Errorf("nothing is found in %s: %s", c[1], out)
		}
	}
	if kills == 0 {
		t.Error("no copy was killed")
	}
	t.Logf("%d kills", kills)
}

// copyKilled copies an archive, and reports whether the process was killed before it was done.
func copyKilled(t *testing.T, after time.Duration, from, to string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stemma", "archive", "copy", from, to)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	err := cmd.Wait()
	if err != nil && cmd.ProcessState.Exited() {
		t.Fatal(err)
	}
	return err != nil
}

// TestImportKilledIntoADatabase kills imports into a database at any moment, and then its server: in the end the archive is what it is
// in a folder without.
func TestImportKilledIntoADatabase(t *testing.T) {
	reports, whole := manyReports(t, 2000), filepath.Join(t.TempDir(), "whole")
	began := time.Now()
	output1(t, "import", "--archive", whole, reports)
	full := time.Since(began)
	s := pgtest.Start(t, pgtest.Options{Sync: true})
	database := s.Database(t)
	r := rand.New(rand.NewPCG(11, 12)) //nolint:gosec // a test
	kills := 0
	for range 3 {
		if importKilled(t, time.Duration(r.Int64N(int64(full))), database, reports) {
			kills++
		}
	}
	for range 2 {
		cmd := exec.CommandContext(t.Context(), "stemma", "import", "--archive", database, reports)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(full)))) // any moment
		s.Kill()
		_ = cmd.Wait() // it may have been done
		s.Restart()
	}
	output1(t, "import", "--archive", database, reports)
	output1(t, "archive", "check", "--archive", database)
	if want, have := output1(t, "export", "--archive", whole), output1(t, "export", "--archive", database); have != want {
		t.Errorf("%d bytes are there, want %d", len(have), len(want))
	}
	if want, have := storiesIn(t, whole), storiesIn(t, database); !slices.Equal(have, want) {
		t.Errorf("%d stories, want %d", len(have), len(want))
	}
	if kills == 0 {
		t.Error("no import was killed")
	}
	t.Logf("%d kills", kills)
}
