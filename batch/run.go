package batch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

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
	// Replace lets the tables of a whole earlier run make way for those of fewer inputs.
	Replace bool
	// Unlock goes on where it cannot be told whether an earlier run's job has ended.
	Unlock bool

	Comparison Comparison
	// Window and Block are those of Placing; 0 for the default.
	Window, Block int
	// Tracing has limits of DefaultArticleTime and DefaultStoryTime where it has none.
	Tracing Tracing
	Runner  Runner

	// Progress, if not nil, is told of each step as it begins.
	Progress func(step string)
}

// The parts of a run. Reading goes on where it was broken off; what follows takes a
// small part of its time, and begins anew.
const (
	Reading = "read"
	Stories = "stories"
)

// The limits of a trace are so large here that no machine which only is slow comes to
// them: what the clock cuts short differs from run to run, and a cluster that makes
// something twice must make the same twice. How much is read and compared is bounded by
// counts.
const (
	DefaultArticleTime = 10 * time.Minute
	DefaultStoryTime   = 6 * time.Hour
)

// Result is what a run did.
type Result struct {
	// Problems are inputs that there are none of.
	Problems []stemma.InputError
	// Warnings are what went wrong and cost no result.
	Warnings []error
	// Units, Articles and BadRecords are what was read.
	Units                int
	Articles, BadRecords int64
	// Counters are the runner's, by part and name.
	Counters map[string]map[string]int64
	// Manifest is nil where stories were not asked for.
	Manifest *Manifest
}

// Run reads inputs, finds what their articles have in common, traces their stories,
// and writes all of it into a folder. No two runs write the same one at a time.
func Run(ctx context.Context, o Options) (r *Result, err error) {
	setUp()
	out, err := prepare(o.Out, o.Only)
	if err != nil {
		return nil, err
	}
	o.Out = out
	o.Tracing.ArticleTime = cmp.Or(o.Tracing.ArticleTime, DefaultArticleTime)
	o.Tracing.StoryTime = cmp.Or(o.Tracing.StoryTime, DefaultStoryTime)
	held, err := hold(ctx, out, o.Unlock)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, held.release(err)) }()
	return (&running{Options: o, lock: held}).run(ctx)
}

// running is a run that has its output for itself.
type running struct {
	Options

	lock *lock
}

// reading is what was read: the units with their records, and what there is none of.
type reading struct {
	dir     string
	units   []Unit
	records []Record
	missing []Bad
}

func (o *running) run(ctx context.Context) (*Result, error) {
	r := &Result{Counters: map[string]map[string]int64{}}
	if o.Only != Stories {
		if err := o.read(ctx, r); err != nil {
			return r, err
		}
	}
	done, err := o.wasRead()
	if err != nil {
		return r, err
	}
	r.Units, r.Problems = len(done.records), nil
	for _, one := range done.missing {
		r.Problems = append(r.Problems, stemma.InputError{Input: one.Input, Problem: one.Problem})
	}
	for _, one := range done.records {
		r.Articles, r.BadRecords = r.Articles+one.Articles, r.BadRecords+one.BadRecords
	}
	if o.Only != Reading {
		err = o.tell(ctx, r, done)
	}
	return r, err
}

// wasRead finds what was read, by this run or by others.
func (o *running) wasRead() (*reading, error) {
	units, err := readUnits(o.Out)
	if err != nil {
		return nil, err
	}
	records, err := Records(o.Out, units)
	if err != nil {
		return nil, err
	}
	missing, err := readMissing(o.Out)
	return &reading{dir: o.Out, units: units, records: records, missing: missing}, err
}

// ErrNotOurs is of an output that has other files.
var ErrNotOurs = errors.New("it is not empty, and no output of stemma batch: give a new folder")

var errUnread = errors.New("there is nothing that was read before: leave out --only, and give the inputs")

// prepare makes the folder of the output, which workers will know by its whole path.
func prepare(dir, only string) (string, error) {
	out, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("where is %s: %w", dir, err)
	}
	_, err = os.Stat(filepath.Join(out, readDir, unitsFile))
	if err == nil {
		return out, nil
	}
	bare, err := hasNothing(out)
	switch {
	case err != nil:
		return "", err
	case !bare:
		return "", fmt.Errorf("%s: %w", dir, ErrNotOurs)
	case only == Stories:
		return "", fmt.Errorf("%s: %w", dir, errUnread)
	}
	return out, durable.MkdirAll(out, 0o755)
}

// hasNothing reports that a folder is empty, or has only what a run leaves that was ended
// before it had listed its inputs.
func hasNothing(out string) (bool, error) {
	all, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	for _, one := range all {
		if one.Name() != readDir && one.Name() != lockFile {
			return false, nil
		}
	}
	read, err := os.ReadDir(filepath.Join(out, readDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	for _, one := range read {
		if one.Name() != missingFile && !ours.MatchString(one.Name()) {
			return false, nil
		}
	}
	return true, nil
}

func (o *Options) progress(step string) {
	if o.Progress != nil {
		o.Progress(step)
	}
}

// read runs the pipeline that reads. The tables of an earlier run stay as they are.
func (o *running) read(ctx context.Context, r *Result) error {
	o.progress("listing inputs")
	units, problems, err := Units(ctx, o.Inputs)
	if err != nil {
		return err
	}
	r.Problems = problems
	if err := o.mayReplace(units, problems); err != nil {
		return err
	}
	if err := durable.MkdirAll(filepath.Join(o.Out, readDir), 0o755); err != nil {
		return err
	}
	if err := writeMissing(o.Out, problems); err != nil {
		return err
	}
	if err := WriteUnits(o.Out, units); err != nil {
		return err
	}
	o.progress(fmt.Sprintf("reading %d inputs", len(units)))
	p, s := beam.NewPipelineWithRoot()
	ReadFiles(s, o.Out)
	return o.submit(ctx, p, "stemma-read", Reading, r)
}

// submit runs a pipeline. While a cluster has its job, the lock of the output says so.
func (o *running) submit(ctx context.Context, p *beam.Pipeline, name, part string, r *Result) error {
	runner := o.Runner
	runner.Name = cmp.Or(runner.Name, name) + "-" + o.lock.Run
	runner.handed = func(id string) error { return o.lock.handed(runner.Endpoint, runner.Name, id) }
	counted, warning, err := runner.submit(ctx, p)
	r.Counters[part] = counted
	if warning != nil {
		r.Warnings = append(r.Warnings, warning)
	}
	if errors.Is(err, errGoesOn) {
		return err
	}
	return errors.Join(err, o.lock.handed("", "", ""))
}

// tell has the tables of what was read written, and puts them into the output.
func (o *running) tell(ctx context.Context, r *Result, done *reading) error {
	model, err := vector.Default()
	if err != nil {
		return fmt.Errorf("open the built-in vectors: %w", err)
	}
	m := &Manifest{Vectors: model.Name(), Comparison: o.Comparison, Placing: o.placing(done.records), Tracing: o.Tracing}
	m.reading(done)
	m.Comparison = m.Comparison.withDefaults()
	settings, err := m.settings(done)
	if err != nil {
		return err
	}
	if err := o.mayReplaceRead(done.records); err != nil {
		return err
	}
	dir, err := earlierRun(o.Out, settings)
	if err != nil {
		return err
	}
	earlier := dir != ""
	if earlier {
		o.progress("taking the tables that an earlier run has written")
	} else if dir, err = o.write(ctx, r, m, settings); err != nil {
		return err
	}
	if err := writeCounters(dir, r.Counters); err != nil {
		return err
	}
	o.progress("comparing the files with their digests")
	err = m.finish(ctx, o.Out, dir, done)
	if earlier && errors.Is(err, errNotAsWritten) {
		return errors.Join(fmt.Errorf("%w; the tables of an earlier run are not what they were: the same command makes them anew", err), durable.Remove(filepath.Join(dir, listFile)))
	}
	if err != nil {
		return err
	}
	r.Manifest = m
	return nil
}

// writeCounters puts the counters beside the tables of a run; of one that is taken over those that its own process has put
// there stay.
func writeCounters(dir string, counters map[string]map[string]int64) error {
	name := filepath.Join(dir, countersFile)
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return writeJSON(name, counters)
}

// write runs the pipeline that finds stories, into a folder of the run.
func (o *running) write(ctx context.Context, r *Result, m *Manifest, settings []byte) (string, error) {
	dir, err := newRunFolder(o.Out, o.lock.Run, settings)
	if err != nil || m.Articles == 0 {
		return dir, err
	}
	o.progress(fmt.Sprintf("finding the stories of %d articles", m.Articles))
	p, s := beam.NewPipelineWithRoot()
	tell(s, o.Out, dir, m)
	if err := o.submit(ctx, p, "stemma-stories", Stories, r); err != nil {
		if ctx.Err() != nil || !wholeRun(dir) {
			return "", err
		}
		r.Warnings = append(r.Warnings, fmt.Errorf("all tables are written, and yet: %w", err))
	}
	return dir, nil
}

func (o *Options) placing(records []Record) Placing {
	p := Placing{Window: cmp.Or(o.Window, defaultWindow), Block: cmp.Or(o.Block, defaultBlock)}
	var articles int64
	for _, one := range records {
		articles, p.Undated = articles+one.Articles, p.Undated+one.Undated
	}
	p.Whole = articles <= int64(p.Block)
	return p
}

// tell is the pipeline from articles to the files of a run.
func tell(s beam.Scope, out, dir string, m *Manifest) {
	articles := Articles(s, out)
	links, edges, formulas, bad := Relate(s, articles, m.Comparison)
	blocks, alone := place(s, articles, edges, m.Placing)
	t := s.Scope("trace")
	rows := beam.Flatten(t,
		beam.ParDo(t, &tracing{Tracing: m.Tracing}, beam.GroupByKey(t, blocks)),
		beam.ParDo(t, &telling{}, alone),
		beam.ParDo(t, &linking{}, links),
		beam.ParDo(t, &formulaFn{}, formulas),
		bad,
	)
	write(s, rows, dir)
}
