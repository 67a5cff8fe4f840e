package family

import (
	"slices"

	"github.com/stemma-news/stemma"
)

// WordsOf quotes a claim as one of those makes it that are named beside it: in
// English where one does.
func (f *Family) WordsOf(c HeldClaim) string {
	held := Holders(c.Claim)
	best := c.By[0]
	for _, m := range c.By {
		if BaseLanguage(m.Article.Lang) == "en" && BaseLanguage(best.Article.Lang) != "en" {
			best = m
		}
	}
	return Passage(best.Article, held[best.ID].Sentences)
}

// ReportsBelow are the articles that derive from a member directly.
func (m *Member) ReportsBelow() []*Member {
	return slices.DeleteFunc(slices.Clone(m.Below), func(b *Member) bool { return b.Article == nil })
}

// HeldClaim is a claim with those of a lost source's children that make it.
type HeldClaim struct {
	Claim *stemma.Claim
	By    []*Member
}

// MustHaveSaid are the claims that two or more of a lost source's children
// make: what they have in common they have from it.
func (f *Family) MustHaveSaid(s *Member) []HeldClaim {
	var out []HeldClaim
	children := s.ReportsBelow()
	for i := range f.Story.Claims {
		held := Holders(&f.Story.Claims[i])
		var by []*Member
		for _, m := range children {
			if held[m.ID] != nil {
				by = append(by, m)
			}
		}
		if len(by) > 1 && !slices.ContainsFunc(by, func(m *Member) bool { return f.creditsOnly(m, held[m.ID], s) }) {
			out = append(out, HeldClaim{&f.Story.Claims[i], by})
		}
	}
	slices.SortStableFunc(out, func(a, b HeldClaim) int { return len(b.By) - len(a.By) })
	return out
}

// creditsOnly says that a passage does little but name a source.
func (f *Family) creditsOnly(m *Member, p *stemma.Passage, s *Member) bool {
	for _, a := range f.Attributions[m.ID] {
		if a.Source.Source != s.ID || !slices.Contains(p.Sentences, a.Sentence) {
			continue
		}
		if IsCredit(m.Article, a) {
			return true
		}
	}
	return false
}

// IsCredit says that the sentence of an attribution does little but name its
// source: "Reuters reports."
func IsCredit(a *stemma.Article, at *stemma.Attribution) bool {
	if at.Sentence < 0 || at.Sentence >= len(a.Sentences) {
		return false
	}
	s := a.Sentences[at.Sentence]
	return 2*(s.Overlap(at.Source.Span)+s.Overlap(at.Cue.Span)) >= s.Len()
}
