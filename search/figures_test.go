package search

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestByFigure: one figure is one group, in whatever words and language.
func TestByFigure(t *testing.T) {
	report := func(lang, written, value string) ClaimReport {
		return ClaimReport{Lang: lang, Differences: []Difference{{Kind: stemma.ChangeNumber, Claim: "832", Report: written, ReportValue: value}}}
	}
	for _, c := range []struct {
		want string
		of   []ClaimReport
	}{
		{"hundreds (4 reports: centenas, сотни, Setki, Ratusan Orang)", []ClaimReport{
			report("pt", "centenas", "200..999"), report("ru", "сотни", "100..999"), report("pl", "Setki", "100..999"), report("id", "Ratusan Orang", "200..900"),
		}},
		{"1,200,000 (2 reports), at least 800 (1 report)", []ClaimReport{
			report("en", "more than 800", ">=800"), report("en", "1.2 million", "1200000"), report("ru", "1,2 млн", "1200000"),
		}},
		{"2,500–3,000 km (1 report)", []ClaimReport{report("en", "2,500 to 3,000 km", "2500..3000 km")}},
		{"zwölf (1 report)", []ClaimReport{report("de", "zwölf", "")}},
	} {
		figures, _ := ByFigure(c.of)
		var titles []string
		for i := range figures {
			titles = append(titles, figures[i].Title())
		}
		if got := strings.Join(titles, ", "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
