package trace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/trace"
)

func demo(t testing.TB) []stemma.Article {
	t.Helper()
	batch, err := ingest.ReadFS(t.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Errors) > 0 {
		t.Fatal(batch.Errors)
	}
	return batch.Articles
}

func run(t testing.TB, articles []stemma.Article) *stemma.Result {
	t.Helper()
	r, err := trace.Run(t.Context(), articles, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestDemo holds the demo's tree to the known one.
func TestDemo(t *testing.T) {
	var gold struct {
		Articles []struct {
			ID      string
			Parents []string
			Kind    string
		}
		Lost []struct {
			ID, Name string
			Parents  []string
		}
		Origins  int
		Unplaced []string
	}
	readJSON(t, "testdata/demo.gold.json", &gold)
	r := run(t, demo(t))
	if len(r.Stories) != 1 {
		t.Fatalf("%d stories, want 1", len(r.Stories))
	}
	s := r.Stories[0]
	if diff := cmp.Diff(gold.Unplaced, r.Unplaced); diff != "" {
		t.Errorf("unplaced (-want +have)\n%s", diff)
	}
	if s.Origins != gold.Origins {
		t.Errorf("%d origins, want %d", s.Origins, gold.Origins)
	}

	names := sourceNames(r)
	parents, kinds := parentsOf(s, names), kindsOf(s)
	for _, a := range gold.Articles {
		want := slices.Clone(a.Parents)
		kind := stemma.EdgeKind(a.Kind)
		for i, p := range want {
			if p == "norlink" {
				want[i], kind = "Norlink", stemma.EdgeCitation
			}
		}
		if diff := cmp.Diff(want, parents[a.ID]); diff != "" {
			t.Errorf("parents of %s (-want +have)\n%s", a.ID, diff)
		}
		if kinds[a.ID] != kind {
			t.Errorf("%s is a %q, want a %q", a.ID, kinds[a.ID], kind)
		}
	}
	if got := parents["Norlink"]; len(got) != 1 || !strings.HasPrefix(got[0], "unnamed") {
		t.Errorf("parents of the lost agency are %q, want one unnamed source", got)
	}
}

func TestDemoChanges(t *testing.T) {
	r := run(t, demo(t))
	want := []stemma.Change{
		{From: "vestnik-larska", To: "severny-portal", Kind: stemma.ChangeNumber, Before: "1200", After: "2100"},
		{From: "selm-courier", To: "vestnik-larska", Kind: stemma.ChangeHedge, Before: "may"},
	}
	for _, w := range want {
		if !slices.ContainsFunc(changes(r), func(c stemma.Change) bool {
			return c.From == w.From && c.To == w.To && c.Kind == w.Kind &&
				strings.Contains(c.Before, w.Before) && strings.Contains(c.After, w.After)
		}) {
			t.Errorf("no %s change %q to %q from %s to %s in\n%s", w.Kind, w.Before, w.After, w.From, w.To, shown(changes(r)))
		}
	}
}

// shown gives a change a line, leaving out what was added or left out as a whole.
func shown(changes []stemma.Change) string {
	var b strings.Builder
	for _, c := range changes {
		if c.Kind != stemma.ChangeAddition && c.Kind != stemma.ChangeOmission {
			fmt.Fprintf(&b, "  %s %q to %q from %s to %s\n", c.Kind, c.Before, c.After, c.From, c.To)
		}
	}
	return b.String()
}

func changes(r *stemma.Result) []stemma.Change {
	var out []stemma.Change
	for _, s := range r.Stories {
		for _, c := range s.Claims {
			out = append(out, c.Changes...)
		}
	}
	return out
}

// sourceNames maps source ids to names; an unnamed source's begins with "unnamed".
func sourceNames(r *stemma.Result) map[string]string {
	m := map[string]string{}
	for _, s := range r.Sources {
		m[s.ID] = s.Name
		if s.Kind == stemma.SourceUnnamed {
			m[s.ID] = "unnamed " + s.Name
		}
	}
	return m
}

// parentsOf returns each node's parents, primary first, sources by name.
func parentsOf(s stemma.Story, names map[string]string) map[string][]string {
	name := func(id string) string {
		if n, ok := names[id]; ok {
			return n
		}
		return id
	}
	edges := slices.Clone(s.Edges)
	slices.SortStableFunc(edges, func(a, b stemma.Edge) int {
		return map[bool]int{true: 0, false: 1}[a.Primary] - map[bool]int{true: 0, false: 1}[b.Primary]
	})
	m := map[string][]string{}
	for _, a := range s.Articles {
		m[a] = []string{}
	}
	for _, e := range edges {
		m[name(e.Child)] = append(m[name(e.Child)], name(e.Parent))
	}
	return m
}

func kindsOf(s stemma.Story) map[string]stemma.EdgeKind {
	m := map[string]stemma.EdgeKind{}
	for _, e := range s.Edges {
		if e.Primary {
			m[e.Child] = e.Kind
		}
	}
	return m
}

// TestSeeds holds the case that must always work: five reports, one story, one
// origin, an unnamed source by way of Sputnik, which is not among them.
func TestSeeds(t *testing.T) {
	r := run(t, seeds(t))
	if len(r.Stories) != 1 || len(r.Stories[0].Articles) != 5 {
		t.Fatalf("stories %v, want one of 5", r.Stories)
	}
	s := r.Stories[0]
	if s.Origins != 1 {
		t.Errorf("%d origins, want 1", s.Origins)
	}
	names := sourceNames(r)
	parents := parentsOf(s, names)
	for _, a := range r.Articles {
		up := ancestors(parents, a.ID)
		if !slices.Contains(up, "Sputnik") {
			t.Errorf("Sputnik is not behind %s (%s): %q", a.ID, a.Input, up)
		}
		if !slices.ContainsFunc(up, func(n string) bool { return strings.HasPrefix(n, "unnamed") }) {
			t.Errorf("no unnamed source behind %s (%s): %q", a.ID, a.Input, up)
		}
	}
	id, en := byInput(t, r, "000_"), byInput(t, r, "001_")
	if parents[id.ID][0] != en.ID && parents[en.ID][0] != id.ID {
		t.Errorf("the Islam Times texts are not parent and child: %v", parents)
	}
	if id.PublishedPrecision != stemma.PrecisionMonth || en.PublishedPrecision != stemma.PrecisionDay {
		t.Errorf("dates %v %v, want a month and a day", id.PublishedPrecision, en.PublishedPrecision)
	}
}

func seeds(t testing.TB) []stemma.Article {
	t.Helper()
	const dir = "../../shared/seeds"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the seeds are not beside the repository")
	}
	batch, err := ingest.Read(t.Context(), []string{dir}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return batch.Articles
}

func byInput(t *testing.T, r *stemma.Result, prefix string) stemma.Article {
	t.Helper()
	i := slices.IndexFunc(r.Articles, func(a stemma.Article) bool {
		return strings.HasPrefix(filepath.Base(a.Input), prefix)
	})
	if i < 0 {
		t.Fatalf("no article from %s*", prefix)
	}
	return r.Articles[i]
}

func ancestors(parents map[string][]string, id string) []string {
	var up []string
	for queue := slices.Clone(parents[id]); len(queue) > 0; queue = queue[1:] {
		if !slices.Contains(up, queue[0]) {
			up = append(up, queue[0])
			queue = append(queue, parents[queue[0]]...)
		}
	}
	return up
}

// TestRunIsDeterministic runs on one core and on several, and with the
// articles in reverse.
func TestRunIsDeterministic(t *testing.T) {
	articles := demo(t)
	want := marshal(t, run(t, articles))
	for _, cores := range []int{1, 3, 8} {
		previous := runtime.GOMAXPROCS(cores)
		have := marshal(t, run(t, articles))
		runtime.GOMAXPROCS(previous)
		if !bytes.Equal(want, have) {
			t.Fatalf("%d cores give another result", cores)
		}
	}
}

func TestRunDoesNotDependOnTheOrderOfArticles(t *testing.T) {
	articles := demo(t)
	forward := run(t, articles)
	slices.Reverse(articles)
	backward := run(t, articles)
	tree := func(r *stemma.Result) map[string][]string {
		m := parentsOf(r.Stories[0], sourceNames(r))
		for _, p := range m {
			slices.Sort(p[min(1, len(p)):])
		}
		return m
	}
	if diff := cmp.Diff(tree(forward), tree(backward)); diff != "" {
		t.Errorf("the tree depends on the order of input (-forward +backward)\n%s", diff)
	}
}

func marshal(t *testing.T, r *stemma.Result) []byte {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCancellation stops a run at each of its steps.
func TestCancellation(t *testing.T) {
	for _, step := range []string{"reading articles", "computing vectors", "finding stories", "tracing stories"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := trace.Run(ctx, demo(t), trace.Options{Progress: func(s string) {
			if s == step {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled while %s: error %v, want context.Canceled", step, err)
		}
	}
}

func TestRunWantsDistinctIDs(t *testing.T) {
	for name, ids := range map[string][]string{"none": {""}, "two the same": {"a", "a"}} {
		var articles []stemma.Article
		for _, id := range ids {
			articles = append(articles, stemma.Article{ID: id, Text: "The ferry left."})
		}
		if _, err := trace.Run(t.Context(), articles, trace.Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRunOnOddArticles(t *testing.T) {
	long := strings.Repeat("word ", 1<<18)
	for name, texts := range map[string][]string{
		"nothing":          nil,
		"one empty text":   {""},
		"two empty texts":  {"", " "},
		"one endless line": {long},
		"two endless":      {long, long},
		"symbols only":     {"!!! ??? …", "!!! ??? …"},
	} {
		var articles []stemma.Article
		for i, s := range texts {
			articles = append(articles, stemma.Article{ID: string(rune('a' + i)), Text: s})
		}
		if _, err := trace.Run(t.Context(), articles, trace.Options{Rounds: 2}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func readJSON(t *testing.T, path string, to any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkDemo(b *testing.B) {
	articles := demo(b)
	for b.Loop() {
		run(b, articles)
	}
}
