package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// asked is an answer with everything that one can have.
func asked() *search.ClaimResult {
	at := func(hour int, c search.ClaimReport) search.ClaimReport {
		c.Published, c.Precision = time.Date(2025, 3, 10, hour, 0, 0, 0, time.UTC), stemma.PrecisionMinute
		return c
	}
	figure := func(written, value string) []search.Difference {
		return []search.Difference{{Kind: stemma.ChangeNumber, Claim: "12", Report: written, ClaimValue: "12", ReportValue: value}}
	}
	return &search.ClaimResult{
		Schema: "stemma/claim/v1", Claim: "12 workers were injured in the fire at Larsk harbour.", Lang: "en", Sentences: 1,
		First: []string{"a1"}, Outlets: []string{"Selm Courier", "Norder Bote", "المنارة"}, Languages: []string{"en", "de", "ar"},
		Stories:        []search.ClaimStory{{Story: "sfire2", Reports: 3, OriginsAtLeast: 2}, {Story: "sother", Reports: 1}},
		OriginsAtLeast: 2, AtLeast: true,
		Roots: []search.ClaimRoot{
			{Origin: "src1", Story: "sfire2", Source: true, Name: "Norlink", Reports: 2},
			{Origin: "a1", Story: "sfire2", Name: "Selm Courier", Lang: "en", Reports: 1},
		},
		Says: []search.ClaimReport{
			at(6, search.ClaimReport{Article: "a1", URL: "https://courier.example/fire", Outlet: "Selm Courier", Lang: "en", Story: "sfire2", Origin: "a1", Text: "12 workers were injured when a warehouse at the harbour of Larsk burnt down on Monday morning, the harbour master said.", Sources: []string{"harbour master"}}),
			at(7, search.ClaimReport{Article: "a2", Outlet: "Norder Bote", Lang: "de", Story: "sfire2", Origin: "src1", Text: "Bei dem Brand im Hafen von Larsk wurden offenbar zwölf Arbeiter verletzt.", Differences: []search.Difference{{Kind: stemma.ChangeHedge, Report: "offenbar", Detail: "hedge added"}}}),
			at(8, search.ClaimReport{Article: "a3", Outlet: "المنارة", Lang: "ar", Story: "sfire2", Origin: "src1", Text: "أصيب اثنا عشر عاملا في حريق ميناء لارسك."}),
			{Article: "a4", URL: "https://blog.example/1", Lang: "en", Story: "sother", Text: "12 workers were injured in Larsk."},
		},
		Denies: []search.ClaimReport{
			at(9, search.ClaimReport{Article: "a5", Outlet: "Brede Daily", Lang: "en", Story: "sfire2", Text: "No worker was injured in the fire at Larsk harbour.", Differences: []search.Difference{{Kind: stemma.ChangeHedge, Report: "No", Detail: "negation added"}}}),
			at(10, search.ClaimReport{Article: "a6", Outlet: "Brede Daily", Lang: "en", Story: "sfire2", Text: "12 workers escaped the fire at Larsk harbour unhurt.", Differences: []search.Difference{{Kind: stemma.ChangeWording, Claim: "injured", Report: "unhurt", Detail: "opposite"}}}),
		},
		Differs: []search.ClaimReport{
			at(11, search.ClaimReport{Article: "a7", Outlet: "Tolvik Post", Lang: "en", Story: "sfire2", Text: "20 workers were injured.", Differences: figure("20", "20")}),
			at(12, search.ClaimReport{Article: "a8", Outlet: "Eco di Selm", Lang: "it", Story: "sfire2", Text: "Dozzine di operai feriti a Larsk.", Differences: figure("Dozzine", "24..99")}),
			at(13, search.ClaimReport{Article: "a9", Outlet: "Larsk Blad", Lang: "sv", Story: "sfire2", Text: "20 arbetare skadades.", Differences: figure("20", "20")}),
			at(14, search.ClaimReport{Article: "a10", Outlet: "Velm Gazette", Lang: "en", Story: "sfire2", Text: "12 workers were injured at Tolvik harbour.", Differences: []search.Difference{{Kind: stemma.ChangePlace, Claim: "Larsk", Report: "Tolvik"}}}),
		},
		Near: []search.ClaimReport{
			at(15, search.ClaimReport{Article: "a11", Outlet: "Velm Gazette", Lang: "en", Story: "sfire2", Text: "The 12 of Larsk harbour are in hospital.", HasValues: true}),
			at(16, search.ClaimReport{Article: "a12", Outlet: "Velm Gazette", Lang: "en", Story: "sfire2", Text: "Workers helped to put out the fire at the harbour."}),
		},
	}
}

// TestClaimText: the whole answer, on a page of 80 columns. UPDATE_SCRIPTS=1 writes it anew.
func TestClaimText(t *testing.T) {
	const golden = "testdata/claim.txt"
	var b strings.Builder
	if err := claimText(&b, asked(), 20, 1, searchStyle{width: 80}); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Error(d)
	}
	for line := range strings.Lines(b.String()) {
		if columnsOf(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("too long: %s", line)
		}
	}
}

// TestOriginsLine: what is not measured is not said to be.
func TestOriginsLine(t *testing.T) {
	n, r := 2, asked()
	if got, want := originsLine(r), "at least 2 independent (known of 3 of 4 reports): Norlink"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	r.Stories[0].Origins = &n
	if got, want := originsLine(r), "at least 2 independent (1 of 2 stories traced): Norlink"; !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	r.Origins = &n
	if got, want := originsLine(r), "2 independent: Norlink (not among the reports) for 2 reports, Selm Courier (en) for 1 report"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Roots, r.Origins = nil, nil
	if got := originsLine(r); !strings.HasPrefix(got, "not measured") {
		t.Error(got)
	}
}
