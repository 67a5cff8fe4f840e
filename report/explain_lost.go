package report

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// lostSource prints what is known of a lost source: who has it, what it must
// have said and when.
func (t *explained) lostSource(s *member) {
	t.about("What is known of", s.plain(), "not among the reports")
	if w := t.window(s.source.Window); w != "" {
		t.hang("   came out  ", w, plain, 3)
		for _, p := range s.source.Window.Said {
			if m := t.byID[p.Article]; m != nil && m.article != nil {
				t.sentences("             ", m, p.Sentences, t.lines())
			}
		}
	}
	var from, citing []string
	for _, m := range s.below {
		if m != t.m {
			from = append(from, m.inLine())
		}
	}
	if len(from) > 0 {
		t.hang("   behind    ", list(from, maxLetters), plain, 3)
	}
	if citing = t.citing(s.source); len(citing) > 0 {
		t.hang("   cited by  ", list(citing, maxLetters), plain, 2)
	}
	t.text(s)
}

// text prints what a lost source must have said.
func (t *explained) text(s *member) {
	claims := t.family().mustHaveSaid(s)
	if len(claims) > 0 {
		t.line("   it must have said what several of them have:")
	}
	told := make(map[string]bool)
	for i, c := range claims {
		words := t.wordsOf(c)
		if told[words] {
			continue
		}
		told[words] = true
		if i == maxSaid && !t.evidence {
			t.line("      ", t.paint("and "+count(len(claims)-i, "more claim")+" (--evidence shows all)", faint))
			return
		}
		var by []string
		for _, m := range c.by {
			by = append(by, m.letter)
		}
		lead := "      " + pad(cut(strings.Join(by, " "), maxOriginW), min(maxOriginW, 2*len(s.below))) + "  "
		t.hang(lead, words, faint, 2)
	}
}

// wordsOf quotes a claim as one of those makes it that are named beside it: in
// English where one does.
func (f *family) wordsOf(c heldClaim) string {
	held := holders(c.claim)
	best := c.by[0]
	for _, m := range c.by {
		if baseLanguage(m.article.Lang) == "en" && baseLanguage(best.article.Lang) != "en" {
			best = m
		}
	}
	return passage(best.article, held[best.id].Sentences)
}

// reportsBelow are the articles that derive from a member directly.
func (m *member) reportsBelow() []*member {
	return slices.DeleteFunc(slices.Clone(m.below), func(b *member) bool { return b.article == nil })
}

// heldClaim is a claim with those of a lost source's children that make it.
type heldClaim struct {
	claim *stemma.Claim
	by    []*member
}

// mustHaveSaid are the claims that two or more of a lost source's children
// make: what they have in common they have from it.
func (f *family) mustHaveSaid(s *member) []heldClaim {
	var out []heldClaim
	children := s.reportsBelow()
	for i := range f.story.Claims {
		held := holders(&f.story.Claims[i])
		var by []*member
		for _, m := range children {
			if held[m.id] != nil {
				by = append(by, m)
			}
		}
		if len(by) > 1 && !slices.ContainsFunc(by, func(m *member) bool { return f.creditsOnly(m, held[m.id], s) }) {
			out = append(out, heldClaim{&f.story.Claims[i], by})
		}
	}
	slices.SortStableFunc(out, func(a, b heldClaim) int { return len(b.by) - len(a.by) })
	return out
}

// creditsOnly says that a passage does little but name a source.
func (f *family) creditsOnly(m *member, p *stemma.Passage, s *member) bool {
	for _, a := range f.attributions[m.id] {
		if a.Source.Source != s.id || !slices.Contains(p.Sentences, a.Sentence) {
			continue
		}
		if isCredit(m.article, a) {
			return true
		}
	}
	return false
}

// isCredit says that the sentence of an attribution does little but name its
// source: "Reuters reports."
func isCredit(a *stemma.Article, at *stemma.Attribution) bool {
	if at.Sentence < 0 || at.Sentence >= len(a.Sentences) {
		return false
	}
	s := a.Sentences[at.Sentence]
	return 2*(s.Overlap(at.Source.Span)+s.Overlap(at.Cue.Span)) >= s.Len()
}
