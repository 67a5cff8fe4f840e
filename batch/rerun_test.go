package batch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	jobpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/jobmanagement_v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// TestRunAgain: a second run with another input takes the place of the first one only
// where that is said, leaves nothing of it, and reads again only what has changed.
func TestRunAgain(t *testing.T) {
	first, second := inputOf(t, newsroom), inputOf(t, `{"id":"z","text":"Snow fell on Tarn for the first time in thirty years, the weather office said."}`+"\n")
	out := filepath.Join(t.TempDir(), "out")
	before := run(t, Options{Inputs: []string{first}, Out: out})
	for name, inputs := range map[string][]string{"left out now (1, first ": {second}, "not all of the inputs": {first, second + "x"}} {
		if _, err := Run(t.Context(), Options{Inputs: inputs, Out: out}); !errors.Is(err, ErrWouldShrink) || !strings.Contains(err.Error(), name) {
			t.Errorf("inputs %q: said %v, want %q", inputs, err, name)
		}
		must(t, compare(t.Context(), out, out, before.Manifest.Files))
	}
	run(t, Options{Inputs: []string{second}, Out: out, Replace: true, Only: Reading})
	must(t, compare(t.Context(), out, out, before.Manifest.Files)) // until the new tables are whole
	r := run(t, Options{Out: out, Only: Stories})
	if got := linesOf(t, out, r.Manifest, tableArticles); len(got) != 1 {
		t.Errorf("%d articles, want 1", len(got))
	}
	named := map[string]bool{}
	for _, f := range r.Manifest.Files {
		named[filepath.Join(out, filepath.FromSlash(f.Path))] = true
	}
	for _, table := range tables {
		files, err := filepath.Glob(filepath.Join(out, table, "*", "part-*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if !named[name] {
				t.Errorf("%s was left behind", name)
			}
		}
	}
	r = run(t, Options{Inputs: []string{second}, Out: out, Only: Reading})
	if r.Counters[Reading]["units_read"] != 0 || r.Manifest != nil { // Prism may lose a count, and adds none
		t.Errorf("read again: %v; manifest %v", r.Counters, r.Manifest)
	}
}

// TestRunWithoutSome: inputs that are not there are in the table bad, and in the manifest.
func TestRunWithoutSome(t *testing.T) {
	in, out := inputOf(t, newsroom), filepath.Join(t.TempDir(), "out")
	gone := in + ".gone"
	r := run(t, Options{Inputs: []string{gone, in}, Out: out, Only: Reading})
	if len(r.Problems) != 1 {
		t.Errorf("problems: %v", r.Problems)
	}
	r = run(t, Options{Out: out, Only: Stories})
	bad := linesOf(t, out, r.Manifest, tableBad)
	if len(bad) != 1 || !strings.Contains(bad[0], gone) || r.Manifest.Missing != 1 || len(r.Problems) != 1 {
		t.Errorf("the table bad has %q, the manifest %d, problems %v", bad, r.Manifest.Missing, r.Problems)
	}
}

// TestRunThatIsDone: a run whose job had ended well, and whose driver did not live to see it,
// is taken as it is, and not done again; with other settings, or another run at work, it is not.
func TestRunThatIsDone(t *testing.T) {
	in, out := inputOf(t, newsroom), filepath.Join(t.TempDir(), "out")
	o := Options{Inputs: []string{in}, Out: out}
	first := run(t, o)
	dir := filepath.Join(out, "run-00112233445566ff")
	done := asOf(t, out)
	settings, err := (&Manifest{
		Schema: schemaOf, Vectors: first.Manifest.Vectors, Units: 1, Articles: first.Articles, Comparison: first.Manifest.Comparison,
		Placing: first.Manifest.Placing, Tracing: first.Manifest.Tracing,
	}).settings(done)
	must(t, err)
	_, err = newRunFolder(out, "00112233445566ff", settings)
	must(t, err)
	for _, f := range first.Manifest.Files {
		must(t, os.MkdirAll(filepath.Dir(at(dir, &f)), 0o755))
		must(t, os.Rename(at(out, &f), at(dir, &f)))
	}
	list(t, dir, first.Manifest.Files)
	must(t, os.Remove(filepath.Join(out, manifestFile)))
	second := run(t, o)
	if second.Counters[Stories] != nil {
		t.Error("what was done was done again")
	}
	if diff := cmp.Diff(first.Manifest, second.Manifest); diff != "" {
		t.Error(diff)
	}
	_, err = newRunFolder(out, "00112233445566ff", settings)
	must(t, err)
	list(t, dir, first.Manifest.Files)
	spoilt := at(out, &first.Manifest.Files[0])
	must(t, os.WriteFile(spoilt, []byte("spoilt"), 0o600))
	if _, err := Run(t.Context(), o); !errors.Is(err, errNotAsWritten) {
		t.Errorf("a file that is not what it was: %v", err)
	}
	if again := run(t, o); again.Counters[Stories] == nil || cmp.Diff(first.Manifest, again.Manifest) != "" {
		t.Error("what was spoilt was not made anew")
	}
	o.Block = 4
	if r := run(t, o); r.Counters[Stories] == nil {
		t.Error("other settings were taken for the same")
	}
	held, err := hold(t.Context(), out, false)
	must(t, err)
	if _, err := Run(t.Context(), o); !errors.Is(err, ErrBusy) {
		t.Errorf("two runs at once: %v", err)
	}
	must(t, held.release(nil))
}

// asOf is what a run has read.
func asOf(t *testing.T, out string) *reading {
	t.Helper()
	r, err := (&running{Options: Options{Out: out}}).wasRead()
	must(t, err)
	return r
}

// forgetful is a job service whose stream of messages breaks, and which does not know its counters.
type forgetful struct{ jobpb.JobServiceClient }

func (forgetful) GetMessageStream(context.Context, *jobpb.JobMessagesRequest, ...grpc.CallOption) (jobpb.JobService_GetMessageStreamClient, error) {
	return nil, status.Error(codes.Unavailable, "the connection is lost")
}

func (forgetful) GetJobMetrics(context.Context, *jobpb.GetJobMetricsRequest, ...grpc.CallOption) (*jobpb.GetJobMetricsResponse, error) {
	return nil, status.Error(codes.ResourceExhausted, "message larger than max")
}

// TestJobWithoutCounters: a job whose messages are lost, and whose counters cannot be asked
// for, is done all the same.
func TestJobWithoutCounters(t *testing.T) {
	if testing.Short() {
		t.Skip("Prism's GetState reads what its Run writes: a race of its own")
	}
	setUp()
	out := t.TempDir()
	units, _, err := Units(t.Context(), []string{inputOf(t, newsroom)})
	must(t, err)
	must(t, WriteUnits(out, units))
	r := &Runner{Name: "test", pause: time.Millisecond}
	service, stop, err := r.service(t.Context())
	must(t, err)
	defer stop()
	p, s := beam.NewPipelineWithRoot()
	ReadFiles(s, out)
	counted, warning, err := r.run(t.Context(), forgetful{service}, p)
	if err != nil || counted != nil || warning == nil || !strings.Contains(warning.Error(), "is done, but its counters") {
		t.Errorf("counted %v, warned %v, said %v", counted, warning, err)
	}
	if _, err := Records(out, units); err != nil {
		t.Error(err)
	}
}
