package batch

import (
	"context"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/container/tools"
	fnpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"google.golang.org/grpc"
)

// foreman is a runner of another program's job: it has one thing to be done, and hears the answer.
type foreman struct {
	fnpb.UnimplementedProvisionServiceServer
	fnpb.UnimplementedBeamFnControlServer

	made   map[string]any // the options of the job
	at     string
	answer chan *fnpb.InstructionResponse
}

func (f *foreman) GetProvisionInfo(context.Context, *fnpb.GetProvisionInfoRequest) (*fnpb.GetProvisionInfoResponse, error) {
	options, err := tools.OptionsToProto(f.made)
	return &fnpb.GetProvisionInfoResponse{Info: &fnpb.ProvisionInfo{
		PipelineOptions: options, ControlEndpoint: &pipepb.ApiServiceDescriptor{Url: f.at}, LoggingEndpoint: &pipepb.ApiServiceDescriptor{Url: f.at},
	}}, err
}

func (f *foreman) Control(s fnpb.BeamFnControl_ControlServer) error {
	if err := s.Send(&fnpb.InstructionRequest{InstructionId: "i1"}); err != nil {
		return err
	}
	answer, err := s.Recv()
	f.answer <- answer
	return err
}

// TestWorkerOfAnotherBuild: a worker that is another program than the one that made the job
// does nothing of it, and tells the runner why.
func TestWorkerOfAnotherBuild(t *testing.T) {
	made := (&Runner{}).options()
	made[goOptions] = map[string]any{goInner: map[string]string{buildOption: "revision 0badcafe"}}
	f := &foreman{made: made, answer: make(chan *fnpb.InstructionResponse, 1)}
	f.at = serving(t, func(s *grpc.Server) {
		fnpb.RegisterProvisionServiceServer(s, f)
		fnpb.RegisterBeamFnControlServer(s, f)
	})
	err := Work(t.Context(), []string{"--id=1", "--provision_endpoint=" + f.at}, t.Output())
	if err == nil || !strings.Contains(err.Error(), "revision 0badcafe") || !strings.Contains(err.Error(), build()) {
		t.Errorf("the worker says: %v", err)
	}
	if answer := <-f.answer; answer.GetInstructionId() != "i1" || !strings.Contains(answer.GetError(), "is another stemma") {
		t.Errorf("the runner was told %v", answer)
	}
}

// TestSameBuild: a worker takes the jobs of its own program, and those of runners that do
// not say whose they are.
func TestSameBuild(t *testing.T) {
	options, err := tools.OptionsToProto((&Runner{}).options())
	must(t, err)
	if err := sameBuild(options, build()); err != nil {
		t.Error(err)
	}
	if err := sameBuild(options, "v9"); err == nil {
		t.Error("another build works at the job")
	}
	if err := sameBuild(nil, "v9"); err != nil {
		t.Error(err)
	}
}

// TestBuildOf: a program of a revision is named by it, and one with changes by its file.
func TestBuildOf(t *testing.T) {
	info := func(version string, settings ...string) *debug.BuildInfo {
		b := &debug.BuildInfo{Main: debug.Module{Version: version}}
		for i := 0; i < len(settings); i += 2 {
			b.Settings = append(b.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return b
	}
	for want, b := range map[string]*debug.BuildInfo{
		"revision 1a2b": info("(devel)", "vcs.revision", "1a2b", "vcs.modified", "false"),
		"v1.2.3":        info("v1.2.3"),
		"sha256 ":       info("v0.0.0+dirty", "vcs.revision", "1a2b", "vcs.modified", "true"),
	} {
		if got := buildOf(b, self()); !strings.HasPrefix(got, want) {
			t.Errorf("%+v: %q, want %q", b, got, want)
		}
	}
	if got := buildOf(nil, "no such file"); got != "unknown" {
		t.Errorf("a program that cannot be read is %q", got)
	}
}
