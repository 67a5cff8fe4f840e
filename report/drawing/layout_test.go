package drawing

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// told makes a story of lines "PARENT CHILD WHEN", where a parent in capitals is a lost source and
// "-" none, one after "=" is copied, and WHEN a date as precise as it is written.
func told(lines ...string) *family.Family {
	r := &stemma.Result{Stories: make([]stemma.Story, 1)}
	s := &r.Stories[0]
	s.ID, s.Title, s.Origins = "s1", "Ferry aground off Tolvik", 1
	for _, l := range lines {
		f := strings.SplitN(l, " ", 3)
		parent, child, when := f[0], f[1], ""
		if len(f) > 2 {
			when = f[2]
		}
		if child == strings.ToUpper(child) {
			r.Sources = append(r.Sources, stemma.Source{ID: child, Name: "Agency " + child, Kind: stemma.SourceOutlet, Lost: true})
		} else {
			r.Articles = append(r.Articles, dated(child, when))
			s.Articles = append(s.Articles, child)
		}
		if parent != "-" {
			kind := stemma.EdgeRewrite
			if up, copied := strings.CutPrefix(parent, "="); copied {
				parent, kind = up, stemma.EdgeCopy
			}
			s.Edges = append(s.Edges, stemma.Edge{Parent: parent, Child: child, Kind: kind, Primary: true, Support: 0.9})
		}
	}
	return family.New(family.NewIndex(r), s, 0)
}

func dated(id, when string) stemma.Article {
	a := stemma.Article{ID: id, Outlet: "The " + id, Lang: "en", PublishedPrecision: stemma.PrecisionNone, Text: id}
	for layout, p := range map[string]stemma.Precision{"2006-01": stemma.PrecisionMonth, time.DateOnly: stemma.PrecisionDay, "2006-01-02 15:04": stemma.PrecisionMinute} {
		if t, err := time.Parse(layout, when); err == nil {
			a.Published, a.PublishedPrecision = t, p
		}
	}
	return a
}

func xs(p *plan) map[string]float64 {
	out := map[string]float64{}
	for _, m := range p.marks {
		out[m.member.ID] = m.x
	}
	return out
}

// TestMarksStandWhereTheirDatesSay: exact dates to scale, a report that names only its day or month after
// its parent and before what derives from it, a lost source before all that derives from it.
func TestMarksStandWhereTheirDatesSay(t *testing.T) {
	p := lay(told(
		"- SRC",
		"SRC a 2025-03-04 08:00",
		"a b 2025-03-04 10:00",
		"b c 2025-03-04",
		"c d 2025-03-04 20:00",
		"a m 2025-03",
		"a u",
		"a e 2025-03-04 06:00",
	), 1000, 0, false)
	x := xs(p)
	if p.axis == nil || x["a"] != p.axis.place(at("2025-03-04 08:00")) || x["b"] != p.axis.place(at("2025-03-04 10:00")) {
		t.Errorf("exact dates at %v", x)
	}
	if !(x["SRC"] < x["a"] && x["b"] < x["c"] && x["c"] < x["d"] && x["a"] < x["m"] && x["a"] < x["u"]) {
		t.Errorf("order %v", x)
	}
	if x["e"] >= x["a"] {
		t.Errorf("what is dated before its parent stands behind it: %v", x)
	}
}

// TestNamesAreClear: no line runs through a name, also where one is dated before its parent, and all
// stays on the drawing.
func TestNamesAreClear(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		f := told(tangled(rng, 1+rng.IntN(40))...)
		for _, width := range []float64{360, 1100} {
			p := lay(f, width, 40, false)
			checkClear(t, p)
		}
	}
}

func checkClear(t *testing.T, p *plan) {
	t.Helper()
	last := map[*mark]float64{}
	for _, m := range p.marks {
		if m.up != nil {
			last[m.up] = m.y
		}
	}
	for i, m := range p.marks {
		if m.x < 0 || m.x > p.right+1 || m.label < m.x+radius {
			t.Errorf("%s at %.0f, its name at %.0f", m.member.ID, m.x, m.label)
		}
		if i > 0 && m.y-p.marks[i-1].y < rowHeight-1 {
			t.Errorf("rows at %.0f and %.0f", p.marks[i-1].y, m.y)
		}
		for _, s := range p.marks[:i] {
			if last[s] >= m.y && s.x > m.label {
				t.Errorf("the line below %s runs through the name of %s", s.member.ID, m.member.ID)
			}
		}
	}
}

// tangled is a story in which dates and descent agree only sometimes.
func tangled(rng *rand.Rand, n int) []string {
	lines := []string{"- SRC", "SRC a0 2025-03-04 08:00"}
	for i := range n {
		when := at("2025-03-04 08:00").Add(time.Duration(rng.IntN(3*24*60)-600) * time.Minute).Format("2006-01-02 15:04")
		precision := []int{0, 7, 10, 16, 16, 16} // letters of the date
		when = when[:precision[rng.IntN(len(precision))]]
		lines = append(lines, "a"+strconv.Itoa(rng.IntN(i+1))+" a"+strconv.Itoa(i+1)+" "+when)
	}
	return lines
}

// TestManyGenerations: in a chain of sixty every child still stands to the right of its parent, and near to its date.
func TestManyGenerations(t *testing.T) {
	lines := []string{"- a0 2025-03-01 00:30"}
	for i := 1; i < 60; i++ {
		when := at("2025-03-01 00:30").Add(time.Duration(i) * time.Hour).Format("2006-01-02 15:04")
		lines = append(lines, "a"+strconv.Itoa(i-1)+" a"+strconv.Itoa(i)+" "+when)
	}
	for _, width := range []float64{352, 1100} {
		p := lay(told(lines...), width, 0, false)
		for _, m := range p.marks[1:] {
			if m.x < m.up.x+smallStep-0.1 || m.x-m.from > 30 || m.x > p.width-p.labels {
				t.Errorf("width %.0f: %s at %.0f, its parent at %.0f, its date at %.0f", width, m.member.ID, m.x, m.up.x, m.from)
			}
		}
	}
}

// drawn is a drawing as text, which must be XML.
func drawn(t testing.TB, f *family.Family, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := SVG(&b, []*family.Family{f}, o); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return s
		} else if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

func TestLinesLeadSomewhere(t *testing.T) {
	f := told("- SRC", "SRC a 2025-03-04 08:00", "a b 2025-03-04 10:00")
	s := drawn(t, f, Options{
		Member: func(m *family.Member) string { return "#" + m.ID },
		Edge:   func(m *family.Member, e *stemma.Edge) string { return "#" + m.ID + "-from-" + e.Parent },
	})
	for _, want := range []string{`href="#a"`, `href="#SRC"`, `href="#b-from-a"`, `href="#a-from-SRC"`, `stroke-dasharray="3.5 2.8"`, `class="edge-rewrite"`} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in %s", want, s)
		}
	}
}

// TestHostileNames: what an outlet calls itself is text, and no more.
func TestHostileNames(t *testing.T) {
	f := told("- a 2025-03-04 08:00", "a b 2025-03-04 10:00")
	for _, name := range []string{`</text><script>alert(1)</script>`, "\x00\x1b[31mred", `" onload="x`, strings.Repeat("W", 5000), "]]>&amp;"} {
		f.ByID["b"].Article.Outlet, f.ByID["b"].Article.Title = name, name
		s := drawn(t, f, Options{Alone: true})
		if strings.Contains(s, "<script") || strings.Contains(s, ` onload="`) || len(s) > 20_000 {
			t.Errorf("%.40q: %s", name, s)
		}
	}
}

// TestManyCopiesAreARow: an agency report with three hundred copies is a small drawing.
func TestManyCopiesAreARow(t *testing.T) {
	lines := []string{"- a 2025-03-04 08:00"}
	for i := range 300 {
		lines = append(lines, fmt.Sprintf("a b%d 2025-03-04 09:%02d", i, i%60))
	}
	f := told(lines...)
	for i := range f.Story.Edges {
		f.Story.Edges[i].Kind = stemma.EdgeCopy
	}
	f = family.New(f.Index, f.Story, 0)
	if p := lay(f, 1100, 0, false); len(p.marks) > 8 {
		t.Errorf("%d rows", len(p.marks))
	}
	if s := drawn(t, f, Options{}); !strings.Contains(s, "more verbatim copies") {
		t.Error("copies are not told of")
	}
}

// A story of 300 reports that all differ: layout and drawing.
func BenchmarkSVG(b *testing.B) {
	f := told(tangled(rand.New(rand.NewPCG(1, 2)), 300)...)
	b.ReportAllocs()
	for b.Loop() {
		if err := SVG(io.Discard, []*family.Family{f}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
