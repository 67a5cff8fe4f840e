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
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
)

// A runner starts its workers by itself, with arguments of its own choice: a command on
// its machine gets --id, --provision_endpoint and more of the kind, and what is in a
// container --worker=true before them. So the program looks at its first argument
// before it reads a command line.

// IsWorker reports that a runner started this program, by its arguments.
func IsWorker(args []string) bool {
	if len(args) == 0 || !strings.HasPrefix(args[0], "--id=") && !strings.HasPrefix(args[0], "--worker") {
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
	setUp()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError})))
	id, _ := argument(args, "id")
	logging, _ := argument(args, "logging_endpoint")
	control, _ := argument(args, "control_endpoint")
	ctx = grpcx.WriteWorkerID(ctx, id)
	o := harness.Options{
		StatusEndpoint:     os.Getenv("STATUS_ENDPOINT"),
		RunnerCapabilities: strings.Fields(os.Getenv("RUNNER_CAPABILITIES")),
	}
	if provision, ok := argument(args, "provision_endpoint"); ok {
		info, err := tools.ProvisionInfo(ctx, provision)
		if err != nil {
			return fmt.Errorf("ask the runner at %s what to do: %w", provision, err)
		}
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
	return harness.MainWithOptions(ctx, logging, control, o)
}
