package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

// maxNote is how many columns of a reviewer's note are shown under a line of the tree.
const maxNote = 300

// verdicts are what reviewers say of where a member comes from, one a line, the last first. What somebody took back by a later word
// is left out.
func (t *tree) verdicts(m *family.Member) []string {
	var all []review.Verdict
	put := func(some []review.Verdict) {
		for _, v := range some {
			if !t.reviewed.Overruled(v) && !slices.ContainsFunc(all, func(o review.Verdict) bool { return o.ID == v.ID }) {
				all = append(all, v)
			}
		}
	}
	put(t.reviewed.OfEdge("", m.ID))
	for _, e := range m.Edges() {
		put(t.reviewed.OfEdge(e.Parent, m.ID))
	}
	put(t.reviewed.Redirects(m.ID))
	slices.SortStableFunc(all, func(a, b review.Verdict) int { return b.At.Compare(a.At) })
	lines := make([]string, len(all))
	for i := range all {
		lines[i] = t.verdict(m, &all[i])
	}
	return lines
}

// verdict says in a line who says what of where a member comes from.
func (t *tree) verdict(m *family.Member, v *review.Verdict) string {
	who := "a reviewer"
	if name := display.Clean(v.Reviewer); name != "" {
		who = "reviewer " + display.Isolate(name)
	}
	from := "from " + t.endName(&v.From)
	if v.From.IsZero() {
		from = "an origin"
	}
	var said string
	switch id, _ := t.reviewed.Find(v.From); {
	case v.Redirect != nil && v.Redirect.IsZero():
		said = "redirected: an origin, not " + from
	case v.Redirect != nil:
		said = "redirected: from " + t.endName(v.Redirect) + ", not " + from
	case v.From.IsZero(), m.Edge != nil && m.Edge.Parent == id:
		said = string(v.Opinion)
	default:
		said = string(v.Opinion) + ": " + from
	}
	if t.reviewed.Earlier(*v) {
		said += " (of an earlier text)"
	}
	if note := display.Clean(v.Note); note != "" {
		said += ": “" + display.Isolate(display.Cut(note, maxNote)) + "”"
	}
	return who + ": " + said
}

// endName is what the page calls a report or a source that a verdict names.
func (t *tree) endName(e *review.End) string {
	id, ok := t.reviewed.Find(*e)
	switch {
	case ok:
		return t.Named(id)
	case e.Article != "":
		return "the report " + display.Isolate(display.Clean(e.Article)) + ", which is not in this tree"
	}
	return "◌ " + display.Isolate(display.Cut(display.Clean(e.Source), family.MaxName))
}

// unplacedVerdicts tells of verdicts that the tree does not show.
func (p *page) unplacedVerdicts() {
	links, open := 0, len(p.reviewed.Open())
	for _, v := range p.reviewed.All() {
		if v.Subject == review.Link && !slices.ContainsFunc(p.reviewed.Open(), func(o review.Verdict) bool { return o.ID == v.ID }) {
			links++
		}
	}
	var parts []string
	if links > 0 {
		parts = append(parts, display.Count(links, "verdict")+" on sentences")
	}
	if open > 0 {
		parts = append(parts, display.Count(open, "verdict")+" on what the tree does not have any more")
	}
	if len(parts) > 0 {
		p.line()
		p.hang("", fmt.Sprintf("Reviewers gave %s, too: stemma verdicts lists them.", strings.Join(parts, ", and ")), faint, 0)
	}
}
