package lineage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

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
		list = append(list, g.evidenceOfSiblings(p, c)...)
		return append(list, g.evidenceOfWords(p, c)...)
	}
	list = append(list, g.evidenceOfCarriedFrom(p, c)...)
	list = append(list, g.evidenceOfText(p, c)...)
	list = append(list, g.evidenceOfValues(p, c)...)
	list = append(list, g.evidenceOfWords(p, c)...)
	list = append(list, g.evidenceOfOmission(p, c)...)
	list = append(list, g.evidenceOfOrder(p, c)...)
	list = append(list, g.evidenceOfTime(p, c))
	return append(list, g.evidenceAgainst(p, c)...)
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
	if p >= len(g.read) {
		return g.evidenceOfWords(p, c)
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

// maxSayers is how many reports are named that say whom a source cites.
const maxSayers = 6

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
	slices.Sort(names)
	if more := len(names) - maxSayers; more > 0 {
		names = append(names[:maxSayers], strconv.Itoa(more)+" more")
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
	s := set{}
	s.add(own)
	if own = g.body(c, s); len(own) == 0 {
		return nil
	}
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
	var only, verbatim locations
	for k := range g.read[c].byUnit {
		o := &g.read[c].byUnit[k]
		twin := g.read[p].find(o.unit)
		if twin == nil {
			continue
		}
		if o.wording == twin.wording && g.read[c].lang == g.read[p].lang {
			verbatim.add(twin, o)
		}
		if g.rival[c].holders[k] == 1 && len(g.holders[o.unit]) == 2 {
			only.add(twin, o)
		}
	}
	theirs, own := g.common(p, c)
	all := stemma.Evidence{Kind: stemma.EvidenceShared, ParentSentences: g.body(p, theirs), ChildSentences: g.body(c, own)}
	switch n, same := len(all.ChildSentences), len(g.told(c, &verbatim, p).ChildSentences); {
	case len(own) == 0:
		return nil
	case n == 0:
		all.Detail = "its title is in " + g.name(p)
	case same == n && n > 1:
		all.Detail = partOf(n, g.length(c)) + " in " + g.name(p) + ", all word for word"
	case same > 0:
		all.Detail = fmt.Sprintf("%s in %s, %d word for word", partOf(n, g.length(c)), g.name(p), same)
	default:
		all.Detail = partOf(n, g.length(c)) + " in " + g.name(p)
	}
	list := []stemma.Evidence{all}
	if e := g.told(c, &only, p); len(e.ChildSentences) > 0 && len(g.read) > 2 {
		e.Detail = sentencesOf(len(e.ChildSentences)) + " that " + onlyTheseTwo
		list = append(list, e)
	}
	return list
}

// told makes evidence of what two articles share of the sentences at some
// places, without their titles; its detail is to be filled in.
func (g *graph) told(c int, at *locations, p int) stemma.Evidence {
	own, theirs := set{}, set{}
	own.add(at.child)
	theirs.add(at.parent)
	e := stemma.Evidence{Kind: stemma.EvidenceShared, ChildSentences: g.body(c, own)}
	if p < len(g.read) {
		e.ParentSentences = g.body(p, theirs)
	}
	return e
}

// evidenceOfValues says which numbers of the child only the parent gives.
func (g *graph) evidenceOfValues(p, c int) []stemma.Evidence {
	var at locations
	var numbers []float64
	for _, o := range g.read[c].byUnit {
		twin := g.read[p].find(o.unit)
		if twin == nil || len(g.holders[o.unit]) < 3 {
			continue
		}
		for _, v := range o.numbers {
			if slices.Contains(twin.numbers, v) && !g.othersGive(o.unit, v, p, c) {
				numbers = append(numbers, v)
				at.add(twin, &o)
			}
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	detail := fmt.Sprintf("gives %s as no other report does in that sentence", figures(numbers))
	return []stemma.Evidence{at.evidence(stemma.EvidenceChange, detail)}
}

// maxReread is up to how many reports are read again for a number that was not
// found in them.
const maxReread = 64

// othersGive says that an article other than p and c gives the number in the unit.
func (g *graph) othersGive(unit int, number float64, p, c int) bool {
	few := len(g.holders[unit]) <= maxReread
	return slices.ContainsFunc(g.holders[unit], func(h int) bool {
		o := g.read[h].find(unit)
		return h != p && h != c && (slices.Contains(o.numbers, number) || few && g.writes(h, o, number))
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
	dropped := g.leftOut(c, p)
	if len(dropped) == 0 {
		return nil
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceOmission, ParentSentences: dropped,
		Detail: fmt.Sprintf("leaves out %s of %s; all that it shares with other reports is there", sentencesOf(len(dropped)), g.name(p)),
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
	_, own := g.common(p, c)
	if n := len(g.body(c, own)); count >= 4 && n >= 4 {
		return []stemma.Evidence{{
			Kind: stemma.EvidenceOrder, Detail: fmt.Sprintf("the %s in common come in the same order", sentencesOf(n)),
		}}
	}
	return nil
}

// evidenceOfSecond says what a second parent explains.
func (g *graph) evidenceOfSecond(s *second) []stemma.Evidence {
	list := []stemma.Evidence{}
	list = append(list, g.evidenceOfCitation(s.parent, s.child)...)
	var at locations
	for _, u := range s.units {
		o := g.read[s.child].find(u)
		at.child = append(at.child, o.all...)
		if s.parent < len(g.read) {
			at.parent = append(at.parent, g.read[s.parent].find(u).all...)
		}
	}
	e := g.told(s.child, &at, s.parent)
	if len(e.ChildSentences) == 0 {
		return list
	}
	e.Detail = sentencesOf(len(e.ChildSentences)) + " that the main parent does not have"
	return append(list, e)
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

// partOf says how many of an article's sentences are somewhere.
func partOf(n, of int) string {
	switch {
	case of == 1:
		return "its 1 sentence is"
	case n == of:
		return "all of its " + sentencesOf(n) + " are"
	case n == 1:
		return "1 of its " + sentencesOf(of) + " is"
	}
	return fmt.Sprintf("%d of its %s are", n, sentencesOf(of))
}

func sentencesOf(n int) string {
	if n == 1 {
		return "1 sentence"
	}
	return strconv.Itoa(n) + " sentences"
}

// apart words how far b came out after a, no more exactly than the two are
// dated: "3 hours", "at least 10 minutes", or "" where it may be no time at all.
func apart(a, b interval) string {
	least, most := b.lo.Sub(a.hi), b.hi.Sub(a.lo)
	switch {
	case !a.known || !b.known || most <= 0:
		return ""
	case most-least <= 2*time.Minute:
		return span((least + most).Hours() / 2)
	case least >= time.Hour:
		hours := math.Floor(least.Hours())
		if hours >= 48 {
			hours -= math.Mod(hours, 24)
		}
		return "at least " + span(hours)
	}
	return ""
}

// publishedLater says that a came out after b: by how much, or else the dates.
func publishedLater(a, b interval) string {
	if s := apart(b, a); s != "" {
		return "published " + s + " later"
	}
	return "published later: dated " + a.words() + ", the other " + b.words()
}

// words is when an article was published, no more exactly than is known.
func (i interval) words() string {
	switch length := i.hi.Sub(i.lo); {
	case length > 300*24*time.Hour:
		return i.lo.Format("2006")
	case length > 25*24*time.Hour:
		return i.lo.Format("January 2006")
	case length >= 23*time.Hour:
		return i.lo.Format("2 January 2006")
	}
	return i.lo.UTC().Format("2 January 2006 15:04")
}

// spaced puts a space behind what is not empty.
func spaced(s string) string {
	if s == "" {
		return ""
	}
	return s + " "
}

// span words a number of hours.
func span(hours float64) string {
	count, unit := math.Round(hours), "hour"
	switch {
	case 60*hours < 1:
		return "less than a minute"
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
