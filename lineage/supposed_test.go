package lineage

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// Three reports within minutes, or in no known order, of which each lacks what the
// two others share, may have one source that is lost; hours apart, or where one has
// it all, they need none.
func TestSupposedSources(t *testing.T) {
	says := []string{"1 2 3 4 7 8", "1 2 4 5 6 9", "2 3 5 6 7 10"}
	each := []string{"1 2 3 5 6", "1 2 4 5 7", "1 3 4 5 8"}
	for _, x := range []struct {
		name  string
		times []string
		says  []string
		want  bool
	}{
		{"minutes apart", []string{"10:00", "10:04", "10:09"}, says, true},
		{"undated", []string{"", "", ""}, each, true},
		{"one undated", []string{"10:00", "10:04", ""}, each, false},
		{"undated, and one has it all", []string{"", "", ""}, []string{"1 2 3 4 5 6 7 8", "1 2 4 5 6 9", "2 3 5 6 7 10"}, false},
		{"hours apart", []string{"10:00", "12:04", "15:09"}, says, false},
		{"the first has it all", []string{"10:00", "10:04", "10:09"}, []string{"1 2 3 4 5 6 7 8", "1 2 4 5 6 9", "2 3 5 6 7 10"}, false},
		{"the last has it all", []string{"10:00", "10:04", "10:09"}, []string{"1 2 3 4 7 8", "1 2 4 5 6 9", "1 2 3 4 5 6 7 10"}, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			reports := []report{
				{"a", "Quay Mail", "en", x.times[0], x.says[0]},
				{"b", "Kabar Rawa", "id", x.times[1], x.says[1]},
				{"c", "Болотный вестник", "ru", x.times[2], x.says[2]},
			}
			tree, err := Infer(t.Context(), write(reports, nil), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := doubted(tree); (got == "a b c") != x.want || !x.want && got != "" {
				t.Errorf("an unknown source may be behind %q, want all of them: %v", got, x.want)
			}
			for _, s := range tree.Sources {
				if s.Inferred && !s.Lost {
					t.Errorf("%s is not marked as lost", s.ID)
				}
			}
		})
	}
}

// doubted lists the articles that may as well derive from a source nobody cites.
func doubted(tree Tree) string {
	inferred := map[string]bool{}
	for _, s := range tree.Sources {
		inferred[s.ID] = s.Inferred
	}
	var list []string
	note := func(child string, others []stemma.Alternative) {
		for _, a := range others {
			if inferred[a.Parent] && a.Support >= 0.1 && a.Support < 0.5 {
				list = append(list, child)
			}
		}
	}
	for _, r := range tree.Roots {
		note(r.Origin, r.Alternatives)
	}
	for _, e := range tree.Edges {
		if e.Primary {
			note(e.Child, e.Alternatives)
		}
	}
	return strings.Join(list, " ")
}
