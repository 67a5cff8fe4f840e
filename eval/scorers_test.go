//go:build slow

package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/trace"
)

const sets = "../../shared/eval"

// TestAgreesWithTheScorersOfTheSets holds the figures of this package to those
// of the scripts that come with the sets, so that "stemma eval" and they can
// be quoted for each other.
func TestAgreesWithTheScorersOfTheSets(t *testing.T) {
	if _, err := os.Stat(sets); err != nil {
		t.Skip("the development sets are not here")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("the scorers need python3")
	}
	tests := []struct {
		measure func(context.Context, string, Models) ([]Figure, error)
		set     string
		script  func(t *testing.T) string
		// figures maps a name of ours to the word before the script's figure
		// (the n-th such word, where it is there more than once).
		figures map[string]figure
	}{
		{
			measure: Stories, set: "stories",
			script: func(t *testing.T) string {
				return score(t, "score_stories.py", sets+"/stories/full.gold.tsv", traced(t, trace.Options{}, sets+"/stories/full.jsonl"))
			},
			figures: map[string]figure{"full.b3-precision": {"b3-precision", 0}, "full.b3-recall": {"b3-recall", 0}, "full.b3-f1": {"b3-F1", 0}},
		},
		{
			measure: Lineage, set: "lineage",
			script: func(t *testing.T) string {
				return score(t, "score_lineage.py", sets+"/lineage", tracedTrees(t, "medium"), "--level", "medium")
			},
			figures: map[string]figure{
				"medium.parent": {"parent", 0}, "medium.ancestor-f1": {"ancestor-F1", 0}, "medium.sign": {"sign", 0},
				"medium.origins": {"origins", 0}, "medium.second-f1": {"second-F1", 0}, "medium.link-f1": {"link-F1", 0},
				"medium.number-precision": {"number-P", 0}, "medium.number-recall": {"number-R", 0}, "medium.calibration": {"calibration", 0},
			},
		},
		{
			measure: Alignment, set: "alignment",
			script: func(t *testing.T) string {
				d := sets + "/alignment/dev."
				return score(t, "score_alignment.py", d+"de", d+"fr", d+"defr", traced(t, trace.Options{OneStory: true, Rounds: 1}, d+"de", d+"fr"))
			},
			figures: map[string]figure{"precision": {"P", 0}, "recall": {"R", 0}, "f1": {"F1", 0}},
		},
		{
			measure: Attribution, set: "attribution",
			script: func(t *testing.T) string {
				return score(t, "score_attribution.py", sets+"/attribution/dev.jsonl", traced(t, trace.Options{}, sets+"/attribution/dev.jsonl"))
			},
			figures: map[string]figure{
				"source.exact-f1": {"exact-F1", 0}, "cue.exact-f1": {"exact-F1", 1}, "content.exact-f1": {"exact-F1", 2},
				"source.overlap-f1": {"overlap-F1", 0}, "cue.overlap-f1": {"overlap-F1", 1}, "content.overlap-f1": {"overlap-F1", 2},
				"relation-f1": {"relation-F1", 0}, "source-set-f1": {"source-set-F1", 0},
			},
		},
		{
			measure: Extraction, set: "extraction",
			script: func(t *testing.T) string {
				return score(t, "score_extraction.py", sets+"/extraction/gold.json", extracted(t))
			},
			figures: map[string]figure{"precision": {"precision", 0}, "recall": {"recall", 0}, "f1": {"F1", 0}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.set, func(t *testing.T) {
			ours, err := tt.measure(t.Context(), filepath.Join(sets, tt.set), Models{})
			if err != nil {
				t.Fatal(err)
			}
			line := tt.script(t)
			for _, f := range ours {
				want, ok := tt.figures[f.Name]
				if !ok {
					continue
				}
				if theirs := want.in(t, line); math.Abs(theirs-f.Value) > 0.0001 {
					t.Errorf("%s: %.4f here, %.4f by the script", f.Name, f.Value, theirs)
				}
			}
		})
	}
}

// figure finds a value in a scorer's line: the one after the n-th occurrence
// of a word.
type figure struct {
	word string
	n    int
}

func (f figure) in(t *testing.T, line string) float64 {
	t.Helper()
	words := strings.Fields(line)
	seen := 0
	for i, w := range words[:len(words)-1] {
		if w != f.word {
			continue
		}
		if seen == f.n {
			x, err := strconv.ParseFloat(words[i+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		seen++
	}
	t.Fatalf("no figure %v in %q", f, line)
	return 0
}

func score(t *testing.T, script string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "python3", append([]string{filepath.Join(sets, script)}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// traced writes the trace of the inputs as JSON and returns the file.
func traced(t *testing.T, o trace.Options, paths ...string) string {
	t.Helper()
	return writeTrace(t, filepath.Join(t.TempDir(), "trace.json"), o, paths...)
}

func writeTrace(t *testing.T, file string, o trace.Options, paths ...string) string {
	t.Helper()
	result, err := run(t.Context(), o, paths...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.JSON(&b, result); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// tracedTrees writes a trace for each story of the level and returns the folder.
func tracedTrees(t *testing.T, level string) string {
	t.Helper()
	dir := t.TempDir()
	stories, err := filepath.Glob(filepath.Join(sets, "lineage", level+"-*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, story := range stories {
		name := strings.TrimSuffix(filepath.Base(story), ".jsonl")
		writeTrace(t, filepath.Join(dir, name+".json"), trace.Options{}, story)
	}
	return dir
}

// extracted writes the articles of the extraction set's pages as JSONL.
func extracted(t *testing.T) string {
	t.Helper()
	batch, err := ingest.Read(t.Context(), []string{filepath.Join(sets, "extraction", "html")}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "extracted.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for _, a := range batch.Articles {
		if err := enc.Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	return f.Name()
}
