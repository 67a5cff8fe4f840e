package attribution_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

// TestWhenIsNoSource: a day before who said something is no part of his name.
func TestWhenIsNoSource(t *testing.T) {
	day := time.Date(2025, 3, 5, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ lang, text, want string }{
		{"ja", "土曜日に当局は、堤防が決壊したと述べた。", "当局"},
		{"ja", "今月ノルプレスは、堤防が決壊したと公表した。", "ノルプレス"},
		{"en", "April Jones said on Friday that the dam had burst.", "April Jones"},
		{"ar", "وقال جوان بويج إن السد انهار.", "جوان بويج"},
	} {
		all, _, err := attribution.FindByRules(t.Context(), text.Read(stemma.Article{ID: "a", Lang: c.lang, Text: c.text, Published: day, PublishedPrecision: stemma.PrecisionDay}), attribution.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range all {
			got = append(got, c.text[a.Source.Start:a.Source.End])
		}
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
