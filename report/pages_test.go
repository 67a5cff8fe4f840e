package report

import (
	"bytes"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

const base = "/stories/x"

func pagesOfResult(t testing.TB, r *stemma.Result, reviewed *review.Reviewed) *Pages {
	t.Helper()
	p, err := NewPages(r, PagesOptions{Base: base, Reviewed: reviewed})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func partOf(t testing.TB, part *Part, err error) *html.Node {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(part.HTML)))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// attributes are those of all elements by their key.
func attributes(root *html.Node) map[string][]string {
	out := map[string][]string{}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out["<>"] = append(out["<>"], n.Data)
			for _, a := range n.Attr {
				out[a.Key] = append(out[a.Key], a.Val)
			}
		}
	}
	return out
}

// checkParts follows every link of the page of a result to the end: each leads to a part that is there, and within it to an
// id that is there. No part has what the policy of the server refuses.
func checkParts(t *testing.T, p *Pages) {
	t.Helper()
	story, err := p.Stories()
	seen := map[string]map[string][]string{base: checkPart(t, base, story, err)}
	queue := []string{base}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, href := range seen[at]["href"] {
			u, err := url.Parse(href)
			if err != nil {
				t.Fatalf("%s has the link %q: %v", at, href, err)
			}
			if u.Scheme == "http" || u.Scheme == "https" {
				continue
			}
			to := u.EscapedPath()
			if to == "" {
				to = at
			}
			if seen[to] == nil {
				part, err := follow(p, to)
				seen[to] = checkPart(t, to, part, err)
				queue = append(queue, to)
			}
			if ids := seen[to]["id"]; u.Fragment != "" && !slices.Contains(ids, u.Fragment) && !isFetched(ids, u.Fragment) {
				t.Errorf("%s leads to %s, which has no such id", at, href)
			}
		}
	}
}

// isFetched is true for a sentence of a report whose text the page of a large story fetches.
func isFetched(ids []string, id string) bool {
	at := strings.LastIndexByte(id, '.')
	return at > 0 && slices.Contains(ids, id[:at])
}

func follow(p *Pages, path string) (*Part, error) {
	form := Form{Action: base + "/verdicts", Token: "secret", Back: path}
	rest, ok := strings.CutPrefix(path, base+"/")
	parts := strings.Split(rest, "/")
	for i := range parts {
		parts[i], _ = url.PathUnescape(parts[i])
	}
	switch {
	case ok && parts[0] == "lines" && len(parts) == 3:
		return p.Line(parts[1], parts[2], form)
	case ok && parts[0] == "claims" && len(parts) == 2:
		return p.Claim(parts[1])
	case ok && parts[0] == "reports" && len(parts) == 2:
		return p.Report(parts[1], form)
	}
	return nil, errors.New("no such page: " + path)
}

func checkPart(t *testing.T, at string, part *Part, err error) map[string][]string {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	all := attributes(partOf(t, part, nil))
	for _, name := range []string{"script", "style", "iframe", "img", "link"} {
		if slices.Contains(all["<>"], name) {
			t.Errorf("%s has a <%s>", at, name)
		}
	}
	for key := range all {
		if key == "style" || key == "src" || key == "srcset" || strings.HasPrefix(key, "on") {
			t.Errorf("%s has an attribute %s", at, key)
		}
	}
	ids := slices.Clone(all["id"])
	slices.Sort(ids)
	for i := range ids {
		if i > 0 && ids[i] == ids[i-1] {
			t.Errorf("%s has two of the id %q", at, ids[i])
		}
	}
	if n := strings.Count(strings.Join(all["<>"], " "), "h1"); n == 0 {
		t.Errorf("%s has no heading", at)
	}
	return all
}

// TestPages: every link of every page leads somewhere.
func TestPages(t *testing.T) {
	for name, r := range map[string]*stemma.Result{"bridge": bridge(t), "two": twoStories(), "quarry": quarry(), "large": broadStory(maxTexts + 10), "none": {}} {
		t.Run(name, func(t *testing.T) { checkParts(t, pagesOfResult(t, r, nil)) })
	}
	one := bridge(t)
	one.Articles, one.Stories = one.Articles[:1], nil
	t.Run("one", func(t *testing.T) { checkParts(t, pagesOfResult(t, one, nil)) })
	t.Run("judged", func(t *testing.T) { checkParts(t, pagesOfResult(t, bridge(t), judged(t))) })
}

func TestPagesOfHostileText(t *testing.T) {
	for _, s := range append(hostileTexts, "<script>alert(1)</script>", `" onmouseover="alert(1)`, "javascript:alert(1)", "</style><img src=x onerror=y>") {
		checkParts(t, pagesOfResult(t, hostile(s), nil))
	}
}

func TestPagesAreDeterministic(t *testing.T) {
	var first string
	for range 2 {
		part, err := pagesOfResult(t, bridge(t), judged(t)).Stories()
		if err != nil {
			t.Fatal(err)
		}
		if first != "" && first != string(part.HTML) {
			t.Error("the same result gives other bytes")
		}
		first = string(part.HTML)
	}
}

// TestPageOfALargeStory: that of 300 reports is small enough for a phone, and has no text of a report.
func TestPageOfALargeStory(t *testing.T) {
	part, err := pagesOfResult(t, broadStory(300), nil).Stories()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(part.HTML); n > 1_500_000 {
		t.Errorf("%d bytes", n)
	}
	if strings.Contains(string(part.HTML), `<ol class="text"`) {
		t.Error("it has the texts")
	}
}

// TestPagesOfAVeryLargeStory: thousands of copies and a chain as deep take no more than a moment.
func TestPagesOfAVeryLargeStory(t *testing.T) {
	p := pagesOfResult(t, &largeStory(2000).Result, nil)
	begun := time.Now()
	for _, of := range []func() (*Part, error){
		p.Stories,
		func() (*Part, error) { return p.Line("a900", "a899", Form{Action: "/"}) },
		func() (*Part, error) { return p.Claim("1") },
		func() (*Part, error) { return p.Report("a900", Form{}) },
	} {
		part, err := of()
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%v, %d bytes", time.Since(begun), len(part.HTML))
	}
	if took := time.Since(begun); took > 15*time.Second {
		t.Errorf("%v", took)
	}
}

// TestNoSuchPart: what a result does not have is said to be missing.
func TestNoSuchPart(t *testing.T) {
	p := pagesOfResult(t, bridge(t), nil)
	for name, of := range map[string]func() (*Part, error){
		"a line of a stranger":   func() (*Part, error) { return p.Line("stranger", "nahr", Form{}) },
		"a line from a stranger": func() (*Part, error) { return p.Line("nahr", "stranger", Form{}) },
		"a line to itself":       func() (*Part, error) { return p.Line("nahr", "nahr", Form{}) },
		"a claim":                func() (*Part, error) { return p.Claim("99") },
		"a claim of one report":  func() (*Part, error) { return p.Claim("0") },
		"a report":               func() (*Part, error) { return p.Report("stranger", Form{}) },
		"the text of a source":   func() (*Part, error) { return p.Report("src1", Form{}) },
	} {
		if _, err := of(); !errors.Is(err, ErrNoPart) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// textOf is what a part says, with one space between words.
func textOf(part *Part, err error) string {
	if err != nil {
		return err.Error()
	}
	root, err := html.Parse(strings.NewReader(string(part.HTML)))
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	words := strings.Join(strings.Fields(b.String()), " ")
	return strings.NewReplacer("\u2067", "", "\u2068", "", "\u2069", "", " ,", ",").Replace(words)
}

// TestClaimPage: where a claim was first, who says it, how it changed along the tree, and whom it is attributed to.
func TestClaimPage(t *testing.T) {
	p := pagesOfResult(t, bridge(t), nil)
	got := textOf(p.Claim("1"))
	for _, want := range []string{
		"made by 7 of 8 reports",
		"The dates and the tree leave open which of these was the first.",
		"A 1 The glass bridge at Tamren may stay closed for 14 weeks",
		"B صحيفة النهر translation hedge dropped may",
		"C קול הגשר translation number 14",
		"Ostra Press lost: not among the reports named by A B D G",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// TestReportThatStandsAlone: the page of a story of one report is that report, and one of no story has a page, too.
func TestReportThatStandsAlone(t *testing.T) {
	r := bridge(t)
	for _, got := range []string{
		textOf(pagesOfResult(t, r, nil).Report("other", Form{})),
		textOf(pagesOfResult(t, &stemma.Result{Articles: r.Articles[len(r.Articles)-1:], Unplaced: []string{"other"}}, nil).Stories()),
	} {
		for _, want := range []string{"Milchpreise steigen Ostküste Anzeiger German, 2 May 2025", "So far one report tells it.", "Die Milchpreise steigen im Mai."} {
			if !strings.Contains(got, want) {
				t.Errorf("it does not say %q:\n%s", want, got)
			}
		}
	}
}

// TestVerdictsAreShown: apart from what the program infers, with who gave them, when, and of which text.
func TestVerdictsAreShown(t *testing.T) {
	p := pagesOfResult(t, bridge(t), judged(t))
	for _, c := range []struct {
		name  string
		text  string
		wants []string
	}{
		{"a line", textOf(p.Line("nahr", "tamren-post", Form{})), []string{"What reviewers say ✓ confirmed by Ada, 1 Jun 2025 The translator told us.", "✗ rejected by Berk, 6 Jun 2025 <script>alert(1)</script>"}},
		{"a disputed line", textOf(p.Line("kol", "nahr", Form{})), []string{"Reviewers: disputed", "given for an earlier text"}},
		{"a redirected line", textOf(p.Line("kawabe", "shanhe", Form{})), []string{"↪ redirected to A Tamren Post by Ada, 4 Jun 2025"}},
		{"a line of a source by its name", textOf(p.Line("tamren-post", "source:Ostra Press", Form{})), []string{"Ostra Press → A Tamren Post"}},
		{"what it leads to", textOf(p.Line("kawabe", "tamren-post", Form{})), []string{"The program has no line between the two."}},
		{"a claim", textOf(p.Claim("2")), []string{"What reviewers say of these sentences A Tamren Post → B صحيفة النهر ✗ rejected by Berk, 6 Jun 2025 <script>alert(1)</script>"}},
		{"an origin", textOf(p.Report("golos", Form{})), []string{"✓ confirmed by Ada, 5 Jun 2025"}},
		{"the story", textOf(p.Stories()), []string{"reviewers: confirmed", "reviewers: disputed", "what reviewers say: ✓ confirmed"}},
	} {
		for _, want := range c.wants {
			if !strings.Contains(c.text, want) {
				t.Errorf("%s does not say %q:\n%s", c.name, want, c.text)
			}
		}
		if strings.Contains(c.text, "Give a verdict") {
			t.Errorf("%s asks who may not give one", c.name)
		}
	}
	story, err := p.Stories()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`class="elsewhere"`, `class="review redirected"`, `class="review disputed"`} {
		if !strings.Contains(string(story.HTML), want) {
			t.Errorf("the drawing has no %s", want)
		}
	}
}

// TestStandingAloneShowsNoServer: a file that is opened from a disk leads to no page of a server.
func TestStandingAloneShowsNoServer(t *testing.T) {
	if page := asHTML(t, bridge(t)); bytes.Contains(page, []byte("/lines/")) || bytes.Contains(page, []byte("/claims/")) {
		t.Error("it leads to pages")
	}
}

// A page of 300 reports is to be made in 150 ms, and to be no larger than 1.5 MB.
func BenchmarkPages(b *testing.B) {
	r := broadStory(300)
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		part, err := pagesOfResult(b, r, nil).Stories()
		if err != nil {
			b.Fatal(err)
		}
		size = len(part.HTML)
	}
	b.ReportMetric(float64(size), "bytes")
}

// The page of one line of it.
func BenchmarkPagesLine(b *testing.B) {
	r := broadStory(300)
	e := r.Stories[0].Edges[50]
	for b.Loop() {
		if _, err := pagesOfResult(b, r, nil).Line(e.Child, e.Parent, Form{}); err != nil {
			b.Fatal(err)
		}
	}
}
