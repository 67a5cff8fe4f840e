package family

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Collation is the articles of a story beside each other, claim by claim.
type Collation struct {
	*Family
	// Columns are the reports that the tree draws one by one, in its order.
	Columns []*Member
	Shared  []*stemma.Claim // those of two reports or more
	Number  map[string]int  // of a shared claim, as shown
	Left    int             // how many shared claims are not shown
}

// Collate collates a story. Of the claims that several reports make it takes
// those that most make, limit of them at most, or all where that is 0.
func Collate(f *Family, limit int) *Collation {
	c := &Collation{Family: f, Number: make(map[string]int)}
	for _, m := range f.Members {
		if m.Article != nil && !m.Hidden {
			c.Columns = append(c.Columns, m)
		}
	}
	for i := range f.Story.Claims {
		if cl := &f.Story.Claims[i]; len(Holders(cl)) > 1 {
			c.Shared = append(c.Shared, cl)
		}
	}
	if limit > 0 && len(c.Shared) > limit {
		c.Left = len(c.Shared) - limit
		c.Shared = mostHeld(c.Shared, limit)
	}
	for i, cl := range c.Shared {
		c.Number[cl.ID] = i + 1
	}
	return c
}

// ChangedIn are the reports that a claim reached with a change of its own.
func (f *Family) ChangedIn(cl *stemma.Claim) map[string]bool {
	changed := make(map[string]bool)
	for i := range cl.Changes {
		ch := &cl.Changes[i]
		if ch.Kind != stemma.ChangeAddition && ch.Kind != stemma.ChangeOmission && f.IsTold(ch) {
			changed[ch.To] = true
		}
	}
	return changed
}

// OnlyIn are the claims that one report makes alone, by report, but for its title.
func (f *Family) OnlyIn() map[string][]*stemma.Claim {
	alone := make(map[string][]*stemma.Claim)
	for i := range f.Story.Claims {
		cl := &f.Story.Claims[i]
		if len(Holders(cl)) != 1 {
			continue
		}
		id := cl.Passages[0].Article
		if a := f.Articles[id]; a != nil && display.Clean(a.Title) != display.Clean(cl.Text) {
			alone[id] = append(alone[id], cl)
		}
	}
	return alone
}

// ClaimInEnglish returns a claim's text: in English where a report makes it in
// English, the shortest of these, else as the claim has it.
func (f *Family) ClaimInEnglish(cl *stemma.Claim) string {
	best := ""
	for _, p := range cl.Passages {
		a := f.Articles[p.Article]
		if a == nil || BaseLanguage(a.Lang) != "en" || len(p.Sentences) == 0 {
			continue
		}
		if s := Sentence(a, p.Sentences[0]); best == "" || s != "" && len(s) < len(best) {
			best = s
		}
	}
	if best == "" {
		return display.Clean(cl.Text)
	}
	return best
}

// Holders returns the articles that make a claim.
func Holders(c *stemma.Claim) map[string]*stemma.Passage {
	h := make(map[string]*stemma.Passage, len(c.Passages))
	for i := range c.Passages {
		h[c.Passages[i].Article] = &c.Passages[i]
	}
	return h
}

// mostHeld keeps the n claims that most articles make, in their order.
func mostHeld(cs []*stemma.Claim, n int) []*stemma.Claim {
	byCount := slices.Clone(cs)
	slices.SortStableFunc(byCount, func(a, b *stemma.Claim) int {
		return cmp.Compare(len(b.Passages), len(a.Passages))
	})
	keep := make(map[*stemma.Claim]bool, n)
	for _, c := range byCount[:n] {
		keep[c] = true
	}
	return slices.DeleteFunc(slices.Clone(cs), func(c *stemma.Claim) bool { return !keep[c] })
}
