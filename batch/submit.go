package batch

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
)

// Beam's own way to hand over a job (runners/universal) reads global flags, takes a job
// that was cancelled for one that is done, leaves one running that nobody waits for
// any more, and keeps from the runner the options that are meant for it. So the job
// service is asked here: environment.go says how workers are had, jobs.go how a job is
// handed over and waited for, prism.go what it runs on where there is no cluster.

// Runner says what a pipeline runs on. The zero value is this process (Prism).
type Runner struct {
	// Endpoint is the host and port of a job service; "" starts Prism here.
	Endpoint string
	// ListenAnyway has Prism start also where strangers may reach it (PrismListens).
	ListenAnyway bool
	// Environment says how the runner gets workers: "loopback", this process, or
	// "process", a command on each of its machines, or "docker", a container of the
	// image Worker.
	Environment string
	// Worker is the command or the image; "" is the path of this program.
	Worker string
	// Parallelism is how many workers share a step; 0 is the runner's default.
	Parallelism int
	// Options are further ones of the runner, by their names in Beam; values are JSON,
	// or else text.
	Options map[string]string
	// Name is the job's.
	Name string
	// Log, if not nil, is told what the runner says.
	Log *slog.Logger

	// handed, if not nil, is told before a job is handed over, without an id, and after
	// it, with the one that the service calls it by.
	handed func(id string) error
	pause  time.Duration // between questions, askEvery if zero
}

// submit runs a pipeline to its end and returns its counters, by name. A job that has
// ended well is not lost with its counters: that they cannot be asked for is a warning.
func (r *Runner) submit(ctx context.Context, p *beam.Pipeline) (counted map[string]int64, warning, err error) {
	defer r.speak(ctx)()
	service, stop, err := r.service(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer stop()
	return r.run(ctx, service, p)
}

// run is submit, at a service.
func (r *Runner) run(ctx context.Context, service jobpb.JobServiceClient, p *beam.Pipeline) (counted map[string]int64, warning, err error) {
	model, done, err := r.model(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		// Of a job that has ended too soon Prism may yet be about to start a worker, and
		// panics where it finds none: these go when the program does.
		if err == nil || r.Endpoint != "" {
			done()
		}
	}()
	id, err := r.start(ctx, service, model)
	if err != nil {
		return nil, nil, err
	}
	if err := await(ctx, &follower{service: service, id: id, log: r.log(), patience: lostTime, pause: cmp.Or(r.pause, askEvery)}); err != nil {
		return nil, nil, err
	}
	counted, warning = counters(ctx, service, id)
	if warning != nil {
		warning = fmt.Errorf("the job %s is done, but its counters are not to be had: %w", r.Name, warning)
	}
	return counted, warning, nil
}

func (r *Runner) log() *slog.Logger { return cmp.Or(r.Log, slog.New(slog.DiscardHandler)) }

// speak has what Beam says, of which there is a lot, go where it is wanted; also what it
// says of an interrupted job, after it.
func (r *Runner) speak(ctx context.Context) func() {
	before := slog.Default()
	slog.SetDefault(r.log())
	return func() {
		if ctx.Err() == nil {
			slog.SetDefault(before)
		}
	}
}
