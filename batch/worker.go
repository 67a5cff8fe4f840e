package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/container/tools"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/harness"
	fnpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
	"google.golang.org/protobuf/types/known/structpb"
)

// A runner starts its workers by itself, with arguments of its own choice: a command on
// its machine gets --id, --provision_endpoint and more of the kind, and what is in a
// container --worker=true before them. So the program looks at its first argument
// before it reads a command line.

// IsWorker reports that a runner started this program, by its arguments.
func IsWorker(args []string) bool {
	if len(args) == 0 || !strings.HasPrefix(args[0], "--id=") && !strings.HasPrefix(args[0], "--worker=") {
		return false
	}
	_, control := argument(args, "control_endpoint")
	_, provision := argument(args, "provision_endpoint")
	return control || provision
}

func argument(args []string, name string) (value string, ok bool) {
	for _, a := range args {
		if value, ok := strings.CutPrefix(a, "--"+name+"="); ok {
			return strings.Trim(value, "'"), true // Prism puts the id between quotes
		}
	}
	return "", false
}

// Work does what a runner asks for, until it has no more. Beam's own entry
// (harness/init) waits for ever after that, and a machine where workers were
// started anew would fill with them.
func Work(ctx context.Context, args []string, log io.Writer) error {
	slog.SetDefault(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError})))
	id, _ := argument(args, "id")
	logging, _ := argument(args, "logging_endpoint")
	control, _ := argument(args, "control_endpoint")
	ctx = grpcx.WriteWorkerID(ctx, id)
	var foreign error
	o := harness.Options{
		StatusEndpoint:     os.Getenv("STATUS_ENDPOINT"),
		RunnerCapabilities: strings.Fields(os.Getenv("RUNNER_CAPABILITIES")),
	}
	if provision, ok := argument(args, "provision_endpoint"); ok {
		info, err := tools.ProvisionInfo(ctx, provision)
		if err != nil {
			return fmt.Errorf("ask the runner at %s what to do: %w", provision, err)
		}
		foreign = sameBuild(info.GetPipelineOptions(), build())
		o.StatusEndpoint, o.RunnerCapabilities = info.GetStatusEndpoint().GetUrl(), info.GetRunnerCapabilities()
		if logging == "" {
			logging = info.GetLoggingEndpoint().GetUrl()
		}
		if control == "" {
			control = info.GetControlEndpoint().GetUrl()
		}
	}
	if control == "" {
		return errors.New("the runner does not say where it is to be reached: it is too old")
	}
	if foreign != nil {
		return errors.Join(foreign, refuse(ctx, control, foreign))
	}
	setUp()
	return harness.MainWithOptions(ctx, logging, control, o)
}

// sameBuild is an error where a job was made by another program than the one that is to
// work at it: its results would be neither's. A runner that does not hand on who made it
// is trusted.
func sameBuild(options *structpb.Struct, mine string) error {
	inner := options.GetFields()[goOptions].GetStructValue().GetFields()[goInner].GetStructValue()
	if its := inner.GetFields()[buildOption].GetStringValue(); its != "" && its != mine {
		host, _ := os.Hostname() // only said
		return fmt.Errorf("the worker on %s is another stemma (%s) than the one that submitted the job (%s): put the same one on all machines", host, mine, its)
	}
	return nil
}

// refuse answers all that a runner asks for with an error, so that it is said where the
// job was submitted; a worker that only ended would be started again.
func refuse(ctx context.Context, control string, why error) error {
	cc, err := grpcx.Dial(ctx, control, dialTime)
	if err != nil {
		return fmt.Errorf("reach the runner at %s: %w", control, err)
	}
	defer cc.Close()
	asked, err := fnpb.NewBeamFnControlClient(cc).Control(ctx)
	if err != nil {
		return fmt.Errorf("ask the runner at %s what to do: %w", control, err)
	}
	for {
		request, err := asked.Recv()
		if err != nil {
			return nil // it asks no more
		}
		if err := asked.Send(&fnpb.InstructionResponse{InstructionId: request.GetInstructionId(), Error: why.Error()}); err != nil {
			return nil // it asks no more
		}
	}
}
