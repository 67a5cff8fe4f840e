package report

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// evidenceOfEdges prints, for every edge, the facts that speak for it and the
// beginnings of the sentences that show them: the claims have them whole.
func (c *claims) evidenceOfEdges() {
	if !slices.ContainsFunc(c.Members, func(m *family.Member) bool { return len(m.Edges()) > 0 }) {
		return // reports that came from nowhere else
	}
	c.heading("Why this tree", "the evidence for each line, the sentences by number")
	for _, m := range c.Members {
		c.rootEvidence(m)
		for _, e := range m.Edges() {
			c.edge(m, e)
		}
	}
}

// rootEvidence prints what speaks for an origin.
func (c *claims) rootEvidence(m *family.Member) {
	if m.Root == nil || m.Guess != nil || len(m.Root.Evidence) == 0 {
		return
	}
	c.line(c.titled(m), "  origin, support "+display.Score(m.Root.Support))
	if r := c.Rivals(m); r != "" {
		c.hang("   ", r, unsure, 2)
	}
	for i := range m.Root.Evidence {
		c.fact(&family.Member{}, m, &m.Root.Evidence[i])
	}
}

func (c *claims) edge(m *family.Member, e *stemma.Edge) {
	up := c.ByID[e.Parent]
	c.line(c.titled(up), " → ", c.titled(m), fmt.Sprintf("  %s, support %s", c.How(m, e), display.Score(e.Support)))
	if m.Edge != nil && e != m.Edge {
		c.hang("   ", "a further parent, beside "+c.Parent(m).Tag(), plain, 1)
	}
	if r := c.Rivals(m); e == m.Edge && r != "" {
		c.hang("   ", r, unsure, 2)
	}
	for i := range e.Evidence {
		c.fact(up, m, &e.Evidence[i])
	}
}

// fact prints one piece of evidence. That one lost source cites another is
// shown by the sentences in which reports name that other.
func (c *claims) fact(up, m *family.Member, ev *stemma.Evidence) {
	detail := display.Clean(ev.Detail)
	if ev.Against {
		detail = "against it: " + detail
	}
	c.hang("   "+display.Pad(display.Isolate(display.Cut(display.Clean(string(ev.Kind)), len("omission"))), len("omission"))+"  ", detail, plain, 3)
	const indent = "             "
	if up.Article != nil {
		c.sentences(indent, up, ev.ParentSentences, 1)
	}
	if m.Article != nil {
		c.sentences(indent, m, ev.ChildSentences, 1)
	}
	if up.Source != nil && m.Source != nil && ev.Kind == stemma.EvidenceCites {
		c.naming(indent, up.Source, m.Source)
	}
}

// naming quotes, from every report that cites both sources, the first sentence
// in which it names the first of them.
func (c *claims) naming(indent string, s, citing *stemma.Source) {
	for _, m := range c.Members {
		if m.Article == nil || !slices.Contains(s.CitedBy, m.ID) || !slices.Contains(citing.CitedBy, m.ID) {
			continue
		}
		first := -1
		for _, a := range c.Attributions[m.ID] {
			if a.Source.Source == s.ID && (first < 0 || a.Sentence < first) {
				first = a.Sentence
			}
		}
		c.sentences(indent, m, []int{first}, 1)
	}
}
