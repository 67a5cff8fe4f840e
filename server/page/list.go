package page

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// option is one of a field with several.
type option struct {
	Value, Label string
	Chosen       bool
}

// listView is the list of stories.
type listView struct {
	Filter listFilter
	Rows   []rowView
	// Since says since when something is new, "" where nothing was asked.
	Since    string
	Unplaced int
	Next     string // address of the next page
	First    string // of the first, where this is another
	Filtered bool
	Problem  string
}

// listFilter is the form of the list.
type listFilter struct {
	Since, Sort, Langs []option
	Outlets            []string // that are proposed
	Outlet, Words      string
	Reports, From      string // at least so many reports, outlets
	Tongues            string // languages
	Open               bool
	// More says that a field is filled in that is folded away.
	More bool
}

// rowView is a story of the list.
type rowView struct {
	reader.Story
	Origin string // "3 origins", "not traced yet"
	// Bar is the length of a bar for its reports, of 100, and NewAt and NewBar are the part of it for those that are new.
	Bar, NewAt, NewBar int
}

// listAge is how old a list of what is new since a time may be: that time moves on.
const listAge = 2 * time.Second

// list is the page of all stories.
func (s *site) list(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	q, problem := storyQuery(asked, time.Now())
	q.Limit = s.rows
	if problem != "" {
		s.badList(w, r, problem)
		return
	}
	ctx := context.WithoutCancel(r.Context()) // others wait for the page, too
	tag, failed := s.Reader.Version(ctx)
	if !q.Since.IsZero() {
		tag += time.Now().Truncate(listAge).String()
	}
	if failed == nil {
		failed = s.keepList(ctx, w, r, tag, q)
	}
	switch {
	case errors.Is(failed, reader.ErrNoArchive):
		http.Redirect(w, r, "/trace", http.StatusSeeOther)
	case badWords(failed):
		s.badList(w, r, "Words: "+failed.Error()+".")
	case failed != nil:
		s.fail(w, r, failed)
	}
}

// keepList answers with the list, made anew where something in it has changed.
func (s *site) keepList(ctx context.Context, w http.ResponseWriter, r *http.Request, tag string, q reader.StoryQuery) error {
	asked := r.URL.Query()
	return s.keep(w, r, r.URL.RequestURI(), "stories", tag, func() (view, error) {
		page, err := s.Reader.Stories(ctx, q)
		if err != nil {
			return view{}, err
		}
		return view{Title: "Stories", Now: "stories", Data: listOf(page, asked, s.facets(ctx))}, nil
	})
}

// badList shows the form of the list with what is wrong in it.
func (s *site) badList(w http.ResponseWriter, r *http.Request, problem string) {
	v := listOf(&reader.StoryPage{}, r.URL.Query(), s.facets(r.Context()))
	v.Problem = problem
	s.render(w, r, "stories", view{Title: "Stories", Now: "stories", Status: http.StatusBadRequest, Data: v})
}

// facets are what stories can be filtered by; the list can do without.
func (s *site) facets(ctx context.Context) reader.Facets {
	f, err := s.Reader.Facets(ctx)
	if err != nil && !errors.Is(err, reader.ErrNoArchive) && ctx.Err() == nil {
		s.Log.WarnContext(ctx, "no facets", "error", err)
	}
	return f
}

var sorts = []struct {
	value, label string
	by           store.StorySort
}{{"recent", "latest first", store.StoryRecent}, {"size", "most reports first", store.StorySize}, {"growth", "fastest growing first", store.StoryGrowth}}

// storyQuery reads the form of the list; problem says what is wrong with it.
func storyQuery(v url.Values, now time.Time) (q reader.StoryQuery, problem string) {
	q.Cursor, q.Words = v.Get("cursor"), strings.TrimSpace(v.Get("words"))
	q.Langs, q.Outlets, q.Open = given(v["lang"]), given(v["outlet"]), v.Get("open") != ""
	var ok bool
	if q.Since, _, ok = date.Period(strings.TrimSpace(v.Get("since")), now); !ok {
		return q, "New since: " + date.PeriodForms + "."
	}
	for _, f := range []struct {
		name, label string
		to          *int
	}{{"min_reports", "Reports", &q.MinArticles}, {"min_outlets", "Outlets", &q.MinOutlets}, {"min_languages", "Languages", &q.MinLangs}} {
		n, err := strconv.Atoi(or(v.Get(f.name), "0"))
		if err != nil || n < 0 || n > math.MaxInt32 {
			return q, f.label + ", at least: give a whole number."
		}
		*f.to = n
	}
	for _, o := range sorts {
		if o.value == sortOf(v) {
			q.Sort = o.by
		}
	}
	if q.Sort == store.StoryGrowth && q.Since.IsZero() {
		q.Sort = store.StorySize // nothing has grown since no time
	}
	return q, ""
}

// sortOf is the order that a form asks for.
func sortOf(v url.Values) string {
	switch {
	case v.Get("sort") != "":
		return v.Get("sort")
	case v.Get("since") != "":
		return "growth"
	}
	return "recent"
}

// given are the values of a field that say something.
func given(values []string) (out []string) {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func or(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return strings.TrimSpace(s)
}

func listOf(p *reader.StoryPage, asked url.Values, f reader.Facets) *listView {
	v := &listView{Filter: filterOf(asked, f), Unplaced: p.Unplaced}
	if !p.Since.IsZero() {
		v.Since = spokenSince(strings.TrimSpace(asked.Get("since")), p.Since)
	}
	most := 1
	for i := range p.Stories {
		most = max(most, p.Stories[i].Articles)
	}
	for _, st := range p.Stories {
		v.Rows = append(v.Rows, rowOf(st, most, v.Since != ""))
	}
	for name, values := range asked {
		v.Filtered = v.Filtered || name != "cursor" && name != "sort" && len(given(values)) > 0
	}
	if p.Next != "" {
		v.Next = with(asked, "cursor", p.Next)
	}
	if asked.Get("cursor") != "" {
		v.First = with(asked, "cursor", "")
	}
	return v
}

// rowOf shows a story beside one with most reports. The area of a bar counts, not its length: else all but a few are a dot.
func rowOf(st reader.Story, most int, grown bool) rowView {
	length := func(n int) int { return int(math.Round(100 * math.Sqrt(float64(n)/float64(most)))) }
	row := rowView{Story: st, Origin: originsOf(&st), Bar: max(2, length(st.Articles))}
	if grown && st.New > 0 {
		row.NewAt = length(max(0, st.Articles-st.New))
		row.NewBar = max(2, row.Bar-row.NewAt)
	}
	return row
}

func originsOf(st *reader.Story) string {
	switch {
	case st.Origins == nil:
		return "not traced yet"
	case st.Traced > 0 && st.Traced < st.Articles:
		return fmt.Sprintf("%s of the first %d", display.Count(*st.Origins, "origin"), st.Traced)
	}
	return display.Count(*st.Origins, "origin")
}

// with is the address of the list with another value of a field.
func with(asked url.Values, name, value string) string {
	next := url.Values{}
	for n, values := range asked {
		if kept := given(values); len(kept) > 0 && n != name {
			next[n] = kept
		}
	}
	if value != "" {
		next.Set(name, value)
	}
	if len(next) == 0 {
		return "?"
	}
	return "?" + next.Encode()
}

// spokenSince says since when something is new: "in the last 24 hours".
func spokenSince(asked string, since time.Time) string {
	for _, o := range sinces {
		if o.Value == asked {
			return "in the " + o.Label
		}
	}
	return "since " + when(since, stemma.PrecisionDay)
}

var sinces = []option{{Value: "24h", Label: "last 24 hours"}, {Value: "3d", Label: "last 3 days"}, {Value: "7d", Label: "last 7 days"}, {Value: "30d", Label: "last 30 days"}}

// filterOf fills in the form with what was asked for.
func filterOf(asked url.Values, f reader.Facets) listFilter {
	out := listFilter{
		Words: asked.Get("words"), Outlet: first(asked["outlet"]), Open: asked.Get("open") != "",
		Reports: asked.Get("min_reports"), From: asked.Get("min_outlets"), Tongues: asked.Get("min_languages"),
	}
	out.More = out.Outlet+out.Reports+out.From+out.Tongues != "" || out.Open
	out.Since = choose(append([]option{{Label: "any time"}}, sinces...), asked.Get("since"))
	for _, o := range sorts {
		out.Sort = append(out.Sort, option{Value: o.value, Label: o.label, Chosen: o.value == sortOf(asked)})
	}
	langs := []option{{Label: "any language"}}
	for _, c := range f.Languages[:min(len(f.Languages), 100)] {
		if tag := langTag(c.Name); tag != "" {
			langs = append(langs, option{Value: c.Name, Label: languageName(c.Name)})
		}
	}
	slices.SortStableFunc(langs[1:], func(a, b option) int { return strings.Compare(a.Label, b.Label) })
	out.Langs = choose(langs, first(asked["lang"]))
	for _, c := range f.Outlets[:min(len(f.Outlets), 300)] {
		out.Outlets = append(out.Outlets, c.Name)
	}
	return out
}

// choose marks the option of a value, which it adds where there is none.
func choose(options []option, value string) []option {
	out := slices.Clone(options)
	for i := range out {
		if out[i].Value == value {
			out[i].Chosen = true
			return out
		}
	}
	return append(out, option{Value: value, Label: display.Clean(value), Chosen: true})
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
