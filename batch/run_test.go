package batch

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
)

// newsroom are reports of two events, and one that nobody shares, over two days and in
// two languages.
const newsroom = `{"id":"a1","outlet":"North Post","published":"2026-03-02T08:00:00Z","title":"Ferry runs aground off Halm","text":"The ferry Orla ran aground off Halm early on Monday with 214 people on board, the coast guard of Halm said. All passengers were taken off by lifeboats within three hours, and nobody was hurt. The captain told the Halm Courier that the steering had failed twice in the last week."}
{"id":"a2","outlet":"South Mail","published":"2026-03-02T11:00:00Z","title":"Ferry aground, 214 saved","text":"The ferry Orla ran aground off Halm early on Monday with 214 people on board, the coast guard of Halm said. All passengers were taken off by lifeboats within three hours, and nobody was hurt. A company speaker, Mira Dolen, announced an inquiry."}
{"id":"a3","outlet":"Ostblatt","published":"2026-03-02T15:00:00Z","title":"Fähre Orla vor Halm auf Grund gelaufen","text":"Die Fähre Orla ist am Montag vor Halm mit 214 Menschen an Bord auf Grund gelaufen, meldet die North Post. Alle Fahrgäste wurden binnen drei Stunden mit Rettungsbooten geborgen, verletzt wurde niemand."}
{"id":"b1","outlet":"North Post","published":"2026-03-03T08:00:00Z","title":"Veltria raises grain tax","text":"The parliament of Veltria raised the tax on grain to 12 percent on Tuesday, despite protests by farmers in Korim. Finance minister Talo Brenn said the money would pay for the new dam on the Sarn."}
{"id":"b2","outlet":"Korim Daily","published":"2026-03-03T12:00:00Z","title":"Grain tax goes up to 12 percent","text":"Farmers in Korim blocked roads after the parliament of Veltria raised the tax on grain to 12 percent. The money will pay for the new dam on the Sarn, finance minister Talo Brenn told the North Post."}
{"id":"c1","outlet":"Ostblatt","text":"Im Zoo von Tarn ist ein Nashorn geboren worden. Es wiegt vierzig Kilo und heißt Pippa."}
`

// inputOf writes a file of articles into a folder of its own.
func inputOf(t *testing.T, lines string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func run(t *testing.T, o Options) *Result {
	t.Helper()
	r, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// linesOf are the lines of a table, in the order of its files.
func linesOf(t *testing.T, out string, m *Manifest, table string) (lines []string) {
	t.Helper()
	for _, f := range m.Files {
		if f.Table != table || !strings.HasSuffix(f.Path, ".jsonl.zst") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		z, err := zstd.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(z)
		s.Buffer(nil, 1<<24)
		for s.Scan() {
			lines = append(lines, s.Text())
		}
		z.Close()
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

// TestRunIsTrace: what fits one block is traced as `stemma trace` traces it: the same
// stories with the same trees, to the last byte.
func TestRunIsTrace(t *testing.T) {
	in, out := inputOf(t, newsroom), filepath.Join(t.TempDir(), "out")
	got := linesOf(t, out, run(t, Options{Inputs: []string{in}, Out: out}).Manifest, tableStories)
	var want []string
	traced := traceOf(t, in)
	for i := range traced.Stories {
		line, err := contract(single(traced, &traced.Stories[i]))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(line))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(want) != 2 {
		t.Errorf("%d stories, and not the two that there are", len(want))
	}
}

// traceOf is what `stemma trace` says of a file, whose articles are in the order of their ids.
func traceOf(t *testing.T, in string) *stemma.Result {
	t.Helper()
	batch, err := ingest.Read(t.Context(), []string{in}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range batch.Articles {
		batch.Articles[i] = text.Article(batch.Articles[i])
	}
	r, err := trace.Run(t.Context(), batch.Articles, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRunOfManyBlocks: articles that do not fit one block are traced in several, and
// what is tied comes together; a report that nothing is tied to is in the table, and in
// no story. A second run gives the same bytes.
func TestRunOfManyBlocks(t *testing.T) {
	in := inputOf(t, newsroom)
	digests := make([][]File, 2)
	for i := range digests {
		out := filepath.Join(t.TempDir(), "out")
		r := run(t, Options{Inputs: []string{in}, Out: out, Block: 4})
		digests[i] = r.Manifest.Files
		if r.Manifest.Placing.Whole {
			t.Error("all of it was one block")
		}
		in := map[string]string{}
		for _, line := range linesOf(t, out, r.Manifest, tableArticles) {
			var a ArticleRow
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			in[a.ID] = a.Story
		}
		a, b := storyID([]string{"a1", "a2", "a3"}), storyID([]string{"b1", "b2"})
		want := map[string]string{"a1": a, "a2": a, "a3": a, "b1": b, "b2": b, "c1": ""}
		if diff := cmp.Diff(want, in); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff(digests[0], digests[1]); diff != "" {
		t.Errorf("two runs differ: %s", diff)
	}
}

// TestRunEndedAtOnce: a folder that has only what a run left that was ended before it had
// listed its inputs is an output, and one with a folder of somebody's own is not.
func TestRunEndedAtOnce(t *testing.T) {
	out := t.TempDir()
	for _, name := range []string{"read/.part-1234", lockFile} {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(out, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(out, name), nil, 0o600))
	}
	_, err := prepare(out, "")
	must(t, err)
	must(t, os.WriteFile(filepath.Join(out, readDir, "novels.txt"), nil, 0o600))
	if _, err := prepare(out, ""); !errors.Is(err, ErrNotOurs) {
		t.Errorf("said %v", err)
	}
}

// TestRunOnlyIntoItsOwn: a folder with other files is left alone.
func TestRunOnlyIntoItsOwn(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.doc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), Options{Inputs: []string{inputOf(t, newsroom)}, Out: dir}); err == nil || !strings.Contains(err.Error(), "thesis") && !strings.Contains(err.Error(), "not empty") {
		t.Errorf("error %v", err)
	}
}

// TestRunInterrupted: an interrupted run ends its job at the runner, unless that has just ended by
// itself (TestInterruptedWhileItBegins is of one that has not), and leaves no manifest.
func TestRunInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("Beam's local runner itself races when a job is cancelled (it closes a channel that it still sends on), and short tests run under the race detector")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := lateFolder(t)
	said := &listener{line: "RUNNING", then: cancel}
	_, err := Run(ctx, Options{Inputs: []string{inputOf(t, newsroom)}, Out: out, Runner: Runner{Log: slog.New(said)}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted run says: %v", err)
	}
	said.mu.Lock()
	if last := said.states[len(said.states)-1]; last != "CANCELLED" && last != "DONE" {
		t.Errorf("the job was not ended, but was %q", said.states)
	}
	said.mu.Unlock()
	if _, err := os.Stat(filepath.Join(out, manifestFile)); err == nil {
		t.Error("an interrupted run has a manifest")
	}
}

// lateFolder is a folder in which a worker may yet write when the test has ended: Prism does
// not wait for those of a job that was cancelled.
func lateFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "stemma-batch-") //nolint:usetesting // that of the test must be empty at its end
	must(t, err)
	t.Cleanup(func() {
		for deadline := time.Now().Add(time.Minute); os.RemoveAll(dir) != nil; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Error("a worker of a cancelled job does not end")
				return
			}
		}
	})
	return dir
}

// TestRunStoriesOfNothing: without anything read, it is said what to do.
func TestRunStoriesOfNothing(t *testing.T) {
	if _, err := Run(t.Context(), Options{Out: filepath.Join(t.TempDir(), "out"), Only: Stories}); !errors.Is(err, errUnread) {
		t.Errorf("error %v", err)
	}
}

// listener hears which states a job says that it is in, and does something at one.
type listener struct {
	slog.Handler
	line   string
	then   func()
	mu     sync.Mutex
	states []string
}

func (l *listener) Enabled(context.Context, slog.Level) bool { return true }

func (l *listener) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key != "state" {
			return true
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.states = append(l.states, a.Value.String())
		if a.Value.String() == l.line {
			l.then()
		}
		return true
	})
	return nil
}

func (l *listener) WithAttrs([]slog.Attr) slog.Handler { return l }
func (l *listener) WithGroup(string) slog.Handler      { return l }

// TestFault: a block that makes the steps panic costs its articles their story, and
// nothing else; the table bad says so.
func TestFault(t *testing.T) {
	setUp()
	f := &tracing{run: func(context.Context, []stemma.Article, trace.Options) (*stemma.Result, error) { panic("no such luck") }}
	articles := []stemma.Article{{ID: "a", Text: "x"}, {ID: "b", Text: "y"}}
	i := 0
	var rows []row
	err := f.ProcessElement(t.Context(), "2026-03-02/000001", func(a *stemma.Article) bool {
		if i == len(articles) {
			return false
		}
		*a = articles[i]
		i++
		return true
	}, func(r row) { rows = append(rows, r) })
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[0].Table != tableBad || !strings.Contains(string(rows[0].Line), "no such luck") || !strings.Contains(string(rows[0].Line), "2 articles") {
		t.Errorf("told of the fault: %s", rows[0].Line)
	}
	if rows[1].Table != tableArticles || rows[2].Table != tableArticles {
		t.Errorf("the articles are in %s and %s", rows[1].Table, rows[2].Table)
	}
}
