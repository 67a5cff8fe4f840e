package batch

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// traceBlock traces articles as a step does.
func traceBlock(t *testing.T, articles []stemma.Article, run func(context.Context, []stemma.Article, trace.Options) (*stemma.Result, error)) (rows []row) {
	t.Helper()
	setUp()
	f := &tracing{run: run}
	must(t, f.ProcessElement(t.Context(), "2026-03-02/000001", iterator(articles), func(r row) { rows = append(rows, r) }))
	return rows
}

func inTable(rows []row, table string) (lines []string) {
	for _, r := range rows {
		if r.Table == table {
			lines = append(lines, string(r.Line))
		}
	}
	return lines
}

// TestTwoOfOneID: two articles with one id cost one of them its story, the same one whatever the order,
// and not the run.
func TestTwoOfOneID(t *testing.T) {
	articles := []stemma.Article{{ID: "b", Text: "x"}, {ID: "a", Input: "2.jsonl", Text: "y"}, {ID: "a", Input: "1.jsonl", Text: "z"}}
	for range 2 {
		articles[1], articles[2] = articles[2], articles[1]
		var got []string
		rows := traceBlock(t, articles, func(_ context.Context, in []stemma.Article, _ trace.Options) (*stemma.Result, error) {
			for _, a := range in {
				got = append(got, a.ID+a.Input)
			}
			return &stemma.Result{Articles: in}, nil
		})
		if diff := cmp.Diff([]string{"a1.jsonl", "b"}, got); diff != "" {
			t.Error(diff)
		}
		if bad := inTable(rows, tableBad); len(bad) != 1 || !strings.Contains(bad[0], `"input":"2.jsonl"`) {
			t.Errorf("told of it: %q", bad)
		}
	}
}

// TestRowsThatCannotBeWritten: a story, or a passage, that cannot be written as JSON is said in the table bad,
// and costs nothing else.
func TestRowsThatCannotBeWritten(t *testing.T) {
	rows := traceBlock(t, []stemma.Article{{ID: "a"}, {ID: "b"}, {ID: "c"}}, func(_ context.Context, in []stemma.Article, _ trace.Options) (*stemma.Result, error) {
		return &stemma.Result{Articles: in, Stories: []stemma.Story{
			{ID: "s1", Articles: []string{"a"}, Edges: []stemma.Edge{{Parent: "a", Child: "a", Support: math.NaN()}}},
			{ID: "s2", Articles: []string{"b", "c"}},
		}}, nil
	})
	if bad := inTable(rows, tableBad); len(bad) != 1 || !strings.Contains(bad[0], "cannot be written") || !strings.Contains(bad[0], storyID([]string{"a"})) {
		t.Errorf("told of it: %q", bad)
	}
	if got := [...]int{len(inTable(rows, tableStories)), len(inTable(rows, tableEdges)), len(inTable(rows, tableArticles))}; got != [...]int{1, 0, 3} {
		t.Errorf("%d stories, edges, articles", got)
	}
	for _, line := range inTable(rows, tableArticles) {
		if strings.HasPrefix(line, `{"id":"a"`) && strings.Contains(line, `"story"`) {
			t.Errorf("an article of a story that is not there: %s", line)
		}
	}
	rows = nil
	(&linking{}).ProcessElement(Link{A: "a", B: "b", Score: math.Inf(1)}, func(r row) { rows = append(rows, r) })
	if len(rows) != 1 || rows[0].Table != tableBad {
		t.Errorf("of a passage: %+v", rows)
	}
	rows = nil
	orBad("x", func(r row) { rows = append(rows, r) }, func() ([]row, error) { panic(errors.New("no such luck")) })
	if bad := inTable(rows, tableBad); len(bad) != 1 || !strings.Contains(bad[0], "no such luck") || strings.Contains(bad[0], "goroutine") {
		t.Errorf("of a fault: %q", bad)
	}
}

// TestArticleRowIsAnInput: a line of the table, read again, is of the same day.
func TestArticleRowIsAnInput(t *testing.T) {
	a := stemma.Article{ID: "a", Text: "text", Extra: map[string]json.RawMessage{
		capturedField: json.RawMessage(`"2031-03-04T23:30:00-05:00"`), "section": json.RawMessage(`"news"`),
	}}
	r, err := articleRow(&a, "")
	must(t, err)
	var line map[string]json.RawMessage
	must(t, json.Unmarshal(r.Line, &line))
	again := stemma.Article{Extra: map[string]json.RawMessage{capturedField: line[capturedField]}}
	if got := DayOf(&again); got != DayOf(&a) || r.Day != got || got.String() != "2031-03-05" {
		t.Errorf("of %s, %s and %s", DayOf(&a), r.Day, got)
	}
	var back ArticleRow
	must(t, json.Unmarshal(r.Line, &back))
	if want := time.Date(2031, 3, 5, 4, 30, 0, 0, time.UTC); back.Captured == nil || !back.Captured.Equal(want) {
		t.Errorf("captured %v, want %v", back.Captured, want)
	}
}
