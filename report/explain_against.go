package report

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// little is the share of a report's sentences from which it is told that they
// were not found in its parent.
const little = 1.0 / 3

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
		if ev.Against {
			out = append(out, ev)
		}
	}
	if up.article == nil {
		return out
	}
	if at := e.citedIn(up); len(at) > 0 {
		out = append(out, stemma.Evidence{Kind: stemma.EvidenceCites, Detail: isolate(outlet(up.article)) + " cites this report", ParentSentences: at})
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
	if m.article == nil {
		return nil
	}
	at := make(map[string][]int)
	for _, a := range f.attributions[m.id] {
		if s := f.sources[a.Source.Source]; s != nil && s.Article != m.id && f.byID[s.Article] != nil {
			at[s.Article] = append(at[s.Article], a.Sentence)
		}
	}
	var out []stemma.Evidence
	for _, o := range f.members {
		if sentences := at[o.id]; len(sentences) > 0 {
			slices.Sort(sentences)
			out = append(out, stemma.Evidence{
				Kind: stemma.EvidenceCites, Detail: "cites " + o.inLine() + e.manner(o, sentences), ChildSentences: slices.Compact(sentences),
			})
		}
	}
	return out
}

// manner says of a report that the member cites in some sentences what makes the
// citation tell: that the two share such a sentence, and that the dates are the wrong
// way round for it.
func (e *Explanation) manner(o *member, sentences []int) string {
	var out string
	for i := range e.family.story.Claims {
		held := holders(&e.family.story.Claims[i])
		if p := held[e.member.id]; p != nil && held[o.id] != nil && slices.ContainsFunc(sentences, func(at int) bool { return slices.Contains(p.Sentences, at) }) {
			out = ", in a sentence that the two share"
			break
		}
	}
	if o.article.Published.After(e.member.article.Published) && !e.member.article.Published.IsZero() {
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
	up := isolate(outlet(e.family.byID[edge.Parent].article))
	ev := stemma.Evidence{
		Kind: stemma.EvidenceShared, ChildSentences: at,
		Detail: fmt.Sprintf("%d of its %s %s not in %s", len(at), count(total, "sentence"), are(len(at)), up),
	}
	if n := len(elsewhere); n > 0 {
		ev.ChildSentences = elsewhere
		ev.Detail += fmt.Sprintf("; other reports have %d of them", n)
	}
	return ev, true
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

// lacking are the member's sentences that none of its parents has, those of them
// that a report has which does not derive from it, and how many sentences it has.
func (e *Explanation) lacking(edge *stemma.Edge) (at, elsewhere []int, total int) {
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
			case id == edge.Parent || slices.ContainsFunc(e.edges(), func(e *stemma.Edge) bool { return e.Parent == id }):
				mark(given, p.Sentences)
			default:
				mark(has, p.Sentences)
			}
		}
	}
	skip := unshown(m.article)
	for _, a := range f.attributions[m.id] {
		skip[a.Sentence] = skip[a.Sentence] || isCredit(m.article, a)
	}
	for i := range m.article.Sentences {
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
