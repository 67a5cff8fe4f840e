package lineage

import (
	"cmp"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// When a lost source came out: before the first report that derives from it,
// after what it derives from itself, and on the day that reports name, if they
// do ("Sputnik said on Friday"). windowday.go finds those days.

// windows tells for each lost source when it came out, as far as the tree and
// the articles tell; nil where they tell nothing. Where reports name a day,
// After and Before are its first and last second, in UTC: an article's day has
// no zone.
func (g *graph) windows() []*stemma.Window {
	list := make([]*stemma.Window, len(g.lost))
	day := make([]interval, len(g.lost))
	for n, datings := range g.datings() {
		list[n], day[n] = &stemma.Window{}, agreed(datings)
		for _, d := range datings {
			list[n].Said = append(list[n].Said, stemma.Passage{Article: g.id(d.article), Sentences: []int{d.sentence}})
		}
	}
	g.boundByReports(list)
	order := g.lostDownward()
	for _, n := range slices.Backward(order) { // who cites whom was there before them
		end(list[n], day[n])
		if p := g.parent[len(g.read)+n]; p >= len(g.read) && p < g.root() {
			sooner(list[p-len(g.read)], list[n].Before, list[n].First)
		}
	}
	for _, n := range order {
		start(list[n], g.since(n, list), day[n])
	}
	for n, w := range list {
		if w.Before.IsZero() && w.After.IsZero() {
			list[n] = nil
		}
	}
	return list
}

// boundByReports sets when the first article came out that derives from each
// lost source. What an article was updated to say need not have been in it from
// the start: it counts from its update, and only where there is no other. So does
// one that does not cite the source, where others do.
func (g *graph) boundByReports(list []*stemma.Window) {
	weaker := make([]stemma.Window, len(list))
	for c := range g.read {
		n, when := g.parent[c]-len(g.read), g.read[c].when
		if n < 0 || n >= len(list) || !when.known {
			continue
		}
		switch update := g.story.Docs[c].Article.Updated; {
		case update.After(when.hi):
			sooner(&weaker[n], update, g.id(c))
		case !g.isInferred(n) && len(g.citing(g.parent[c], c)) == 0:
			sooner(&weaker[n], when.hi, g.id(c))
		default:
			sooner(list[n], when.hi, g.id(c))
		}
	}
	for n, w := range list {
		if w.Before.IsZero() {
			w.Before, w.First = weaker[n].Before, weaker[n].First
		}
	}
}

// sooner ends a window earlier if it can; of equal times, that of the article
// counts whose id sorts first, so that the order of the articles does not.
func sooner(w *stemma.Window, before time.Time, first string) {
	if before.IsZero() {
		return
	}
	if w.Before.IsZero() || before.Before(w.Before) || before.Equal(w.Before) && first < w.First {
		w.Before, w.First = before, first
	}
}

// lostDownward lists the lost sources so that parents come before children.
func (g *graph) lostDownward() []int {
	depth := make([]int, len(g.lost))
	order := make([]int, len(g.lost))
	for n := range g.lost {
		order[n] = n
		for v := len(g.read) + n; v != g.root(); v = g.parent[v] {
			depth[n]++
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(depth[a], depth[b]) })
	return order
}

// end bounds a window by the day that reports name. A day that begins after the
// first of them came out, give or take a zone, is another one's.
func end(w *stemma.Window, day interval) {
	if isBelievable(w, day) && (w.Before.IsZero() || day.hi.Before(w.Before)) {
		w.Before = day.hi
	}
}

func isBelievable(w *stemma.Window, day interval) bool {
	return day.known && (w.Before.IsZero() || !day.lo.After(w.Before.Add(zoneSlack)))
}

// start bounds a window by when what the source derives from was there, and by
// the day that reports name, as far as it did not end before.
func start(w *stemma.Window, since time.Time, day interval) {
	if isBelievable(w, day) && day.lo.After(since) {
		since = day.lo
	}
	if w.Before.IsZero() || !since.After(w.Before) {
		w.After = since
	}
}

// since is when what a lost source derives from was there, zero if unknown.
func (g *graph) since(n int, list []*stemma.Window) time.Time {
	switch p := g.parent[len(g.read)+n]; {
	case p < len(g.read):
		return g.read[p].when.lo
	case p < g.root():
		return list[p-len(g.read)].After
	}
	return time.Time{}
}
