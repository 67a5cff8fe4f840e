package batch

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sulking is a job service that says little: its streams end, and it answers as the test says.
type sulking struct {
	jobpb.JobServiceClient

	mu      sync.Mutex
	states  []any // of GetState, in turn: a state or an error; of the last ever after, until the job is ended
	asked   int
	ended   []string
	running func(context.Context) (*jobpb.RunJobResponse, error)
}

func (s *sulking) GetMessageStream(context.Context, *jobpb.JobMessagesRequest, ...grpc.CallOption) (jobpb.JobService_GetMessageStreamClient, error) {
	return nil, io.ErrUnexpectedEOF
}

func (s *sulking) GetState(ctx context.Context, _ *jobpb.GetJobStateRequest, _ ...grpc.CallOption) (*jobpb.JobStateEvent, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if len(s.ended) > 0 {
		return &jobpb.JobStateEvent{State: jobpb.JobState_CANCELLED}, nil
	}
	switch state := s.states[min(s.asked, len(s.states))-1].(type) {
	case error:
		return nil, state
	case jobpb.JobState_Enum:
		return &jobpb.JobStateEvent{State: state}, nil
	}
	panic("neither")
}

func (s *sulking) Cancel(_ context.Context, r *jobpb.CancelJobRequest, _ ...grpc.CallOption) (*jobpb.CancelJobResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, r.GetJobId())
	return &jobpb.CancelJobResponse{}, nil
}

func (s *sulking) Run(ctx context.Context, _ *jobpb.RunJobRequest, _ ...grpc.CallOption) (*jobpb.RunJobResponse, error) {
	return s.running(ctx)
}

func following(s *sulking, patience time.Duration) *follower {
	return &follower{service: s, id: "j1", log: slog.New(slog.DiscardHandler), patience: patience, pause: time.Millisecond}
}

// TestFollowWithoutAStream: a job whose messages end is asked for until it has ended; it is
// given up, as one that may go on, when its service has given no answer for too long, or
// does not know it.
func TestFollowWithoutAStream(t *testing.T) {
	away := status.Error(codes.Unavailable, "connection refused")
	for _, c := range []struct {
		name     string
		states   []any
		patience time.Duration
		asked    int
		check    func(error) bool
	}{
		{"done", []any{jobpb.JobState_RUNNING, away, away, jobpb.JobState_DONE}, time.Hour, 4, func(err error) bool { return err == nil }},
		{"failed", []any{jobpb.JobState_FAILED}, time.Hour, 1, func(err error) bool { return err != nil && !errors.Is(err, errGoesOn) }},
		{"cancelled", []any{jobpb.JobState_CANCELLED}, time.Hour, 1, func(err error) bool { return errors.Is(err, errCancelled) }},
		{"unknown", []any{status.Error(codes.NotFound, "no such job")}, time.Hour, 1, func(err error) bool { return errors.Is(err, errGoesOn) }},
		{"away", []any{away}, -1, 1, func(err error) bool { return errors.Is(err, errGoesOn) }},
	} {
		s := &sulking{states: c.states}
		if err := await(t.Context(), following(s, c.patience)); !c.check(err) || s.asked != c.asked {
			t.Errorf("%s: asked %d times, said %v", c.name, s.asked, err)
		}
	}
}

// TestInterruptedWhileItBegins: who interrupts a run just as its job is handed over leaves
// none that nobody ends: the answer is waited for, and the job is told to end by its id.
func TestInterruptedWhileItBegins(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	s := &sulking{states: []any{jobpb.JobState_RUNNING}}
	s.running = func(ctx context.Context) (*jobpb.RunJobResponse, error) {
		interrupt()
		return &jobpb.RunJobResponse{JobId: "j1"}, ctx.Err()
	}
	var told []string
	r := &Runner{handed: func(id string) error { told = append(told, id); return nil }}
	id, err := r.begin(ctx, s, &jobpb.RunJobRequest{})
	must(t, err)
	if want := []string{"", "j1"}; id != "j1" || !slices.Equal(told, want) {
		t.Errorf("the job is %q, and the lock was told %q, want %q", id, told, want)
	}
	if err := await(ctx, following(s, time.Hour)); !errors.Is(err, context.Canceled) || errors.Is(err, errGoesOn) {
		t.Errorf("said %v", err)
	}
	if !slices.Equal(s.ended, []string{"j1"}) {
		t.Errorf("ended %q", s.ended)
	}
	if _, err := r.begin(ctx, s, &jobpb.RunJobRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted run began a job: %v", err)
	}
}

// TestBeginUnanswered: a job of which it is not said whether it runs may.
func TestBeginUnanswered(t *testing.T) {
	for code, goesOn := range map[codes.Code]bool{codes.Unavailable: true, codes.DeadlineExceeded: true, codes.InvalidArgument: false} {
		s := &sulking{running: func(context.Context) (*jobpb.RunJobResponse, error) { return nil, status.Error(code, "no") }}
		told := ""
		r := &Runner{Name: "stemma-read-1", handed: func(id string) error { told = id; return nil }}
		if _, err := r.begin(t.Context(), s, &jobpb.RunJobRequest{}); errors.Is(err, errGoesOn) != goesOn || (told == r.Name) != goesOn {
			t.Errorf("%v: %v, and the lock has the job %q", code, err, told)
		}
	}
}
