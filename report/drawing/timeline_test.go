package drawing

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/report/family"
)

func drawnTimeline(t *testing.T, f *family.Family, width float64) string {
	t.Helper()
	var dots []Dot
	for _, m := range f.ByTime() {
		dots = append(dots, Dot{Member: m})
	}
	var b strings.Builder
	if err := Timeline(&b, dots, "when <they> came out", width); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v:\n%s", err, b.String())
		}
	}
	return b.String()
}

// TestTimeline: a dot for each report that has a date; nothing where the dates tell no order.
func TestTimeline(t *testing.T) {
	f := told("- a 2025-03-04 08:00", "a b 2025-03-04 10:00", "a c 2025-03-04 10:00", "a u")
	svg := drawnTimeline(t, f, 600)
	if n := strings.Count(svg, `class="dot"`); n != 3 {
		t.Errorf("%d dots:\n%s", n, svg)
	}
	if svg := drawnTimeline(t, told("- a 2025-03-04 08:00", "a u"), 600); svg != "" {
		t.Errorf("one moment: %s", svg)
	}
}

// TestManyDotsStayLow: however many come out at once, they stand no higher.
func TestManyDotsStayLow(t *testing.T) {
	lines := []string{"- a 2025-03-04 08:00"}
	for i := range 300 {
		lines = append(lines, "a n"+strings.Repeat("x", i+1)+" 2025-03-04 10:00")
	}
	svg := drawnTimeline(t, told(lines...), 600)
	var root struct {
		Height float64 `xml:"height,attr"`
	}
	if err := xml.Unmarshal([]byte(svg), &root); err != nil {
		t.Fatal(err)
	}
	if root.Height > dotsHigh+dotsAxis+dotStep {
		t.Errorf("%.0f pixels", root.Height)
	}
}

// TestRowsForTheScript: copies are there for who unfolds them, hidden, and all that derives from a row has a number before
// the end of that row.
func TestRowsForTheScript(t *testing.T) {
	lines := []string{"- a 2025-03-04 08:00"}
	for id := range strings.FieldsSeq("p q r s t u v") {
		lines = append(lines, "=a "+id+" 2025-03-04 10:00")
	}
	f := told(lines...)
	p := lay(f, 1000, 0, true)
	if p.marks[0].end != p.numbers {
		t.Errorf("the root ends at %d of %d", p.marks[0].end, p.numbers)
	}
	for _, m := range append(p.marks, p.folded...) {
		if m.up != nil && (m.row <= m.up.row || m.end > m.up.end) {
			t.Errorf("row %d to %d is not within %d to %d", m.row, m.end, m.up.row, m.up.end)
		}
	}
	var bare, whole strings.Builder
	if err := SVG(&bare, []*family.Family{f}, Options{Bare: true, Unfold: true}); err != nil {
		t.Fatal(err)
	}
	if err := SVG(&whole, []*family.Family{f}, Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(whole.String(), "data-row") || strings.Contains(bare.String(), "stroke-linejoin") || len(p.folded) == 0 {
		t.Error("a drawing for itself has rows, or one for a page has colours")
	}
	if n := strings.Count(bare.String(), `display="none"`); n != 2*len(p.folded) {
		t.Errorf("%d things are hidden of %d copies", n, len(p.folded))
	}
}
