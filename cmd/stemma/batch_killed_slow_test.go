//go:build unix && slow

package main

import (
	"crypto/sha256"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
)

// TestBatchKilled kills a batch run at any moment, five times, and gives the same command again each time: no manifest
// is there before its tables are, nobody has to unlock anything, and in the end there is each byte of a run that nobody
// disturbed, and nothing else.
func TestBatchKilled(t *testing.T) {
	reports := manyReports(t, 400)
	args := func(out string) []string {
		return []string{"batch", reports, "--block", "100", "--rounds", "10", "--listen-anyway", "-o", out}
	}
	whole, out := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "out")
	began := time.Now()
	output1(t, args(whole)...)
	full, want := time.Since(began), tablesIn(t, whole)
	if len(want) < 5 || want["manifest.json"] == [sha256.Size]byte{} {
		t.Fatalf("there is little to compare: %d files", len(want))
	}
	r := rand.New(rand.NewPCG(19, 20)) //nolint:gosec // a test
	kills := 0
	for n := range 5 {
		// One moment in each fifth of the work: its beginning, which is kept, is not done again by the next.
		moment := full*time.Duration(n)/5 + time.Duration(r.Int64N(int64(full)/5))
		if batchKilled(t, moment, args(out)) {
			kills++
		}
		if _, err := os.Stat(filepath.Join(out, "manifest.json")); err == nil && !maps.Equal(tablesIn(t, out), want) {
			t.Fatalf("a kill after %v of %v left a manifest without its tables", moment, full)
		}
	}
	output1(t, args(out)...)
	have := tablesIn(t, out)
	for name, sum := range want {
		if have[name] != sum {
			t.Errorf("%s is not what it is in a run that nobody disturbed", name)
		}
	}
	if len(have) != len(want) {
		t.Errorf("%d files, want %d: %v", len(have), len(want), have)
	}
	if kills < 2 {
		t.Errorf("%d runs were killed before they were done", kills)
	}
	t.Logf("%d kills of runs of %v", kills, full.Round(time.Millisecond))
}

// batchKilled runs a batch, kills its process after some time, and reports whether that was before it was done. It is
// to fail by nothing else, such as a lock that the one before left.
func batchKilled(t *testing.T, after time.Duration, args []string) bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "stemma", args...)
	cmd.Stdout = io.Discard
	stop := time.AfterFunc(after, func() {
		if cmd.Process != nil {
			_ = cmd.Process.Kill()
		}
	})
	defer stop.Stop()
	var last string
	was, err := killed.Run(cmd, func(line string) time.Duration { last = line; return killed.Never })
	if err != nil {
		t.Fatalf("%v: %s", err, last)
	}
	return was
}

// tablesIn are the digests of the manifest and of what it is of: all files of an output but what is of one run alone.
func tablesIn(t *testing.T, out string) map[string][sha256.Size]byte {
	t.Helper()
	all := map[string][sha256.Size]byte{}
	err := fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name == "read":
			return fs.SkipDir
		case d.IsDir() || name == "counters.json" || name == "lock.json":
			return nil
		}
		b, err := os.ReadFile(filepath.Join(out, name)) //nolint:gosec // ours
		all[name] = sha256.Sum256(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
