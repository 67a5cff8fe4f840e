// Package job runs traces beside the requests that ask for them, a few at a time, and tells how far they are.
//
// A job is kept in memory alone: it ends with the process. Its result is kept for a while, within a bound on the bytes of
// all results, of which the oldest are dropped first. Who has the id of a job may look at it, so that ids cannot be guessed.
package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
)

var (
	// ErrFull says that too many wait.
	ErrFull = errors.New("too many traces are waiting: try again in a minute")
	// ErrUnknown says that there is no such job, or no longer.
	ErrUnknown = errors.New("there is no such trace, or it was forgotten: results are kept for an hour")
	// ErrClosed says that the server ends.
	ErrClosed = errors.New("the server is about to end: try again in a minute")
	// ErrCancelled is why a job failed that somebody took back.
	ErrCancelled = errors.New("it was cancelled")
)

// Options bound a queue; zero values stand for defaults.
type Options struct {
	Running  int           // side by side; 1
	Waiting  int           // 32
	Kept     time.Duration // how long a result is kept; an hour
	KeptSize int64         // bytes of results at the most, but for the last one; 256 MiB
	Limit    time.Duration // how long one may run; 10 minutes
	// Around, if not nil, wraps the work of each job, for those who measure it.
	Around func(Work) Work
}

func (o Options) filled() Options {
	return Options{
		Running: cmp.Or(o.Running, 1), Waiting: cmp.Or(o.Waiting, 32), Kept: cmp.Or(o.Kept, time.Hour),
		KeptSize: cmp.Or(o.KeptSize, 256<<20), Limit: cmp.Or(o.Limit, 10*time.Minute), Around: o.Around,
	}
}

// State is how a job stands.
type State string

// The states. A job that was cancelled has failed.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Ended says that it stays as it is.
func (s State) Ended() bool { return s == Done || s == Failed }

// Status is how far a job is.
type Status struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	// Steps are those that were begun, in their order, the last being at work; Before is how many jobs come first.
	Steps   []string  `json:"steps,omitempty"`
	Before  int       `json:"before,omitempty"`
	Problem string    `json:"problem,omitempty"`
	Started time.Time `json:"started,omitzero"`
	Ended   time.Time `json:"ended,omitzero"`
}

// Work is what a job does. It calls step as each step begins.
//
// Work that the queue took is called once, whatever happens, so that it can clear up behind itself: that of a job that was
// cancelled while it waited with a context that is done, and what it returns then is of no account.
type Work func(ctx context.Context, step func(string)) (*stemma.Result, error)

// maxSteps is how many steps are told of a job; of more, the last takes the place of the one before it.
const maxSteps = 100

// job is one job. The queue's lock guards it.
type job struct {
	status Status
	key    string
	work   Work
	result *stemma.Result
	size   int64
	cancel context.CancelCauseFunc // of one that runs
	forget *time.Timer             // of one that ended
	// changed is closed at the next change, and another one is in its place.
	changed chan struct{}
}

func (j *job) change() {
	close(j.changed)
	j.changed = make(chan struct{})
}

// step notes that a step begins.
func (j *job) step(name string) {
	s := &j.status.Steps
	if n := len(*s); n > 0 && (*s)[n-1] == name || name == "" {
		return
	} else if n == maxSteps {
		*s = (*s)[:n-1]
	}
	*s = append((*s)[:len(*s):len(*s)], name) // who has the status has it as it was
	j.change()
}

// do runs the work within its time.
func (j *job) do(ctx context.Context, limit time.Duration, step func(string)) (r *stemma.Result, err error) {
	over := fmt.Errorf("it took longer than %v, which is the limit here: give fewer reports", limit)
	ctx, stop := context.WithTimeoutCause(ctx, limit, over)
	defer stop()
	r, err = caught(ctx, j.work, step)
	switch cause := context.Cause(ctx); {
	case err != nil && cause != nil:
		return nil, cause
	case err == nil && r == nil:
		return nil, errors.New("nothing came out of it")
	}
	return r, err
}

// caught does work of which a fault is an error.
func caught(ctx context.Context, w Work, step func(string)) (r *stemma.Result, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			if f, is := fault.(*crew.FaultError); is {
				fault = f.Value // its place is in the log (observe)
			}
			r, err = nil, fmt.Errorf("a fault of stemma itself (%v): please report it with what was to be traced", fault)
		}
	}()
	return w(ctx, step)
}
