// Command steps runs stemma batch in process under a profile, and says what each of its steps took.
//
//	go run ./bench/batch/steps -days 10 -pages DIR/pages.jsonl DIR/*.warc.gz
//
// What it prints is a run as bench/batch/cost takes it: days is in how many the pages came out. With -pages it says how the stories
// agree with the events that the pages tell. Each moment of the
// processor is charged to the step whose function is nearest on the stack; what is the runner's there, or nobody's, as the
// collection of garbage is, makes the overhead: the whole time over that of the steps. Bytes are the counters of the
// pipeline. On standard error it says what was counted, and the memory at the peak: with the runner in one process that is
// more than a worker needs, since it holds what others write to disks.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/batch"
	"github.com/stemma-news/stemma/bench/batch/outcome"
)

func main() {
	days := flag.Float64("days", 10, "in how many days the pages came out")
	pages := flag.String("pages", "", "the pages as they were written (pages.jsonl), to judge the stories by")
	out := flag.String("o", "", "folder for what stemma batch writes; a temporary one if not given")
	keep := flag.String("profile", "", "file that keeps the profile")
	flag.Parse()
	if err := run(context.Background(), flag.Args(), *days, *pages, *out, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "steps:", err)
		os.Exit(1)
	}
}

// trial is a run as bench/batch/cost reads it.
type trial struct {
	// Pages are the records that were read: articles, and those that are none.
	Pages    int64   `json:"pages"`
	Articles int64   `json:"articles"`
	Days     float64 `json:"days"`
	Overhead float64 `json:"overhead"`
	PeakMB   float64 `json:"peak_mb"`
	// Ties are what articles have in common, of every kind; Cut are those that were left out for the size of a block.
	Ties    int64              `json:"ties"`
	Cut     int64              `json:"ties_cut"`
	Quality *outcome.Agreement `json:"quality,omitempty"`
	Steps   []took             `json:"steps"`
}

type took struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Bytes   int64   `json:"bytes"`
}

func run(ctx context.Context, inputs []string, days float64, pages, out, keep string) error {
	if len(inputs) == 0 || days <= 0 {
		return errors.New("needs archives and -days")
	}
	dir, err := os.MkdirTemp("", "stemma-steps-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if out == "" {
		out = filepath.Join(dir, "out")
	}
	if keep == "" {
		keep = filepath.Join(dir, "cpu.pprof")
	}
	result, err := profiled(ctx, batch.Options{Inputs: inputs, Out: out}, keep)
	if err != nil {
		return err
	}
	all, err := charge(ctx, keep)
	if err != nil {
		return err
	}
	t := trial{Pages: result.Articles + result.BadRecords, Articles: result.Articles, Days: days, PeakMB: peak()}
	t.account(all, result.Counters)
	tell(all, result.Counters)
	if pages != "" {
		judged, err := outcome.Judge(out, pages)
		if err != nil {
			return fmt.Errorf("judge the stories: %w", err)
		}
		t.Quality = &judged
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(t)
}

// account fills in what each step took, and what the runner did besides.
func (t *trial) account(seconds map[string]float64, counters map[string]map[string]int64) {
	bytes, steps := shuffled(counters), 0.0
	for _, name := range order {
		t.Steps = append(t.Steps, took{name, round(seconds[name]), bytes[name]})
		steps += seconds[name]
	}
	t.Overhead = round((steps + seconds[runner]) / steps)
	found := counters[batch.Stories]
	t.Ties = found["edges_copy"] + found["edges_passage"] + found["edges_story"]
	t.Cut = found["edges_cut_for_size"]
}

func profiled(ctx context.Context, o batch.Options, name string) (*batch.Result, error) {
	f, err := os.Create(name) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	r, err := batch.Run(ctx, o)
	pprof.StopCPUProfile()
	return r, errors.Join(err, f.Close())
}

// charge sums the seconds of the processor by step.
func charge(ctx context.Context, profile string) (map[string]float64, error) {
	traces, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-traces", "-unit=ms", profile).Output() //nolint:gosec // the caller's own file
	if err != nil {
		return nil, fmt.Errorf("read the profile: %w", err)
	}
	return sum(string(traces))
}

// shuffled sums the bytes that were counted by step.
func shuffled(counters map[string]map[string]int64) map[string]int64 {
	bytes := map[string]int64{}
	for _, part := range counters {
		for name, n := range part {
			if of, ok := strings.CutPrefix(name, "bytes_"); ok && of != "written" {
				step, known := stepOfBytes[of]
				if !known {
					fmt.Fprintf(os.Stderr, "steps: %s belongs to no step: say so in stack.go\n", name)
				}
				bytes[step] += n
			}
		}
	}
	return bytes
}

func tell(seconds map[string]float64, counters map[string]map[string]int64) {
	for _, name := range slices.Sorted(maps.Keys(seconds)) {
		fmt.Fprintf(os.Stderr, "%9.1f s %s\n", seconds[name], name)
	}
	for _, part := range counters {
		for _, name := range slices.Sorted(maps.Keys(part)) {
			fmt.Fprintf(os.Stderr, "%12d %s\n", part[name], name)
		}
	}
}

// peak is the most memory that the process had, in megabytes; 0 where the system does not say.
func peak() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kb float64
	for line := range strings.Lines(string(b)) {
		if of, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, _ = fmt.Sscan(of, &kb)
		}
	}
	return round(kb / 1024)
}

func round(x float64) float64 { return float64(int64(x*100+0.5)) / 100 }
