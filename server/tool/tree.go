package tool

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

// The parts of a tree. An overview has the head of each.
const (
	partOverview = "overview"
	partReports  = "reports"
	partChanges  = "changes"
	partClaims   = "claims"
	partSources  = "sources"
)

var parts = []string{partOverview, partReports, partChanges, partClaims, partSources}

// How many items a page has, and an overview of each: a page of 30 reports in 15 languages takes some 25 kB, an overview 15.
const (
	pageReports, pageChanges, pageClaims, pageSources = 25, 20, 25, 25

	overviewReports, overviewChanges, overviewClaims, overviewLost, overviewRoots = 20, 8, 6, 6, 8

	// leastRival is the support from which another parent is named.
	leastRival = 0.05

	maxWhy, maxCites, maxOthers, maxUnplaced, maxProblems = 2, 2, 3, 20, 10
)

// view is which part of a tree somebody wants.
type view struct {
	part string
	page int
}

// plant describes a story of a result as a view of it. said is what reviewers say of it, nil for nothing.
func plant(r *stemma.Result, said *review.Reviewed, n int, v view) *Tree {
	t := &Tree{Note: untrusted + " " + neverTrue, Stories: len(r.Stories), Part: v.part, Page: v.page, Pages: 1, Languages: []string{}}
	for _, id := range r.Unplaced[:min(len(r.Unplaced), maxUnplaced)] {
		t.Unplaced = append(t.Unplaced, ident(id))
	}
	for _, e := range r.Errors[:min(len(r.Errors), maxProblems)] {
		t.Problems = append(t.Problems, Problem{clean(e.Input, maxTitle), clean(e.Problem, maxQuote)})
	}
	if n < 1 || n > len(r.Stories) {
		t.Cautions = cautionsOf(r, "", r.Unplaced)
		return t
	}
	s := &r.Stories[n-1]
	t.Cautions = cautionsOf(r, s.ID, s.Articles)
	g := &grove{Family: family.New(family.NewIndex(r), s, 0), said: said}
	t.Number, t.Story, t.Title = n, ident(s.ID), clean(g.Title(), maxTitle)
	t.Reports, t.Origins = len(s.Articles), s.Origins
	t.Outlets, t.Languages = g.spread()
	g.fill(t, v)
	return t
}

// grove reads a tree for an answer.
type grove struct {
	*family.Family
	said *review.Reviewed
}

// spread is of how many outlets, and in which languages, the reports are.
func (g *grove) spread() (outlets int, langs []string) {
	seen, tongues := map[string]bool{}, map[string]bool{}
	for _, id := range g.Story.Articles {
		if a := g.Articles[id]; a != nil {
			if a.Outlet != "" && a.Outlet != family.InputName(a.Input) { // which the index puts in the place of an outlet
				seen[strings.ToLower(a.Outlet)] = true
			}
			tongues[clean(cmp.Or(a.Lang, "und"), maxName)] = true
		}
	}
	langs = []string{}
	for l := range tongues {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	return len(seen), langs
}

// fill adds what a view shows.
func (g *grove) fill(t *Tree, v view) {
	changes, collation := g.changes(), family.Collate(g.Family, 0)
	sources := g.MainSources()
	switch v.part {
	case partReports:
		t.Members = g.members(page(g.Members, pageReports, v.page, t))
	case partChanges:
		t.Changes = each(page(changes, pageChanges, v.page, t), g.change)
	case partClaims:
		t.Claims = each(page(collation.Shared, pageClaims, v.page, t), g.claimOf(t, collation))
	case partSources:
		t.Sources = each(page(sources, pageSources, v.page, t), g.source)
	default:
		t.Roots = g.roots()
		t.Members = g.members(head(g.Members, overviewReports))
		t.Changes = each(head(changes, overviewChanges), g.change)
		t.Claims = each(head(collation.Shared, overviewClaims), g.claimOf(t, collation))
		t.Lost = each(head(slices.DeleteFunc(slices.Clone(sources), func(c family.Cited) bool { return !c.Lost }), overviewLost), g.source)
		t.brief()
		t.More = more(len(g.Members), len(changes), len(collation.Shared), len(sources))
	}
}

// brief leaves of each item of an overview what shows it best.
func (t *Tree) brief() {
	for i := range t.Members {
		m := &t.Members[i]
		m.Why = head(m.Why, 1)
		m.Instead = head(m.Instead, 1)
		for j := range m.Why {
			m.Why[j].Cites = briefly(m.Why[j].Cites, 1)
		}
	}
	for i := range t.Changes {
		t.Changes[i].Cites = briefly(t.Changes[i].Cites, maxCites)
	}
	for i := range t.Claims {
		t.Claims[i].Cites = briefly(t.Claims[i].Cites, 1)
	}
	for i := range t.Lost {
		t.Lost[i].Cites = briefly(t.Lost[i].Cites, 1)
	}
}

// briefly cites no more than some sentences, and of each no more than its beginning.
func briefly(all []Cite, most int) []Cite {
	all = head(all, most)
	for i := range all {
		all[i].Quote = display.Cut(all[i].Quote, briefQuote)
	}
	return all
}

// more names the parts that have more than an overview shows.
func more(members, changes, claims, sources int) []string {
	var out []string
	for _, p := range []struct {
		name        string
		have, shown int
	}{{partReports, members, 0}, {partChanges, changes, overviewChanges}, {partClaims, claims, overviewClaims}, {partSources, sources, 0}} {
		if p.have > p.shown {
			out = append(out, fmt.Sprintf("%s (%d)", p.name, p.have))
		}
	}
	return out
}

// page is one page of a list. A page behind the last is empty.
func page[T any](all []T, size, n int, t *Tree) []T {
	t.Pages = max(1, (len(all)+size-1)/size)
	if n > t.Pages {
		return nil
	}
	from := (n - 1) * size
	return all[from:min(from+size, len(all))]
}

func head[T any](all []T, most int) []T { return all[:min(len(all), most)] }

func each[T, U any](all []T, f func(T) U) []U {
	out := make([]U, 0, len(all))
	for _, v := range all {
		out = append(out, f(v))
	}
	return out
}

func (g *grove) roots() []Root {
	out := []Root{}
	for _, m := range head(g.Roots, overviewRoots) {
		r := Root{ID: ident(m.ID), Letter: m.Letter, Name: g.name(m), Lost: m.Source != nil, Reports: g.below(m)}
		if m.Root != nil {
			r.Support = hundredths(m.Root.Support)
		}
		out = append(out, r)
	}
	return out
}

// below counts the reports that stand at or below a member.
func (g *grove) below(m *family.Member) int {
	n := 0
	if m.Article != nil {
		n = 1
	}
	for _, b := range m.Below {
		n += g.below(b)
	}
	return n
}

// name is what a member is called.
func (g *grove) name(m *family.Member) string {
	if m.Article != nil {
		return clean(family.Outlet(m.Article), maxName)
	}
	return clean(g.SourceInEnglish(m.Source), maxName)
}

func (g *grove) members(all []*family.Member) []Member { return each(all, g.member) }

func (g *grove) member(m *family.Member) Member {
	out := Member{ID: ident(m.ID), Letter: m.Letter, Name: g.name(m), Lost: m.Source != nil}
	if a := m.Article; a != nil {
		out.Title, out.URL, out.Lang, out.Published = clean(a.Title, maxTitle), clean(family.Address(a), maxQuote), clean(a.Lang, maxName), family.Date(a)
	}
	for up := g.Parent(m); up != nil; up = g.Parent(up) {
		out.Depth++
	}
	if s, ok := m.Support(); ok {
		out.Support = hundredths(s)
	}
	parent := ""
	if e := m.Edge; e != nil {
		parent = e.Parent
		out.Parent, out.How, out.EitherWay = ident(e.Parent), string(e.Kind), e.DirectionUncertain
		out.Why = g.why(e, m)
	}
	for _, v := range head(g.said.OfEdge(parent, m.ID), maxOthers) {
		out.Reviewed = append(out.Reviewed, Opinion{string(v.Opinion), short(v.Reviewer), clean(v.Note, maxTitle)})
	}
	for _, e := range head(m.Also, maxOthers) {
		out.Also = append(out.Also, Other{ident(e.Parent), hundredths(e.Support)})
	}
	for _, o := range head(g.Others(m), maxOthers) {
		if o.Parent != "" && o.Support >= leastRival {
			out.Instead = append(out.Instead, Other{ident(o.Parent), hundredths(o.Support)})
		}
	}
	return out
}

// why is what speaks for an edge, or against it: what can be shown first.
func (g *grove) why(e *stemma.Edge, m *family.Member) []Why {
	var out []Why
	parent := g.Articles[e.Parent]
	add := func(shown bool) {
		for _, ev := range e.Evidence {
			if has := len(ev.ChildSentences)+len(ev.ParentSentences) > 0; has != shown || len(out) == maxWhy {
				continue
			}
			w := Why{Kind: string(ev.Kind), Detail: clean(ev.Detail, maxTitle), Against: ev.Against}
			w.Cites = append(cites(m.Article, ev.ChildSentences, 1), cites(parent, ev.ParentSentences, 1)...)
			out = append(out, w)
		}
	}
	add(true)
	add(false)
	return out
}

// changes are those of a story, what alters facts first, the surest first.
func (g *grove) changes() []*stemma.Change {
	var all []*stemma.Change
	for i := range g.Story.Claims {
		for j := range g.Story.Claims[i].Changes {
			all = append(all, &g.Story.Claims[i].Changes[j])
		}
	}
	rank := func(c *stemma.Change) int {
		i := slices.Index(family.ChangeOrder[:], c.Kind)
		if i < 0 {
			i = len(family.ChangeOrder)
		}
		return i
	}
	slices.SortStableFunc(all, func(a, b *stemma.Change) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Score, a.Score))
	})
	return all
}

func (g *grove) change(c *stemma.Change) Change { return change(g.Index, c) }

func change(x *family.Index, c *stemma.Change) Change {
	before, after := family.Change{Change: c}.Values()
	out := Change{
		From: ident(c.From), To: ident(c.To), Kind: string(c.Kind), Before: clean(family.Beside(c.Before, before), maxTitle),
		After: clean(family.Beside(c.After, after), maxTitle), Detail: clean(c.Detail, maxName), Score: hundredths(c.Score),
		Uncertain: c.Alternative || c.Sibling, Cites: []Cite{},
	}
	if c.FromSentence != nil {
		out.Cites = append(out.Cites, cites(x.Articles[c.From], []int{*c.FromSentence}, 1)...)
	}
	if c.ToSentence != nil {
		out.Cites = append(out.Cites, cites(x.Articles[c.To], []int{*c.ToSentence}, 1)...)
	}
	if family.WholeVerb(c.Kind) != "" {
		out.Before, out.After = "", "" // the sentences are all there is to say
	}
	return out
}

func (g *grove) claimOf(t *Tree, c *family.Collation) func(*stemma.Claim) Claim {
	return func(cl *stemma.Claim) Claim {
		out := Claim{Number: number(t, c.Number[cl.ID]), Reports: []string{}, Changed: len(cl.Changes), Cites: []Cite{}}
		for _, p := range cl.Passages {
			if m := g.ByID[p.Article]; m != nil && len(out.Reports) < family.MaxLetters {
				out.Reports = append(out.Reports, m.Letter)
			}
			if len(out.Cites) < maxCites {
				out.Cites = append(out.Cites, cites(g.Articles[p.Article], p.Sentences, 1)...)
			}
		}
		return out
	}
}

func (g *grove) source(c family.Cited) Source {
	out := Source{
		ID: ident(c.ID), Name: clean(g.SourceInEnglish(c.Source), maxName), Kind: string(c.Kind), Lost: c.Lost, Nobody: c.Inferred,
		CitedBy: slices.Clone(head(c.By, family.MaxLetters)), Cites: []Cite{},
	}
	if out.CitedBy == nil {
		out.CitedBy = []string{}
	}
	if c.Window != nil {
		out.Came = clean(g.Window(c.Window), maxTitle)
	}
	for _, id := range c.CitedBy {
		for _, at := range g.Attributions[id] {
			if at.Source.Source == c.ID && len(out.Cites) < maxCites {
				out.Cites = append(out.Cites, cites(g.Articles[id], []int{at.Sentence}, 1)...)
				break
			}
		}
	}
	return out
}

// hundredths are as exact as support is.
func hundredths(f float64) float64 { return float64(int(f*100+0.5)) / 100 }

// number names a claim for claim_history: in one of several stories with the story's.
func number(t *Tree, n int) string {
	if t.Stories > 1 {
		return fmt.Sprintf("%d-%d", t.Number, n)
	}
	return strconv.Itoa(n)
}
