package report

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// against is what speaks against the parent that the tree has: what others have
// of the report and the parent lacks, that the parent cites the report, and
// dates that are the wrong way round.
func (e *Explanation) against(edge *stemma.Edge) []stemma.Evidence {
	m, up := e.member, e.family.byID[edge.Parent]
	var out []stemma.Evidence
	if m.article == nil {
		return nil
	}
	for _, ev := range edge.Evidence {
		if ev.Kind == stemma.EvidenceTime && isAgainst(ev.Detail) {
			out = append(out, ev)
		}
	}
	if up.article == nil {
		return out
	}
	if at := e.citedIn(up); len(at) > 0 {
		out = append(out, stemma.Evidence{Kind: stemma.EvidenceCites, Detail: isolate(outlet(up.article)) + " cites this report", ParentSentences: at})
	}
	if at := e.elsewhere(edge); len(at) > 0 {
		out = append(out, stemma.Evidence{
			Kind: stemma.EvidenceShared, ChildSentences: at,
			Detail: fmt.Sprintf("%s in other reports and not in %s", plural(len(at), "1 sentence is", fmt.Sprintf("%d sentences are", len(at))), isolate(outlet(up.article))),
		})
	}
	return out
}

// citedIn are the sentences in which another report cites the member.
func (e *Explanation) citedIn(up *member) []int {
	var at []int
	for _, a := range e.family.attributions[up.id] {
		if s := e.family.sources[a.Source.Source]; s != nil && s.Article == e.member.id {
			at = append(at, a.Sentence)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// elsewhere are the member's sentences that a report has which does not derive
// from it, and that none of its parents has.
func (e *Explanation) elsewhere(edge *stemma.Edge) []int {
	f, m := e.family, e.member
	has, given := make(map[int]bool), make(map[int]bool)
	for i := range f.story.Claims {
		held := holders(&f.story.Claims[i])
		p := held[m.id]
		if p == nil {
			continue
		}
		for id := range held {
			o := f.byID[id]
			switch {
			case o == nil || f.descends(o, m):
			case id == edge.Parent || slices.ContainsFunc(m.also, func(e *stemma.Edge) bool { return e.Parent == id }):
				mark(given, p.Sentences)
			default:
				mark(has, p.Sentences)
			}
		}
	}
	var out []int
	skip := unshown(m.article)
	for i := range m.article.Sentences {
		if has[i] && !given[i] && !skip[i] {
			out = append(out, i)
		}
	}
	return out
}

func mark(set map[int]bool, at []int) {
	for _, i := range at {
		set[i] = true
	}
}
