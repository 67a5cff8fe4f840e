package ingest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/fetch"
)

// pagedFeed serves a feed of so many pages with two entries each, whole ones; the last page has the link last.
func pagedFeed(t *testing.T, pages int, last string) (address string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/feed/"))
		if err != nil || n > pages {
			http.NotFound(w, r)
			return
		}
		*asked = append(*asked, r.URL.Path)
		next := fmt.Sprintf(`<link rel="next" href="/feed/%d"/>`, n+1)
		switch {
		case n == pages:
			next = last
		case n%2 == 0:
			next = fmt.Sprintf(`<link rel="prev-archive" href="/feed/%d"/>`, n+1)
		}
		w.Header().Set("Content-Type", "application/atom+xml")
		fmt.Fprintf(w, `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Larn Herald</title><id>urn:larn</id>%s%s%s</feed>`,
			next, pagedEntry(2*n-1), pagedEntry(2*n))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/feed/1", asked
}

func pagedEntry(n int) string {
	return fmt.Sprintf(`<entry><id>urn:larn:%d</id><title>Report %d</title><updated>2025-03-01T09:00:00Z</updated><content type="text">The ferry Alva made trip number %d between Orrin and Skell on Saturday.</content></entry>`, n, n, n)
}

func TestPagedFeeds(t *testing.T) {
	tests := []struct {
		name            string
		pages, maxPages int
		last            string
		articles, asked int
		note            string
		problem         string
	}{
		{"all of them", 4, 100, "", 8, 4, "3 further pages of the feed are read", ""},
		{"as many as pages are allowed", 9, 5, "", 6, 3, "the feed has more pages with older entries", ""},
		{"one page is enough", 9, 2, "", 2, 1, "", ""},
		{"back to the first", 3, 100, `<link rel="next" href="/feed/1"/>`, 6, 3, "2 further pages", ""},
		{"the same entries again", 3, 100, `<link rel="next" href="/feed/2?again"/>`, 6, 4, "3 further pages", ""},
		{"not for ever", 90, 1000, "", 42, 21, "the feed has more pages", ""},
		{"into nothing", 2, 100, `<link rel="next" href="/feed/3"/>`, 4, 2, "1 further page of the feed is read", "what stands on the pages of the feed before it is read"},
		{"to what is no feed's address", 1, 100, `<link rel="next" href="file:///etc/passwd"/>`, 2, 1, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			address, asked := pagedFeed(t, tt.pages, tt.last)
			b, err := Read(t.Context(), []string{address}, Options{Fetch: fetcher(t), MaxPages: tt.maxPages})
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Articles) != tt.articles || len(*asked) != tt.asked {
				t.Errorf("%d articles from %d pages (%v), want %d from %d", len(b.Articles), len(*asked), *asked, tt.articles, tt.asked)
			}
			if notes := fmt.Sprint(b.Notes); !strings.Contains(notes, tt.note) || tt.note == "" && len(b.Notes) > 0 {
				t.Errorf("notes %s, want %q", notes, tt.note)
			}
			_, problems := list(b)
			checkProblem(t, problems, tt.problem)
		})
	}
}

// An entry is asked for by its number over all pages; a saved feed is what was saved.
func TestPagedFeedEntry(t *testing.T) {
	address, asked := pagedFeed(t, 9, "")
	b, err := Read(t.Context(), []string{address + "#5"}, Options{Fetch: fetcher(t)})
	if err != nil || len(b.Articles) != 1 || b.Articles[0].Title != "Report 5" || len(*asked) != 3 {
		t.Errorf("%+v, %v from %v", b, err, *asked)
	}
}

// Offline, the pages that were read before are there, and nothing is said of the others.
func TestPagedFeedOffline(t *testing.T) {
	address, _ := pagedFeed(t, 9, "")
	dir := t.TempDir()
	o := fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1, Cache: dir}
	if _, err := Read(t.Context(), []string{address}, Options{Fetch: fetch.New(o), MaxPages: 3}); err != nil {
		t.Fatal(err)
	}
	o.Offline = true
	b, err := Read(t.Context(), []string{address}, Options{Fetch: fetch.New(o)})
	if err != nil || len(b.Articles) != 4 || len(b.Errors) != 0 {
		t.Errorf("%d articles, %v, %v", len(b.Articles), b.Errors, err)
	}
}
