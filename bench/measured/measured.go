// Package measured runs the command as its users do, for benchmarks that measure it from outside.
package measured

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Program is the command that is measured, with a folder of its own and an archive in it.
type Program struct{ path, Dir, Archive string }

// New returns the command at a path; with "" for the path it is built into the folder.
func New(ctx context.Context, path, dir string) (*Program, error) {
	p := &Program{path: path, Dir: dir, Archive: filepath.Join(dir, "archive")}
	if path != "" {
		return p, nil
	}
	p.path = filepath.Join(dir, "stemma")
	build := exec.CommandContext(ctx, "go", "build", "-o", p.path, "github.com/stemma-news/stemma/cmd/stemma") //nolint:gosec // a folder of the benchmark's own
	build.Stderr = os.Stderr
	return p, build.Run()
}

// Command is a run of it that is ended as a service manager does it.
func (p *Program) Command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, p.path, args...) //nolint:gosec // what is measured
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	return c
}

// Import writes articles, one a line, to a file, and imports it.
func (p *Program) Import(ctx context.Context, file string, lines []byte) error {
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		return err
	}
	if out, err := p.Command(ctx, "import", "--archive", p.Archive, file).CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w: %s", err, out)
	}
	return nil
}
