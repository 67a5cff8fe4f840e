package batch

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/apache/beam/sdks/v2/go/container/tools"
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/runnerlib"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
)

// Beam's own way to hand over a job (runners/universal) reads global flags, takes a job
// that was cancelled for one that is done, leaves one running that nobody waits for
// any more, and keeps from the runner the options that are meant for it. So the job
// service is asked here.

// Runner says what a pipeline runs on. The zero value is this process (Prism).
type Runner struct {
	// Endpoint is the host and port of a job service; "" starts Prism here.
	Endpoint string
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
}

// The environments.
const (
	Loopback = "loopback"
	Process  = "process"
	Docker   = "docker"
)

// cancelTime is how long an interrupted run waits until its runner says that the job
// has ended.
const cancelTime = 10 * time.Second

// submit runs a pipeline to its end and returns its counters, by name.
func (r *Runner) submit(ctx context.Context, p *beam.Pipeline) (counted map[string]int64, err error) {
	defer r.speak(ctx)()
	service, stop, err := r.service(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	model, done, err := r.model(ctx, p)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	if err := await(ctx, service, id, r.log()); err != nil {
		return nil, err
	}
	return counters(ctx, service, id)
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

// service connects to the job service, or starts one.
func (r *Runner) service(ctx context.Context) (jobpb.JobServiceClient, func(), error) {
	if r.Endpoint == "" {
		client, err := startPrism()
		return client, func() {}, err
	}
	const patience = 30 * time.Second
	cc, err := grpcx.Dial(ctx, r.Endpoint, patience)
	if err != nil {
		return nil, nil, fmt.Errorf("there is no job service at %s (is Beam's job server running there?): %w", r.Endpoint, err)
	}
	return jobpb.NewJobServiceClient(cc), func() { cc.Close() }, nil
}

// PrismListens is what its user is to know of Prism, and cannot be changed from here.
const PrismListens = "Beam's local runner listens on every address of this machine while this runs: not on a machine that strangers reach"

// startPrism starts a job service in this process, one for all jobs: there is no way to
// stop it.
var startPrism = sync.OnceValues(func() (client jobpb.JobServiceClient, err error) {
	defer func() {
		if fault := recover(); fault != nil { // its port was taken just now
			err = fmt.Errorf("start Prism: %v", fault)
		}
	}()
	free, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return nil, fmt.Errorf("find a port for Prism: %w", err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		return nil, fmt.Errorf("find a port for Prism: %w", err)
	}
	return prism.CreateJobServer(context.Background(), prism.Options{Port: port})
})

// model makes of a pipeline what runners understand, with the environment that its
// workers are to have; done ends workers in this process.
func (r *Runner) model(ctx context.Context, p *beam.Pipeline) (_ *pipepb.Pipeline, done func(), err error) {
	done = func() {}
	defer func() {
		if err != nil {
			done()
		}
	}()
	edges, _, err := p.Build()
	if err != nil {
		return nil, done, fmt.Errorf("build the pipeline: %w", err)
	}
	urn, config := graphx.URNEnvExternal, ""
	switch r.Environment {
	case "", Loopback:
		pool, err := extworker.StartLoopback(context.WithoutCancel(ctx), 0)
		if err != nil {
			return nil, done, fmt.Errorf("start workers in this process: %w", err)
		}
		done = func() { pool.Stop(ctx) } //nolint:errcheck // it has none
		config = pool.EnvironmentConfig(ctx)
	case Process:
		urn, config = graphx.URNEnvProcess, r.command()
	case Docker:
		urn, config = graphx.URNEnvDocker, r.Worker
	default:
		return nil, done, fmt.Errorf("unknown environment %q", r.Environment)
	}
	env, err := graphx.CreateEnvironment(ctx, urn, func(context.Context) string { return config })
	if err != nil {
		return nil, done, fmt.Errorf("describe the workers: %w", err)
	}
	model, err := graphx.Marshal(edges, &graphx.Options{Environment: env})
	if err != nil {
		return nil, done, fmt.Errorf("build the pipeline: %w", err)
	}
	return model, done, nil
}

// command is how a runner starts a worker on its machine.
func (r *Runner) command() string {
	b, _ := json.Marshal(map[string]string{"command": cmp.Or(r.Worker, self())}) // strings
	return string(b)
}

func self() string {
	name, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return name
}

// start hands a job over.
func (r *Runner) start(ctx context.Context, service jobpb.JobServiceClient, model *pipepb.Pipeline) (id string, err error) {
	program, remove, err := r.program()
	if err != nil {
		return "", err
	}
	defer remove()
	if err := runnerlib.UpdateGoEnvironmentWorker(program, model); err != nil {
		return "", fmt.Errorf("describe the workers: %w", err)
	}
	options, err := tools.OptionsToProto(r.options())
	if err != nil {
		return "", fmt.Errorf("options of the runner: %w", err)
	}
	prepared, err := service.Prepare(ctx, &jobpb.PrepareJobRequest{Pipeline: model, PipelineOptions: options, JobName: r.Name})
	if err != nil {
		return "", fmt.Errorf("the runner refuses the job: %w", err)
	}
	token, err := runnerlib.Stage(ctx, prepared.GetPreparationId(), prepared.GetArtifactStagingEndpoint().GetUrl(), program, prepared.GetStagingSessionToken())
	if err != nil {
		return "", fmt.Errorf("hand the program to the runner: %w", err)
	}
	running, err := service.Run(ctx, &jobpb.RunJobRequest{PreparationId: prepared.GetPreparationId(), RetrievalToken: token})
	if err != nil {
		return "", fmt.Errorf("the runner does not start the job: %w", err)
	}
	return running.GetJobId(), nil
}

// program is the file that is handed to the runner as the worker's program: this one
// where containers will run it, and else an empty one, since nobody asks for it.
func (r *Runner) program() (name string, remove func(), err error) {
	if r.Environment == Docker {
		return self(), func() {}, nil
	}
	f, err := os.CreateTemp("", "stemma-batch-*")
	if err != nil {
		return "", nil, err
	}
	return f.Name(), func() { os.Remove(f.Name()) }, f.Close()
}

// options are those that the runner gets, by their full names.
func (r *Runner) options() map[string]any {
	full := func(name string) string { return "beam:option:" + name + ":v1" }
	all := map[string]any{
		full("app_name"):    r.Name,
		full("job_name"):    r.Name,
		full("experiments"): []string{"beam_fn_api"},
		full("go_options"):  map[string]any{"options": map[string]string{}},
	}
	if r.Parallelism > 0 {
		all[full("parallelism")] = r.Parallelism
	}
	for name, value := range r.Options {
		var v any
		if json.Unmarshal([]byte(value), &v) != nil {
			v = value
		}
		if !strings.Contains(name, ":") {
			name = full(name)
		}
		all[name] = v
	}
	return all
}

// await waits for a job's end, and ends it where nobody waits any more.
func await(ctx context.Context, service jobpb.JobServiceClient, id string, log *slog.Logger) error {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- follow(own, service, id, log) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	within, stop := context.WithTimeout(own, cancelTime)
	defer stop()
	if _, err := service.Cancel(within, &jobpb.CancelJobRequest{JobId: id}); err != nil {
		return errors.Join(ctx.Err(), fmt.Errorf("the job %s could not be ended, and may go on: %w", id, err))
	}
	select {
	case <-ended: //nolint:errcheck // it was told to end
	case <-within.Done():
	}
	return ctx.Err()
}

// errCancelled is of a job that somebody else ended.
var errCancelled = errors.New("the job was cancelled at the runner")

// follow reads what a job says until it has ended.
func follow(ctx context.Context, service jobpb.JobServiceClient, id string, log *slog.Logger) error {
	stream, err := service.GetMessageStream(ctx, &jobpb.JobMessagesRequest{JobId: id})
	if err != nil {
		return fmt.Errorf("the runner says nothing of the job %s: %w", id, err)
	}
	state, complaint := jobpb.JobState_UNSPECIFIED, ""
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return verdict(id, state, complaint)
		}
		if err != nil {
			return fmt.Errorf("the runner does not answer any more; the job %s may go on: %w", id, err)
		}
		if s := m.GetStateResponse(); s != nil {
			state = s.GetState()
			log.Info("job", "id", id, "state", state.String())
		}
		if s := m.GetMessageResponse(); s != nil {
			log.Info(s.GetMessageText(), "importance", s.GetImportance().String())
			if s.GetImportance() >= jobpb.JobMessage_JOB_MESSAGE_ERROR {
				complaint = s.GetMessageText()
			}
		}
		if state == jobpb.JobState_DONE {
			return nil
		}
	}
}

// verdict is the error of a job by the last that it said.
func verdict(id string, state jobpb.JobState_Enum, complaint string) error {
	switch state {
	case jobpb.JobState_DONE:
		return nil
	case jobpb.JobState_CANCELLED:
		return errCancelled
	}
	return fmt.Errorf("the job %s has failed: %s", id, cmp.Or(complaint, state.String()))
}

// counters are those that count made, over all steps. A step may run in several places,
// and a runner then gives a number for each; Beam's own reader of them keeps the last.
func counters(ctx context.Context, service jobpb.JobServiceClient, id string) (map[string]int64, error) {
	got, err := service.GetJobMetrics(ctx, &jobpb.GetJobMetricsRequest{JobId: id})
	if err != nil {
		return nil, fmt.Errorf("ask for the counters of the job %s: %w", id, err)
	}
	out := sums(got.GetMetrics().GetAttempted())
	for name, n := range sums(got.GetMetrics().GetCommitted()) {
		out[name] = max(out[name], n) // not all runners have both
	}
	return out, nil
}

func sums(infos []*pipepb.MonitoringInfo) map[string]int64 {
	out := map[string]int64{}
	for _, m := range infos {
		if m.GetUrn() != "beam:metric:user:sum_int64:v1" || m.GetLabels()["NAMESPACE"] != counterSpace {
			continue
		}
		n, _ := binary.Uvarint(m.GetPayload())
		out[m.GetLabels()["NAME"]] += int64(n) //nolint:gosec // as it was written
	}
	return out
}
