package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/batch"
	"github.com/stemma-news/stemma/lineage"
)

const batchHelp = `Reads a web archive, finds what its articles have in common and which tell one
story, traces each story, and writes tables to a folder: for what is too much
for trace and import. The same pipelines (Apache Beam) run in this process, and
on a cluster by its job service (docs/BATCH.md says how).

The folder has, when it is done:
  articles/ links/ edges/ stories/   a folder for each day (date=2021-02-13),
                 with files of the same rows as Parquet and as JSON lines
                 (.jsonl.zst); a story's line is its trace (stemma trace
                 --format json), its row in Parquet a summary
  formulas/      what more articles have than are compared through it
  bad/           inputs that are not there, records that could not be read, and
                 what to do about each
  manifest.json  what was read and written, with digests: it comes last, and
                 without it the tables are not whole. The same inputs and
                 settings give the same bytes, whatever they ran on, unless
                 its stories_partial is more than 0
  counters.json  what the runner counted; work done twice is counted twice
  read/          what was read, for the next run

Give the same command again where a run was broken off: inputs that were read,
and have not changed, are not read again. The tables of an earlier run stay until
those of the new one are whole, and make way for those of fewer inputs only with
--replace. While a run, or its job on a cluster, goes on, no other one writes to
the folder (lock.json).

Up to --block articles are traced together as trace does it. Of more, those
that have nothing in common with another one are in no story.`

const batchExamples = `  stemma batch crawl.warc.gz -o out
  stemma batch crawl/ -o out --only read
  stemma batch crawl/ -o out --runner flink --endpoint localhost:8099 --environment process --parallelism 4`

type batchFlags struct {
	batch.Options
	time   limits
	runner string
	debug  bool
}

// The runners: what is named by an endpoint differs only in what it is told besides.
var batchRunners = []string{"prism", "flink", "spark", "portable"}

func newBatchCommand() *cobra.Command {
	var f batchFlags
	cmd := &cobra.Command{
		Use:     "batch [flags] PATH… -o FOLDER",
		Short:   "Trace the stories of a web archive, here or on a cluster",
		Long:    batchHelp,
		Example: batchExamples,
		// The runner is told to end the job, and is given the time to.
		Annotations: map[string]string{patienceKey: "20s"},
		RunE: func(cmd *cobra.Command, inputs []string) error {
			f.Inputs = inputs
			if err := f.check(); err != nil {
				return err
			}
			return runBatch(cmd, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.Out, "output", "o", "", "write to this `folder`, which all workers must have under the same name")
	flags.StringVar(&f.Only, "only", "", "do a part: read (the inputs), or stories (of what was read before)")
	flags.IntVar(&f.Comparison.Days, "days", 7, "compare texts that are so many `days` apart at most")
	flags.IntVar(&f.Window, "window", 4, "join what has something in common by so many `days` on one worker; copies that are more days apart than two of them are links, and tie no story")
	flags.IntVar(&f.Block, "block", 1000, "trace so many `articles` at a time on one worker, at most: half a gigabyte for 1000")
	flags.IntVar(&f.Tracing.Rounds, "rounds", lineage.DefaultRounds, "how often the evidence is resampled for support, 1 to 10000")
	flags.Uint64Var(&f.Tracing.Seed, "seed", 0, "seed of the resampling: the same seed, the same support")
	f.time.flagsFrom(cmd, limits{batch.DefaultArticleTime, batch.DefaultStoryTime})
	flags.BoolVar(&f.Replace, "replace", false, "let the tables of an earlier run make way for those of fewer inputs")
	flags.BoolVar(&f.Unlock, "unlock", false, "go on where nobody can say whether an earlier run's job has ended")
	flags.StringVar(&f.runner, "runner", "prism", "what the pipelines run on: "+strings.Join(batchRunners, ", "))
	flags.StringVar(&f.Runner.Endpoint, "endpoint", "", "`HOST:PORT` of the cluster's job service; prism needs none")
	flags.StringVar(&f.Runner.Environment, "environment", "", "how the cluster gets workers: loopback (this process), process (a command on its machines), docker (default loopback with prism, else process)")
	flags.StringVar(&f.Runner.Worker, "worker", "", "the workers' `command`, or image of docker (default: the path of this program)")
	flags.IntVar(&f.Runner.Parallelism, "parallelism", 0, "how many `workers` share a step (default: the cluster's own)")
	flags.StringToStringVar(&f.Runner.Options, "beam-option", nil, "an option of the runner, by its name in Beam: `name=value`, may be given several times")
	flags.BoolVar(&f.Runner.ListenAnyway, "listen-anyway", false, "run in this process also where Beam's local runner can be reached from the Internet")
	flags.BoolVar(&f.debug, "debug", false, "print what the runner says")
	return cmd
}

// maxDays is what windows of days reach over at the most: ten years.
const maxDays = 3650

func (f *batchFlags) check() error {
	switch {
	case f.Out == "":
		return usage("there is no folder to write to: give one with -o")
	case !slices.Contains([]string{"", batch.Reading, batch.Stories}, f.Only):
		return usage("--only %q: give read or stories", f.Only)
	case f.Only == batch.Stories && len(f.Inputs) > 0:
		return usage("--only stories takes what was read before: leave out the inputs, or --only")
	case f.Only != batch.Stories && len(f.Inputs) == 0:
		return usage("nothing to read: give files or folders")
	case slices.Contains(f.Inputs, "-"):
		return usage("workers cannot read standard input: give files or folders")
	case f.Comparison.Days < 1 || f.Window < 1 || f.Comparison.Days > maxDays || f.Window > maxDays:
		return usage("--days %d, --window %d: give 1 to %d", f.Comparison.Days, f.Window, maxDays)
	case f.Block < 2:
		return usage("--block %d: give 2 or more", f.Block)
	case f.Tracing.Rounds < 1 || f.Tracing.Rounds > maxRounds:
		return usage("--rounds %d: give a whole number from 1 to %d", f.Tracing.Rounds, maxRounds)
	}
	if err := f.checkRunner(); err != nil {
		return err
	}
	f.Tracing.ArticleTime, f.Tracing.StoryTime = orNone(f.time.article), orNone(f.time.story)
	return f.time.check()
}

// runnerOptions are what runners are told unless somebody says otherwise: to keep what a step gave, so that with Flink a
// lost machine costs what was on it and not the run, and with Spark what has no room in memory is not made again;
// and to keep workers from step to step.
var runnerOptions = map[string]map[string]string{
	"flink": {"execution_mode_for_batch": "BATCH_FORCED", "environment_cache_millis": "60000"},
	"spark": {"storage_level": "MEMORY_AND_DISK", "environment_cache_millis": "60000"},
}

// checkRunner finds what is wrong with the runner, and adds what it is told by itself.
func (f *batchFlags) checkRunner() error {
	r := &f.Runner
	switch {
	case !slices.Contains(batchRunners, f.runner):
		return usage("unknown runner %q: give %s", f.runner, strings.Join(batchRunners, ", "))
	case f.runner != "prism" && r.Endpoint == "":
		return usage("--runner %s: give --endpoint, where Beam's job service for it is", f.runner)
	case !slices.Contains([]string{"", batch.Loopback, batch.Process, batch.Docker}, r.Environment):
		return usage("unknown --environment %q: give loopback, process or docker", r.Environment)
	case r.Environment == batch.Docker && r.Worker == "":
		return usage("--environment docker: give the image of the workers (--worker)")
	case r.Parallelism < 0:
		return usage("--parallelism %d: give 1 or more, or 0 for the cluster's own", r.Parallelism)
	}
	if r.Environment == "" && r.Endpoint != "" {
		r.Environment = batch.Process
	}
	if r.Options == nil {
		r.Options = map[string]string{}
	}
	for name, value := range runnerOptions[f.runner] {
		if _, ok := r.Options[name]; !ok {
			r.Options[name] = value
		}
	}
	return nil
}

// prismGC is how much the heap may grow between collections, in percent, where all is in this process: what is between two steps stays to
// the end of the run. Of 10,000 pages that is 5.0 GB instead of 6.8, in the same time; with 25 it would be 4.5, in a third more.
const prismGC = 50

func runBatch(cmd *cobra.Command, f *batchFlags) error {
	if f.Runner.Endpoint == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(prismGC))
	}
	if f.debug {
		f.Runner.Log = slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	}
	if f.Runner.Endpoint == "" && batch.PrismListensToAll() {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", batch.PrismListens)
	}
	step, done := progress(cmd)
	f.Progress = step
	start := time.Now()
	r, err := batch.Run(cmd.Context(), f.Options)
	done()
	if r != nil {
		tell(cmd, r.Problems)
		for _, w := range r.Warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", printable(w.Error()))
		}
	}
	if errors.Is(err, batch.ErrNotOurs) {
		return usage("-o %w", err)
	}
	if err != nil {
		return err
	}
	f.summary(cmd, r, time.Since(start))
	switch {
	case r.Articles == 0:
		return errNothing
	case r.BadRecords > 0 || len(r.Problems) > 0:
		return errSome
	}
	return nil
}

// work is what this program does where a runner started it.
func work(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := batch.Work(ctx, args, os.Stderr); err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "stemma: worker: %s\n", printable(err.Error()))
		return exitNothing
	}
	return exitDone
}
