package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// cautioned is a story of which a part was left out, with a report whose date is not
// believed, beside a report of no story of which that holds, too.
func cautioned(t *testing.T) *stemma.Result {
	t.Helper()
	r := bridge(t)
	s := &r.Stories[0]
	s.Partial = true
	first := s.Articles[0]
	r.Distrusted = []stemma.Distrust{
		{Article: first, Kind: stemma.DistrustDate, Value: "1970-01-01", Detail: "a date that software gives to what has none; taken as undated"},
		{Article: first, Kind: stemma.DistrustHidden, Detail: "characters without width stand inside words, 40 times; read without them, as it is seen", Spans: []stemma.Span{{Start: 1, End: 4}}},
	}
	r.Partial = []stemma.Partial{{Story: s.ID, Articles: s.Articles[:1], Step: stemma.StepLinks, Detail: "7 of 21 pairs were not compared"}}
	return r
}

// TestCautions: every form says what the result does not go by, and that it is one
// in part, near the numbers that may be wrong for it.
func TestCautions(t *testing.T) {
	r := cautioned(t)
	var html, markdown, js strings.Builder
	if err := HTML(&html, r, 0); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&markdown, r, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := JSON(&js, r); err != nil {
		t.Fatal(err)
	}
	plain := string(asText(t, r, TextOptions{Width: 200}))
	for form, page := range map[string]string{"text": plain, "html": html.String(), "markdown": strings.ReplaceAll(markdown.String(), `\`, "")} {
		low := strings.ToLower(page)
		for _, want := range []string{"not relied on", "left undone", "date 1970-01-01", "taken as undated", "40 times", "7 of 21 pairs"} {
			if !strings.Contains(low, want) {
				t.Errorf("%s does not say %q", form, want)
			}
		}
		if at := strings.Index(low, "partial"); at < 0 || !strings.Contains(low, "origin") || at > strings.Index(low, "not relied on") {
			t.Errorf("%s does not say beside its numbers that it is partial", form)
		}
	}
	for _, want := range []string{`"distrusted": [`, `"partial": [`, `"partial": true`, `"1970-01-01"`} {
		if !strings.Contains(js.String(), want) {
			t.Errorf("JSON lacks %s", want)
		}
	}
}

// TestCautionsOfTwo: two reports side by side are no two that have nothing in common
// where a limit kept them from being compared; every form says so.
func TestCautionsOfTwo(t *testing.T) {
	r := cautioned(t)
	s := &r.Stories[0]
	a, b := s.Articles[0], s.Articles[1]
	var plain, html, markdown strings.Builder
	if err := Diff(&plain, r, a, b, DiffOptions{Width: 200}); err != nil {
		t.Fatal(err)
	}
	if err := DiffHTML(&html, r, a, b); err != nil {
		t.Fatal(err)
	}
	if err := DiffMarkdown(&markdown, r, a, b); err != nil {
		t.Fatal(err)
	}
	for form, page := range map[string]string{"text": plain.String(), "html": html.String(), "markdown": strings.ReplaceAll(markdown.String(), `\`, "")} {
		for _, want := range []string{"date 1970-01-01", "40 times", "7 of 21 pairs", "in part"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", form, want)
			}
		}
	}
}

// TestCautionsExplained: why a report is where it is says what of it is not gone by,
// and what was left out.
func TestCautionsExplained(t *testing.T) {
	r := cautioned(t)
	r.Distrusted = append(r.Distrusted, stemma.Distrust{Article: "alone", Kind: stemma.DistrustSize, Detail: "too long"})
	r.Articles = append(r.Articles, stemma.Article{ID: "alone", Outlet: "Larn Mill"})
	r.Unplaced = append(r.Unplaced, "alone")
	for _, c := range []struct {
		of   string
		want []string
	}{
		{r.Stories[0].Articles[0], []string{"Not relied on: ", "date 1970-01-01", "Left undone: ", "7 of 21 pairs"}},
		{"alone", []string{"belongs to no story", "Not relied on: Larn Mill, text: too long."}},
	} {
		e, err := Explain(r, c.of, 0)
		if err != nil {
			t.Fatal(err)
		}
		var plain, js strings.Builder
		if err := e.Text(&plain, TextOptions{Width: 200}); err != nil {
			t.Fatal(err)
		}
		if err := e.JSON(&js); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(plain.String(), want) || !strings.Contains(js.String(), want) {
				t.Errorf("why %s does not say %q:\n%s\n%s", c.of, want, plain.String(), js.String())
			}
		}
	}
}

// TestNoCautions: a result of which all was done and all believed says nothing of it.
func TestNoCautions(t *testing.T) {
	page := string(asText(t, bridge(t), TextOptions{Evidence: true}))
	if strings.Contains(page, "artial") || strings.Contains(strings.ToLower(page), "not relied on") {
		t.Error("a whole result says that it is partial")
	}
}

// TestManyCautions: a flood of them does not drown the page.
func TestManyCautions(t *testing.T) {
	r := cautioned(t)
	for i := range 5000 {
		r.Distrusted = append(r.Distrusted, stemma.Distrust{Article: r.Articles[0].ID, Kind: stemma.DistrustSize, Detail: fmt.Sprintf("reason %d", i)})
	}
	page := string(asText(t, r, TextOptions{}))
	if n := strings.Count(page, "reason "); n > maxCautions || !strings.Contains(page, "more (--evidence shows all)") {
		t.Errorf("%d lines", n)
	}
	var html strings.Builder
	if err := HTML(&html, r, 0); err != nil || strings.Count(html.String(), "reason ") > maxCautioned {
		t.Errorf("%v, %d lines", err, strings.Count(html.String(), "reason "))
	}
}
