package report

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// little is the share of a report's sentences from which it is told that they
// were not found in its parent.
const little = 1.0 / 3

// against is what speaks against the parent that the tree has: what others have
// of the report and the parent lacks, that the parent cites the report, and
// dates that are the wrong way round.
func (e *Explanation) against(edge *stemma.Edge) []stemma.Evidence {
	m, up := e.member, e.family.ByID[edge.Parent]
	var out []stemma.Evidence
	if m.Article == nil {
		return nil
	}
	for _, ev := range edge.Evidence {
		if ev.Against {
			out = append(out, ev)
		}
	}
	if up.Article == nil {
		return out
	}
	if at := e.citedIn(up); len(at) > 0 {
		out = append(out, stemma.Evidence{Kind: stemma.EvidenceCites, Detail: display.Isolate(family.Outlet(up.Article)) + " cites this report", ParentSentences: at})
	}
	if ev, ok := e.missing(edge); ok {
		out = append(out, ev)
	}
	return out
}

// againstOrigin is what speaks against a report's being an origin: that it cites
// others of the story.
func (e *Explanation) againstOrigin() []stemma.Evidence {
	f, m := e.family, e.member
	if m.Article == nil {
		return nil
	}
	at := make(map[string][]int)
	for _, a := range f.Attributions[m.ID] {
		if s := f.Sources[a.Source.Source]; s != nil && s.Article != m.ID && f.ByID[s.Article] != nil {
			at[s.Article] = append(at[s.Article], a.Sentence)
		}
	}
	var out []stemma.Evidence
	for _, o := range f.Members {
		if sentences := at[o.ID]; len(sentences) > 0 {
			slices.Sort(sentences)
			out = append(out, stemma.Evidence{
				Kind: stemma.EvidenceCites, Detail: "cites " + o.InLine() + e.manner(o, sentences), ChildSentences: slices.Compact(sentences),
			})
		}
	}
	return out
}

// manner says of a report that the member cites in some sentences what makes the
// citation tell: that the two share such a sentence, and that the dates are the wrong
// way round for it.
func (e *Explanation) manner(o *family.Member, sentences []int) string {
	var out string
	for i := range e.family.Story.Claims {
		held := family.Holders(&e.family.Story.Claims[i])
		if p := held[e.member.ID]; p != nil && held[o.ID] != nil && slices.ContainsFunc(sentences, func(at int) bool { return slices.Contains(p.Sentences, at) }) {
			out = ", in a sentence that the two share"
			break
		}
	}
	if o.Article.Published.After(e.member.Article.Published) && !e.member.Article.Published.IsZero() {
		out += "; it is dated later"
	}
	return out
}

// missing says how much of the member is not in the edge's parent, nor in its
// further ones, where that is much of it or other reports have it.
func (e *Explanation) missing(edge *stemma.Edge) (stemma.Evidence, bool) {
	at, elsewhere, total := e.lacking(edge)
	if len(at) == 0 || len(elsewhere) == 0 && float64(len(at)) < little*float64(total) {
		return stemma.Evidence{}, false
	}
	up := display.Isolate(family.Outlet(e.family.ByID[edge.Parent].Article))
	ev := stemma.Evidence{
		Kind: stemma.EvidenceShared, ChildSentences: at,
		Detail: fmt.Sprintf("%d of its %s %s not in %s", len(at), display.Count(total, "sentence"), display.Are(len(at)), up),
	}
	if n := len(elsewhere); n > 0 {
		ev.ChildSentences = elsewhere
		ev.Detail += fmt.Sprintf("; other reports have %d of them", n)
	}
	return ev, true
}

// citedIn are the sentences in which another report cites the member.
func (e *Explanation) citedIn(up *family.Member) []int {
	var at []int
	for _, a := range e.family.Attributions[up.ID] {
		if s := e.family.Sources[a.Source.Source]; s != nil && s.Article == e.member.ID {
			at = append(at, a.Sentence)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// lacking are the member's sentences that none of its parents has, those of them
// that a report has which does not derive from it, and how many sentences it has.
func (e *Explanation) lacking(edge *stemma.Edge) (at, elsewhere []int, total int) {
	f, m := e.family, e.member
	has, given := make(map[int]bool), make(map[int]bool)
	for i := range f.Story.Claims {
		held := family.Holders(&f.Story.Claims[i])
		p := held[m.ID]
		if p == nil {
			continue
		}
		for id := range held {
			o := f.ByID[id]
			switch {
			case o == nil || f.Descends(o, m):
			case id == edge.Parent || slices.ContainsFunc(e.edges(), func(e *stemma.Edge) bool { return e.Parent == id }):
				mark(given, p.Sentences)
			default:
				mark(has, p.Sentences)
			}
		}
	}
	skip := unshown(m.Article)
	for _, a := range f.Attributions[m.ID] {
		skip[a.Sentence] = skip[a.Sentence] || family.IsCredit(m.Article, a)
	}
	for i := range m.Article.Sentences {
		if skip[i] {
			continue
		}
		if total++; !given[i] {
			at = append(at, i)
			if has[i] {
				elsewhere = append(elsewhere, i)
			}
		}
	}
	return at, elsewhere, total
}

func mark(set map[int]bool, at []int) {
	for _, i := range at {
		set[i] = true
	}
}
