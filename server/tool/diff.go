package tool

import (
	"cmp"
	"context"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// Side is one of two reports.
type Side struct {
	ID     string  `json:"id,omitempty" jsonschema:"id of a report of the archive, or of the trace that trace names"`
	Link   string  `json:"link,omitempty" jsonschema:"or its address, to be fetched; not all servers allow that"`
	Report *Report `json:"report,omitempty" jsonschema:"or the report itself"`
}

// Comparing asks what changed from one report to another.
type Comparing struct {
	A     Side   `json:"a" jsonschema:"the first report"`
	B     Side   `json:"b" jsonschema:"the second report"`
	Trace string `json:"trace,omitempty" jsonschema:"the trace that ids are of; else they are of the archive"`
	Page  int    `json:"page,omitempty" jsonschema:"which page of the changes, from 1"`
}

// Difference is what changed from one report to another.
type Difference struct {
	Note    string   `json:"note" jsonschema:"how to read this answer"`
	A       Item     `json:"a"`
	B       Item     `json:"b"`
	Linked  int      `json:"linked" jsonschema:"how many pairs of passages say the same in both"`
	OnlyA   int      `json:"only_a" jsonschema:"how many sentences of a have no counterpart in b"`
	OnlyB   int      `json:"only_b" jsonschema:"how many sentences of b have no counterpart in a"`
	Total   int      `json:"total" jsonschema:"how many changes were found"`
	Page    int      `json:"page"`
	Pages   int      `json:"pages"`
	Changes []Change `json:"changes" jsonschema:"what changed, what alters facts first; that none is shown does not mean that there is none"`
	Pairs   []Pair   `json:"pairs" jsonschema:"passages that say the same, the first of them"`
	Cautions
	Problems  []Problem `json:"problems,omitempty"`
	Unrelated bool      `json:"unrelated,omitempty" jsonschema:"the two have nothing in common"`
}

// Item is a report of a list.
type Item struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet,omitempty"`
	Title     string `json:"title,omitempty"`
	URL       string `json:"url,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Published string `json:"published,omitempty"`
	Story     string `json:"story,omitempty"`
}

// Pair is two passages that say the same.
type Pair struct {
	Kind  string  `json:"kind" jsonschema:"verbatim, rewrite or translation"`
	Score float64 `json:"score" jsonschema:"how sure that is, 0 to 1"`
	A     []Cite  `json:"a"`
	B     []Cite  `json:"b"`
}

const diffDescription = "Puts two reports side by side, in one language or two, and tells what changed from the first to the second: numbers, dates, names, places, hedges, who is cited, loaded terms, what was left out or added; each change with both sentences."

// How many pairs of passages are shown.
const maxPairs = 12

func item(a *stemma.Article) Item {
	return Item{
		ID: ident(a.ID), Outlet: clean(family.Outlet(a), maxName), Title: clean(a.Title, maxTitle), URL: clean(family.Address(a), maxQuote),
		Lang: clean(a.Lang, maxName), Published: family.Date(a),
	}
}

func (s *server) diff(ctx context.Context, c *call, in Comparing) (*Difference, error) {
	if in.Page < 0 {
		return nil, refuse("pages count from 1")
	}
	var sides [2]stemma.Article
	var problems []stemma.InputError
	for i, side := range []Side{in.A, in.B} {
		a, failed, err := s.side(ctx, side, in.Trace, string("ab"[i]))
		if err != nil {
			return nil, err
		}
		sides[i], problems = a, append(problems, failed...)
	}
	a, b := sides[0], sides[1]
	if a.ID == b.ID {
		b.ID += "-2" // the same text twice
	}
	id, err := s.run(ctx, c, func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		step("comparing the two")
		return s.reader.Compare(ctx, a, b)
	})
	if err != nil {
		return nil, err
	}
	r, err := s.jobs.Result(id)
	if err != nil {
		return nil, err
	}
	r.Errors = problems
	return compared(r, a.ID, b.ID, max(1, in.Page)), nil
}

// side is the report that one side names.
func (s *server) side(ctx context.Context, side Side, traced, name string) (stemma.Article, []stemma.InputError, error) {
	given := 0
	for _, is := range []bool{side.ID != "", side.Link != "", side.Report != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		return stemma.Article{}, nil, refuse("%s is to be one report: give its id, its link, or the report with its text", name)
	}
	if side.ID != "" {
		a, err := s.article(ctx, side.ID, traced)
		return a, nil, err
	}
	var reports []Report
	var links []string
	if side.Report != nil {
		reports = []Report{*side.Report}
	} else {
		links = []string{side.Link}
	}
	if err := s.checkReports(reports, links); err != nil {
		return stemma.Article{}, nil, err
	}
	batch, err := s.read(ctx, reports, links)
	switch n := len(batch.Articles); {
	case err != nil:
		return stemma.Article{}, nil, err
	case n == 0:
		return stemma.Article{}, nil, refuse("%s could not be read%s", name, first(batch.Errors))
	case n > 1:
		return stemma.Article{}, nil, refuse("%s holds %d reports: give one", name, n)
	}
	return batch.Articles[0], batch.Errors, nil
}

// article is a report of the archive, or of a trace.
func (s *server) article(ctx context.Context, id, traced string) (stemma.Article, error) {
	if traced == "" {
		return s.reader.Article(ctx, id)
	}
	r, err := s.jobs.Result(traced)
	if err != nil {
		return stemma.Article{}, err
	}
	if r != nil {
		if i := slices.IndexFunc(r.Articles, func(a stemma.Article) bool { return a.ID == id }); i >= 0 {
			return r.Articles[i], nil
		}
	}
	return stemma.Article{}, refuse("the trace has no report of that id: trace with part reports lists them")
}

// compared describes what was found of two reports.
func compared(r *stemma.Result, a, b string, n int) *Difference {
	x := family.NewIndex(r)
	d := &Difference{Note: untrusted + " " + neverTrue, Page: n, Pages: 1, Changes: []Change{}, Pairs: []Pair{}}
	for _, e := range head(r.Errors, maxProblems) {
		d.Problems = append(d.Problems, Problem{clean(e.Input, maxTitle), clean(e.Problem, maxQuote)})
	}
	left, right := x.Articles[a], x.Articles[b]
	if left == nil || right == nil {
		d.Unrelated = true
		return d
	}
	d.A, d.B = item(left), item(right)
	in := map[string]map[int]bool{a: {}, b: {}}
	d.Cautions = cautionsOf(r, "", []string{a, b})
	var changes []*stemma.Change
	for i := range r.Stories {
		st := &r.Stories[i]
		d.Cautions = cautionsOf(r, st.ID, []string{a, b})
		for j := range st.Links {
			d.pair(x, &st.Links[j], a, in)
		}
		changes = append(changes, (&grove{Family: &family.Family{Story: st}}).changes()...)
	}
	d.OnlyA, d.OnlyB = len(left.Sentences)-len(in[a]), len(right.Sentences)-len(in[b])
	d.Unrelated = d.Linked == 0
	d.Total, d.Pages = len(changes), max(1, (len(changes)+pageChanges-1)/pageChanges)
	if n <= d.Pages {
		d.Changes = each(changes[(n-1)*pageChanges:min(n*pageChanges, len(changes))], func(c *stemma.Change) Change { return change(x, c) })
	}
	slices.SortStableFunc(d.Pairs, func(p, q Pair) int { return cmp.Compare(q.Score, p.Score) })
	d.Pairs = head(d.Pairs, maxPairs)
	return d
}

// pair notes a link, with the side that a is on first.
func (d *Difference) pair(x *family.Index, l *stemma.Link, a string, in map[string]map[int]bool) {
	as, bs, other := l.ASentences, l.BSentences, l.B
	if l.A != a {
		as, bs, other = l.BSentences, l.ASentences, l.A
	}
	if in[other] == nil || other == a {
		return
	}
	d.Linked++
	for _, n := range as {
		in[a][n] = true
	}
	for _, n := range bs {
		in[other][n] = true
	}
	d.Pairs = append(d.Pairs, Pair{string(l.Kind), hundredths(l.Score), cites(x.Articles[a], as, maxCites), cites(x.Articles[other], bs, maxCites)})
}
