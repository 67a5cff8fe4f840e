package lineage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
)

// evidence lists what speaks for an edge, the strongest kind first.
func (g *graph) evidence(p, c int) []stemma.Evidence {
	list := []stemma.Evidence{}
	if c >= len(g.read) {
		return append(list, g.evidenceOfLost(p, c)...)
	}
	list = append(list, g.evidenceOfCitation(p, c)...)
	if p >= len(g.read) {
		return append(list, g.evidenceOfSiblings(p, c)...)
	}
	list = append(list, g.evidenceOfText(p, c)...)
	list = append(list, g.evidenceOfValues(p, c)...)
	list = append(list, g.evidenceOfOmission(p, c)...)
	list = append(list, g.evidenceOfOrder(p, c)...)
	return append(list, g.evidenceOfTime(p, c))
}

// evidenceOfCitation says that the child cites the parent.
func (g *graph) evidenceOfCitation(p, c int) []stemma.Evidence {
	sentences := g.citing(p, c)
	if len(sentences) == 0 {
		return nil
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceCites, Detail: fmt.Sprintf("cites %s in %s", g.name(p), sentencesOf(len(sentences))),
		ChildSentences: sentences,
	}}
}

// evidenceOfLost says why a lost source derives from something.
func (g *graph) evidenceOfLost(p, c int) []stemma.Evidence {
	l := &g.lost[c-len(g.read)]
	if slices.Contains(l.cites, p) {
		return []stemma.Evidence{{
			Kind: stemma.EvidenceCites, Detail: fmt.Sprintf("%s is said to cite %s", g.name(c), g.name(p)) + g.sayers(p, c),
		}}
	}
	var theirs []int
	for unit := range g.said(l) {
		if o := g.read[p].find(unit); o != nil {
			theirs = append(theirs, o.all...)
		}
	}
	slices.Sort(theirs)
	theirs = slices.Compact(theirs)
	return []stemma.Evidence{{
		Kind:            stemma.EvidenceShared,
		Detail:          fmt.Sprintf("%s of it come back in what derives from %s", sentencesOf(len(theirs)), g.name(c)),
		ParentSentences: theirs,
	}}
}

// sayers lists the articles that name both a lost source and whom it cites.
func (g *graph) sayers(p, c int) string {
	if p < len(g.read) {
		return ""
	}
	var names []string
	both := g.story.Sources[g.lost[p-len(g.read)].source].CitedBy
	for i, d := range g.story.Docs {
		if slices.Contains(both, d.Article.ID) && len(g.citing(c, i)) > 0 {
			names = append(names, g.name(i))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", by " + strings.Join(names, ", ")
}

// evidenceOfSiblings says what the child of a lost source has in common with
// its other children.
func (g *graph) evidenceOfSiblings(p, c int) []stemma.Evidence {
	var own []int
	siblings := map[int]bool{}
	for _, o := range g.read[c].seq {
		for _, h := range g.holders[o.unit] {
			if h != c && g.parent[h] == p {
				own = append(own, o.all...)
				siblings[h] = true
			}
		}
	}
	if len(own) == 0 {
		return nil
	}
	slices.Sort(own)
	own = slices.Compact(own)
	return []stemma.Evidence{{
		Kind: stemma.EvidenceShared, ChildSentences: own,
		Detail: fmt.Sprintf("%s shared with %s derived from %s", sentencesOf(len(own)), moreReports(len(siblings)), g.name(p)),
	}}
}

func moreReports(n int) string {
	if n == 1 {
		return "one more report"
	}
	return strconv.Itoa(n) + " more reports"
}

// evidenceOfText says how much the two share, and what only they share.
func (g *graph) evidenceOfText(p, c int) []stemma.Evidence {
	var all, only locations
	common, verbatim := 0, 0
	for k, o := range g.read[c].byUnit {
		twin := g.read[p].find(o.unit)
		if twin == nil {
			continue
		}
		common++
		if o.wording == twin.wording && g.read[c].lang == g.read[p].lang {
			verbatim++
		}
		all.add(twin, &o)
		if g.rival[c].holders[k] == 1 && len(g.holders[o.unit]) == 2 {
			only.add(twin, &o)
		}
	}
	if common == 0 {
		return nil
	}
	detail := fmt.Sprintf("%d of its %s are in %s", common, sentencesOf(len(g.read[c].byUnit)), g.name(p))
	if verbatim > 0 {
		detail += fmt.Sprintf(", %d word for word", verbatim)
	}
	list := []stemma.Evidence{all.evidence(stemma.EvidenceShared, detail)}
	if n := len(only.child); n > 0 && len(g.read) > 2 {
		list = append(list, only.evidence(stemma.EvidenceShared, sentencesOf(n)+" that only these two have"))
	}
	return list
}

// evidenceOfValues says which numbers of the child only the parent gives.
func (g *graph) evidenceOfValues(p, c int) []stemma.Evidence {
	var at locations
	var numbers []string
	for _, o := range g.read[c].byUnit {
		twin := g.read[p].find(o.unit)
		if twin == nil || len(g.holders[o.unit]) < 3 {
			continue
		}
		for _, v := range o.numbers {
			if slices.Contains(twin.numbers, v) && !g.othersGive(o.unit, v, p, c) {
				numbers = append(numbers, strconv.FormatFloat(v, 'f', -1, 64))
				at.add(twin, &o)
			}
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	detail := fmt.Sprintf("gives %s as no other article does in that sentence", strings.Join(numbers, ", "))
	return []stemma.Evidence{at.evidence(stemma.EvidenceChange, detail)}
}

// othersGive says that an article other than p and c gives the number in the unit.
func (g *graph) othersGive(unit int, number float64, p, c int) bool {
	return slices.ContainsFunc(g.holders[unit], func(h int) bool {
		return h != p && h != c && slices.Contains(g.read[h].find(unit).numbers, number)
	})
}

// evidenceOfOmission says what of the parent the child leaves out, when it
// has nothing of the story that the parent lacks.
func (g *graph) evidenceOfOmission(p, c int) []stemma.Evidence {
	for _, o := range g.read[c].byUnit {
		if len(g.holders[o.unit]) > 1 && g.read[p].find(o.unit) == nil {
			return nil
		}
	}
	var dropped []int
	for _, o := range g.read[p].seq {
		if g.read[c].find(o.unit) == nil {
			dropped = append(dropped, o.all...)
		}
	}
	if len(dropped) == 0 {
		return nil
	}
	slices.Sort(dropped)
	return []stemma.Evidence{{
		Kind: stemma.EvidenceOmission, ParentSentences: dropped,
		Detail: fmt.Sprintf("leaves out %s and has none of the story that the parent lacks", sentencesOf(len(dropped))),
	}}
}

// evidenceOfOrder says that the common sentences come in the same order, where
// there are enough of them for that to mean something.
func (g *graph) evidenceOfOrder(p, c int) []stemma.Evidence {
	last, count := -1, 0
	for _, o := range g.read[c].seq {
		twin := g.read[p].find(o.unit)
		if twin == nil {
			continue
		}
		if twin.rank < last {
			return nil
		}
		last = twin.rank
		count++
	}
	if count < 4 {
		return nil
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceOrder, Detail: fmt.Sprintf("the %s in common come in the same order", sentencesOf(count)),
	}}
}

// evidenceOfTime says what the dates tell about the direction.
func (g *graph) evidenceOfTime(p, c int) stemma.Evidence {
	child, parent := g.read[c].when, g.read[p].when
	e := stemma.Evidence{Kind: stemma.EvidenceTime}
	hours, known := child.hoursAfter(parent)
	switch {
	case !known:
		e.Detail = "one of the two is undated: their times do not tell which was first"
	case child.later(parent):
		e.Detail = "published " + span(hours) + " later"
	case parent.later(child):
		e.Detail = "published earlier by the clock, though within what a wrong time zone explains"
	default:
		e.Detail = "dates do not tell which was first"
	}
	return e
}

// evidenceOfSecond says what a second parent explains.
func (g *graph) evidenceOfSecond(s *second) []stemma.Evidence {
	list := []stemma.Evidence{}
	list = append(list, g.evidenceOfCitation(s.parent, s.child)...)
	var at locations
	for _, t := range s.terms {
		at.add(g.read[s.parent].find(t.unit), g.read[s.child].find(t.unit))
	}
	detail := sentencesOf(len(at.child)) + " that the main parent does not have"
	return append(list, at.evidence(stemma.EvidenceShared, detail))
}

// locations are the sentences of parent and child that show something.
type locations struct{ parent, child []int }

func (l *locations) add(parent, child *occurrence) {
	l.parent = append(l.parent, parent.all...)
	l.child = append(l.child, child.all...)
}

func (l *locations) evidence(kind stemma.EvidenceKind, detail string) stemma.Evidence {
	slices.Sort(l.parent)
	slices.Sort(l.child)
	return stemma.Evidence{
		Kind: kind, Detail: detail,
		ParentSentences: slices.Compact(l.parent), ChildSentences: slices.Compact(l.child),
	}
}

func sentencesOf(n int) string {
	if n == 1 {
		return "1 sentence"
	}
	return strconv.Itoa(n) + " sentences"
}

// span words a number of hours.
func span(hours float64) string {
	count, unit := math.Round(hours), "hour"
	switch {
	case hours < 1:
		count, unit = math.Round(hours*60), "minute"
	case hours >= 48:
		count, unit = math.Round(hours/24), "day"
	}
	if count != 1 {
		unit += "s"
	}
	return strconv.Itoa(int(count)) + " " + unit
}
