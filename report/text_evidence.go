package report

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// evidenceOfEdges prints, for every edge, the facts that speak for it and the
// beginnings of the sentences that show them: the claims have them whole.
func (c *claims) evidenceOfEdges() {
	if !slices.ContainsFunc(c.members, func(m *member) bool { return len(m.edges()) > 0 }) {
		return // reports that came from nowhere else
	}
	c.heading("Why this tree", "the evidence for each line, the sentences by number")
	for _, m := range c.members {
		c.rootEvidence(m)
		for _, e := range m.edges() {
			c.edge(m, e)
		}
	}
}

// rootEvidence prints what speaks for an origin.
func (c *claims) rootEvidence(m *member) {
	if m.root == nil || m.guess != nil || len(m.root.Evidence) == 0 {
		return
	}
	c.line(c.titled(m), "  origin, support "+score(m.root.Support))
	if r := c.rivals(m); r != "" {
		c.hang("   ", r, unsure, 2)
	}
	for i := range m.root.Evidence {
		c.fact(&member{}, m, &m.root.Evidence[i])
	}
}

func (c *claims) edge(m *member, e *stemma.Edge) {
	up := c.byID[e.Parent]
	c.line(c.titled(up), " → ", c.titled(m), fmt.Sprintf("  %s, support %s", c.how(m, e), score(e.Support)))
	if m.edge != nil && e != m.edge {
		c.hang("   ", "a further parent, beside "+c.parent(m).tag(), plain, 1)
	}
	if r := c.rivals(m); e == m.edge && r != "" {
		c.hang("   ", r, unsure, 2)
	}
	for i := range e.Evidence {
		c.fact(up, m, &e.Evidence[i])
	}
}

// fact prints one piece of evidence. That one lost source cites another is
// shown by the sentences in which reports name that other.
func (c *claims) fact(up, m *member, ev *stemma.Evidence) {
	detail := clean(ev.Detail)
	if ev.Against {
		detail = "against it: " + detail
	}
	c.hang("   "+pad(isolate(cut(clean(string(ev.Kind)), len("omission"))), len("omission"))+"  ", detail, plain, 3)
	const indent = "             "
	if up.article != nil {
		c.sentences(indent, up, ev.ParentSentences, 1)
	}
	if m.article != nil {
		c.sentences(indent, m, ev.ChildSentences, 1)
	}
	if up.source != nil && m.source != nil && ev.Kind == stemma.EvidenceCites {
		c.naming(indent, up.source, m.source)
	}
}

// naming quotes, from every report that cites both sources, the first sentence
// in which it names the first of them.
func (c *claims) naming(indent string, s, citing *stemma.Source) {
	for _, m := range c.members {
		if m.article == nil || !slices.Contains(s.CitedBy, m.id) || !slices.Contains(citing.CitedBy, m.id) {
			continue
		}
		first := -1
		for _, a := range c.attributions[m.id] {
			if a.Source.Source == s.ID && (first < 0 || a.Sentence < first) {
				first = a.Sentence
			}
		}
		c.sentences(indent, m, []int{first}, 1)
	}
}
