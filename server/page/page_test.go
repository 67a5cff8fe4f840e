package page

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/reader"
)

// TestPages: every page answers, and says what it is for.
func TestPages(t *testing.T) {
	s := newTestSite(t)
	sentence := url.QueryEscape("The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard.")
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/", 200, []string{"Ferry Alva aground off Larn", "2 reports", "2 outlets", "not traced yet", "1 Mar 2025, 12:00 to 12:01"}},
		{"/?words=ferry", 200, []string{"Ferry Alva", "Clear"}},
		{"/?lang=ar", 200, []string{"فوز دورا فين"}},
		{"/?lang=sw", 200, []string{"No story passes this filter"}},
		{"/?min_reports=9", 200, []string{"9 reports"}},
		{"/?since=soon", 400, []string{"New since: give a date"}},
		{"/?min_reports=many", 400, []string{"Reports, at least: give a whole number."}},
		{"/?cursor=rubbish", 400, []string{"This page of the list is not there"}},
		{"/search", 200, []string{"Give words in any language"}},
		{"/search?q=harbour", 200, []string{"Ferry Alva aground off Larn", "by words", "English", "Its story"}},
		{"/search?q=" + sentence, 200, []string{"Who says this?", "Ferry Alva"}},
		{"/search?q=-", 400, []string{"Nothing to look for"}},
		{"/search?q=zzzzqqqq&by=words", 200, []string{"No report is found by this"}},
		{"/search?q=ferry&until=never", 400, []string{"Published until: give a date"}},
		{"/claim", 200, []string{"Give a sentence as somebody would say it"}},
		{"/claim?text=" + sentence, 200, []string{"Said by 2 reports of 2 outlets in 1 language.", "First 1 Mar 2025, 12:00: Outlet 0", "Who says it"}},
		{"/claim?text=" + url.QueryEscape("The ferry Alva ran aground off Larn on Saturday with 300 passengers aboard."), 200, []string{"another figure", "212"}},
		{"/claim?text=ferry", 400, []string{"Give one sentence"}},
		{"/claim?text=" + url.QueryEscape("Did the ferry Alva run aground off Larn?"), 400, []string{"This is a question"}},
		{"/trace", 200, []string{"Choose files, or drop them here", "Text 2", "forgotten after an hour"}},
		{"/traces/none", 404, []string{"This trace is not here any more"}},
		{"/verdicts", 200, []string{"There are no verdicts yet"}},
		{"/verdicts?story=x", 200, []string{"No verdict passes this filter"}},
		{"/verdicts?after=x", 400, []string{"not there"}},
		{"/login", 200, []string{"Token", "You are logged in as anna"}},
		{"/login?failed=1", 200, []string{"not known, or it has expired"}},
		{"/logout", 200, []string{"You are logged in as anna"}},
		{"/stories/" + s.story, 200, []string{"Family tree"}},
		{"/stories/none", 404, []string{"There is no such story or report"}},
		{"/stories/" + s.story + "/lines/a/b", 404, []string{"no such line"}},
		{"/nowhere", 404, []string{"There is no such page"}},
		{"/static/none.css", 404, []string{"There is no such page"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			a := s.get(t, c.path)
			if a.StatusCode != c.status {
				t.Errorf("status %d, want %d", a.StatusCode, c.status)
			}
			for _, want := range c.want {
				if !strings.Contains(a.text(), want) {
					t.Errorf("it does not say %q:\n%s", want, a.text())
				}
			}
			checkPage(t, a)
		})
	}
}

// checkPage holds a page to what every page must be: valid under the policy, reachable by keyboard and screen reader, no two ids that
// are the same, nothing from elsewhere, and no text that became markup.
func checkPage(t *testing.T, a reply) {
	t.Helper()
	ids := map[string]bool{}
	labels := map[string]bool{}
	for _, l := range a.all(atom.Label) {
		labels[attr(l, "for")] = true
	}
	for n := range a.root.Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Textarea && strings.ContainsFunc(n.Data, func(r rune) bool {
			return unicode.Is(unicode.Bidi_Control, r) && r != '\u2066' && r != '\u2067' && r != '\u2068' && r != '\u2069'
		}) {
			t.Errorf("a character that steers direction in %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		checkElement(t, n)
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two have the id %q", id)
			}
			ids[id] = true
		}
		field := n.DataAtom == atom.Input && attr(n, "type") != "hidden" || n.DataAtom == atom.Select || n.DataAtom == atom.Textarea
		if field && !labels[attr(n, "id")] {
			t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
		if n.DataAtom == atom.Form && attr(n, "method") == "post" {
			checkForm(t, n)
		}
	}
	if n := len(a.all(atom.H1)); n < 1 {
		t.Errorf("%d first headings", n)
	}
	for _, l := range a.all(atom.A) {
		if to, ok := strings.CutPrefix(attr(l, "href"), "#"); ok && !ids[to] {
			t.Errorf("a link leads to #%s, which is nowhere", to)
		}
	}
}

func checkElement(t *testing.T, n *html.Node) {
	t.Helper()
	if n.DataAtom == atom.Script && (attr(n, "src") == "" || n.FirstChild != nil) || n.DataAtom == atom.Style || n.DataAtom == atom.Iframe || n.DataAtom == atom.Object {
		t.Errorf("<%s> within the page", n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc":
			t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
		case a.Key == "src" && !strings.HasPrefix(a.Val, "/static/"), a.Key == "action" && !local(a.Val):
			t.Errorf("<%s %s=%q> leads elsewhere", n.Data, a.Key, a.Val)
		case a.Key == "href":
			u, err := url.Parse(a.Val)
			if err != nil || !slices.Contains([]string{"", "http", "https"}, u.Scheme) {
				t.Errorf("<%s href=%q>", n.Data, a.Val)
			}
			if u != nil && u.Host != "" && (n.DataAtom != atom.A || !strings.Contains(attr(n, "rel"), "noopener")) {
				t.Errorf("<%s href=%q rel=%q>", n.Data, a.Val, attr(n, "rel"))
			}
		}
	}
}

// checkForm: package access reads the first field of a form that writes, so it must be the token; but who logs in has none yet.
func checkForm(t *testing.T, form *html.Node) {
	t.Helper()
	for n := range form.Descendants() {
		if n.Type == html.ElementNode && (n.DataAtom == atom.Input || n.DataAtom == atom.Button || n.DataAtom == atom.Textarea || n.DataAtom == atom.Select) {
			if attr(form, "action") != "/login" && (attr(n, "name") != "form_token" || attr(n, "value") != formToken) {
				t.Errorf("the form of %s begins with the field %q", attr(form, "action"), attr(n, "name"))
			}
			return
		}
	}
}

// TestHostileText: a report that is hostile in every field, and a query that is, are text on every page.
func TestHostileText(t *testing.T) {
	s := newTestSite(t)
	q := url.QueryEscape(hostileText)
	page := s.settled(t, "/stories/"+s.hostile)
	paths := []string{
		"/?words=" + q + "&lang=" + q + "&outlet=" + q, "/?sort=" + q, "/?since=" + q, "/?cursor=" + q, "/", "/search?q=" + q + "&outlet=" + q + "&since=" + q,
		"/search?q=mayor+of+Larn&lang=en", "/search?q=" + url.QueryEscape(`"alert 1"`), "/claim?text=" + q, "/claim?text=" + url.QueryEscape("The council of Larn opened the gates of the old mill."),
		"/stories/" + s.hostile, "/stories/" + s.hostile + "/reports/hostile%2F0", "/stories/" + q, "/traces/" + q, "/verdicts?story=" + q + "&reviewer=" + q, "/login?next=" + q, "/" + url.PathEscape(hostileText),
	}
	for _, l := range page.all(atom.A) {
		if h := attr(l, "href"); strings.HasPrefix(h, "/stories/"+s.hostile+"/") && !strings.Contains(h, "/download/") {
			paths = append(paths, strings.Split(h, "#")[0])
		}
	}
	for _, path := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		t.Run(path, func(t *testing.T) {
			a := s.get(t, path)
			if a.root == nil {
				return // a file
			}
			checkPage(t, a)
			if n := len(a.all(atom.Img)); n > 0 {
				t.Errorf("%d pictures", n)
			}
		})
	}
}

// TestNoArchive: without an archive there is still the page to trace on, and what is missing is said kindly.
func TestNoArchive(t *testing.T) {
	s := newBareSite(t, Options{})
	if a := s.get(t, "/"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/trace" {
		t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	for _, path := range []string{"/search", "/search?q=ferry", "/claim?text=The+ferry+ran+aground+off+Larn", "/stories/x", "/events"} {
		if a := s.get(t, path); a.StatusCode != http.StatusNotFound || !strings.Contains(a.text(), "There is no archive here") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text())
		}
	}
	if a := s.get(t, "/trace"); !strings.Contains(a.text(), "no archive of stories") {
		t.Error(a.text())
	}
	if a := s.get(t, "/verdicts"); a.StatusCode != http.StatusNotFound || !strings.Contains(a.text(), "No verdicts are taken here") {
		t.Error(a.text())
	}
}

// TestStoriesInPages: "next" leads through all stories, each once, with the filter.
func TestStoriesInPages(t *testing.T) {
	s := newTestSite(t)
	s.rows = 2
	seen := map[string]bool{}
	path, pages := "/?sort=size&min_reports=1", 0
	for path != "" && pages < 10 {
		a := s.get(t, path)
		checkPage(t, a)
		for _, title := range titles(a) {
			if seen[title] {
				t.Errorf("%q a second time", title)
			}
			seen[title] = true
		}
		path = ""
		for _, l := range a.all(atom.A) {
			if attr(l, "rel") == "next" {
				path = "/" + attr(l, "href")
				if !strings.Contains(path, "min_reports=1") {
					t.Errorf("the filter is lost: %s", path)
				}
			}
		}
		pages++
	}
	if len(seen) != 6 || pages != 3 {
		t.Errorf("%d stories on %d pages", len(seen), pages)
	}
	v := listOf(&reader.StoryPage{}, url.Values{"cursor": {"x"}, "lang": {"ar", ""}, "since": {""}}, reader.Facets{})
	if v.First != "?lang=ar" {
		t.Errorf("the first page is at %q", v.First)
	}
}

func titles(a reply) (out []string) {
	for _, h := range a.all(atom.H2) {
		for n := range h.Descendants() {
			if n.Type == html.TextNode {
				out = append(out, n.Data)
			}
		}
	}
	return out
}

// TestStatic: files have names that change with them, and are asked for once.
func TestStatic(t *testing.T) {
	s := newTestSite(t)
	a := s.get(t, "/")
	files := []string{}
	for _, n := range append(a.all(atom.Link), a.all(atom.Script)...) {
		files = append(files, attr(n, "href")+attr(n, "src"))
	}
	if len(files) < 4 {
		t.Fatalf("the page loads %q", files)
	}
	for _, f := range files {
		b := s.get(t, f)
		if b.StatusCode != http.StatusOK || !strings.Contains(b.Header.Get("Cache-Control"), "immutable") || len(b.body) == 0 {
			t.Errorf("%s: %d, %q", f, b.StatusCode, b.Header.Get("Cache-Control"))
		}
		if b = s.get(t, f, "If-None-Match", b.Header.Get("ETag")); b.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %d", f, b.StatusCode)
		}
		if kind := b.Header.Get("Content-Type"); b.StatusCode == http.StatusOK && kind == "" {
			t.Errorf("%s has no type", f)
		}
	}
	if b := s.get(t, "/favicon.ico"); b.StatusCode != http.StatusFound {
		t.Errorf("favicon: %d", b.StatusCode)
	}
	if b := s.get(t, "/robots.txt"); b.body != "User-agent: *\nDisallow: /\n" {
		t.Errorf("robots.txt: %q", b.body)
	}
}

// TestPagesAreAskedAgain: a browser that has a page is told that it is the same, and no proxy keeps it.
func TestPagesAreAskedAgain(t *testing.T) {
	s := newTestSite(t)
	s.settled(t, "/stories/"+s.story)
	for _, path := range []string{"/", "/search?q=ferry", "/stories/" + s.story} {
		for _, encoding := range []string{"identity", "gzip"} {
			a := s.get(t, path, "Accept-Encoding", encoding)
			if tag := a.Header.Get("ETag"); tag == "" || !strings.Contains(a.Header.Get("Cache-Control"), "private") {
				t.Errorf("%s: ETag %q, Cache-Control %q", path, tag, a.Header.Get("Cache-Control"))
			}
			if b := s.get(t, path, "If-None-Match", a.Header.Get("ETag"), "Accept-Encoding", encoding); b.StatusCode != http.StatusNotModified || b.body != "" {
				t.Errorf("%s again: %d", path, b.StatusCode)
			}
		}
	}
	if a := s.get(t, "/stories/"+s.story, "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the page of a story is not packed")
	}
	if strings.Contains(s.get(t, "/stories/"+s.story).body, formToken) || strings.Contains(s.get(t, "/").body, formToken) {
		t.Error("a page that is kept for all has the token of one")
	}
}

func TestProblem(t *testing.T) {
	w := httptest.NewRecorder()
	Problem(w, httptest.NewRequest(http.MethodGet, "/x", nil), http.StatusTooManyRequests, "Too many requests", "Wait <b>a minute</b>.")
	if w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "Wait &lt;b&gt;a minute&lt;/b&gt;.") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestLocal(t *testing.T) {
	for path, want := range map[string]bool{"/": true, "/stories/x#a": true, "//evil.example": false, "https://evil.example": false, `/\evil.example`: false, "": false, "/a\nb": false, "javascript:alert(1)": false} {
		if local(path) != want {
			t.Errorf("local(%q) = %t", path, !want)
		}
	}
}

func TestLoginLeadsOnlyHere(t *testing.T) {
	s := newBareSite(t, Options{})
	for next, want := range map[string]string{"/verdicts?story=x": "/verdicts?story=x", "//evil.example/": "/", "https://evil.example/": "/", `/\evil.example`: "/"} {
		a := s.get(t, "/login?next="+url.QueryEscape(next))
		for _, n := range a.all(atom.Input) {
			if attr(n, "name") == "next" && attr(n, "value") != want {
				t.Errorf("after %q it goes on to %q", next, attr(n, "value"))
			}
		}
	}
}

// TestShelf: many who ask for one page make it once, and what is kept is bounded.
func TestShelf(t *testing.T) {
	s := newShelf()
	made := 0
	for range 3 {
		if _, err := s.soon(t.Context(), "a", "", func() ([]byte, error) { made++; return []byte("page"), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	if _, err := s.soon(t.Context(), "b", "", func() ([]byte, error) { return nil, fmt.Errorf("no") }); err == nil || s.find("b\x00") != nil {
		t.Error("an error is kept")
	}
	large := make([]byte, shelfSize/3)
	for i := range 5 {
		if _, err := s.soon(t.Context(), fmt.Sprint(i), "", func() ([]byte, error) { return large, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if s.size > shelfSize || s.find("a\x00") != nil || s.find("4\x00") == nil {
		t.Errorf("%d bytes are kept", s.size)
	}
}

// TestHitWithoutTitle: a report without a title is called by its outlet, not by what the archive calls it.
func TestHitWithoutTitle(t *testing.T) {
	s := newSite(Options{})
	body, err := s.page("search", sheet{view: view{Data: &searchView{Asked: true, Hits: []hitView{{Hit: search.Hit{Article: "az6kpmzdtki", Outlet: "Larn Post", Story: "s1"}, Link: "/stories/s1"}}}}})
	if err != nil || !strings.Contains(string(body), `<a href="/stories/s1">Larn Post</a>`) {
		t.Errorf("%v\n%s", err, body)
	}
}
