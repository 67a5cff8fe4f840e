package batch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/durable"
	"github.com/stemma-news/stemma/vector"
)

// Options are those of Run.
type Options struct {
	// Inputs are files and folders; Out is the folder of the output. Workers must have
	// them under the same names.
	Inputs []string
	Out    string
	// Only is the part that is done: "" for all, Reading or Stories.
	Only string

	Comparison Comparison
	// Window and Block are those of Placing; 0 for the default.
	Window, Block int
	Tracing       Tracing
	Runner        Runner

	// Progress, if not nil, is told of each step as it begins.
	Progress func(step string)
}

// The parts of a run. Reading goes on where it was broken off; what follows takes a
// small part of its time, and begins anew.
const (
	Reading = "read"
	Stories = "stories"
)

// Result is what a run did.
type Result struct {
	// Problems are inputs that there are none of.
	Problems []stemma.InputError
	// Units, Articles and BadRecords are what was read.
	Units                int
	Articles, BadRecords int64
	// Counters are the runner's, by part and name.
	Counters map[string]map[string]int64
	// Manifest is nil where stories were not asked for.
	Manifest *Manifest
}

// Run reads inputs, finds what their articles have in common, traces their stories,
// and writes all of it into a folder.
func Run(ctx context.Context, o Options) (*Result, error) {
	setUp()
	out, err := prepare(o.Out, o.Only)
	if err != nil {
		return nil, err
	}
	o.Out = out
	r := &Result{Counters: map[string]map[string]int64{}}
	if o.Only != Stories {
		if err := o.read(ctx, r); err != nil {
			return r, err
		}
	}
	units, err := readUnits(o.Out)
	if err != nil {
		return r, err
	}
	records, err := Records(o.Out, units)
	if err != nil {
		return r, err
	}
	r.Units = len(records)
	for _, one := range records {
		r.Articles, r.BadRecords = r.Articles+one.Articles, r.BadRecords+one.BadRecords
	}
	if o.Only != Reading {
		err = o.tell(ctx, r, records)
	}
	return r, err
}

// ErrNotOurs is of an output that has other files.
var ErrNotOurs = errors.New("it is not empty, and no output of stemma batch: give a new folder")

// ErrNoInput is where none of the inputs can be read.
var ErrNoInput = errors.New("there is nothing to read: none of the inputs is there")

// ErrWouldShrink is where an input is not there, and the output has a whole earlier run.
var ErrWouldShrink = errors.New("it has the whole of an earlier run, and not all of the inputs are there: nothing was changed; mend the names, leave out what is gone, or give another folder")

var errUnread = errors.New("there is nothing that was read before: leave out --only, and give the inputs")

// prepare makes the folder of the output, which workers will know by its whole path.
func prepare(dir, only string) (string, error) {
	out, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("where is %s: %w", dir, err)
	}
	found, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if len(found) == 0 && only == Stories {
		return "", fmt.Errorf("%s: %w", dir, errUnread)
	}
	if len(found) > 0 {
		if _, err := os.Stat(filepath.Join(out, readDir, unitsFile)); err != nil {
			return "", fmt.Errorf("%s: %w", dir, ErrNotOurs)
		}
	}
	return out, durable.MkdirAll(out, 0o755)
}

func (o *Options) progress(step string) {
	if o.Progress != nil {
		o.Progress(step)
	}
}

// read runs the pipeline that reads.
func (o *Options) read(ctx context.Context, r *Result) error {
	o.progress("listing inputs")
	units, problems, err := Units(ctx, o.Inputs)
	if err != nil {
		return err
	}
	r.Problems = problems
	if err := o.mayReplace(units, problems); err != nil {
		return err
	}
	if err := begin(o.Out); err != nil {
		return err
	}
	if err := WriteUnits(o.Out, units); err != nil {
		return err
	}
	if len(units) == 0 {
		return nil
	}
	o.progress(fmt.Sprintf("reading %d inputs", len(units)))
	p, s := beam.NewPipelineWithRoot()
	ReadFiles(s, o.Out)
	r.Counters[Reading], err = o.submit(ctx, p, "stemma-read")
	return err
}

// mayReplace is an error where what an earlier run has written would make way for less by mistake: for nothing, or without inputs
// that somebody named and that are not there.
func (o *Options) mayReplace(units []Unit, problems []stemma.InputError) error {
	_, err := os.Stat(filepath.Join(o.Out, manifestFile))
	switch {
	case err == nil && (len(units) == 0 || len(problems) > 0):
		return fmt.Errorf("%s: %w", o.Out, ErrWouldShrink)
	case len(units) == 0:
		return ErrNoInput
	}
	return nil
}

func (o *Options) submit(ctx context.Context, p *beam.Pipeline, name string) (map[string]int64, error) {
	runner := o.Runner
	runner.Name = cmp.Or(runner.Name, name)
	return runner.submit(ctx, p)
}

// tell runs the pipeline that finds stories.
func (o *Options) tell(ctx context.Context, r *Result, records []Record) error {
	if err := begin(o.Out); err != nil {
		return err
	}
	model, err := vector.Default()
	if err != nil {
		return fmt.Errorf("open the built-in vectors: %w", err)
	}
	m := &Manifest{Vectors: model.Name(), Comparison: o.Comparison, Placing: o.placing(r.Articles), Tracing: o.Tracing}
	m.Comparison.Articles = r.Articles
	m.Comparison = m.Comparison.withDefaults()
	if r.Articles > 0 {
		o.progress(fmt.Sprintf("finding the stories of %d articles", r.Articles))
		p, s := beam.NewPipelineWithRoot()
		tell(s, o.Out, m)
		if r.Counters[Stories], err = o.submit(ctx, p, "stemma-stories"); err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(o.Out, countersFile), r.Counters); err != nil {
			return err
		}
	}
	o.progress("writing the manifest")
	if err := m.finish(o.Out, records); err != nil {
		return err
	}
	r.Manifest = m
	return nil
}

func (o *Options) placing(articles int64) Placing {
	p := Placing{Window: cmp.Or(o.Window, defaultWindow), Block: cmp.Or(o.Block, defaultBlock)}
	p.Whole = articles <= int64(p.Block)
	return p
}

// tell is the pipeline from articles to files.
func tell(s beam.Scope, out string, m *Manifest) {
	articles := Articles(s, out)
	links, edges, formulas := Relate(s, articles, m.Comparison)
	blocks, alone := place(s, articles, edges, m.Placing)
	t := s.Scope("trace")
	rows := beam.Flatten(t,
		beam.ParDo(t, &tracing{Tracing: m.Tracing}, beam.GroupByKey(t, blocks)),
		beam.ParDo(t, &telling{}, alone),
		beam.ParDo(t, &linking{}, links),
		beam.ParDo(t, &formulaFn{}, formulas),
	)
	write(s, rows, articles, out)
}
