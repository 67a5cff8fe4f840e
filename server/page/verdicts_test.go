package page

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

// filled are the fields of the form that sends something to an address, as a browser would send them: without its buttons.
func filled(t *testing.T, a reply, action, button string) url.Values {
	t.Helper()
	for _, f := range a.all(atom.Form) {
		if attr(f, "action") != action {
			continue
		}
		v, has := url.Values{}, button == ""
		for n := range f.Descendants() {
			if n.Type != html.ElementNode || attr(n, "name") == "" {
				continue
			}
			switch n.DataAtom {
			case atom.Input, atom.Textarea:
				v.Set(attr(n, "name"), attr(n, "value"))
			case atom.Button:
				has = has || attr(n, "value") == button
			}
		}
		if has {
			return v
		}
	}
	t.Fatalf("no form for %s with %q in\n%s", action, button, a.body)
	return nil
}

// edgeOf is an edge of a tree between two reports.
func (s *testSite) edgeOf(t *testing.T, story string) (parent, child string, r *stemma.Result) {
	t.Helper()
	s.settled(t, "/stories/"+story)
	tree, err := s.Reader.Tree(t.Context(), story)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range tree.Result.Stories[0].Edges {
		isReport := func(id string) bool {
			return slices.ContainsFunc(tree.Result.Articles, func(a stemma.Article) bool { return a.ID == id })
		}
		if isReport(e.Parent) && isReport(e.Child) {
			return e.Parent, e.Child, tree.Result
		}
	}
	t.Fatal("the tree has no edge between reports")
	return "", "", nil
}

// TestVerdict: a verdict is given on the page of a line, stands there, in the list and in the file, and is withdrawn.
func TestVerdict(t *testing.T) {
	s := newTestSite(t)
	parent, child, _ := s.edgeOf(t, s.story)
	line := linePath(s.story, child, parent)
	give := "/stories/" + s.story + "/verdicts"
	v := filled(t, s.get(t, line), give, "rejected")
	if v.Get("reviewer") != "anna" || v.Get("form_token") != formToken {
		t.Errorf("the form begins with %v", v)
	}
	v.Set("verdict", "rejected")
	v.Set("note", "The child was <b>first</b>.")
	v.Set("reviewer", "Mira Sol")
	a := s.post(t, give, v)
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != line+"#verdicts" {
		t.Fatalf("%d to %q: %s", a.StatusCode, a.Header.Get("Location"), a.body)
	}
	cookie := a.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
		t.Errorf("the cookie: %v", cookie)
	}
	page := s.get(t, line, "Cookie", cookie.Name+"="+cookie.Value)
	checkPage(t, page)
	if !strings.Contains(page.text(), "The child was <b>first</b>.") || filled(t, page, give, "confirmed").Get("reviewer") != "Mira Sol" {
		t.Errorf("the line does not show it: %s", page.text())
	}
	list := s.get(t, "/verdicts")
	checkPage(t, list)
	for _, want := range []string{"rejected", "Mira Sol", "The child was <b>first</b>."} {
		if !strings.Contains(list.text(), want) {
			t.Errorf("the list does not say %q: %s", want, list.text())
		}
	}
	if f := s.get(t, "/verdicts/download/jsonl"); !strings.Contains(f.body, `"verdict":"rejected"`) || !strings.Contains(f.Header.Get("Content-Disposition"), "verdicts.jsonl") {
		t.Errorf("the file: %s", f.body)
	}
	if f := s.get(t, "/verdicts/download/gold"); f.StatusCode != http.StatusNotFound {
		t.Errorf("another form: %d", f.StatusCode)
	}
	all, err := s.Book.List(t.Context(), review.Filter{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	away := "/verdicts/" + all[0].ID + "/withdraw"
	a = s.post(t, away, filled(t, list, away, ""), "Cookie", cookie.Name+"="+cookie.Value)
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/verdicts#verdicts" {
		t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if list = s.get(t, "/verdicts"); !strings.Contains(list.text(), "There are no verdicts yet") {
		t.Errorf("%s", list.text())
	}
	if list = s.get(t, "/verdicts?withdrawn=1"); !strings.Contains(list.text(), "withdrawn by Mira Sol") {
		t.Errorf("%s", list.text())
	}
}

// TestVerdictForms: what a form can say, and what is no verdict.
func TestVerdictForms(t *testing.T) {
	s := newTestSite(t)
	parent, child, r := s.edgeOf(t, s.story)
	other := ""
	for _, a := range r.Articles {
		if a.ID != parent && a.ID != child {
			other = a.ID
		}
	}
	link := r.Stories[0].Links[0]
	give := "/stories/" + s.story + "/verdicts"
	edge := []string{"subject", "edge", "from", "article:" + parent, "to", "article:" + child}
	sides := []string{"subject", "link", "from", "article:" + link.A, "to", "article:" + link.B, "from_sentences", commas(link.ASentences), "to_sentences", commas(link.BSentences)}
	for _, c := range []struct {
		name   string
		form   []string
		status int
		back   string
	}{
		{"confirmed", append(edge, "verdict", "confirmed"), 303, storyPath(s.story)},
		{"redirected to a report", append(edge, "verdict", "redirected", "redirect", "article:"+other, "back", "/verdicts"), 303, "/verdicts#verdicts"},
		{"redirected to a report elsewhere", append(edge, "verdict", "redirected", "redirect", "article:other/0-0"), 303, storyPath(s.story)},
		{"redirected to a name", append(edge, "verdict", "redirected", "redirect_name", "Larn Radio"), 303, storyPath(s.story)},
		{"an origin", append(edge, "verdict", "redirected", "redirect", "origin"), 303, storyPath(s.story)},
		{"a link", append(sides, "verdict", "rejected"), 303, storyPath(s.story)},
		{"back to elsewhere", append(edge, "verdict", "rejected", "back", "//evil.example"), 303, storyPath(s.story)},
		{"redirected to nothing said", append(edge, "verdict", "redirected"), 400, ""},
		{"redirected to a report that is not there", append(edge, "verdict", "redirected", "redirect", "article:none"), 400, ""},
		{"no opinion", edge, 400, ""},
		{"no such line", []string{"subject", "edge", "from", "article:" + child, "to", "article:" + parent, "verdict", "rejected"}, 400, ""},
		{"no numbers", append(sides[:8:8], "to_sentences", "one", "verdict", "rejected"), 400, ""},
		{"a note that is too long", append(edge, "verdict", "confirmed", "note", strings.Repeat("a", largestVerdict)), 413, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := url.Values{}
			for i := 0; i < len(c.form); i += 2 {
				v.Set(c.form[i], c.form[i+1])
			}
			a := s.post(t, give, v)
			if a.StatusCode != c.status || a.Header.Get("Location") != c.back {
				t.Errorf("%d to %q: %s", a.StatusCode, a.Header.Get("Location"), a.body)
			}
		})
	}
	v := url.Values{"subject": {"edge"}, "from": {"article:" + parent}, "to": {"article:" + child}, "verdict": {"confirmed"}}
	if a := s.post(t, give, v, asks, "read"); a.StatusCode != http.StatusForbidden {
		t.Errorf("who may only read: %d", a.StatusCode)
	}
	if a := s.post(t, "/verdicts/none/withdraw", url.Values{}, asks, "read"); a.StatusCode != http.StatusForbidden {
		t.Errorf("who may only read: %d", a.StatusCode)
	}
	if a := s.post(t, "/verdicts/none/withdraw", url.Values{}); a.StatusCode != http.StatusNotFound {
		t.Errorf("no such verdict: %d", a.StatusCode)
	}
	if a := s.post(t, "/stories/none/verdicts", v); a.StatusCode != http.StatusNotFound {
		t.Errorf("no such story: %d", a.StatusCode)
	}
	s.rows = 3
	if a := s.get(t, "/verdicts"); !strings.Contains(a.text(), "Earlier verdicts") || len(a.all(atom.Li)) != 3 {
		t.Errorf("a page of the list: %s", a.text())
	}
}

func commas(numbers []int) string {
	var out []string
	for _, n := range numbers {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ",")
}

// TestSourcesByName: a source has another id in each trace, and is found by its name.
func TestSourcesByName(t *testing.T) {
	r := &stemma.Result{Sources: []stemma.Source{{ID: "src1", Name: "Norlink", Lost: false}, {ID: "src2", Name: "Norlink", Lost: true}, {ID: "src3", Lost: true}}}
	for end, want := range map[string]string{"source:Norlink": "src2", "source:src3": "src3", "source:": "", "article:a:b": "a:b", "": "", "x": "x"} {
		if got := idOf(end, r); got != want {
			t.Errorf("%q is %q, want %q", end, got, want)
		}
	}
}

// TestFilesShowVerdicts: the forms for people have what reviewers say, those for programs have not; the list names the story.
func TestFilesShowVerdicts(t *testing.T) {
	s := newTestSite(t)
	parent, child, _ := s.edgeOf(t, s.story)
	give := "/stories/" + s.story + "/verdicts"
	v := filled(t, s.get(t, linePath(s.story, child, parent)), give, "rejected")
	v.Set("verdict", "rejected")
	s.post(t, give, v)
	for format, shows := range map[string]bool{"html": true, "svg": true, "markdown": true, "graphml": false, "dot": false} {
		body := s.get(t, "/stories/"+s.story+"/download/"+format).body
		if got := strings.Contains(body, "rejected") && strings.Contains(body, "reviewer"); got != shows {
			t.Errorf("%s shows the verdict: %t", format, got)
		}
	}
	if list := s.get(t, "/verdicts"); strings.Contains(list.body, ">"+s.story+"<") || strings.Contains(list.body, "story "+s.story) {
		t.Error("the list of verdicts names the story by its id")
	}
}

// TestVerdictPath: what a verdict is about has a page, also where one end is a source, or nothing.
func TestVerdictPath(t *testing.T) {
	for _, c := range []struct {
		from, to review.End
		want     string
	}{
		{review.End{Article: "a"}, review.End{Article: "b"}, "/stories/s/lines/b/a"},
		{review.End{Source: "Ostra Press"}, review.End{Article: "b"}, "/stories/s/lines/b/source:Ostra%20Press"},
		{review.End{}, review.End{Article: "b"}, "/stories/s/reports/b"},
		{review.End{}, review.End{Source: "x"}, "/stories/s"},
	} {
		if got := verdictPath(&review.Verdict{Story: "s", From: c.from, To: c.to}); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
