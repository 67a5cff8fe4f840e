package page

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
)

// verdictsView is the list of verdicts.
type verdictsView struct {
	Story, Reviewer string
	Withdrawn       bool
	Rows            []verdictView
	Next, First     string
	Download        string
	Filtered, Write bool
	Here            string
}

// verdictView is a verdict of the list.
type verdictView struct {
	review.Verdict
	What     string // "line", "link"
	From, To endView
	Redirect *endView
	Link     string // the page of the line, or of the report that is an origin
	Title    string // of the story
}

// endView names a report or a source.
type endView struct{ Name, Quote string }

// verdicts is the list of verdicts.
func (s *site) verdicts(w http.ResponseWriter, r *http.Request) {
	if s.Book == nil {
		s.tell(w, r, http.StatusNotFound, noVerdicts)
		return
	}
	asked := r.URL.Query()
	f := verdictFilter(asked)
	f.After, f.Limit, f.Newest = asked.Get("after"), s.rows+1, true
	all, err := s.Book.List(r.Context(), f)
	if _, wrong := errors.AsType[*review.Invalid](err); wrong {
		s.badForm(w, r, "This page of the list is not there.", "/verdicts")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := verdictsView{Story: asked.Get("story"), Reviewer: asked.Get("reviewer"), Withdrawn: f.Withdrawn, Write: access.Who(r.Context()).May(access.Write), Here: r.URL.RequestURI()}
	v.Filtered = v.Story+v.Reviewer != ""
	if len(all) > s.rows {
		all = all[:s.rows]
		v.Next = with(asked, "after", all[len(all)-1].ID)
	}
	if f.After != "" {
		v.First = with(asked, "after", "")
	}
	names, titles := s.names(r.Context()), s.titles(r.Context())
	for _, one := range all {
		row := verdictRow(one, names)
		row.Title = titles(one.Story)
		v.Rows = append(v.Rows, row)
	}
	v.Download = "/verdicts/download/jsonl" + strings.TrimSuffix(with(asked, "after", ""), "?")
	s.render(w, r, "verdicts", view{Title: "Verdicts", Now: "verdicts", Data: v})
}

func verdictFilter(asked url.Values) review.Filter {
	f := review.Filter{Reviewer: strings.TrimSpace(asked.Get("reviewer")), Withdrawn: asked.Get("withdrawn") != ""}
	if story := strings.TrimSpace(asked.Get("story")); story != "" {
		f.Stories = []string{story}
	}
	return f
}

// names returns what names a report by its outlet, each looked up once.
func (s *site) names(ctx context.Context) func(id string) string {
	return once(func(id string) string {
		if a, err := s.Reader.Article(ctx, id); err == nil {
			return or(display.Clean(a.Outlet), display.Clean(id))
		}
		return display.Clean(id)
	})
}

// titles returns what names a story by its title, each looked up once.
func (s *site) titles(ctx context.Context) func(id string) string {
	return once(func(id string) string {
		if st, err := s.Reader.Story(ctx, id); err == nil {
			return or(display.Clean(st.Title), id)
		}
		return id
	})
}

// once asks for each name once.
func once(ask func(string) string) func(string) string {
	known := map[string]string{}
	return func(id string) string {
		name, ok := known[id]
		if !ok {
			name = ask(id)
			known[id] = name
		}
		return name
	}
}

func verdictRow(v review.Verdict, names func(string) string) verdictView {
	end := func(e *review.End) endView {
		switch {
		case e.Article != "":
			return endView{names(e.Article), display.Clean(e.Quote)}
		case e.Source != "":
			return endView{Name: display.Clean(e.Source)}
		}
		return endView{Name: "nothing before it"}
	}
	row := verdictView{Verdict: v, What: "line", From: end(&v.From), To: end(&v.To), Link: verdictPath(&v)}
	if v.Subject == review.Link {
		row.What = "link"
	}
	if v.Redirect != nil {
		e := end(v.Redirect)
		row.Redirect = &e
	}
	return row
}

// verdictPath is the page of what a verdict is about: a line, or a report that it calls an origin.
func verdictPath(v *review.Verdict) string {
	called := func(e *review.End) string {
		if e.Article == "" && e.Source != "" {
			return "source:" + e.Source
		}
		return e.Article
	}
	from, to := called(&v.From), called(&v.To)
	switch {
	case from != "" && to != "":
		return linePath(v.Story, to, from)
	case v.To.Article != "":
		return reportPath(v.Story, v.To.Article, -1)
	}
	return storyPath(v.Story)
}

// downloadVerdicts gives verdicts as a file, each with all that it is found by in another archive.
func (s *site) downloadVerdicts(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.Book == nil:
		s.tell(w, r, http.StatusNotFound, noVerdicts)
		return
	case r.PathValue("format") != "jsonl":
		s.nowhere(w, r)
		return
	}
	var b bytes.Buffer
	if _, err := review.Write(&b, s.Book.All(r.Context(), verdictFilter(r.URL.Query()))); err != nil {
		s.fail(w, r, err)
		return
	}
	personal(w)
	w.Header().Set("Content-Disposition", `attachment; filename="verdicts.jsonl"`)
	send(w, r, "application/jsonl", http.StatusOK, tagOf(b.Bytes()), b.Bytes())
}
