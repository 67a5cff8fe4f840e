package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/review"
)

// judged is what two reviewers say of the bridge: a line confirmed, one disputed, one redirected, one of an earlier text, and links.
func judged(t testing.TB) *review.Reviewed {
	t.Helper()
	r := bridge(t)
	var all []review.Verdict
	for i, d := range []review.Draft{
		{Opinion: review.Confirmed, Parent: "tamren-post", Child: "nahr", Note: "The translator told us.", Reviewer: "Ada"},
		{Opinion: review.Confirmed, Parent: "nahr", Child: "kol", Reviewer: "Ada"},
		{Opinion: review.Rejected, Parent: "nahr", Child: "kol", Note: "אין כאן קשר", Reviewer: "Berk"},
		{Opinion: review.Redirected, Parent: "shanhe", Child: "kawabe", Redirect: "tamren-post", Reviewer: "Ada"},
		{Opinion: review.Confirmed, Child: "golos", Reviewer: "Ada"},
		{Subject: review.Link, Opinion: review.Rejected, A: "tamren-post", ASentences: []int{1}, B: "nahr", BSentences: []int{1}, Note: "<script>alert(1)</script>", Reviewer: "Berk"},
	} {
		d.Story = r.Stories[0].ID
		v, err := review.New(r, d)
		if err != nil {
			t.Fatal(err)
		}
		v.ID, v.At = string(rune('a'+i)), time.Date(2025, 6, 1+i, 9, 0, 0, 0, time.UTC)
		all = append(all, v)
	}
	all[1].From.Digest = review.Digest("what it said before")
	return review.Apply(r, all)
}

// TestDrawingShowsVerdicts: the drawing that stands by itself has what reviewers say, and says that it is theirs.
func TestDrawingShowsVerdicts(t *testing.T) {
	draw := func(reviewed *review.Reviewed) string {
		var b strings.Builder
		if err := SVGReviewed(&b, bridge(t), 0, reviewed); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	with := draw(judged(t))
	for _, want := range []string{"reviewers: disputed", "what reviewers say: ✓ confirmed", `class="elsewhere"`} {
		if !strings.Contains(with, want) {
			t.Errorf("no %s", want)
		}
	}
	if without := draw(nil); strings.Contains(without, "reviewers") {
		t.Error("it speaks of reviewers where there are none")
	}
}

// TestVerdictOnAnotherParent: on the page of a line stands, too, which other parent a reviewer confirmed; not as if it were this.
func TestVerdictOnAnotherParent(t *testing.T) {
	r := bridge(t)
	v, err := review.New(r, review.Draft{Story: r.Stories[0].ID, Opinion: review.Confirmed, Parent: "tamren-post", Child: "nahr", Reviewer: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	v.ID, v.At = "a", time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)
	for i := range r.Stories[0].Edges { // the next trace
		if e := &r.Stories[0].Edges[i]; e.Child == "nahr" {
			e.Parent = "src1"
		}
	}
	p := pagesOfResult(t, r, review.Apply(r, []review.Verdict{v}))
	for _, c := range []struct{ parent, want string }{
		{"source:Ostra Press", "✓ confirmed : the line from A Tamren Post by Ada"},
		{"tamren-post", "✓ confirmed by Ada"},
	} {
		if got := textOf(p.Line("nahr", c.parent, Form{})); !strings.Contains(got, c.want) {
			t.Errorf("the line from %s does not say %q:\n%s", c.parent, c.want, got)
		}
	}
}
