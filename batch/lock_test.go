package batch

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"google.golang.org/grpc"
)

// jobs is a job service that knows of some jobs.
type jobs struct {
	jobpb.UnimplementedJobServiceServer

	known []*jobpb.JobInfo
}

func (s *jobs) GetJobs(context.Context, *jobpb.GetJobsRequest) (*jobpb.GetJobsResponse, error) {
	return &jobpb.GetJobsResponse{JobInfo: s.known}, nil
}

// serving starts a server of some services on this machine and returns its address.
func serving(t *testing.T, register func(*grpc.Server)) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	must(t, err)
	s := grpc.NewServer()
	register(s)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Stop()
		must(t, <-ended)
	})
	return l.Addr().String()
}

// TestHold: an output is one run's, until that gives it free.
func TestHold(t *testing.T) {
	out := t.TempDir()
	first, err := hold(t.Context(), out, false)
	must(t, err)
	for _, force := range []bool{false, true} {
		if _, err := hold(t.Context(), out, force); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "process") {
			t.Errorf("a second run was told: %v", err)
		}
	}
	must(t, first.release(nil))
	second, err := hold(t.Context(), out, false)
	must(t, err)
	if second.Run == first.Run {
		t.Error("two runs have one name")
	}
	must(t, second.release(errors.New("it has failed")))
	if _, err := os.Stat(filepath.Join(out, lockFile)); err == nil {
		t.Error("a run without a job left its lock")
	}
}

// TestHoldAsksForTheJob: where the process of a run has ended, the service that has its
// job is asked: one that runs keeps others away, one that nobody knows until somebody has
// looked.
func TestHoldAsksForTheJob(t *testing.T) {
	service := serving(t, func(s *grpc.Server) {
		jobpb.RegisterJobServiceServer(s, &jobs{known: []*jobpb.JobInfo{
			{JobId: "r1", JobName: "runs", State: jobpb.JobState_RUNNING},
			{JobId: "d1", JobName: "done", State: jobpb.JobState_DONE},
		}})
	})
	for _, c := range []struct {
		endpoint, job, id string
		force             bool
		want              string // "" if the output is free
	}{
		{service, "runs", "r1", false, "the job r1 at " + service + ", RUNNING; wait for it or cancel it"},
		{service, "runs", "r1", true, "the job r1"},
		{service, "runs", "", false, "the job runs"}, // handed over, and killed before it was told the id
		{service, "done", "d1", false, ""},
		{service, "never", "", false, ""}, // killed before it was handed over
		{service, "lost", "l1", false, "it knows nothing of it); look there, and when it has, give --unlock"},
		{service, "lost", "l1", true, ""},
		{"", "local", "x", false, ""},
	} {
		out := t.TempDir()
		l, err := hold(t.Context(), out, false)
		must(t, err)
		must(t, l.handed(c.endpoint, c.job, c.id))
		must(t, l.release(errGoesOn))
		l, err = hold(t.Context(), out, c.force)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.want != "" && (!errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%+v: said %v", c, err)
		}
		if err == nil {
			must(t, l.release(nil))
		}
	}
}
