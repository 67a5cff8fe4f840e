// Package eval measures the program against gold data.
//
// Each measure runs the real steps over one development set and scores what
// comes out, with the metric of that set's own scorer (the scripts beside the
// sets; the tests here hold the two to the same figures). A figure below its
// floor fails the build, so that accuracy cannot quietly fall: see Floors.
package eval

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/trace"
)

// Figure is one measured value, named "set.part.metric".
type Figure struct {
	Name  string
	Value float64
}

// Measure scores the program on one development set.
type Measure struct {
	Name string
	// About says what is measured, in a line.
	About string
	// OnDemand measures run only when they are named: their sets are not among
	// the development sets.
	OnDemand bool
	// set is the folder of the set, where it is not called as the measure is.
	set string
	run func(ctx context.Context, dir string, m Models) ([]Figure, error)
}

// Models are the models of sentence vectors to measure with, as trace.Options
// takes them: none for the built-in one.
type Models struct{ Vectors, Judge trace.Vectorizer }

func (m Models) options() trace.Options { return trace.Options{Vectors: m.Vectors, Judge: m.Judge} }

// Measures returns all measures in the order of the pipeline's steps.
func Measures() []Measure {
	return []Measure{
		{Name: "extraction", About: "main text of web pages: F1 over 4-word shingles", run: Extraction},
		{Name: "vectors", About: "translations among 970 sentences in 16 languages: nearest, near misses, threshold", run: Vectors},
		{Name: "tatoeba", About: "nearest translation on the Tatoeba test sets, only if named", OnDemand: true, run: Tatoeba},
		{Name: "stories", About: "which articles tell one story: B-cubed F1", run: Stories},
		{Name: "alignment", About: "sentence alignment of a German-French text: strict F1", run: Alignment},
		{Name: "links", About: "sentences that say the same in 90 stories: F1 by languages, and how often a score is right", set: "lineage", run: Links},
		{Name: "independent", About: "links between reports of one event that have no sentence in common", set: "vectors", run: Independent},
		{Name: "attribution", About: "source, cue and content of PolNeAR's attributions", run: Attribution},
		{Name: "changes", About: "changed numbers in 90 stories, and every change in pairs written for it", set: "lineage", run: Changes},
		{Name: "lineage", About: "family trees of 90 stories with a known tree", run: Lineage},
		{Name: "tradition", About: "family trees of hand-copied texts, sign distance, beside neighbour joining, only if named", OnDemand: true, run: Tradition},
	}
}

// Run measures on the set in its folder in dir, which is called as the measure
// is unless two measures share a set.
func (m Measure) Run(ctx context.Context, dir string, models Models) ([]Figure, error) {
	set := filepath.Join(dir, cmp.Or(m.set, m.Name))
	if _, err := os.Stat(set); err != nil {
		return nil, fmt.Errorf("eval %s: no gold set: %w (--sets names the folder of the sets)", m.Name, err)
	}
	figures, err := m.run(ctx, set, models)
	if err != nil {
		return nil, fmt.Errorf("eval %s: %w", m.Name, err)
	}
	for i := range figures {
		figures[i].Name = m.Name + "." + figures[i].Name
	}
	return figures, nil
}

// load reads articles from files; an input that cannot be read is an error
// here, since gold data is whole.
func load(ctx context.Context, paths ...string) ([]stemma.Article, error) {
	batch, err := ingest.Read(ctx, paths, ingest.Options{})
	if err != nil {
		return nil, err
	}
	if len(batch.Articles) == 0 {
		return nil, fmt.Errorf("no articles in %s", strings.Join(paths, ", "))
	}
	return batch.Articles, nil
}

// run loads and traces the articles of a file.
func run(ctx context.Context, o trace.Options, paths ...string) (*stemma.Result, error) {
	articles, err := load(ctx, paths...)
	if err != nil {
		return nil, err
	}
	return trace.Run(ctx, articles, o)
}

// lines returns the lines of a file without the final line break.
func lines(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n"), nil
}

// f1 is the harmonic mean of precision and recall from counts.
func f1(hits, predicted, gold int) float64 {
	return ratio(2*hits, predicted+gold)
}

// ratio is a/b, and 0 where b is 0.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
