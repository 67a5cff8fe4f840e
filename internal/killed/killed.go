// Package killed runs processes that are killed in the middle of their work, for tests of what they leave behind. The
// process is the test's own program, started again with the name of some work in its environment, or any other.
package killed

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// What a process that is to be killed does, and where, is in its environment.
const (
	workVariable   = "STEMMA_KILLED_WORK"
	folderVariable = "STEMMA_KILLED_FOLDER"
)

// Main is what TestMain does: in a process that Self has started the work of that name, or else the tests.
func Main(m interface{ Run() int }, works map[string]func(dir string) error) {
	work := works[os.Getenv(workVariable)]
	if work == nil {
		os.Exit(m.Run())
	}
	if err := work(os.Getenv(folderVariable)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Self is this program, to be started again for some work in a folder. What it says on standard error is shown.
func Self(ctx context.Context, work, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0]) //nolint:gosec // itself
	cmd.Env = append(os.Environ(), workVariable+"="+work, folderVariable+"="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// byUs is how a process ended that was killed: one that dies of another signal failed by itself.
const byUs = "signal: killed"

// Never is when a process is killed that is to come to its end.
const Never time.Duration = -1

// Run runs a command until it ends or is killed, and reports whether it was killed. It gives each line of its standard
// output to when, or of its standard error where the command has another place for the former: how long after it the
// process is to be killed, or Never. The first time that is said counts. The error is that of a process which failed
// by itself.
func Run(cmd *exec.Cmd, when func(line string) time.Duration) (killed bool, err error) {
	pipe := cmd.StdoutPipe
	if cmd.Stdout != nil {
		pipe = cmd.StderrPipe
	}
	out, err := pipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return false, err
	}
	var soon *time.Timer
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if after := when(lines.Text()); after != Never && soon == nil {
			soon = time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
	}
	_, _ = io.Copy(io.Discard, out) // behind a line that is too long
	err = cmd.Wait()
	if soon != nil {
		soon.Stop()
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.String() == byUs {
		return true, nil
	}
	return false, err
}
