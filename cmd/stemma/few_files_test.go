//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFewOpenFiles: a process that may have a dozen files open reads a folder of
// hundreds.
func TestFewOpenFiles(t *testing.T) {
	dir := t.TempDir()
	for i := range 200 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.txt", i)), fmt.Appendf(nil, "The ferry Alva ran aground %d miles off Larn.", i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	limited := func(n int) (out, errs string, err error) {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", fmt.Sprintf("ulimit -n %d; exec stemma extract '%s'", n, dir)) //nolint:gosec // a test
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err = cmd.Run()
		return stdout.String(), stderr.String(), err
	}
	out, errs, err := limited(12)
	if err != nil || errs != "" || strings.Count(out, "\n") != 200 {
		t.Errorf("%d lines, %s, %v", strings.Count(out, "\n"), errs, err)
	}
}
