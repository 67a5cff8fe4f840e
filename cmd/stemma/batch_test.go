package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/batch"
)

// TestBatchUsage: what is wrong with a command line is said before anything is done.
func TestBatchUsage(t *testing.T) {
	for line, want := range map[string]string{
		"in.jsonl":                               "there is no folder to write to: give one with -o",
		"-o out":                                 "nothing to read",
		"- -o out":                               "workers cannot read standard input",
		"in.jsonl -o out --runner flink":         "--runner flink: give --endpoint",
		"in.jsonl -o out --runner hadoop":        `unknown runner "hadoop": give prism, flink, spark, portable`,
		"in.jsonl -o out --environment docker":   "give the image of the workers",
		"in.jsonl -o out --environment cloud":    `unknown --environment "cloud"`,
		"in.jsonl -o out --only trees":           `--only "trees": give read or stories`,
		"in.jsonl -o out --only stories":         "leave out the inputs",
		"in.jsonl -o out --window 0":             "--window 0: give 1 to 3650",
		"in.jsonl -o out --block 1":              "--block 1: give 2 or more",
		"in.jsonl -o out --rounds 0":             "--rounds 0: give a whole number",
		"in.jsonl -o out --parallelism -1":       "--parallelism -1: give 1 or more",
		"in.jsonl -o out --story-time -5s":       "--story-time -5s",
		"in.jsonl -o out --beam-option no-value": "no-value must be formatted as key=value",
	} {
		var said strings.Builder
		if code := run(append([]string{"batch"}, strings.Fields(line)...), strings.NewReader(""), &said, &said); code != exitUsage || !strings.Contains(said.String(), want) {
			t.Errorf("stemma batch %s: exit code %d, said %q, want %q", line, code, said.String(), want)
		}
	}
}

// TestBatchRunner: a cluster's workers are processes of its own unless somebody says
// otherwise, and what an engine is told by itself gives way to what a user says.
func TestBatchRunner(t *testing.T) {
	for runner, want := range map[string]map[string]string{
		"flink":    {"environment_cache_millis": "5", "execution_mode_for_batch": "BATCH_FORCED"},
		"spark":    {"environment_cache_millis": "5", "storage_level": "MEMORY_AND_DISK"},
		"portable": {"environment_cache_millis": "5"},
	} {
		f := batchFlags{runner: runner, Options: batch.Options{Runner: batch.Runner{Endpoint: "host:1", Options: map[string]string{"environment_cache_millis": "5"}}}}
		if err := f.checkRunner(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.Runner.Options); diff != "" || f.Runner.Environment != batch.Process {
			t.Errorf("%s: workers are of %q: %s", runner, f.Runner.Environment, diff)
		}
	}
}

// TestBatchIsWorker: the program is a worker where a runner started it, and never
// where a user did.
func TestBatchIsWorker(t *testing.T) {
	for line, want := range map[string]bool{
		"--id=1-1 --provision_endpoint=localhost:5":                          true,
		"--id='1' --provision_endpoint=localhost:5":                          true,
		"--worker=true --id=1 --logging_endpoint=a:1 --control_endpoint=a:2": true,
		"--worker_pool=true --provision_endpoint=localhost:5":                false, // many workers, of a container that starts them
		"--id=1":                              false,
		"batch --id=1 --control_endpoint=a:2": false,
		"--version":                           false,
		"":                                    false,
	} {
		if got := batch.IsWorker(strings.Fields(line)); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
	for _, name := range []string{"id", "worker"} {
		if root := newRootCommand(); root.PersistentFlags().Lookup(name) != nil || root.Flags().Lookup(name) != nil {
			t.Errorf("--%s is a flag of a user's, too", name)
		}
	}
}
