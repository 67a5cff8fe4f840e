//go:build unix && slow

package main

import (
	"net/http"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestServingSilentDatabase: of a database that says nothing more, while its connections stay, a server says in time that it cannot answer;
// it goes on when the database speaks again, also after answers that broke off.
func TestServingSilentDatabase(t *testing.T) {
	t.Parallel()
	w, through := pgtest.NewWire(t, pgtest.Database(t))
	s := startServe(t, "--archive", through+"&answer_timeout=2s")
	t.Cleanup(w.Mend)
	const stories = "api/v1/stories"
	s.becomes(stories, http.StatusOK, "")
	for range 2 {
		w.Stall()
		s.becomes("readyz", http.StatusServiceUnavailable, "")
		if status, body := s.get(stories); status == http.StatusOK {
			t.Errorf("while the database says nothing: %d %.200s", status, body)
		}
		w.Mend()
		s.becomes("readyz", http.StatusOK, "")
		s.becomes(stories, http.StatusOK, "")
	}
	for _, bytes := range []int{0, 1, 50} {
		w.CutAfter(bytes)
		s.get(stories)
		w.Mend()
		s.becomes(stories, http.StatusOK, "")
	}
	s.stop()
}
