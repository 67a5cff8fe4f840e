//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTraceKilled kills a trace at moments of its work, and as soon as anything changes where its result is to be: what
// is there is the result before or the new one, never a half, and what is left beside it is named for what it is.
func TestTraceKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	dir := t.TempDir()
	name, before := filepath.Join(dir, "result.html"), []byte("the result before")
	began := time.Now()
	whole := []byte(output1(t, "trace", "--demo", "--format", "html"))
	full, kills := time.Since(began), 0
	for n := range 8 {
		if err := os.WriteFile(name, before, 0o600); err != nil {
			t.Fatal(err)
		}
		moment := full * time.Duration(n) / 8
		if n%2 == 1 {
			moment = time.Minute // only as something changes
		}
		if traceKilled(t, dir, name, moment) {
			kills++
		}
		if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, before) && !bytes.Equal(now, whole) { //nolint:gosec // ours
			t.Fatalf("a half of %d bytes, of %d (%v)", len(now), len(whole), err)
		}
	}
	if kills == 0 {
		t.Error("no trace was killed")
	}
	beside, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range beside {
		if e.Name() != "result.html" && !strings.HasSuffix(e.Name(), ".unfinished") {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}

// traceKilled traces the demo into a file, and kills the process after some time, or as soon as a file appears in the
// folder or the result is written; it reports whether the process was killed before it was done.
func traceKilled(t *testing.T, dir, name string, after time.Duration) bool {
	t.Helper()
	now := func() (files int, size int64) {
		all, err := os.ReadDir(dir)
		info, err2 := os.Stat(name)
		if err := errors.Join(err, err2); err != nil {
			t.Error(err)
			return 0, 0
		}
		return len(all), info.Size()
	}
	files, size := now()
	cmd := exec.CommandContext(t.Context(), "stemma", "trace", "--demo", "--format", "html", "-o", name) //nolint:gosec // a test
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	over := time.After(after)
	look := time.NewTicker(100 * time.Microsecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			exit, ok := errors.AsType[*exec.ExitError](err)
			if err != nil && (!ok || exit.Exited()) {
				t.Fatal(err)
			}
			return err != nil
		case <-over:
			_ = cmd.Process.Kill()
		case <-look.C:
			if f, s := now(); f != files || s != size {
				_ = cmd.Process.Kill()
			}
		}
	}
}
