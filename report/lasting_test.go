package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma"
)

// TestLinksOutliveATree: in the next trace, in which reports have other letters and claims other numbers, a link to a sentence or
// a claim leads to what it led to.
func TestLinksOutliveATree(t *testing.T) {
	later := bridge(t)
	for i := range later.Articles {
		if later.Articles[i].ID == "nahr" {
			later.Articles[i].Published = later.Articles[i].Published.Add(20 * 24 * time.Hour)
		}
	}
	slices.Reverse(later.Stories[0].Claims)
	before, after := pagesOfResult(t, bridge(t), nil), pagesOfResult(t, later, nil)
	if is, was := after.stories[0].ByID["nahr"].Letter, before.stories[0].ByID["nahr"].Letter; is == was {
		t.Fatalf("no letter has moved: %s", is)
	}
	was, is := sentencesOf(t, before), sentencesOf(t, after)
	if len(was) < 10 {
		t.Fatalf("%d sentences", len(was))
	}
	for id, text := range was {
		if is[id] != text {
			t.Errorf("#%s led to %q, and leads to %q", id, text, is[id])
		}
	}
	for _, cl := range before.stories[0].Shared {
		name := before.stories[0].claimPath(cl)
		if old, now := titleOf(before.Claim(name)), titleOf(after.Claim(name)); old != now {
			t.Errorf("claims/%s was %q, and is %q", name, old, now)
		}
	}
}

func titleOf(part *Part, err error) string {
	if err != nil {
		return err.Error()
	}
	return part.Title
}

// sentencesOf are the sentences on the page of a story by their ids.
func sentencesOf(t *testing.T, p *Pages) map[string]string {
	t.Helper()
	story, err := p.Stories()
	out := map[string]string{}
	for n := range partOf(t, story, err).Descendants() {
		if n.Type != html.ElementNode || n.Data != "li" || n.FirstChild == nil {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "id" && strings.HasPrefix(a.Val, "r-") {
				out[a.Val] = n.FirstChild.Data
			}
		}
	}
	return out
}

// TestLastingName: ids that an address does not take as they are do not become those of others.
func TestLastingName(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"a", "A", "a b", "a-b", "a/b", "https://herald.example/ferry-runs-aground-off-larn-with-163-people", "https://herald.example/ferry-runs-aground-off-larn-with-164-people", "نهر", ""} {
		name := lastingName(id)
		if seen[name] != "" || name == "" || strings.ContainsAny(name, " ./%") {
			t.Errorf("%q is called %q, as is %q", id, name, seen[name])
		}
		seen[name] = id + "!"
	}
}

// TestLostLineHasItsSentences: a line from a source that is lost shows the sentences that tell of it, also where both are lost.
func TestLostLineHasItsSentences(t *testing.T) {
	p := pagesOfResult(t, bridge(t), nil)
	for _, c := range []struct{ child, parent string }{{"src1", "src2"}, {"tamren-post", "src1"}} {
		got := textOf(p.Line(c.child, c.parent, Form{}))
		if want := "A 1 The glass bridge at Tamren may stay closed for 14 weeks, an engineer told the Ostra Press agency."; !strings.Contains(got, want) {
			t.Errorf("the line from %s to %s does not say %q:\n%s", c.parent, c.child, want, got)
		}
	}
	if got := textOf(p.Line("src1", "src2", Form{})); strings.Contains(got, "נהר") || !strings.Contains(got, "塔姆伦玻璃桥可能关闭14周") {
		t.Errorf("it is not told by those, and only those, who name both:\n%s", got)
	}
	if page := string(asHTML(t, bridge(t))); strings.Contains(page, "an unnamed source</li>") {
		t.Error("the page that stands by itself shows no sentence for it")
	}
}

// TestTally: several changes of a kind are told in the plural.
func TestTally(t *testing.T) {
	r := bridge(t)
	for i := range r.Stories[0].Claims {
		for j := range r.Stories[0].Claims[i].Changes {
			if ch := &r.Stories[0].Claims[i].Changes[j]; ch.Kind == stemma.ChangeNumber {
				r.Stories[0].Claims[i].Changes = append(r.Stories[0].Claims[i].Changes, *ch)
				break
			}
		}
	}
	if got := textOf(pagesOfResult(t, r, nil).Line("kol", "nahr", Form{})); !strings.Contains(got, "4 numbers") {
		t.Error(got)
	}
}

// TestFiguresAreOneClickFromTheirSentences: who cites a source, what share is from an origin, and which two are closest lead to where
// that is shown.
func TestFiguresAreOneClickFromTheirSentences(t *testing.T) {
	part, err := pagesOfResult(t, bridge(t), nil).Stories()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<span class="soft">cited by</span> <a class="letter" href="#r-tamren-post.1">A</a>`,
		`<td><a href="#r-merged.2">50%</a></td>`,
		`<a href="/stories/x/lines/nahr/tamren-post">Side by side</a>`,
	} {
		if !strings.Contains(string(part.HTML), want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// TestNothingWasRead: where there was no report, the page does not speak of reports that differ.
func TestNothingWasRead(t *testing.T) {
	r := &stemma.Result{Errors: []stemma.InputError{{Input: "scan.pdf", Problem: "no text"}}}
	got := textOf(pagesOfResult(t, r, nil).Stories())
	if !strings.Contains(got, "There was no report to trace: none of what was handed over could be read.") || strings.Contains(got, "No two") || !strings.Contains(got, "scan.pdf: no text") {
		t.Error(got)
	}
}
