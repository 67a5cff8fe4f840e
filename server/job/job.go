// Package job runs traces beside the requests that ask for them, a few at a time, and tells how far they are.
package job

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma"
)

var (
	errStub = errors.New("not there yet")
	// ErrFull says that too many wait.
	ErrFull = errors.New("too many traces are waiting: try again in a minute")
	// ErrUnknown says that there is no such job, or no longer.
	ErrUnknown = errors.New("there is no such trace, or it was forgotten: results are kept for an hour")
)

// Options bound a queue; zero values stand for defaults.
type Options struct {
	Running  int           // side by side; 1
	Waiting  int           // 32
	Kept     time.Duration // how long a result is kept; an hour
	KeptSize int64         // bytes of results at the most; 256 MiB
	Limit    time.Duration // how long one may run; 10 minutes
}

// Queue runs jobs. It may be used by many goroutines.
type Queue struct{}

// State is how a job stands.
type State string

// The states.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

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
type Work func(ctx context.Context, step func(string)) (*stemma.Result, error)

// NewQueue returns a queue.
func NewQueue(o Options) *Queue { return &Queue{} }

// Start puts a job into the queue, and returns its id, which nobody can guess. Where key is not empty and a job of the same key waits or runs, or is done and kept, its id is returned.
func (q *Queue) Start(key string, w Work) (id string, err error) { return "", errStub }

// Status returns how a job stands.
func (q *Queue) Status(id string) (Status, error) { return Status{}, errStub }

// Result returns what a job found; nil as long as it is not done.
func (q *Queue) Result(id string) (*stemma.Result, error) { return nil, errStub }

// Watch gives the status at once and whenever it changes, until the job has ended or ctx does.
func (q *Queue) Watch(ctx context.Context, id string) (<-chan Status, error) { return nil, errStub }

// Cancel ends a job.
func (q *Queue) Cancel(id string) error { return errStub }

// Close ends all jobs.
func (q *Queue) Close() error { return nil }
