package search_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma/search"
)

func TestParse(t *testing.T) {
	for s, want := range map[string]search.Query{
		`harbour fire`:            {Text: "harbour fire"},
		`"harbour fire" larsk`:    {Text: "larsk", Phrases: []string{"harbour fire"}},
		`„Brand im Hafen“ -Übung`: {Phrases: []string{"Brand im Hafen"}, Not: []string{"Übung"}},
		`«incendie au port»`:      {Phrases: []string{"incendie au port"}},
		`»Brand«`:                 {Phrases: []string{"Brand"}},
		`「港の火災」 原因`:               {Text: "原因", Phrases: []string{"港の火災"}},
		`harb* -"a drill" −übung`: {Prefixes: []string{"harb"}, Not: []string{"a drill", "übung"}},
		`h* 10-12 well-known - x`: {Text: "h* 10-12 well-known x"},
		`"not closed`:             {Phrases: []string{"not closed"}, Open: "not closed"},
		`fire -"a drill `:         {Text: "fire", Not: []string{"a drill "}, Open: "a drill"},
		`"a" „b`:                  {Phrases: []string{"a", "b"}, Open: "b"},
		`a "b" c"d"`:              {Text: "a c", Phrases: []string{"b", "d"}},
		"tab\tnew\nline":          {Text: "tab new line"},
		`حريق "ميناء لارسك" -تدريب`:      {Text: "حريق", Phrases: []string{"ميناء لارسك"}, Not: []string{"تدريب"}},
		`NOT OR (x AND y) title:z x^2 ~`: {Text: "NOT OR (x AND y) title:z x^2"},
	} {
		got, err := search.Parse(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(search.Query{})); d != "" {
			t.Errorf("%s (-want +got):\n%s", s, d)
		}
	}
	for s, want := range map[string]error{
		"": search.ErrEmpty, " \t": search.ErrEmpty, `-drill -"x y"`: search.ErrEmpty, `"" «» -`: search.ErrEmpty, "!?…": search.ErrEmpty,
		strings.Repeat("a ", 3000): search.ErrLong, strings.Repeat("-a ", 40) + "b": search.ErrLong,
	} {
		if _, err := search.Parse(s); !errors.Is(err, want) {
			t.Errorf("%.20s: %v, want %v", s, err, want)
		}
	}
}

// FuzzParse: any text is a query or an error, and finds something or nothing.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" -d e*`, `„x“ «y» 「z」`, "-\"", "--a", "*", "\xff\xfe\"", "a\u202eb", "火災*", "12,500 3.5", "l'eau d'", "İı", "\x00a"} {
		f.Add(s)
	}
	_, s := archived(f, fire()[:4]...)
	f.Fuzz(func(t *testing.T, query string) {
		q, err := search.Parse(query)
		if err != nil {
			return
		}
		r, err := s.Find(t.Context(), q, search.Options{})
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		for _, h := range r.Hits {
			for _, n := range h.Snippets {
				for _, m := range n.Marks {
					if m.Start < 0 || m.End > len(n.Text) || m.Start >= m.End {
						t.Errorf("%q: mark %v in %q", query, m, n.Text)
					}
				}
			}
		}
	})
}
