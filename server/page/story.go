package page

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/reader"
)

// told is a story's tree, with the pages that show it.
type told struct {
	*reader.Tree
	base string
}

// told finds the story that a request names and makes its pages, or answers itself: with a problem, with where a merged
// story went, or that the tree is being made.
func (s *site) told(w http.ResponseWriter, r *http.Request) *told {
	id := r.PathValue("id")
	t, err := s.Reader.Tree(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return nil
	}
	base := storyPath(t.Story.ID)
	if t.Story.ID != id {
		http.Redirect(w, r, moved(r.URL, storyPath(id), base), http.StatusFound)
		return nil
	}
	if t.Result == nil {
		s.awaited(w, r, t)
		return nil
	}
	return &told{Tree: t, base: base}
}

// moved is an address below a path, below another one.
func moved(u *url.URL, from, to string) string {
	if rest, ok := strings.CutPrefix(u.EscapedPath(), from); ok {
		to += rest
	}
	if u.RawQuery != "" {
		to += "?" + u.RawQuery
	}
	return to
}

// awaited says that a story is traced for the first time.
func (s *site) awaited(w http.ResponseWriter, r *http.Request, t *reader.Tree) {
	s.render(w, r, "awaited", view{Title: t.Story.Title, Now: "stories", Refresh: 2, Status: http.StatusOK, Data: t})
}

// in makes the pages of the tree.
func (t *told) in() (*report.Pages, error) {
	return report.NewPages(t.Result, report.PagesOptions{Reviewed: t.Reviewed, Base: t.base})
}

// story is the page of a story.
func (s *site) story(w http.ResponseWriter, r *http.Request) {
	t := s.told(w, r)
	if t == nil {
		return
	}
	s.showKept(w, r, t.Tag, func() (frame, error) {
		pages, err := t.in()
		if err != nil {
			return frame{}, err
		}
		part, err := pages.Stories()
		if err != nil {
			return frame{}, err
		}
		above, err := s.around("above", t.Tree) // what the tree is not up to
		if err != nil {
			return frame{}, err
		}
		below, err := s.around("below", t.base)
		return frame{Title: part.Title, Dir: part.Dir, Body: above + part.HTML + below, Now: "stories"}, err
	})
}

// around is what stands above or below a tree.
func (s *site) around(name string, v any) (template.HTML, error) {
	var b strings.Builder
	err := s.pages[name].ExecuteTemplate(&b, "content", v)
	return template.HTML(b.String()), err //nolint:gosec // of html/template
}

// line is the page of a line of the tree, with forms for who may give verdicts: on its links, too.
func (s *site) line(w http.ResponseWriter, r *http.Request) {
	t := s.told(w, r)
	if t == nil {
		return
	}
	s.part(w, r, t, func(p *report.Pages) (*report.Part, error) {
		return p.Line(r.PathValue("child"), r.PathValue("parent"), s.form(r, t))
	})
}

// form is the form for verdicts, none for who may not give any.
func (s *site) form(r *http.Request, t *told) report.Form {
	who := access.Who(r.Context())
	if s.Book == nil || !who.May(access.Write) {
		return report.Form{}
	}
	return report.Form{Action: t.base + "/verdicts", Back: r.URL.EscapedPath(), Token: who.Form, Reviewer: s.reviewer(r)}
}

// claim is the page of a claim, report that of a report, with a form where it is an origin.
func (s *site) claim(w http.ResponseWriter, r *http.Request) {
	if t := s.told(w, r); t != nil {
		s.part(w, r, t, func(p *report.Pages) (*report.Part, error) { return p.Claim(r.PathValue("n")) })
	}
}

func (s *site) report(w http.ResponseWriter, r *http.Request) {
	if t := s.told(w, r); t != nil {
		s.part(w, r, t, func(p *report.Pages) (*report.Part, error) { return p.Report(r.PathValue("article"), s.form(r, t)) })
	}
}

// part answers with a part of a story: the page, or for a script that puts it into another page only what is within it.
func (s *site) part(w http.ResponseWriter, r *http.Request, t *told, of func(*report.Pages) (*report.Part, error)) {
	pages, err := t.in()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	part, err := of(pages)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.URL.Query().Get("part") != "" {
		personal(w)
		send(w, r, pageKind, http.StatusOK, tagOf([]byte(part.HTML)), []byte(part.HTML))
		return
	}
	s.show(w, r, http.StatusOK, frame{Title: part.Title, Dir: part.Dir, Body: part.HTML, Now: "stories"})
}

// job makes the result of a trace, which is not in the archive, look like a story of it.
func (s *site) job(w http.ResponseWriter, r *http.Request) *told {
	id := r.PathValue("job")
	result, err := s.Jobs.Result(id)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case result == nil:
		http.Redirect(w, r, "/traces/"+url.PathEscape(id), http.StatusFound)
	default:
		return &told{Tree: &reader.Tree{Result: result}, base: "/traces/" + url.PathEscape(id)}
	}
	return nil
}

func (s *site) jobLine(w http.ResponseWriter, r *http.Request) {
	if t := s.job(w, r); t != nil {
		s.part(w, r, t, func(p *report.Pages) (*report.Part, error) {
			return p.Line(r.PathValue("child"), r.PathValue("parent"), report.Form{})
		})
	}
}

func (s *site) jobClaim(w http.ResponseWriter, r *http.Request) {
	if t := s.job(w, r); t != nil {
		s.part(w, r, t, func(p *report.Pages) (*report.Part, error) { return p.Claim(r.PathValue("n")) })
	}
}

func (s *site) jobReport(w http.ResponseWriter, r *http.Request) {
	if t := s.job(w, r); t != nil {
		s.part(w, r, t, func(p *report.Pages) (*report.Part, error) { return p.Report(r.PathValue("article"), report.Form{}) })
	}
}

// resultPart is what the page of a trace shows of its result: base is the page's address.
func (s *site) resultPart(result *stemma.Result, base string) (*report.Part, error) {
	pages, err := report.NewPages(result, report.PagesOptions{Base: base})
	if err != nil {
		return nil, err
	}
	return pages.Stories()
}
