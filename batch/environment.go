package batch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
)

// The environments, in which a runner has its workers.
const (
	Loopback = "loopback"
	Process  = "process"
	Docker   = "docker"
)

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

// The names of options: workers get those of goOptions from the runner as they were given,
// whatever it is written in, and find in buildOption which program made the job.
const (
	goOptions   = "beam:option:go_options:v1"
	goInner     = "options"
	buildOption = "stemma_build"
)

// options are those that the runner gets, by their full names.
func (r *Runner) options() map[string]any {
	full := func(name string) string { return "beam:option:" + name + ":v1" }
	all := map[string]any{
		full("app_name"):    r.Name,
		full("job_name"):    r.Name,
		full("experiments"): []string{"beam_fn_api"},
		goOptions:           map[string]any{goInner: map[string]string{buildOption: build()}},
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
