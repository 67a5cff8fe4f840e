package report

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma"
)

func asHTML(t testing.TB, r *stemma.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, r, 0); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkHTML holds a page to what every page must be: ids that are unique, links that lead
// somewhere, nothing from elsewhere, no script but its own.
func checkHTML(t *testing.T, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, links, scripts := map[string]bool{}, map[string]bool{}, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" {
			scripts++
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && (ids[a.Val] || a.Val == ""):
				t.Errorf("two have the id %q", a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				id, err := url.PathUnescape(a.Val[1:])
				if err != nil {
					t.Error(err)
				}
				links[id] = true
			case a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://"):
				t.Errorf("<%s> leads to %q", n.Data, a.Val)
			case a.Key == "src" || a.Key == "srcset" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	for id := range links {
		if !ids[id] {
			t.Errorf("a link leads to #%s, which is nowhere", id)
		}
	}
	if scripts != 1 {
		t.Errorf("%d scripts", scripts)
	}
}

// TestHTML: everything that the text form says is on the page, and every link of it leads to its sentence.
func TestHTML(t *testing.T) {
	for name, r := range map[string]*stemma.Result{"bridge": bridge(t), "two": twoStories(), "quarry": quarry(), "none": {}} {
		t.Run(name, func(t *testing.T) {
			page := asHTML(t, r)
			checkHTML(t, page)
			if again := asHTML(t, r); !bytes.Equal(page, again) {
				t.Error("the same result gives other bytes")
			}
		})
	}
}

// TestHTMLTellsTheAnswer: what a reader came for, and a line of the tree with its change and both texts.
func TestHTMLTellsTheAnswer(t *testing.T) {
	page := string(asHTML(t, bridge(t)))
	for _, want := range families(bridge(t), 0)[0].Remarks() {
		if !strings.Contains(page, html.EscapeString(want)) {
			t.Errorf("it does not say %q", want)
		}
	}
	for _, want := range []string{`class="answer"`, `class="line"`, `class="matrix"`, `<del`, `<ins`, `dir="rtl"`, `Content-Security-Policy`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestHTMLOfHostileText(t *testing.T) {
	for _, s := range append(hostileTexts, "<script>alert(1)</script>", `" onmouseover="alert(1)`, "javascript:alert(1)", "</style><img src=x onerror=y>") {
		checkHTML(t, asHTML(t, hostile(s)))
	}
}

// A story of a hundred reports, each a rewrite of the first.
func BenchmarkHTML(b *testing.B) {
	d := newDraft()
	d.newStory("Boats at Larn")
	for i := range 100 {
		id := fmt.Sprintf("a%d", i)
		d.article(id, "Outlet "+id, "en", "2025-06-02", "Boats", "Boats came into Larn before the storm.", "The harbour was closed at noon.", fmt.Sprintf("Number %d was lost.", i))
		if i > 0 {
			d.edge("a0", id, stemma.EdgeRewrite, 0.9)
			d.link("a0", 0, id, 0, stemma.LinkVerbatim)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := HTML(io.Discard, &d.Result, 0); err != nil {
			b.Fatal(err)
		}
	}
}
