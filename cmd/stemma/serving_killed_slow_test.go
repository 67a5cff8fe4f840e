//go:build unix && slow

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestServeKilled kills a server at moments from the request for a story's tree, which nobody has traced, to the time when it is kept:
// the archive is sound, and the tree that the next program shows is the one that it would have been.
func TestServeKilled(t *testing.T) {
	before := filepath.Join(t.TempDir(), "archive")
	output1(t, "import", "--archive", before, "../../trace/demo")
	var list struct{ Stories []struct{ ID string } }
	if err := json.Unmarshal([]byte(output1(t, "stories", "--archive", before, "--format", "json")), &list); err != nil || len(list.Stories) == 0 {
		t.Fatal(list, err)
	}
	story := list.Stories[0].ID
	whole := copyOf(t, before)
	want := output1(t, "show", "--archive", whole, "--format", "json", story)

	kills, took := 0, treeTakes(t, copyOf(t, before), story)
	const rounds = 12
	for n := range rounds {
		at := copyOf(t, before)
		s := startServe(t, "--archive", at)
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan bool, 1)
		go func() { asked <- s.ask(ctx, "stories/"+story) }()
		time.Sleep(took * time.Duration(n) / (rounds - 2)) // the moment is what is tried
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-s.read
		_ = s.cmd.Wait()
		cancel()
		if !<-asked {
			kills++
		}
		output1(t, "archive", "check", "--archive", at)
		if got := output1(t, "show", "--archive", at, "--format", "json", story); got != want {
			t.Fatalf("killed %d of %d of the time after it was asked, the next shows another tree:\n%s", n, rounds-2, got)
		}
	}
	if kills == 0 {
		t.Error("no server was killed before it had answered")
	}
}

// treeTakes is how long a server takes to trace a story and to show it.
func treeTakes(t *testing.T, archive, story string) time.Duration {
	t.Helper()
	s := startServe(t, "--archive", archive)
	defer s.stop()
	began := time.Now()
	if !s.ask(t.Context(), "stories/"+story) {
		t.Fatal("the story is not shown")
	}
	return time.Since(began)
}

// ask says whether the server answered.
func (s *served) ask(ctx context.Context, path string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return false
	}
	r.Header.Set("Accept", "text/html")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer a.Body.Close()
	return a.StatusCode == http.StatusOK
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "archive")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}
