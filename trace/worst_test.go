package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/hostile"
	"github.com/stemma-news/stemma/trace"
)

// attack is a report as an adversary would send it, beside sound ones of its story:
// n is how many characters it has of what is bad. Kinds are what the result must
// distrust of it; partial says that it must be one in part, and large that it must where
// there are a million.
type attack struct {
	name           string
	text           func(n int) string
	change         func(*stemma.Article)
	kinds          []stemma.DistrustKind
	partial, large bool
}

// body is what the sound reports and the bad one have in common.
const body = "The ferry Alva ran aground on the Skerry reef off Larn on Saturday with 83 passengers aboard, the harbour office said. " +
	"All of them were taken off by lifeboats within two hours, and nobody was hurt. “The steering failed,” captain Anna Bork told the Larn Herald. "

// attacks are the ones that the program promises to stand, each at a size of its
// own beside n.
func attacks() []attack {
	size, hidden := []stemma.DistrustKind{stemma.DistrustSize}, []stemma.DistrustKind{stemma.DistrustHidden}
	return []attack{
		{name: "a word without end", text: func(n int) string { return strings.Repeat("x", n) }, kinds: size},
		{name: "a word of capitals, points and digits", text: func(n int) string { return strings.Repeat("A1.", n/3) }},
		{name: "ideographs without end", text: func(n int) string { return strings.Repeat("渡", n) }, large: true},
		{name: "quotation marks", text: func(n int) string { return strings.Repeat("“", max(n/10, fewQuotes)) }, kinds: size},
		{name: "straight quotation marks", text: func(n int) string { return strings.Repeat(`" `, max(n/10, fewQuotes)) }, kinds: size},
		{name: "lines that are turned round", text: func(n int) string {
			return strings.Repeat("\u202e.trop ni deyats yrref ehT .truh saw ydoboN\u202c It was towed. ", n/60)
		}, kinds: hidden},
		{name: "overrides of direction", text: func(n int) string { return strings.Repeat("\u202ea", n) }, kinds: hidden},
		{name: "marks of direction alone", text: func(n int) string { return strings.Repeat("\u202e\u2066", n/2) }, large: true},
		{name: "characters without width", text: func(n int) string { return strings.Repeat("\u200bw", n) }, kinds: hidden},
		{name: "look-alike letters", text: func(n int) string { return strings.Repeat(disguise("grounded "), n/10) }, kinds: hidden},
		{name: "quotations inside quotations", text: func(n int) string { return nested("“‘", "’”", max(n, 10*fewQuotes)) }, kinds: size},
		{name: "said inside said", text: func(n int) string {
			return nested("“He said ‘", "’”", n)
		}},
		{name: "brackets inside brackets", text: func(n int) string { return nested("([", "])", n) }},
		{name: "1970", change: dated(1970), kinds: []stemma.DistrustKind{stemma.DistrustDate}},
		{name: "2090", change: dated(2090), kinds: []stemma.DistrustKind{stemma.DistrustDate}},
		{name: "another outlet's name", change: func(a *stemma.Article) {
			a.Outlet, a.URL = "Larn Herald", "https://brede-post.example/1"
		}, kinds: []stemma.DistrustKind{stemma.DistrustOutlet}},
	}
}

// fewQuotes are more quotation marks than any report has: fewer are read.
const fewQuotes = 3000

// nested is a text in n/10 pairs of marks, one in the other; two of them open at a time.
func nested(begin, end string, n int) string {
	return strings.Repeat(begin, n/20) + "x" + strings.Repeat(end, n/20)
}

func dated(year int) func(*stemma.Article) {
	return func(a *stemma.Article) { a.Published = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
}

// articles are the bad report twice, with an ordinary one before and one after.
func (x attack) articles(n int) []stemma.Article {
	out := []stemma.Article{hostile.Article(0, body), hostile.Article(1, body), hostile.Article(2, body), hostile.Article(3, body+"The ferry was built in 1983.")}
	out[0].Outlet, out[0].URL = "Larn Herald", "https://larn-herald.example/1"
	out[3].Outlet, out[3].URL = "Brede Post", "https://brede-post.example/2"
	for i := 1; i <= 2; i++ {
		if x.text != nil {
			out[i].Text = body + x.text(n) + "\n\n" + fmt.Sprintf("It was towed to Larn %d days later.", i)
		}
		if x.change != nil && i == 1 {
			x.change(&out[i])
		}
	}
	return out
}

// TestWorstOfAll has every attack at a size that takes no time. TestWorst has them at
// the one that is promised, and measures.
func TestWorstOfAll(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	for _, x := range attacks() {
		t.Run(x.name, func(t *testing.T) { x.suffer(t, x.articles(12_000)) })
	}
}

// suffer traces a story with an attack in it, writes it in all forms, and holds the
// result to what it must be and must say.
func (x attack) suffer(t *testing.T, articles []stemma.Article) {
	t.Helper()
	r := traced(t, articles, trace.Options{OneStory: true, Rounds: 5})
	checkResult(t, r)
	checkReports(t, r)
	for _, kind := range x.kinds {
		if !slices.ContainsFunc(r.Distrusted, func(d stemma.Distrust) bool { return d.Article == articles[1].ID && d.Kind == kind }) {
			t.Errorf("nothing says that its %s is distrusted: %+v", kind, r.Distrusted)
		}
	}
	if x.partial && !r.Stories[0].Partial {
		t.Error("nothing says that it is one in part")
	}
}
