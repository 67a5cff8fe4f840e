package search

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestSourcesAt: of a sentence the sources are those of what it says, and the agency of the whole report.
func TestSourcesAt(t *testing.T) {
	const text = "An official said the dam had burst. He blamed the rain. Shops closed."
	role := func(from, to int, source string) stemma.Role {
		return stemma.Role{Span: stemma.Span{Start: from, End: to}, Source: source}
	}
	sources := []stemma.Source{
		{ID: "s1", Kind: stemma.SourceUnnamed}, {ID: "s2", Name: "Norpress", Kind: stemma.SourceOutlet}, {ID: "s3", Name: "Vera Holm", Kind: stemma.SourcePerson},
	}
	all := []stemma.Attribution{
		{Source: role(0, 11, "s1"), Cue: role(12, 16, ""), Content: role(17, 34, "")},
		{Source: role(36, 38, ""), Cue: role(39, 45, ""), Content: role(46, 54, "")},
		{Source: role(0, 0, "s2"), Content: role(0, len(text), ""), Kind: stemma.AttributionWhole},
		{Source: role(0, 0, "s3"), Content: role(0, len(text), ""), Kind: stemma.AttributionWhole},
	}
	for _, c := range []struct {
		at   stemma.Span
		want []string
	}{
		{stemma.Span{End: 35}, []string{"An official", "Norpress"}},
		{stemma.Span{Start: 36, End: 55}, []string{"Norpress"}},
	} {
		if got := sourcesAt(c.at, text, all, sources); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
}
