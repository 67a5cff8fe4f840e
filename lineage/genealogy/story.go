package genealogy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/lineage/truth"
)

// story writes down what has come about.
func (w *world) story() *Story {
	w.settle()
	names := w.identify()
	s := &Story{Tree: truth.Tree{Articles: []truth.Article{}, Lost: []truth.Lost{}}}
	for _, k := range w.Perm(len(w.nodes)) {
		if !w.nodes[k].lost {
			a, t := w.article(k, names)
			s.Articles, s.Tree.Articles = append(s.Articles, a), append(s.Tree.Articles, t)
		}
	}
	for k, n := range w.nodes {
		if n.gone {
			continue
		}
		if n.lost {
			s.Tree.Lost = append(s.Tree.Lost, w.lostSource(k, names))
		}
		if len(w.parents(k)) == 0 {
			s.Tree.Origins++
		}
	}
	for i := range s.Tree.Lost {
		s.Tree.Lost[i].Names = namesOf(&s.Tree, &s.Tree.Lost[i])
	}
	w.addUnnamed(&s.Tree, names)
	s.Tree.Documents = w.documents()
	return s
}

// documents lists what the story was made of.
func (w *world) documents() []string {
	used := map[string]bool{}
	for l := range w.units {
		used[w.corpus[l.document].Name] = true
	}
	return sortedKeys(used)
}

// addUnnamed puts the sources that are not named behind the lost sources that
// are said to rest on them.
func (w *world) addUnnamed(t *truth.Tree, names []string) {
	for k := range w.nodes {
		if !w.anonymous[k] || !w.nodes[k].lost || w.nodes[k].gone || !w.saysUnnamed(k) {
			continue
		}
		i := slices.IndexFunc(t.Lost, func(l truth.Lost) bool { return l.ID == names[k] })
		id := "un" + names[k]
		t.Lost[i].Parents = []string{id}
		t.Lost = append(t.Lost, truth.Lost{ID: id, Outlet: "", Parents: []string{}, Children: []string{}})
	}
}

// saysUnnamed says that an article tells of the source without a name behind
// node k.
func (w *world) saysUnnamed(k int) bool {
	for _, n := range w.nodes {
		for _, it := range n.final() {
			for _, s := range it.said {
				if !n.lost && s.who == k && s.behind == unnamed && s.form == citeChain {
					return true
				}
			}
		}
	}
	return false
}

// identify gives every node an id that tells nothing of its place in the tree.
func (w *world) identify() []string {
	names := make([]string, len(w.nodes))
	articles, lost := 0, 0
	for _, k := range w.Perm(len(w.nodes)) {
		switch n := w.nodes[k]; {
		case n.gone:
		case n.lost:
			lost++
			names[k] = fmt.Sprintf("lost%d", lost)
		default:
			articles++
			names[k] = fmt.Sprintf("r%d", articles)
		}
	}
	return names
}

// article writes down one article, and what is true of it.
func (w *world) article(k int, names []string) (Article, truth.Article) {
	n := w.nodes[k]
	r := w.render(n.final(), n.lang, w.spacing(n.lang))
	a := Article{
		ID: names[k], Outlet: w.homeName(n.outlet), Lang: n.lang, Title: w.title(n), Text: r.text,
		Published: n.outlet.dates.write(n.time),
	}
	w.date(n, &a)
	if w.params.Addresses {
		a.URL = w.address(n, k)
	}
	return a, w.truth(k, r, names)
}

// truth writes down what is true of an article.
func (w *world) truth(k int, r rendered, names []string) truth.Article {
	n, parents := w.nodes[k], w.parents(k)
	t := truth.Article{
		ID: names[k], Parents: []string{}, Lang: n.lang, NumberChanges: []truth.NumberChange{}, Units: []truth.Unit{},
		TitleUnit: w.unit(n.title.line), NameChanges: n.names, Time: instant(n.time), Revised: instant(n.revised),
	}
	for _, p := range parents {
		t.Parents = append(t.Parents, names[p])
	}
	if len(parents) > 0 {
		t.Kind = w.kindOf(n, parents[0])
		if n.twin {
			t.TwinOf = t.Parents[0]
		}
		if n.follows {
			t.Follows = t.Parents[0]
		}
	}
	w.fillUnits(&t, k, r, names)
	w.fillCitations(&t, k, r, names)
	w.fillDescents(&t, k, names)
	return t
}

// title is the headline without the full stop of a sentence.
func (w *world) title(n *node) string {
	return strings.TrimSuffix(n.title.words, w.phrasesOf(n.lang).stop)
}

// kindOf is how a node was made from a parent that may be further up than the
// one that it was made from.
func (w *world) kindOf(n *node, parent int) string {
	p := w.nodes[parent]
	switch {
	case p.lang != n.lang:
		return "translation"
	case n.kind == "translation" || parent != n.parent && w.nodes[n.parent].kind != "copy":
		return "rewrite"
	}
	return n.kind
}

// date adds when the article changed: some outlets then date it anew, some say
// both, some nothing. Others date anew what did not change.
func (w *world) date(n *node, a *Article) {
	if n.revised.IsZero() {
		if w.chance(w.params.Redated) {
			a.Published = n.outlet.dates.write(n.time.Add(time.Duration(w.spread(2, 96) * float64(time.Hour))))
		}
		return
	}
	if w.chance(0.35) {
		a.Published = n.outlet.dates.write(n.revised)
	}
	if w.chance(0.6) {
		a.Updated = n.outlet.dates.write(n.revised)
	}
}

func (w *world) fillUnits(t *truth.Article, k int, r rendered, names []string) {
	n := w.nodes[k]
	var given []item
	if parents := w.parents(k); len(parents) > 0 {
		given = w.nodes[parents[0]].at(n.time)
	}
	for i, it := range n.final() {
		u := truth.Unit{Start: r.spans[i][0], End: r.spans[i][1]}
		if it.isUnit() {
			number := w.unit(it.line)
			u.Unit, u.From, u.Born = &number, w.from(k, &it, names), w.born(k, &it, names)
			if o := itemOf(given, it.line); o != nil {
				t.NumberChanges = append(t.NumberChanges, numberChanges(number, &it, o)...)
			}
		}
		t.Units = append(t.Units, u)
	}
}

// from names the parent that gave an item, if that is a node of the true tree
// and has it.
func (w *world) from(k int, it *item, names []string) string {
	p := w.kept(it.from)
	if p < 0 || p == k {
		return ""
	}
	if itemOf(w.nodes[p].final(), it.line) == nil {
		return ""
	}
	return names[p]
}

// born names the node that brought an item into the story, as far as it is one
// of the true tree: else the first that has it from there.
func (w *world) born(k int, it *item, names []string) string {
	if w.nodes[it.born].gone {
		for c, n := range w.nodes {
			if o := itemOf(n.final(), it.line); o != nil && o.born == it.born && !n.gone {
				return names[c]
			}
		}
		return names[k]
	}
	return names[it.born]
}

func (w *world) fillCitations(t *truth.Article, k int, r rendered, names []string) {
	for _, x := range r.names {
		who := x.said.who
		if x.behind {
			who = x.said.behind
		}
		c := truth.Citation{Form: x.said.form, Name: r.text[x.start:x.end], Start: x.start, End: x.end, Behind: x.behind}
		if who >= 0 {
			if w.nodes[who].outlet == w.nodes[k].outlet {
				continue
			}
			c.Node = names[who]
		}
		t.Citations = append(t.Citations, c)
		if t.Cites == "" {
			t.Cites = c.Name
		}
	}
}

// fillDescents counts what an article has from which origin.
func (w *world) fillDescents(t *truth.Article, k int, names []string) {
	counts, total := map[string]float64{}, 0.0
	for i, u := range t.Units {
		if u.Unit == nil {
			continue
		}
		total++
		it := &w.nodes[k].final()[i]
		switch born := w.born(k, it, names); {
		case born != t.ID:
			counts[names[w.trueRoot(slices.Index(names, born))]]++
		case len(t.Parents) == 0:
			counts[t.ID]++
		}
	}
	for _, origin := range sortedKeys(counts) {
		t.Descents = append(t.Descents, truth.Descent{Origin: origin, Share: counts[origin] / total})
	}
	slices.SortStableFunc(t.Descents, func(x, y truth.Descent) int { return cmp.Compare(y.Share, x.Share) })
}

func (w *world) lostSource(k int, names []string) truth.Lost {
	n := w.nodes[k]
	l := truth.Lost{ID: names[k], Outlet: w.homeName(n.outlet), Parents: []string{}, Children: []string{}, Time: instant(n.time)}
	for _, p := range w.parents(k) {
		l.Parents = append(l.Parents, names[p])
		if !w.nodes[p].lost {
			l.After = instant(w.nodes[p].time)
		}
	}
	var first time.Time
	for c, o := range w.nodes {
		parents := w.parents(c)
		if o.lost || len(parents) == 0 || parents[0] != k {
			continue
		}
		l.Children = append(l.Children, names[c])
		if first.IsZero() || o.time.Before(first) {
			first = o.time
		}
	}
	l.Before = instant(first)
	return l
}

// namesOf lists the forms in which articles name a lost source.
func namesOf(t *truth.Tree, l *truth.Lost) []string {
	names := []string{l.Outlet}
	for i := range t.Articles {
		for _, c := range t.Articles[i].Citations {
			if c.Node == l.ID && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// homeName is what an outlet calls itself.
func (w *world) homeName(o *outlet) string {
	script := w.phrasesOf(o.lang).script
	if o.latin {
		script = "latn"
	}
	return w.press.forms(o, o.lang, script, script)[0]
}

// address makes up an article's URL.
func (w *world) address(n *node, k int) string {
	host := strings.ToLower(w.press.forms(n.outlet, "en", "latn", w.phrasesOf(n.outlet.lang).script)[0])
	host = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, host)
	return fmt.Sprintf("https://%s.example/%s/%d", host, n.time.Format("2006/01"), 1000+37*k)
}

// instant writes a time as gold files have it, "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
