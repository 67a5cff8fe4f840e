package lineage

import (
	"slices"

	"github.com/stemma-news/stemma/cluster"
)

// rivals count for each occurrence of a reading how many candidates for
// parenthood hold its unit, copies of one text being one witness, how many of
// them are sure to be earlier, and how many have it in the same words.
type rivals struct {
	holders, earlier, wording []int // parallel to reading.byUnit
}

// meet counts the rivals of article c: all others that are not surely later.
func (g *graph) meet(c int) rivals {
	child := &g.read[c]
	n := len(child.byUnit)
	r := rivals{make([]int, n), make([]int, n), make([]int, n)}
	heard := map[int]bool{}
	for k := range child.byUnit {
		o := &child.byUnit[k]
		clear(heard)
		for _, h := range g.holders[o.unit] {
			if h == c || g.read[h].outruns(child) {
				continue
			}
			if !heard[g.same[h]] {
				heard[g.same[h]] = true
				r.holders[k]++
			}
			if g.follows(c, h) {
				r.earlier[k]++
			}
			if g.read[h].lang == child.lang && g.read[h].find(o.unit).wording == o.wording {
				r.wording[k]++
			}
		}
	}
	return r
}

// compare tallies the evidence that article c derives from article p.
func (g *graph) compare(c, p int, t *tally) {
	t.reset()
	child, parent := &g.read[c], &g.read[p]
	shared := g.compareUnits(c, p, t)
	compareOmissions(parent, shared, hasMoved(child, parent), t)
	g.compareHabit(t)
	compareOrder(child, shared, t)
	g.compareApart(c, p, t)
	if child.lang == parent.lang {
		compareTitles(child, parent, t)
	}
	if g.digests(p, c) {
		t.whole[fDigest] = 1
	}
	g.compareVariants(c, p, t)
	compareTimes(child, parent, g.restsOn(c, p), t)
	if t.whole[fTimeCited] > 0 {
		t.whole[fTimeCited] = 1 / float64(max(1, g.creditedEarly(p)))
	}
	g.compareCitations(c, p, t)
}

// compareUnits tallies what the child has that the parent lacks, and how the
// common sentences differ. It returns for each unit of the child, in the order
// of byUnit, the parent's occurrence or nil.
func (g *graph) compareUnits(c, p int, t *tally) []*occurrence {
	child, parent, rival := &g.read[c], &g.read[p], &g.rival[c]
	shared := g.scratch[:0]
	common, verbatim := 0, 0
	oneDesk := g.areEditions(child, parent)
	for k, i := 0, 0; k < len(child.byUnit); k++ {
		o := &child.byUnit[k]
		for i < len(parent.byUnit) && parent.byUnit[i].unit < o.unit {
			i++
		}
		if i == len(parent.byUnit) || parent.byUnit[i].unit != o.unit {
			shared = append(shared, nil)
			t.miss(o.unit, rival.holders[k], oneDesk)
			continue
		}
		twin := &parent.byUnit[i]
		shared = append(shared, twin)
		common++
		if child.lang == parent.lang && o.wording == twin.wording {
			verbatim++
		} else if child.lang == parent.lang {
			t.wording(o.unit, rival.wording[k])
		}
		if g.numbersAgainst(c, p, o, twin) {
			t.add(fNumberAgainst, o.unit)
		}
	}
	g.scratch = shared
	if common == 0 {
		t.whole[fNothing] = 1
	} else {
		t.whole[fShare] = float64(common) / float64(len(child.byUnit))
		t.whole[fCover] = float64(common) / float64(len(parent.byUnit))
	}
	if child.lang == parent.lang && common > 0 {
		t.whole[fSameLang] = 1
		t.whole[fWordingShare] = float64(verbatim) / float64(common)
	}
	return shared
}

// miss tallies a sentence that the parent lacks. What one language's edition of
// an outlet has and the other's lacks was on the same desk: it hardly tells
// which of them was written first.
func (t *tally) miss(unit, holders int, oneDesk bool) {
	switch {
	case holders > 0 && oneDesk:
		t.add(fMissDesk, unit)
	case holders == 1:
		t.add(fMissRare, unit)
	case holders > 1:
		t.add(fMissCommon, unit)
	}
}

func (t *tally) wording(unit, holders int) {
	if holders > 0 {
		t.add(fWordingAgainst, unit)
	} else {
		t.add(fWordingOwn, unit)
	}
}

// numbersAgainst says that the child gives a number which the parent does not
// give in the same sentence, and which another candidate gives there.
func (g *graph) numbersAgainst(c, p int, o, twin *occurrence) bool {
	if slices.Equal(o.numbers, twin.numbers) {
		return false
	}
	for _, v := range o.numbers {
		if slices.Contains(twin.numbers, v) {
			continue
		}
		for _, h := range g.givers[o.unit][v] {
			if h != c && h != p && !g.read[h].outruns(&g.read[c]) {
				return true
			}
		}
	}
	return false
}

// giversOf lists for each unit the articles that give a number in it.
func giversOf(read []reading, units int) []map[float64][]int {
	givers := make([]map[float64][]int, units)
	for c := range read {
		for k := range read[c].byUnit {
			o := &read[c].byUnit[k]
			for _, v := range o.numbers {
				if givers[o.unit] == nil {
					givers[o.unit] = map[float64][]int{}
				}
				givers[o.unit][v] = append(givers[o.unit][v], c)
			}
		}
	}
	return givers
}

// compareOmissions tallies what the parent has that the child lacks. Sentences
// after the last common one were cut off with the end of the text: one
// decision, however many they are. Where the parent has moved on since, all of it
// may have been added then.
func compareOmissions(parent *reading, shared []*occurrence, moved bool, t *tally) {
	kept := make([]bool, len(parent.seq))
	last := -1
	for _, o := range shared {
		if o != nil {
			kept[o.rank] = true
			last = max(last, o.rank)
		}
	}
	for rank := range parent.seq {
		switch {
		case kept[rank]:
		case moved:
			t.add(fDropMoved, parent.seq[rank].unit)
		case rank > last:
			t.add(fCut, parent.seq[rank].unit)
			t.whole[fCutAny] = 1
		default:
			t.add(fDrop, parent.seq[rank].unit)
			if rank == 0 || kept[rank-1] {
				t.add(fDropRun, parent.seq[rank].unit)
			}
		}
	}
}

// compareOrder tallies the places where the child steps back in the parent's order.
func compareOrder(child *reading, shared []*occurrence, t *tally) {
	at := make([]int, len(child.seq))
	for k, o := range shared {
		at[child.byUnit[k].rank] = -1
		if o != nil {
			at[child.byUnit[k].rank] = o.rank
		}
	}
	last := -1
	for rank, parentRank := range at {
		if parentRank < 0 {
			continue
		}
		if parentRank < last {
			t.add(fBreak, child.seq[rank].unit)
		}
		last = parentRank
	}
}

func compareTitles(child, parent *reading, t *tally) {
	switch {
	case child.title == "" || parent.title == "":
	case child.title == parent.title:
		t.whole[fTitleSame] = 1
	default:
		t.whole[fTitleDiffers] = 1
	}
}

func (g *graph) compareCitations(c, p int, t *tally) {
	child, parent := &g.read[c], &g.read[p]
	if g.areEditions(child, parent) {
		t.whole[fSameOutlet] = 1
	}
	if slices.ContainsFunc(g.cite.named[c], func(m cluster.Mention) bool { return m.Article == p }) {
		t.credit(false)
	}
	t.whole[fCitesBack] = g.citedBack(c, p)
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		t.whole[fCitesCarriedFrom] = max(t.whole[fCitesCarriedFrom], g.carriedFrom(p, c, x))
		switch {
		case slices.Contains(g.cite.targets[x.source], p):
			t.credit(x.isMain())
			t.whole[fCitesCarried] = max(t.whole[fCitesCarried], g.carried(c, p, x))
		case g.inherits(c, p, x):
			t.whole[fCitesInherit] = 1
			if x.lead {
				t.whole[fCitesLead] = 1
			}
		case x.isMain() && g.credits(p, x.source):
			t.whole[fCitesBehind] = 1
		case x.isMain() && len(g.cite.targets[x.source]) > 0:
			t.whole[fCitesOther] = 1
		}
	}
}

// areEditions says that the two are one outlet's in two languages.
func (g *graph) areEditions(a, b *reading) bool {
	if a.lang == b.lang {
		return false
	}
	names := [2]string{a.outlet, b.outlet}
	same, known := g.editions[names]
	if !known {
		same = g.story.Outlets.Same(a.outlet, b.outlet)
		g.editions[names] = same
	}
	return same
}

func (t *tally) credit(main bool) {
	if main {
		t.whole[fCites], t.whole[fCitesWeakly] = 1, 0
	} else if t.whole[fCites] == 0 {
		t.whole[fCitesWeakly] = 1
	}
}

// inherits says that the child cites the source only in sentences that it has
// in common with p, which cites it there too: whoever copies a sentence copies
// the citation in it.
func (g *graph) inherits(c, p int, x *citation) bool {
	k := slices.IndexFunc(g.cite.byArticle[p], func(y citation) bool { return y.source == x.source })
	if k < 0 {
		return false
	}
	theirs := g.cite.byArticle[p][k].sentences
	for _, o := range g.read[c].seq {
		if !slices.ContainsFunc(o.all, func(j int) bool { return slices.Contains(x.sentences, j) }) {
			continue
		}
		twin := g.read[p].find(o.unit)
		if twin != nil && slices.ContainsFunc(twin.all, func(j int) bool { return slices.Contains(theirs, j) }) {
			return true
		}
	}
	return false
}

// credits says that article p names the source as what it rests on.
func (g *graph) credits(p, source int) bool {
	for k := range g.cite.byArticle[p] {
		if x := &g.cite.byArticle[p][k]; x.source == source {
			return x.isMain()
		}
	}
	return false
}
