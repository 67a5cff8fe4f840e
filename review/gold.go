package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
)

const aboutGold = "parents as reviewers confirmed or gave them; only the articles in \"judged\" count"

// Gold makes gold data of what reviewers say of a story's articles: the tree as far as they know it. An article is judged where all
// who say what its one parent is say the same, of the texts that the articles have now. It is nil where none is.
func Gold(name string, articles []stemma.Article, all []Verdict) *truth.Tree {
	g := gold{
		tree:  &truth.Tree{Name: name, About: aboutGold, Articles: []truth.Article{}, Lost: []truth.Lost{}},
		texts: map[string]string{}, minds: map[string]map[string]*mind{}, outlets: map[string]bool{},
	}
	for i := range articles {
		if outlet := nameKey(articles[i].Outlet); outlet != "" {
			g.outlets[outlet] = true
		}
		g.texts[articles[i].ID] = Digest(articles[i].Text)
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Verdict) int { return a.At.Compare(b.At) })
	for i := range all {
		g.hear(&all[i])
	}
	for i := range articles {
		a := &articles[i]
		known := truth.Article{ID: a.ID, Lang: a.Lang, Parents: []string{}}
		if parent, ok := g.agreed(a.ID); ok {
			g.tree.Judged = append(g.tree.Judged, a.ID)
			if parent == nil {
				g.tree.Origins++
			} else {
				known.Parents = []string{g.node(parent, a.ID)}
			}
		}
		g.tree.Articles = append(g.tree.Articles, known)
	}
	if len(g.tree.Judged) == 0 {
		return nil
	}
	return g.tree
}

type gold struct {
	tree  *truth.Tree
	texts map[string]string           // digests, by article
	minds map[string]map[string]*mind // by child and reviewer
	lost  []*End                      // what the tree's lost sources are, in its order
	// outlets are those of the articles, by the key of their names.
	outlets map[string]bool
}

// mind is what a reviewer takes for the parents of an article, and what for none. A zero one says that it is an origin.
type mind struct{ parents, denied []*End }

// hear follows what a reviewer says, in the order in which it was said.
func (g *gold) hear(v *Verdict) {
	if v.Subject != Edge || v.Withdrawn != nil || !g.isPresent(&v.To) || v.To.Article == "" {
		return
	}
	of := g.minds[v.To.Article]
	if of == nil {
		of = map[string]*mind{}
		g.minds[v.To.Article] = of
	}
	m := of[v.Reviewer]
	if m == nil {
		m = &mind{}
		of[v.Reviewer] = m
	}
	switch v.Opinion {
	case Confirmed:
		m.is(&v.From)
	case Rejected:
		m.isNot(&v.From)
	case Redirected:
		m.isNot(&v.From)
		m.is(v.Redirect)
	}
}

func (m *mind) is(e *End) {
	if e.IsZero() {
		m.parents = nil
	}
	m.parents = append(without(without(m.parents, e), &End{}), e)
	m.denied = without(m.denied, e)
}

func (m *mind) isNot(e *End) {
	m.parents, m.denied = without(m.parents, e), append(without(m.denied, e), e)
}

func without(all []*End, e *End) []*End {
	return slices.DeleteFunc(all, func(o *End) bool { return isOne(o, e) })
}

// isOne says whether two ends are one report, or one source.
func isOne(a, b *End) bool {
	switch {
	case a.Article != "" || b.Article != "" || a.IsZero() || b.IsZero():
		return a.Article == b.Article && a.IsZero() == b.IsZero()
	case a.Nameless != b.Nameless || nameKey(a.Source) != nameKey(b.Source):
		return false
	}
	return !a.Nameless || slices.ContainsFunc(a.Reports, func(r string) bool { return slices.Contains(b.Reports, r) })
}

// isPresent says that an end is a source which is not among the reports, or a report that is there with the text that it had.
// Of a source whose name an outlet of the reports has, the report may have come in that was meant.
func (g *gold) isPresent(e *End) bool {
	if e.Article == "" {
		return e.Nameless || !g.outlets[nameKey(e.Source)]
	}
	digest, ok := g.texts[e.Article]
	return ok && (e.Digest == "" || e.Digest == digest)
}

// agreed is the one parent of an article that all who know one agree on; nil for none.
func (g *gold) agreed(child string) (parent *End, ok bool) {
	for _, m := range g.minds[child] {
		switch {
		case len(m.parents) == 0:
			continue
		case len(m.parents) > 1 || ok && !isOne(parent, m.parents[0]):
			return nil, false
		}
		parent, ok = m.parents[0], true
	}
	if !ok || !g.isPresent(parent) {
		return nil, false
	}
	for _, m := range g.minds[child] {
		if slices.ContainsFunc(m.denied, func(e *End) bool { return isOne(e, parent) }) {
			return nil, false
		}
	}
	if parent.IsZero() {
		return nil, true
	}
	return parent, true
}

// node is the id of a parent in the tree; a source is added to the lost ones.
func (g *gold) node(parent *End, child string) string {
	if parent.Article != "" {
		return parent.Article
	}
	i := slices.IndexFunc(g.lost, func(e *End) bool { return isOne(e, parent) })
	if i < 0 {
		i = len(g.lost)
		g.lost = append(g.lost, parent)
		name := strings.TrimSpace(parent.Source)
		g.tree.Lost = append(g.tree.Lost, truth.Lost{ID: fmt.Sprintf("lost-%d", i+1), Outlet: name, Names: []string{name}, Parents: []string{}})
	}
	g.tree.Lost[i].Children = append(g.tree.Lost[i].Children, child)
	return g.tree.Lost[i].ID
}

// Parents are the reports that verdicts give as parents: Gold knows those that are among the articles.
func Parents(all []Verdict) []string {
	var ids []string
	for i := range all {
		e := &all[i].From
		if all[i].Redirect != nil {
			e = all[i].Redirect
		}
		if e.Article != "" && !slices.Contains(ids, e.Article) {
			ids = append(ids, e.Article)
		}
	}
	return ids
}
