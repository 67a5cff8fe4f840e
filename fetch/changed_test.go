package fetch

import (
	"fmt"
	"net/http"
	"testing"
)

func TestGetChanged(t *testing.T) {
	t.Parallel()
	tag := `"one"`
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/feed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, page)
	})}}
	c := w.client(t, quick())
	first, err := c.GetChanged(t.Context(), "http://gazette.example/feed", Validators{})
	if err != nil || first.Unchanged || string(first.Body) != page {
		t.Fatalf("%+v, %v", first, err)
	}
	v := ValidatorsOf(first)
	again, err := c.GetChanged(t.Context(), "http://gazette.example/feed", v)
	if err != nil || !again.Unchanged || len(again.Body) > 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	tag = `"two"`
	changed, err := c.GetChanged(t.Context(), "http://gazette.example/feed", v)
	if err != nil || changed.Unchanged || string(changed.Body) != page {
		t.Fatalf("%+v, %v", changed, err)
	}
	if v := ValidatorsOf(changed); v.ETag != `"two"` || v.URL != "http://gazette.example/feed" {
		t.Errorf("%+v", v)
	}
}

// TestMoved: permanent redirects say where an address is from now on, up to the first
// that is not; validators of another place are not sent.
func TestMoved(t *testing.T) {
	t.Parallel()
	to := func(status int, address string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			http.Redirect(w, r, address, status)
		}
	}
	last := at("/feed", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			t.Error("validators of another address were sent")
		}
		fmt.Fprint(w, page)
	})
	for name, c := range map[string]struct {
		hosts map[string]http.HandlerFunc
		moved string
	}{
		"not at all":          {map[string]http.HandlerFunc{"old.example": last}, ""},
		"for good":            {map[string]http.HandlerFunc{"old.example": to(301, "http://new.example/feed"), "new.example": last}, "http://new.example/feed"},
		"for a time":          {map[string]http.HandlerFunc{"old.example": to(302, "http://new.example/feed"), "new.example": last}, ""},
		"for good, then not":  {map[string]http.HandlerFunc{"old.example": to(308, "http://mid.example/feed"), "mid.example": to(307, "http://new.example/feed"), "new.example": last}, "http://mid.example/feed"},
		"not, then for good":  {map[string]http.HandlerFunc{"old.example": to(302, "http://mid.example/feed"), "mid.example": to(301, "http://new.example/feed"), "new.example": last}, ""},
		"for good, two times": {map[string]http.HandlerFunc{"old.example": to(301, "http://mid.example/feed"), "mid.example": to(301, "http://new.example/feed"), "new.example": last}, "http://new.example/feed"},
	} {
		w := &web{hosts: c.hosts}
		r, err := w.client(t, quick()).GetChanged(t.Context(), "http://old.example/feed", Validators{URL: "http://other.example/feed", ETag: `"x"`})
		if err != nil || r.Moved != c.moved || string(r.Body) != page {
			t.Errorf("%s: moved to %q, want %q (%v)", name, r.Moved, c.moved, err)
		}
	}
}
