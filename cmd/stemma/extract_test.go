package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
)

// TestExtractPrintsAtOnce: the first article is printed before the last input
// is there to be read.
func TestExtractPrintsAtOnce(t *testing.T) {
	first := filepath.Join(t.TempDir(), "first.txt")
	writeFile(t, first, "The ferry Alva ran aground on the Skerry reef off Larn.")
	stdin, late := io.Pipe()
	stdout, prints := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run([]string{"extract", first, "-"}, stdin, prints, io.Discard)
		prints.Close()
	}()
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() || !strings.Contains(lines.Text(), "The ferry Alva") {
		t.Fatalf("first line %q", lines.Text())
	}
	_, _ = io.WriteString(late, "Die Fähre Alva ist vor Larn auf Grund gelaufen.")
	late.Close()
	if !lines.Scan() || !strings.Contains(lines.Text(), "Die Fähre Alva") {
		t.Fatalf("second line %q", lines.Text())
	}
	if code := <-done; code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// TestExtractLosesNothing: what extract prints has every field of an article,
// and is read again as the same article, but for what is worked out anew.
func TestExtractLosesNothing(t *testing.T) {
	article := stemma.Article{
		ID: "larn-1", Input: "export.jsonl#7", URL: "https://larn.example/ferry", Outlet: "Larn Herald", Title: "Ferry aground", Byline: "A. Merrow", Lang: "en-GB",
		Published: time.Date(2025, 3, 1, 9, 30, 0, 0, time.FixedZone("", 3600)), PublishedPrecision: stemma.PrecisionMinute,
		Updated: time.Date(2025, 3, 2, 9, 30, 0, 0, time.UTC), Text: "The ferry Alva ran aground off Larn.", Sentences: []stemma.Span{{Start: 0, End: 36}}, Boilerplate: []stemma.Span{{Start: 30, End: 36}},
		Extra: map[string]json.RawMessage{"desk": json.RawMessage(`{"name":"harbour"}`)},
	}
	for i := range reflect.TypeFor[stemma.Article]().NumField() {
		name := reflect.TypeFor[stemma.Article]().Field(i).Name
		if reflect.ValueOf(article).Field(i).IsZero() {
			t.Errorf("the test leaves %s out", name)
		}
	}
	printed, err := json.Marshal(&article)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ingest.Read(t.Context(), []string{"-"}, ingest.Options{Stdin: strings.NewReader(string(printed))})
	if err != nil || len(b.Articles) != 1 {
		t.Fatal(b, err)
	}
	article.Sentences, article.Boilerplate = nil, nil
	if diff := cmp.Diff(article, b.Articles[0]); diff != "" {
		t.Error(diff)
	}
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
