package genealogy

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

// paired makes one document of each two, in the languages that both have.
func paired(c Corpus) Corpus {
	var out Corpus
	for i := 0; i+1 < len(c); i += 2 {
		d := Document{Name: c[i].Name}
		for _, w := range c[i].Texts {
			if k := slices.IndexFunc(c[i+1].Texts, func(o Wording) bool { return o.Lang == w.Lang }); k >= 0 {
				lines := slices.Concat(w.Lines, c[i+1].Texts[k].Lines[1:])
				d.Texts, d.Lines = append(d.Texts, Wording{Lang: w.Lang, Lines: lines}), len(lines)
			}
		}
		out = append(out, d)
	}
	return out
}

// TestLargeStories: however often a story is taken up and cut, every report says something,
// and the gold fits it. In some of these nothing was left of what a parent said.
func TestLargeStories(t *testing.T) {
	own := ownTexts(t)
	for name, c := range map[string]Corpus{"one document": own, "two": paired(own)} {
		for seed := uint64(296); seed < 312; seed++ {
			for _, kind := range []string{"light", "heavy", "twins"} {
				p, err := Draw(kind, seed)
				if err != nil {
					t.Fatal(err)
				}
				p.Articles, p.Origins = 230, 3
				t.Run(fmt.Sprintf("%s, %s, %d", name, kind, seed), func(t *testing.T) {
					s, err := Generate(c, p, seed)
					if err != nil {
						t.Fatal(err)
					}
					for i := range s.Articles {
						if s.Articles[i].Text == "" || s.Articles[i].Title == "" || !slices.ContainsFunc(s.Tree.Articles[i].Units, func(u truth.Unit) bool { return u.Unit != nil }) {
							t.Errorf("%s says nothing", s.Articles[i].ID)
						}
						checkUnits(t, s.Articles[i].Text, &s.Tree.Articles[i])
					}
				})
			}
		}
	}
}
