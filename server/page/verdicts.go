package page

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
)

// largestVerdict is how many bytes the form of a verdict may have.
const largestVerdict = 64 << 10

// judge keeps the verdict of a form, and leads back to where it was given.
func (s *site) judge(w http.ResponseWriter, r *http.Request) {
	if !s.mayJudge(w, r) {
		return
	}
	tree, err := s.Reader.Tree(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case tree.Result == nil:
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "The story is being traced", Text: "A verdict is on a tree, and there is none yet.", Remedy: "Come back in a minute.",
			Link: storyPath(tree.Story.ID), Label: "The story",
		})
		return
	}
	back := backTo(r, storyPath(tree.Story.ID))
	d, err := draftOf(r.PostForm, tree.Result)
	if err == nil {
		d.Elsewhere = s.elsewhere(r, d.Redirect, tree.Result)
		d.Story = tree.Story.ID
		d.Reviewer = or(d.Reviewer, nameOf(r))
		var v review.Verdict
		if v, err = review.New(tree.Result, d); err == nil {
			_, err = s.Book.Add(r.Context(), v, "")
		}
	}
	var wrong *review.Invalid
	switch {
	case errors.As(err, &wrong):
		s.badForm(w, r, strings.ToUpper(wrong.Problem[:1])+wrong.Problem[1:]+".", back)
	case err != nil:
		s.fail(w, r, err)
	default:
		remember(w, r, d.Reviewer)
		http.Redirect(w, r, back, http.StatusSeeOther)
	}
}

// withdraw takes a verdict back.
func (s *site) withdraw(w http.ResponseWriter, r *http.Request) {
	if !s.mayJudge(w, r) {
		return
	}
	_, err := s.Book.Withdraw(r.Context(), r.PathValue("id"), s.reviewer(r))
	switch {
	case errors.Is(err, review.ErrUnknown):
		s.tell(w, r, http.StatusNotFound, problem{Heading: "There is no such verdict", Text: "The book of verdicts has none by this address.", Link: "/verdicts", Label: "All verdicts"})
	case err != nil:
		s.fail(w, r, err)
	default:
		http.Redirect(w, r, backTo(r, "/verdicts"), http.StatusSeeOther)
	}
}

// elsewhere is the report of an id that the archive has and the tree has not; nil where there is none.
func (s *site) elsewhere(r *http.Request, id string, result *stemma.Result) *stemma.Article {
	if id == "" || slices.ContainsFunc(result.Articles, func(a stemma.Article) bool { return a.ID == id }) {
		return nil
	}
	a, err := s.Reader.Article(r.Context(), id)
	if err != nil {
		return nil // review.New says that there is no such report
	}
	return &a
}

// mayJudge reads the form of who may give verdicts, and answers who may not.
func (s *site) mayJudge(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, largestVerdict)
	switch {
	case s.Book == nil:
		s.tell(w, r, http.StatusNotFound, noVerdicts)
	case !access.Who(r.Context()).May(access.Write):
		s.tell(w, r, http.StatusForbidden, forbidden)
	default:
		err := r.ParseForm()
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			s.tell(w, r, http.StatusRequestEntityTooLarge, problem{Heading: "The note is too long", Text: "A verdict has room for a note, not for a report.", Remedy: "Go back and shorten it.", Link: "/verdicts", Label: "All verdicts"})
		case err != nil:
			s.badForm(w, r, "It was cut short on the way, or is not one of ours.", "/verdicts")
		default:
			return true
		}
	}
	return false
}

var noVerdicts = problem{
	Heading: "No verdicts are taken here", Text: "Verdicts are kept in the folder of an archive, and this server has none that it may write to.",
	Link: "/", Label: "All stories",
}

// backTo is where the answer to a form leads: where the form was, if that is a page of ours.
func backTo(r *http.Request, other string) string {
	back := r.PostFormValue("back")
	if !local(back) {
		return other
	}
	if !strings.Contains(back, "#") {
		back += "#verdicts"
	}
	return back
}

// draftOf reads the form of a verdict (report.Form); the error is a *review.Invalid.
func draftOf(v url.Values, result *stemma.Result) (review.Draft, error) {
	d := review.Draft{
		Subject: review.Subject(v.Get("subject")), Opinion: review.Opinion(v.Get("verdict")), Note: v.Get("note"), Reviewer: v.Get("reviewer"),
	}
	from, to := idOf(v.Get("from"), result), idOf(v.Get("to"), result)
	if d.Subject != review.Link {
		d.Parent, d.Child = from, to
		to := v.Get("redirect")
		if name := strings.TrimSpace(v.Get("redirect_name")); name != "" {
			to = "name:" + name
		}
		return d, redirectEdge(&d, to, result)
	}
	d.A, d.B = from, to
	for _, f := range []struct {
		name, value string
		into        *[]int
	}{
		{"from_sentences", v.Get("from_sentences"), &d.ASentences},
		{"to_sentences", v.Get("to_sentences"), &d.BSentences},
		{"redirect", strings.TrimPrefix(v.Get("redirect"), "sentences:"), &d.RedirectSentences},
	} {
		var err error
		if *f.into, err = numbers(f.value); err != nil {
			return d, &review.Invalid{Field: f.name, Problem: "give numbers of sentences, with commas between them"}
		}
	}
	return d, nil
}

// redirectEdge reads where an edge should lead.
func redirectEdge(d *review.Draft, to string, result *stemma.Result) error {
	if d.Opinion != review.Redirected {
		return nil
	}
	name, free := strings.CutPrefix(to, "name:")
	switch {
	case free && strings.TrimSpace(name) != "":
		d.RedirectName = name
	case to == "origin":
	case to == "" || free:
		return &review.Invalid{Field: "redirect", Problem: "say what it derives from instead"}
	default:
		d.Redirect = idOf(to, result)
	}
	return nil
}

// idOf returns the id that a result has for "article:ID", "source:NAME" or "source:ID"; sources have other ids in another trace.
func idOf(end string, result *stemma.Result) string {
	if id, ok := strings.CutPrefix(end, "article:"); ok {
		return id
	}
	name, ok := strings.CutPrefix(end, "source:")
	if !ok {
		return end
	}
	for i := range result.Sources {
		if src := &result.Sources[i]; name != "" && src.Name == name && src.Lost {
			return src.ID
		}
	}
	return name
}

func numbers(list string) (out []int, err error) {
	for _, s := range given(strings.Split(list, ",")) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is no number", s)
		}
		out = append(out, n)
	}
	return out, nil
}

// reviewerCookie keeps the name that a reviewer gave last. It says nothing of who may do what.
const reviewerCookie = "stemma_reviewer"

// reviewer is the name that a form of a verdict begins with.
func (s *site) reviewer(r *http.Request) string {
	if c, err := r.Cookie(reviewerCookie); err == nil {
		if name, err := url.QueryUnescape(c.Value); err == nil && name != "" {
			return name
		}
	}
	return nameOf(r)
}

// nameOf is the name of who asks; who sits at the machine itself has none.
func nameOf(r *http.Request) string {
	if name := access.Who(r.Context()).Name; name != "local" {
		return name
	}
	return ""
}

func remember(w http.ResponseWriter, r *http.Request, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: reviewerCookie, Value: url.QueryEscape(name), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: access.Secure(r),
	})
}
