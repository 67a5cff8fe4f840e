package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

func has(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// TestDoubtIsShown: below the lines of the tree stands what they leave open,
// and nothing below those that leave nothing open.
func TestDoubtIsShown(t *testing.T) {
	d := siblings()
	b, c := &d.story.Edges[0], &d.story.Edges[1]
	b.Support, b.Alternatives, b.Rootless = 0.42, []stemma.Alternative{{Parent: "c", Support: 0.2}}, 0.38
	c.Support, c.Alternatives = 0.7, []stemma.Alternative{{Parent: "b", Support: 0.29}, {Parent: "stranger", Support: 0.9}}
	page := string(asText(t, &d.Result, TextOptions{}))
	has(t, page, "0.42 ?\n│     or from none of the others (0.38)\n", "less than even: other parents are nearly as likely")
	if strings.Contains(page, "0.29") || strings.Contains(page, "stranger") {
		t.Errorf("an alternative that does not come near, or is not there, in\n%s", page)
	}
	c.Alternatives[0].Support = 0.3
	has(t, string(asText(t, &d.Result, TextOptions{})), "0.70\n      or from B Paper b (0.30)\n")
	d.story.Edges = append(d.story.Edges, stemma.Edge{Parent: "b", Child: "c", Kind: stemma.EdgeRewrite, Support: 0.4, Sentences: []int{1, 2}})
	page = string(asText(t, &d.Result, TextOptions{}))
	has(t, page, "      perhaps also from B Paper b: 2 sentences (rewrite, support 0.40)\n")
	if strings.Contains(page, "or from B") {
		t.Errorf("B is named twice in\n%s", page)
	}
}

// TestUndatedComeLast: siblings stand in the order in which they came out.
func TestUndatedComeLast(t *testing.T) {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	for _, x := range [][2]string{{"a", "2025-05-01"}, {"b", ""}, {"c", "2025-05-04T10:00:00Z"}, {"d", "2025-05"}, {"e", "2025-05-03"}, {"f", "1970-01-01"}} {
		d.article(x[0], "Paper "+x[0], "en", x[1], "", "Some 300 kites rose over Orlow.")
	}
	d.source(stemma.Source{ID: "src1", Name: "Kite Wire", Kind: stemma.SourceOutlet, Lost: true})
	d.edge("a", "b", stemma.EdgeCopy, 1)
	d.edge("a", "d", stemma.EdgeCopy, 1)
	d.edge("a", "c", stemma.EdgeCopy, 1)
	d.edge("a", "src1", stemma.EdgeCitation, 1)
	d.edge("src1", "e", stemma.EdgeCopy, 1)
	d.edge("src1", "f", stemma.EdgeCopy, 1)
	_, tree, _ := strings.Cut(string(asText(t, &d.Result, TextOptions{})), "FAMILY TREE")
	last := 0
	for _, want := range []string{"A Paper a", "◌ Kite Wire", "B Paper e", "C Paper f", "undated", "dated 1 Jan 1970, which cannot be right", "D Paper c", "E Paper d", "F Paper b"} {
		at := strings.Index(tree, want)
		if at < last {
			t.Fatalf("%q is not where it belongs in\n%s", want, tree)
		}
		last = at
	}
}

// TestTwins: the same article twice is told from a copy by another.
func TestTwins(t *testing.T) {
	d := siblings()
	d.story.Edges[0].Kind, d.story.Edges[0].Evidence = stemma.EdgeCopy, []stemma.Evidence{facts(stemma.EvidenceShared, "the same article: 3 of its 3 sentences word for word", nil, nil)}
	d.story.Edges[1].Evidence = []stemma.Evidence{facts(stemma.EvidenceTime, "updated 3 hours after it was published", nil, nil)}
	d.find("c").Updated = time.Date(2025, 5, 2, 13, 0, 0, 0, time.UTC)
	d.find("b").Updated = d.find("c").Updated
	page := string(asText(t, &d.Result, TextOptions{}))
	has(t, page, "same report  1.00\n", "      updated 2 May 2025 13:00\n")
	if strings.Count(page, "updated") != 1 {
		t.Errorf("an update that bears on nothing is told in\n%s", page)
	}
	has(t, string(dot(t, &d.Result, 0)), `label="same report 1.00"`)
}

// TestWindows: when a lost source came out is told no more exactly than it is known.
func TestWindows(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2025, 5, d, h, m, 59, 0, time.UTC).Truncate(time.Minute) }
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	d.article("a", "Paper a", "en", "2025-05-03", "", "Kite Wire reported it on Friday.", "It was said on 1 May 2025.")
	d.article("b", "Paper b", "en", "2025-05-04", "", "Kite Wire reported it on Friday.")
	d.edge("a", "b", stemma.EdgeCopy, 1)
	f := family.New(family.NewIndex(&d.Result), d.story, 0)
	said := []stemma.Passage{{Article: "a", Sentences: []int{0}}, {Article: "b", Sentences: []int{0}}, {Article: "none"}}
	for want, w := range map[string]*stemma.Window{
		"":                                      nil,
		"by 3 May 2025":                         {Before: day(3, 23, 59)},
		"before 3 May 2025 10:20":               {Before: day(3, 10, 20)},
		"not before 1 May 2025":                 {After: day(1, 0, 0)},
		"after 1 May 2025 09:00":                {After: day(1, 9, 0)},
		"after 1 May 2025 09:00, by 3 May 2025": {After: day(1, 9, 0), Before: day(3, 23, 59)},
		"on 2 May 2025; “Friday” say A and B": {After: day(2, 0, 0), Before: day(2, 23, 59), Said: said},
		"by 2 May 2025; “1 May 2025” says A":  {Before: day(2, 23, 59), Said: []stemma.Passage{{Article: "a", Sentences: []int{1}}}},
	} {
		if have := f.Window(w); have != want {
			t.Errorf("%q, want %q", have, want)
		}
	}
}

func TestSureOfOrigins(t *testing.T) {
	d := siblings()
	for want, counts := range map[string][]stemma.OriginCount{
		"": nil,
		"How sure: whenever the evidence is resampled there is again 1 origin.":         {{Origins: 1, Support: 1}},
		"How sure: 1 origin in 62 of 100 resamplings of the evidence, 2 origins in 38.": {{Origins: 1, Support: 0.62}, {Origins: 2, Support: 0.38}},
		"How sure: 1 origin in 30 of 100 resamplings of the evidence, 2 origins in 69.": {{Origins: 2, Support: 0.69}, {Origins: 1, Support: 0.3}},
	} {
		d.story.OriginCounts = counts
		if have := family.New(family.NewIndex(&d.Result), d.story, 0).SureOfOrigins(); have != want {
			t.Errorf("%q, want %q", have, want)
		}
	}
}

// TestSharesFitThePage: many origins with long names leave room for the names
// of the reports.
func TestSharesFitThePage(t *testing.T) {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	d.story.Origins = 6
	for i := range 6 {
		id := string(rune('a' + i))
		d.article(id, "The Very Long Orlow Paper of District "+id, "en", "", "", "Some 300 kites rose over Orlow.")
		d.story.Descents = append(d.story.Descents, stemma.Descent{Article: id, From: []stemma.Share{{Origin: id, Share: 1}}})
	}
	d.article("g", "صحيفة النهر", "ar", "", "", "ارتفعت 300 طائرة ورقية.")
	d.edge("a", "g", stemma.EdgeTranslation, 1)
	d.story.Descents = append(d.story.Descents, stemma.Descent{
		Article: "g", Own: 0.25, From: []stemma.Share{{Origin: "a", Share: 0.5}, {Origin: "f", Share: 0.25}},
	})
	for _, width := range []int{72, 100, 140} {
		page := string(asText(t, &d.Result, TextOptions{Width: width}))
		checkPage(t, page, width)
		table := section(t, page, "WHICH REPORT DEPENDS ON WHICH ORIGIN")
		has(t, table, "others", "own", "50%", "25%", "100%")
	}
}

// TestDirectionIsToldAsSureAsItIs: even, doubtful, or hardly doubted.
func TestDirectionIsToldAsSureAsItIs(t *testing.T) {
	d := siblings()
	e := &d.story.Edges[0]
	e.DirectionUncertain = true
	for _, c := range []struct {
		support, reversed float64
		want              string
	}{
		{0.5, 0.48, "⇄ either way: A may as well come from B"},
		{0.41, 0, "⇄ either way: A may as well come from B"},
		{0.81, 0.12, "⇄ in 12 of 100 resamplings it is the other way round"},
		{0.9, 0.02, "⇄ little shows that it was this way round"},
	} {
		e.Support, e.Reversed = c.support, c.reversed
		has(t, string(asText(t, &d.Result, TextOptions{})), c.want+"\n")
	}
}

// TestEarlyChildrenAreMarked: a report dated before its parent bears a mark, as
// far as the dates tell.
func TestEarlyChildrenAreMarked(t *testing.T) {
	for _, c := range []struct {
		parent, child string
		early         bool
	}{
		{"2025-06-02T09:00:00Z", "2025-06-02T06:30:00Z", true},
		{"2025-06-02T09:00:00Z", "2025-06-01", true},
		{"2026-06-02T09:00:00Z", "2025-06-02", true},
		{"2025-06-02T09:00:00Z", "2025-06-02", false},
		{"2025-06-02", "2025-06-02T06:30:00Z", false},
		{"2025-06-02T09:00:00Z", "2025-06-02T09:30:00Z", false},
		{"2025-06-02T09:00:00Z", "", false},
		{"", "2025-06-02", false},
	} {
		d := newDraft()
		d.newStory("Kite festival at Orlow")
		d.article("a", "Paper a", "en", c.parent, "", "Some 300 kites rose over Orlow.")
		d.article("b", "Paper b", "en", c.child, "", "Some 300 kites rose over Orlow.")
		d.edge("a", "b", stemma.EdgeCopy, 1)
		page := string(asText(t, &d.Result, TextOptions{}))
		if have := strings.Contains(page, "dated before A"); have != c.early {
			t.Errorf("%s from %s: marked %v, want %v", c.child, c.parent, have, c.early)
		}
		if have := strings.Contains(page, "one of the two dates is wrong"); have != strings.HasPrefix(c.parent, "2026") {
			t.Errorf("%s from %s: one date is wrong: %v", c.child, c.parent, have)
		}
	}
}

// TestHowIsNotMoreThanIsShown: a report that does not name the lost source it
// comes from has no "citation".
func TestHowIsNotMoreThanIsShown(t *testing.T) {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	d.article("a", "Paper a", "en", "", "", "Kite Wire says 300 kites rose over Orlow.")
	d.article("b", "Paper b", "en", "", "", "Some 300 kites rose over Orlow.")
	d.source(stemma.Source{ID: "src1", Name: "Kite Wire", Kind: stemma.SourceOutlet, Lost: true})
	d.says("a", 0, "src1", "Kite Wire", stemma.CertaintyReported)
	d.edge("src1", "a", stemma.EdgeCitation, 1)
	d.edge("src1", "b", stemma.EdgeCitation, 1)
	has(t, string(asText(t, &d.Result, TextOptions{})), "citation     1.00\n", "same text    1.00\n", "A  Paper a ← Kite Wire\n", "B  Paper b  no source found\n")
}

// TestManyAlikeCopies: copies of which nothing tells which copied which are one line.
func TestManyAlikeCopies(t *testing.T) {
	d := newDraft()
	d.newStory("Kite festival at Orlow")
	for i := range 9 {
		id := string(rune('a' + i))
		d.article(id, "Paper "+id, "en", "", "", "Some 300 kites rose over Orlow.")
	}
	for i := 1; i < 8; i++ { // a chain, and each link as likely as another
		d.edge(string(rune('a'+i-1)), string(rune('a'+i)), stemma.EdgeCopy, 0.2)
	}
	d.edge("a", "i", stemma.EdgeRewrite, 0.9)
	page := string(asText(t, &d.Result, TextOptions{}))
	has(t, page, "├─ B Paper i", "└╌ C–I 7 copies, which of which the texts cannot tell: Paper b, Paper c", "C–I  7 copies\n")
	if e, err := Explain(&d.Result, "Paper d", 0); err != nil || e.member.Letter != "E" {
		t.Errorf("Paper d is %v: %v", e, err)
	}
	d.story.Edges[3].Support = 0.8
	if page := string(asText(t, &d.Result, TextOptions{})); strings.Contains(page, "cannot tell") {
		t.Errorf("four copies and a surer one are folded:\n%s", page)
	}
}
