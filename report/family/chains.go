package family

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Chains returns a line for each chain of sources that an article cites: the
// outlets, and all that the tree has a place for. The others it merely quotes.
func (f *Family) Chains(m *Member) (chains, quoted []string) {
	a := m.Article
	cited := parentFirst(f.citations[a.ID], m)
	below := make(map[string]bool) // cited by another source of this article
	for _, s := range cited {
		for _, id := range s.Cites {
			below[id] = below[id] || id != s.ID
		}
	}
	shown := make(map[string]bool)
	for _, s := range cited {
		switch {
		case below[s.ID], a.Byline != "" && s.Name == a.Byline: // who wrote it is not quoted in it
		case f.ByID[s.ID] != nil || f.ByID[s.Article] != nil || s.Kind == stemma.SourceOutlet:
			chains = append(chains, strings.Join(f.chain(a, s, cited, shown), " ← "))
		default:
			quoted = append(quoted, f.sourceInWords(a, s))
		}
	}
	for _, s := range cited {
		if below[s.ID] && !shown[s.ID] { // a second source of one that is cited
			quoted = append(quoted, f.sourceInWords(a, s))
		}
	}
	return chains, quoted
}

// parentFirst puts the source first that the tree has as the member's parent.
func parentFirst(cited []*stemma.Source, m *Member) []*stemma.Source {
	if m.Edge == nil {
		return cited
	}
	i := slices.IndexFunc(cited, func(s *stemma.Source) bool {
		return s.ID == m.Edge.Parent || s.Article != "" && s.Article == m.Edge.Parent
	})
	if i < 0 {
		return cited
	}
	return slices.Concat(cited[i:i+1], cited[:i], cited[i+1:])
}

// chain follows a source to the sources it cites in turn, as far as this
// article says so, or a lost outlet is said to cite another or an unnamed source. It
// notes in shown what it passes.
func (f *Family) chain(a *stemma.Article, s *stemma.Source, cited []*stemma.Source, shown map[string]bool) []string {
	var out []string
	seen := make(map[string]bool)
	for s != nil && !seen[s.ID] {
		seen[s.ID], shown[s.ID] = true, true
		out = append(out, f.sourceInWords(a, s))
		s = f.next(s, cited)
	}
	return out
}

// next is the source that a source cites: one that the article cites, too, before
// one that others say it cites.
func (f *Family) next(s *stemma.Source, cited []*stemma.Source) *stemma.Source {
	var other *stemma.Source
	for _, id := range s.Cites {
		t := f.Sources[id]
		switch {
		case t == nil:
		case slices.Contains(cited, t):
			return t
		case other == nil && s.Lost && (t.Kind == stemma.SourceOutlet || t.Kind == stemma.SourceUnnamed):
			other = t
		}
	}
	return other
}

// sourceInWords names a source, an unnamed one in the words of the article
// where it has any.
func (f *Family) sourceInWords(a *stemma.Article, s *stemma.Source) string {
	n := display.Isolate(SourceName(s))
	if m := f.ByID[s.Article]; m != nil {
		return n + " (" + m.Letter + ")"
	}
	if s.Kind != stemma.SourceUnnamed || !slices.Contains(s.CitedBy, a.ID) {
		return n
	}
	if w := f.wording(a, s); w != "" {
		return n + " (“" + display.Isolate(w) + "”)"
	}
	return n
}

// wording returns the words by which an article first refers to a source, or
// those of the source's own name.
func (f *Family) wording(a *stemma.Article, s *stemma.Source) string {
	best, first := "", -1
	for _, at := range f.Attributions[a.ID] {
		if at.Source.Source != s.ID || first >= 0 && at.Source.Start >= first {
			continue
		}
		if w := Slice(a, at.Source.Span); w != "" && display.Columns(w) <= MaxWording {
			best, first = w, at.Source.Start
		}
	}
	if best == "" {
		best = display.Cut(display.Clean(s.Name), MaxWording)
	}
	return best
}

// SourceInEnglish returns the fullest words by which a report in English first refers
// to a source, where one does, else the source's own name.
func (f *Family) SourceInEnglish(s *stemma.Source) string {
	best := ""
	for _, m := range f.Members {
		if m.Article == nil || BaseLanguage(m.Article.Lang) != "en" {
			continue
		}
		if slices.Contains(s.CitedBy, m.ID) {
			if w := f.wording(m.Article, s); len(w) > len(best) {
				best = w
			}
		}
	}
	if best == "" {
		return display.Clean(s.Name)
	}
	return best
}
