// Package crew is goroutines that share one piece of work, of which a fault reaches who waits for them.
//
// A panic that its own goroutine does not recover ends the program, whatever others would have done about it. That is right
// for a command; a server traces what strangers hand over, and one report that finds a fault of ours must not end the traces
// and pages of all others. Here Wait panics in the place of the worker, where the caller has said what is to become of it.
package crew

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Group is workers on one piece of work.
type Group struct {
	workers *errgroup.Group
	fault   atomic.Pointer[FaultError]
}

// FaultError is what a worker panicked with, and where.
type FaultError struct {
	Value any
	Stack []byte
}

// Error has the place, too: who waits stands elsewhere.
func (f *FaultError) Error() string { return fmt.Sprintf("%v\n\n%s", f.Value, f.Stack) }

// Unwrap returns what a worker panicked with, where that is an error.
func (f *FaultError) Unwrap() error {
	err, _ := f.Value.(error)
	return err
}

// New returns a group whose workers end by themselves.
func New() *Group { return &Group{workers: new(errgroup.Group)} }

// WithContext returns a group and a context that is done once a worker fails, or all have ended.
func WithContext(ctx context.Context) (*Group, context.Context) {
	workers, ctx := errgroup.WithContext(ctx)
	return &Group{workers: workers}, ctx
}

// SetLimit bounds how many work at once: further calls of Go wait.
func (g *Group) SetLimit(n int) { g.workers.SetLimit(n) }

// Go has f be done by a goroutine of its own.
func (g *Group) Go(f func() error) {
	g.workers.Go(func() error {
		err := Safely(f)
		if fault, is := err.(*FaultError); is { //nolint:errorlint // that of f itself
			g.fault.CompareAndSwap(nil, fault)
		}
		return err // so that the others end
	})
}

// asFault keeps the place of a fault that comes through a group within the group.
func asFault(value any) *FaultError {
	if f, is := value.(*FaultError); is {
		return f
	}
	return &FaultError{Value: value, Stack: debug.Stack()}
}

// Safely does f, and returns a fault of it as an error: for goroutines that nobody waits for, or that others wait for
// who could not tell what happened.
func Safely(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = asFault(value)
		}
	}()
	return f()
}

// Wait waits for all, and returns the first error. It panics with a *FaultError where a worker did.
func (g *Group) Wait() error {
	err := g.workers.Wait()
	if f := g.fault.Load(); f != nil {
		panic(f)
	}
	return err
}
