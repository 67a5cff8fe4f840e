// Command stemma draws the family tree of a news story from reports in many
// languages. See `stemma --help`.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/batch"
)

func main() {
	if batch.IsWorker(os.Args[1:]) {
		os.Exit(work(os.Args[1:]))
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// patience is how long an interrupted command may take to end by itself: one
// that waits for standard input does not. One that has work to put away says
// itself how long it takes (patienceKey in its annotations).
const (
	patience    = 500 * time.Millisecond
	patienceKey = "patience"
)

// patienceOf is how long the command may take that a command line names.
func patienceOf(root *cobra.Command, args []string) time.Duration {
	cmd, _, err := root.Find(args)
	if err != nil {
		return patience
	}
	d, err := time.ParseDuration(cmd.Annotations[patienceKey])
	if err != nil {
		return patience
	}
	return d
}

// Exit codes. A shell adds 128 to the number of the signal that ended a program.
const (
	exitDone        = 0
	exitNothing     = 1 // nothing came of it, or any other error
	exitUsage       = 2
	exitSome        = 3 // some inputs failed or were repaired, the rest is done
	exitInterrupted = 130
	exitPipe        = 141
)

// usageError is a fault of the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// Errors whose causes were told before: the exit code is all that is left.
var (
	errNothing = errors.New("nothing could be traced")
	errSome    = errors.New("some inputs failed")
)

// run executes one command line and returns the exit code.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRootCommand()
	allowed := patienceOf(root, args)
	ended := make(chan struct{})
	defer close(ended)
	over := context.AfterFunc(ctx, func() {
		stop() // a second interrupt ends the program at once
		select {
		case <-ended:
		case <-time.After(allowed):
			fmt.Fprintln(errs, "stemma: interrupted")
			os.Exit(exitInterrupted)
		}
	})
	defer over()

	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	began := false
	root.PersistentPreRun = func(*cobra.Command, []string) { began = true }
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !began {
		err = usageError{err} // cobra refused the arguments
	}
	code := exitCode(err)
	switch {
	case code == exitUsage:
		fmt.Fprintf(errs, "stemma: %s\nSee '%s --help'.\n", printable(err.Error()), cmd.CommandPath())
	case code == exitInterrupted:
		fmt.Fprintln(errs, "stemma: interrupted")
	case code == exitNothing && !errors.Is(err, errNothing):
		fmt.Fprintf(errs, "stemma: %s\n", printable(err.Error()))
	}
	return code
}

// exitCode maps an error to the exit code.
func exitCode(err error) int {
	var u usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &u):
		return exitUsage
	case errors.Is(err, errSome):
		return exitSome
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, syscall.EPIPE):
		return exitPipe
	}
	return exitNothing
}
