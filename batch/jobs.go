package batch

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/apache/beam/sdks/v2/go/container/tools"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/runnerlib"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	// cancelTime is how long an interrupted run waits until its runner says that the job
	// has ended, and startTime how long until it says that it has begun.
	cancelTime = 10 * time.Second
	startTime  = time.Minute
	// lostTime is how long a job service may give no answer until nobody waits for the
	// job any more, and askEvery the pause between two questions. A job takes days: one
	// connection for all of them is not to be had.
	lostTime = 15 * time.Minute
	askEvery = 5 * time.Second
	// dialTime is how long a job service may take to be there.
	dialTime = 30 * time.Second
)

// errGoesOn is of a job that may go on without anybody who waits for it.
var errGoesOn = errors.New("the job may go on: look there before you give the command again")

// dial connects to a job service.
func dial(ctx context.Context, endpoint string, patience time.Duration) (jobpb.JobServiceClient, func(), error) {
	cc, err := grpcx.Dial(ctx, endpoint, patience)
	if err != nil {
		return nil, nil, fmt.Errorf("there is no job service at %s (is Beam's job server running there?): %w", endpoint, err)
	}
	return jobpb.NewJobServiceClient(cc), func() { cc.Close() }, nil
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
	return r.begin(ctx, service, &jobpb.RunJobRequest{PreparationId: prepared.GetPreparationId(), RetrievalToken: token})
}

// begin has a prepared job run. Who interrupts it just then waits for the answer: a job
// without an id could not be ended.
func (r *Runner) begin(ctx context.Context, service jobpb.JobServiceClient, request *jobpb.RunJobRequest) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := r.tellHanded(""); err != nil {
		return "", err
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), startTime)
	defer cancel()
	running, err := service.Run(within, request)
	if err != nil {
		err = fmt.Errorf("the runner does not start the job %s: %w", r.Name, err)
		if c := status.Code(err); c == codes.DeadlineExceeded || c == codes.Unavailable || c == codes.Canceled {
			// Whether it runs is not known: by its name it is asked for, as by an id.
			err = errors.Join(err, errGoesOn, r.tellHanded(r.Name))
		}
		return "", err
	}
	if err := r.tellHanded(running.GetJobId()); err != nil {
		r.log().Error("the lock of the output does not have the job's id", "id", running.GetJobId(), "error", err)
	}
	return running.GetJobId(), nil
}

func (r *Runner) tellHanded(id string) error {
	if r.handed == nil {
		return nil
	}
	return r.handed(id)
}

// follower waits for a job.
type follower struct {
	service  jobpb.JobServiceClient
	id       string
	log      *slog.Logger
	patience time.Duration // for a service that gives no answer
	pause    time.Duration

	complaint string // the last that the job said of what ails it
}

// await waits for a job's end, and ends it where nobody waits any more.
func await(ctx context.Context, f *follower) error {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- f.follow(own) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	within, stop := context.WithTimeout(own, cancelTime)
	defer stop()
	if _, err := f.service.Cancel(within, &jobpb.CancelJobRequest{JobId: f.id}); err != nil {
		return errors.Join(ctx.Err(), fmt.Errorf("the job %s could not be ended: %w", f.id, err), errGoesOn)
	}
	select {
	case <-ended: //nolint:errcheck // it was told to end
		return ctx.Err()
	case <-within.Done():
		return errors.Join(ctx.Err(), fmt.Errorf("the job %s was told to end, and has not yet", f.id), errGoesOn)
	}
}

// errCancelled is of a job that somebody else ended.
var errCancelled = errors.New("the job was cancelled at the runner")

// follow reads what a job says until it has ended. Where it says no more, its state is
// asked for, until the service has given no answer for as long as patience lasts.
func (f *follower) follow(ctx context.Context) error {
	for {
		state, lost := f.listen(ctx)
		for since := time.Now(); !over(state); {
			f.log.Info("the runner says no more of the job, and is asked", "id", f.id, "error", lost)
			now, err := f.service.GetState(ctx, &jobpb.GetJobStateRequest{JobId: f.id})
			if err == nil {
				state = now.GetState()
				break
			}
			if status.Code(err) == codes.NotFound || time.Since(since) > f.patience {
				return fmt.Errorf("the runner does not answer for the job %s any more (was its job server started anew?): %w", f.id, errors.Join(err, errGoesOn))
			}
			if err := pause(ctx, f.pause); err != nil {
				return err
			}
		}
		if over(state) {
			return verdict(f.id, state, f.complaint)
		}
		if err := pause(ctx, f.pause); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// listen reads what a job says until it says no more, and returns the state that it was
// in. A failed job may say after its state why it has failed.
func (f *follower) listen(ctx context.Context) (state jobpb.JobState_Enum, lost error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what is left of the stream
	stream, err := f.service.GetMessageStream(ctx, &jobpb.JobMessagesRequest{JobId: f.id})
	if err != nil {
		return state, err
	}
	for state != jobpb.JobState_DONE {
		m, err := stream.Recv()
		if err != nil {
			return state, err
		}
		if s := m.GetStateResponse(); s != nil {
			state = s.GetState()
			f.log.Info("job", "id", f.id, "state", state.String())
		}
		if s := m.GetMessageResponse(); s != nil {
			f.log.Info(s.GetMessageText(), "importance", s.GetImportance().String())
			if s.GetImportance() >= jobpb.JobMessage_JOB_MESSAGE_ERROR {
				f.complaint = s.GetMessageText()
			}
		}
	}
	return state, nil
}

// over reports that a job in this state does not go on.
func over(state jobpb.JobState_Enum) bool {
	switch state {
	case jobpb.JobState_DONE, jobpb.JobState_FAILED, jobpb.JobState_CANCELLED, jobpb.JobState_DRAINED, jobpb.JobState_UPDATED:
		return true
	}
	return false
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
	out := map[string]int64{}
	for _, infos := range [][]*pipepb.MonitoringInfo{got.GetMetrics().GetAttempted(), got.GetMetrics().GetCommitted()} {
		for _, counted := range []map[string]int64{sums(infos), maxima(infos)} {
			for name, n := range counted {
				out[name] = max(out[name], n) // not all runners have both
			}
		}
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
