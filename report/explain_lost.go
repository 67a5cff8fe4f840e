package report

import (
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// lostSource prints what is known of a lost source: who has it, what it must
// have said and when.
func (t *explained) lostSource(s *family.Member) {
	t.about("What is known of", s.Plain(), "not among the reports")
	if w := t.Window(s.Source.Window); w != "" {
		t.hang("   came out  ", w, plain, 3)
		for _, p := range s.Source.Window.Said {
			if m := t.ByID[p.Article]; m != nil && m.Article != nil {
				t.sentences("             ", m, p.Sentences, t.lines())
			}
		}
	}
	var from, citing []string
	for _, m := range s.Below {
		if m != t.m {
			from = append(from, m.InLine())
		}
	}
	if len(from) > 0 {
		t.hang("   behind    ", display.List(from, family.MaxLetters), plain, 3)
	}
	if citing = t.Citing(s.Source); len(citing) > 0 {
		t.hang("   cited by  ", display.List(citing, family.MaxLetters), plain, 2)
	}
	t.text(s)
}

// text prints what a lost source must have said.
func (t *explained) text(s *family.Member) {
	claims := t.MustHaveSaid(s)
	if len(claims) > 0 {
		t.line("   it must have said what several of them have:")
	}
	told := make(map[string]bool)
	for i, c := range claims {
		words := t.WordsOf(c)
		if told[words] {
			continue
		}
		told[words] = true
		if i == maxSaid && !t.evidence {
			t.line("      ", t.paint("and "+display.Count(len(claims)-i, "more claim")+" (--evidence shows all)", faint))
			return
		}
		var by []string
		for _, m := range c.By {
			by = append(by, m.Letter)
		}
		lead := "      " + display.Pad(display.Cut(strings.Join(by, " "), maxOriginW), min(maxOriginW, 2*len(s.Below))) + "  "
		t.hang(lead, words, faint, 2)
	}
}
