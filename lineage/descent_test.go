package lineage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

func TestDescents(t *testing.T) {
	for _, x := range []struct {
		name    string
		reports []report
		cites   map[string]string
		want    []string // article: origin share, with + what it added; own share
	}{
		{"a copy that adds", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4"},
			{"b", "Fen Mirror", "en", "09:00", "1 2 3 11"},
		}, nil, []string{"a: a 1.00; own 0.00", "b: a 0.75; own 0.25"}},
		{"what the middle added", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "08:00", "1 2 3 11 12"},
			{"c", "صوت المستنقع", "ar", "10:00", "@Kabar_Rawa 1 2 11 12"},
		}, nil, []string{"a: a 1.00; own 0.00", "b: a 0.60; own 0.40", "c: a 0.50 b+ 0.50; own 0.00"}},
		{"two origins in one text", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "07:30", "11 12 13 14 15"},
			{"c", "Болотный вестник", "ru", "12:00", "1 2 3 4 5 @Kabar_Rawa 11 12 13 14 40"},
		}, nil, []string{"a: a 1.00; own 0.00", "b: b 1.00; own 0.00", "c: a 0.50 b 0.40; own 0.10"}},
		{"an agency that is not here, and who told it", []report{
			{"a", "Marsh Herald", "en", "08:00", "@Peatland_Agency 1 2 3 4"},
			{"b", "Kabar Rawa", "id", "08:10", "@Peatland_Agency 2 1 3 5"},
			{"c", "沼泽报", "zh", "08:20", "@Peatland_Agency 3 1 4 2"},
		}, map[string]string{"Peatland Agency": "an official"}, []string{
			"a: an official 1.00; own 0.00", "b: an official 0.75; own 0.25", "c: an official 1.00; own 0.00",
		}},
		{"the only report of an agency that is not here", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "08:00", "@Peatland_Agency 11 12 13"},
		}, nil, []string{"a: a 1.00; own 0.00", "b: Peatland Agency 1.00; own 0.00"}},
		{"nothing but the name of the source", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4"},
			{"b", "Fen Mirror", "en", "09:00", "@Marsh_Herald"},
		}, nil, []string{"a: a 1.00; own 0.00", "b: b 1.00; own 0.00"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			tree, err := Infer(t.Context(), write(x.reports, x.cites), Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range tree.Descents {
				if got := wordsOfDescent(tree, d); got != x.want[i] {
					t.Errorf("%s (tree %s), want %s", got, family(tree), x.want[i])
				}
			}
		})
	}
}

func wordsOfDescent(t Tree, d stemma.Descent) string {
	name := map[string]string{}
	for _, s := range t.Sources {
		name[s.ID] = s.Name
	}
	var b strings.Builder
	b.WriteString(d.Article + ":")
	for _, s := range d.From {
		origin := s.Origin
		if name[origin] != "" {
			origin = name[origin]
		}
		if s.Added {
			origin += "+"
		}
		fmt.Fprintf(&b, " %s %.2f", origin, s.Share)
	}
	fmt.Fprintf(&b, "; own %.2f", d.Own)
	return b.String()
}
