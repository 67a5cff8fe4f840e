package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/store"
)

// TestOriginsWhileOthersWrite: while another process writes into the archive, origins are counted, and the tree is not
// kept; without one it is.
func TestOriginsWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	archive, reports := filepath.Join(dir, "archive"), filepath.Join(dir, "reports.jsonl")
	const claim = "Fourteen passengers were injured when the ferry Marenka ran aground off Tolvik."
	if err := os.WriteFile(reports, []byte(
		`{"id":"a","outlet":"Tolvik Herald","lang":"en","published":"2025-05-04T06:00:00Z","text":"Fourteen passengers were injured when the ferry Marenka ran aground off Tolvik. Divers looked at the hull."}`+"\n"+
			`{"id":"b","outlet":"Selm Courier","lang":"en","published":"2025-05-04T07:00:00Z","text":"Fourteen passengers were injured when the ferry Marenka ran aground off Tolvik. Divers looked at the hull."}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stemma := func(args ...string) string {
		var out, errs bytes.Buffer
		if code := run(append(args, "--archive", archive), strings.NewReader(""), &out, &errs); code != exitDone {
			t.Fatalf("%s: exit code %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	stemma("import", reports)
	w, err := store.Open(t.Context(), archive, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	kept := func() bool {
		stories, err := w.Stories(t.Context(), store.StoryFilter{})
		if err != nil || len(stories) != 1 {
			t.Fatalf("%d stories: %v", len(stories), err)
		}
		_, ok, err := w.Trace(t.Context(), stories[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	const want = "origins: 1 independent: Tolvik Herald (en) for 2 reports"
	if out := stemma("search", "--claim", claim); !strings.Contains(out, want) || kept() {
		t.Errorf("kept %v:\n%s", kept(), out)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	stemma("search", "--claim", claim)
	if out := stemma("search", "--no-trace", "--claim", claim); !strings.Contains(out, want) {
		t.Errorf("not kept:\n%s", out)
	}
}
