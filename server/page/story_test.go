package page

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/server/reader"
)

// lineOf is the address of the first line of a story's tree between two reports.
func lineOf(t *testing.T, a reply) string {
	t.Helper()
	for _, link := range a.all(atom.A) {
		if href := attr(link, "href"); strings.Contains(href, "/lines/") && !strings.Contains(href, "source:") {
			return href
		}
	}
	t.Fatal("the story has no line")
	return ""
}

// TestStoryPages: a story, a line, a claim and a report have pages, and what a script puts into another page is a part of one.
func TestStoryPages(t *testing.T) {
	s := newTestSite(t)
	base := storyPath(s.story)
	story := s.settled(t, base)
	line := lineOf(t, story)
	for path, want := range map[string]string{
		base:                           "Family tree",
		line:                           "Side by side",
		base + "/claims/1":             "Where it was first",
		base + "/reports/selm-courier": "The text",
	} {
		whole, part := s.get(t, path), s.get(t, path+"?part=1")
		if whole.StatusCode != http.StatusOK || !strings.Contains(whole.text(), want) || !strings.Contains(whole.body, `<nav`) {
			t.Errorf("%s: %d, without %q", path, whole.StatusCode, want)
		}
		if path != base && (part.StatusCode != http.StatusOK || !strings.Contains(part.text(), want) || strings.Contains(part.body, "<nav")) {
			t.Errorf("%s: its part is %d, %.80s", path, part.StatusCode, part.body)
		}
		if again := s.get(t, path, "If-None-Match", whole.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d when nothing has changed", path, again.StatusCode)
		}
	}
	for _, path := range []string{"/claims/999", "/claims/x", "/lines/selm-courier/nobody", "/reports/nobody"} {
		if a := s.get(t, base+path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
}

// TestStoryIsFoundByAReport: an address with the id of a report, or the beginning of that of a story, leads to the story's own.
func TestStoryIsFoundByAReport(t *testing.T) {
	s := newTestSite(t)
	for from, to := range map[string]string{
		"/stories/selm-courier":                              storyPath(s.story),
		"/stories/selm-courier/claims/1?part=1":              storyPath(s.story) + "/claims/1?part=1",
		"/stories/" + url.PathEscape("hostile/0"):            storyPath(s.hostile),
		"/stories/" + s.story[:len(s.story)-1] + "/claims/1": storyPath(s.story) + "/claims/1",
	} {
		if a := s.get(t, from); a.StatusCode != http.StatusFound || a.Header.Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", from, a.StatusCode, a.Header.Get("Location"), to)
		}
	}
}

// TestFormsAreForWhoMayWrite: and the page of the story, which is kept for all, has none.
func TestFormsAreForWhoMayWrite(t *testing.T) {
	s := newTestSite(t)
	story := s.settled(t, storyPath(s.story))
	if strings.Contains(story.body, formToken) || strings.Contains(story.body, `class="verdict-form"`) {
		t.Error("the page of the story has a form")
	}
	line := lineOf(t, story)
	if a := s.get(t, line); !strings.Contains(a.body, `class="verdict-form"`) || !strings.Contains(a.body, formToken) {
		t.Error("a reviewer has no form")
	}
	if a := s.get(t, line, asks, "read"); strings.Contains(a.body, `class="verdict-form"`) || strings.Contains(a.body, formToken) {
		t.Error("who may only read has a form")
	}
}

// TestVerdictsThatCannotBeRead: the page says so, in the reader's words.
func TestVerdictsThatCannotBeRead(t *testing.T) {
	s := newSite(Options{})
	above, err := s.around("above", &reader.Tree{Unreviewed: "the file <b>verdicts.db</b> is damaged"})
	if err != nil || !strings.Contains(string(above), "could not be read: the file &lt;b&gt;verdicts.db&lt;/b&gt; is damaged") {
		t.Errorf("%v\n%s", err, above)
	}
}
