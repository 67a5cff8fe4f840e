package report

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

func TestHostileTextStaysOnItsPage(t *testing.T) {
	for _, s := range hostileTexts {
		checkHostile(t, s)
	}
}

// checkPage holds a printed page to what every page must be: no control
// characters, lines within the width, isolates that close on their line.
func checkPage(t *testing.T, page string, width int) {
	t.Helper()
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		depth := 0
		for _, r := range line {
			switch {
			case r == '\u2067' || r == '\u2068':
				depth++
			case r == '\u2069':
				if depth--; depth < 0 {
					t.Fatalf("%q closes what it did not open", line)
				}
			case r == '\u200c', r == '\u200d':
			case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
				t.Fatalf("%q has %U", line, r)
			}
		}
		if depth != 0 {
			t.Fatalf("%q leaves %d isolates open", line, depth)
		}
		if !utf8.ValidString(line) {
			t.Fatalf("%q is not UTF-8", line)
		}
		if w := display.Columns(line); w > width {
			t.Fatalf("%q has %d columns of %d", line, w, width)
		}
	}
}

// hostile is a result with one text in every place that an input or a feed can
// fill.
func hostile(s string) *stemma.Result {
	d := newDraft()
	d.newStory(s)
	for _, id := range []string{"a", "b"} {
		d.article(id, s, s, "2025-01-01", s, "x", "y")
		a := d.find(id)
		a.Byline, a.URL, a.Input, a.Text = s, s, s, s+"\n"+s
		a.Sentences = []stemma.Span{{Start: 0, End: len(s)}, {Start: len(s) + 1, End: 2*len(s) + 1}}
	}
	d.source(stemma.Source{
		ID: "src1", Name: s, Aliases: []string{s}, Kind: stemma.SourceUnnamed, Lost: true, Cites: []string{"src2"},
		Window: &stemma.Window{First: "a", Said: []stemma.Passage{{Article: "a", Sentences: []int{0, 9, -1}}, {Article: s}}},
	})
	d.source(stemma.Source{ID: "src2", Name: s, Kind: stemma.SourceOutlet, Lost: true})
	d.says("a", 0, "src1", s, stemma.CertaintyClaimed)
	d.edge("src2", "src1", stemma.EdgeCitation, 1, facts(stemma.EvidenceCites, s, nil, nil))
	d.edge("src1", "a", stemma.EdgeCitation, 0.4, facts(stemma.EvidenceCites, s, []int{0}, []int{0, 7, -1}))
	d.edge("src2", "a", stemma.EdgeTranslation, 0.4)
	d.edge("a", "b", stemma.EdgeKind(s), 0.9, facts(stemma.EvidenceKind(s), s, []int{0}, []int{0})).DirectionUncertain = true
	for i := range d.story.Edges {
		e := &d.story.Edges[i]
		e.Rootless, e.Sentences = 0.4, []int{0, -1, 7}
		e.Alternatives = []stemma.Alternative{
			{Parent: s, Support: 0.4},
			{Parent: "none", Support: 0.4},
			{Parent: "b", Support: 0.45, For: []stemma.Evidence{facts(stemma.EvidenceKind(s), s, []int{-1, 9}, []int{9})}, Against: []stemma.Evidence{facts(stemma.EvidenceShared, s, []int{0}, []int{1})}},
		}
	}
	d.story.Roots = []stemma.Root{{Origin: "src2", Support: 0.2, Evidence: []stemma.Evidence{facts(stemma.EvidenceTime, s, nil, []int{4})}}, {Origin: s}, {Origin: "b"}}
	d.story.OriginCounts = []stemma.OriginCount{{Origins: 2, Support: 0.6}, {Origins: -1, Support: 7}}
	d.story.Descents = []stemma.Descent{{Article: "a", From: []stemma.Share{{Origin: s, Share: 0.5}}}, {Article: s}, {Article: "b", From: []stemma.Share{{Origin: "src2", Share: 3}}}}
	c := d.claim("a 0", "b 0")
	c.Text = s
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeNumber, s, s, 0, 0), changed("a", "b", stemma.ChangeOmission, s, "", 1, -1)}
	d.claim("b 1")
	d.link("a", 0, "b", 0, stemma.LinkRewrite)
	d.Unplaced = []string{"a"}
	d.Errors = []stemma.InputError{{Input: s, Problem: s}}
	d.Distrusted = []stemma.Distrust{
		{Article: "a", Kind: stemma.DistrustDate, Value: s, Detail: s, Spans: []stemma.Span{{Start: -1, End: 1 << 40}}},
		{Article: "b", Kind: stemma.DistrustKind(s), Detail: s},
		{Article: s, Kind: stemma.DistrustOutlet, Value: s},
	}
	d.Partial = []stemma.Partial{
		{Story: "s1", Step: stemma.Step(s), Detail: s, Articles: []string{"a", s, "gone"}},
		{Step: stemma.StepRead, Detail: s, Articles: []string{s}},
		{Story: s},
	}
	d.story.Partial = true
	return &d.Result
}

var hostileTexts = []string{
	"", " ", "plain", "\x1b[2J\x1b]0;x\a", "\u202eevil\u202c", "\u2067open", "\u2069\u2069close",
	strings.Repeat("x", 500), strings.Repeat("語", 300), strings.Repeat("a\u0301\u0301", 300), "👨\u200d👩\u200d👧 family",
	"1. one", "2026. year", "```` fence", "</details><script>alert(1)</script>", "[x](javascript:1) ![i](http://x.example)", "<!-- x", "&lt;b&gt; &copy;",
	"=cmd|' /C calc'!A0", "\t=1+1", "＝1+1", "]]>", "\ufffe\uffff", "| a | b |", "*a* _b_ ~~c~~ `d` $e$ :f: #1 @g www.x.example a@x.example [^1]", "https://x.example/<a>?b=`c`|d&copy;", "> quote", "- item", "---", "\\",
	"صحيفة " + strings.Repeat("النهر ", 60), "[-marks-] {+here+} \ufff9\ufffb", "\xff\xfe broken", "tab\tand\nline", "\u3164\u115f",
}

func checkHostile(t *testing.T, s string) {
	t.Helper()
	r := hostile(s)
	checkPage(t, string(dot(t, r, 0)), 1<<20)
	checkForms(t, r)
	for _, width := range []int{minWidth, 80} {
		checkPage(t, string(asText(t, r, TextOptions{Width: width})), width)
		checkPage(t, string(asText(t, r, TextOptions{Width: width, Evidence: true})), width)
		var b strings.Builder
		if err := Diff(&b, r, "a", "b", DiffOptions{Width: width}); err != nil {
			t.Fatal(err)
		}
		checkPage(t, b.String(), width)
		for _, id := range []string{"a", "b", "src1", "src2"} {
			checkHostileExplanation(t, r, id, width)
		}
	}
}

func checkHostileExplanation(t *testing.T, r *stemma.Result, id string, width int) {
	t.Helper()
	e, err := Explain(r, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, evidence := range []bool{false, true} {
		var b strings.Builder
		if err := e.Text(&b, TextOptions{Width: width, Evidence: evidence}); err != nil {
			t.Fatal(err)
		}
		checkPage(t, b.String(), width)
	}
	var b strings.Builder
	if err := e.JSON(&b); err != nil || !json.Valid([]byte(b.String())) {
		t.Fatalf("%v: %s", err, b.String())
	}
}

func FuzzReports(f *testing.F) {
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(checkHostile)
}

func TestMarksTakeNoColumn(t *testing.T) {
	if w := display.Columns(openMark + closeMark); w != 0 {
		t.Errorf("marks are %d columns wide", w)
	}
}
