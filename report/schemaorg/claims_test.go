package schemaorg

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// TestFirsts: all reports can be the first of which none of the others is surely older.
func TestFirsts(t *testing.T) {
	for _, c := range []struct {
		dates []string
		want  []bool
	}{
		{[]string{"2025-05-02T08:00:00Z", "2025-05-02T09:00:00Z"}, []bool{true, false}},
		{[]string{"2025-05-02T08:00:00Z", "2025-05-02T08:00:00Z"}, []bool{true, true}},
		{[]string{"2025-05-02T08:00:00Z", "2025-05-02"}, []bool{true, true}},
		{[]string{"2025-05-02T08:00:00Z", "2025-05", "2025-05-03"}, []bool{true, true, false}},
		{[]string{"2025-05-01", "2025-05-02", "2025-05-02T00:00:00Z"}, []bool{true, false, false}},
		{[]string{"2025-05-02T00:00:00Z", "2025-05-02"}, []bool{true, true}},
		{[]string{"", "2025-05-02", "2025-05-03"}, []bool{true, true, false}},
		{[]string{"", ""}, []bool{true, true}},
		{[]string{"2024", "2025-01-01"}, []bool{true, false}},
	} {
		if have := firsts(reports(c.dates)); !slices.Equal(have, c.want) {
			t.Errorf("%q: %v, want %v", c.dates, have, c.want)
		}
	}
}

// reports have dates as exact as they are written.
func reports(dates []string) (out []*family.Member) {
	for _, d := range dates {
		a := &stemma.Article{PublishedPrecision: stemma.PrecisionNone}
		for layout, p := range map[string]stemma.Precision{
			"2006": stemma.PrecisionYear, "2006-01": stemma.PrecisionMonth, time.DateOnly: stemma.PrecisionDay, time.RFC3339: stemma.PrecisionMinute,
		} {
			if at, err := time.Parse(layout, d); err == nil {
				a.Published, a.PublishedPrecision = at, p
			}
		}
		out = append(out, &family.Member{Article: a})
	}
	return out
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{"": "", "und": "", "en": "en", "zh_hant": "zh-Hant", `en" x="`: "", "x-": ""} {
		if have := language(&stemma.Article{Lang: in}); have != want {
			t.Errorf("%q: %q, want %q", in, have, want)
		}
	}
}

// TestBasedOn: what is less than even, what may as well be the other way round, and a source
// that is lost are not told as what a report is based on.
func TestBasedOn(t *testing.T) {
	r := &stemma.Result{
		Articles: []stemma.Article{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}},
		Sources:  []stemma.Source{{ID: "s", Lost: true}},
		Stories: []stemma.Story{{ID: "s1", Articles: []string{"a", "b", "c", "d", "e"}, Edges: []stemma.Edge{
			{Parent: "s", Child: "a", Primary: true, Support: 1},
			{Parent: "a", Child: "b", Primary: true, Support: 0.9},
			{Parent: "e", Child: "b", Support: 0.6},
			{Parent: "a", Child: "c", Primary: true, Support: 0.4},
			{Parent: "a", Child: "d", Primary: true, Support: 0.9, DirectionUncertain: true},
		}}},
	}
	s := &story{family.New(family.NewIndex(r), &r.Stories[0], 0), 1}
	want := map[string]int{"b": 2}
	for _, m := range s.Members {
		if m.Article == nil {
			continue
		}
		if have := len(s.based(m).BasedOn); have != want[m.ID] {
			t.Errorf("%s is based on %d reports, want %d", m.ID, have, want[m.ID])
		}
	}
}
