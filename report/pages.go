package report

import (
	_ "embed" // the pages
	"errors"
	"fmt"
	"html/template"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

var (
	//go:embed pages.gohtml
	pagesParts string
	//go:embed pages.css
	pagesStyle string
	//go:embed pages.js
	pagesScript string
)

// Pages are the pages of a result on a server: one of its stories, and one for each line of the trees, each
// claim and each report, which that one links. They may be used by many goroutines, and hold the result as long
// as they are kept.
//
// The page of a long chain with all its texts side by side has more than ten megabytes; so here only that
// of a line has them. No part has a style or a script of its own: PagesStyle and PagesScript are files for all.
type Pages struct {
	o         PagesOptions
	result    *stemma.Result
	stories   []*storyPages
	templates *template.Template
}

// PagesOptions say what is shown, and where.
type PagesOptions struct {
	// MinSupport leaves edges with less support out of the trees.
	MinSupport float64
	// Reviewed is the result with what reviewers say of it. It may be nil.
	Reviewed *review.Reviewed
	// Base is the address of the page of the stories, as a path; those of the parts are below it:
	// Base/lines/CHILD/PARENT, Base/claims/ID.SENTENCE, Base/reports/ID.
	Base string
}

// Part is what a page shows of a result. HTML is made by html/template of texts that it escapes.
type Part struct {
	Title, Dir string
	HTML       template.HTML
}

// Form is where reviewers send what they say of a line. The zero Form asks for nothing.
type Form struct {
	// Action is the address to which it goes, Back where the answer leads back to, Token the value of
	// its field form_token, Reviewer who sends it.
	Action, Back, Token, Reviewer string
}

// ErrNoPart says that a result has no such line, claim or report.
var ErrNoPart = errors.New("there is no such line, claim or report in the story")

// PagesStyle is the style of all pages, a file that they load.
func PagesStyle() []byte { return []byte(pageStyle + storyStyle + pagesStyle) }

// PagesScript is their script, without which they can be read, too. Its names are its own: a page may load others.
func PagesScript() []byte { return []byte("(() => {\n" + storyScript + pagesScript + "})();\n") }

// NewPages makes the pages of a result, which must not be changed afterwards.
func NewPages(r *stemma.Result, o PagesOptions) (*Pages, error) {
	t, err := pageOf("part", storyParts+pagesParts, "")
	if err != nil {
		return nil, err
	}
	p := &Pages{o: o, result: r, templates: t}
	all := families(r, o.MinSupport)
	for i, f := range all {
		p.stories = append(p.stories, newStoryPages(f, i, len(all), o.Reviewed))
	}
	return p, nil
}

// Stories is the page of the whole result. That of a single report is its text.
func (p *Pages) Stories() (*Part, error) {
	if len(p.stories) == 0 && len(p.result.Articles) == 1 {
		return p.lone(&p.result.Articles[0])
	}
	v, err := newResultView(p.result, p.at(where{base: p.o.Base, story: true}))
	if err != nil {
		return nil, err
	}
	return p.part("stories", v.Title, v)
}

// at are the stories as they are seen from a page.
func (p *Pages) at(w where) []*storyPages {
	var out []*storyPages
	for _, s := range p.stories {
		out = append(out, s.at(w))
	}
	return out
}

// at is a story as it is seen from a page.
func (p *storyPages) at(w where) *storyPages {
	seen := *p
	seen.where = w
	if w.story {
		seen.texts = w.base == "" || p.Reports() <= maxTexts
	}
	return &seen
}

// Line is the page of what leads from a parent to a child, or of any two members of a story beside each other: by their
// ids, or lost sources by "source:" and their name.
func (p *Pages) Line(child, parent string, f Form) (*Part, error) {
	for _, s := range p.stories {
		if up, m := s.called(parent), s.called(child); up != nil && m != nil && up != m {
			v := s.linePage(up, m, p.o.Base, f)
			return p.part("line-page", v.Title, v)
		}
	}
	return nil, ErrNoPart
}

// Claim is the page of a claim that several reports make: by a sentence that makes it ("ID.3", the third of a report), which
// lasts, or by its number; in a result of several stories, behind that of the story: "2-5".
func (p *Pages) Claim(name string) (*Part, error) {
	for _, s := range p.stories {
		if cl := s.claimCalled(name); cl != nil {
			v, err := s.at(where{base: p.o.Base}).claimPage(cl)
			if err != nil {
				return nil, err
			}
			return p.part("claim-page", v.Title, v)
		}
	}
	return nil, ErrNoPart
}

// Report is the page of one report.
func (p *Pages) Report(id string, f Form) (*Part, error) {
	for _, s := range p.stories {
		m := s.ByID[id]
		if m == nil || m.Article == nil {
			continue
		}
		here := s.at(where{base: p.o.Base, texts: true})
		v := here.report(m, here.claimed()[id])
		v.Alone = true
		if m.Edge == nil {
			v.Review = here.edgeReview(nil, m, f)
		}
		return p.part("report-page", v.Outlet, &reportPage{reportView: v, Back: s.backTo(p.o.Base)})
	}
	for i := range p.result.Articles {
		if a := &p.result.Articles[i]; a.ID == id {
			return p.lone(a)
		}
	}
	return nil, ErrNoPart
}

// lone is the page of a report whose news no other tells.
func (p *Pages) lone(a *stemma.Article) (*Part, error) {
	v := reportView{sideView: side(a), ID: "report", Alone: true, Byline: display.Clean(a.Byline), Input: display.Clean(family.InputName(a.Input))}
	skip := family.Boilerplate(a)
	for i := range a.Sentences {
		if s := family.Sentence(a, i); s != "" {
			v.Sentences = append(v.Sentences, sentenceView{ID: fmt.Sprintf("report-%d", i+1), N: i + 1, Text: s, Boilerplate: skip[i]})
		}
	}
	title := v.Title
	if title == "" {
		title = v.Outlet
	}
	page := &reportPage{reportView: v, Heading: v.Title}
	page.Title = "" // which stands above
	if len(p.result.Articles) > 1 {
		page.Back = backView{At: p.o.Base, Title: "All that was traced", Dir: "ltr"}
	}
	return p.part("report-page", title, page)
}

// reportPage is what the page of a report shows. Back is empty where the report is all that there is.
type reportPage struct {
	reportView
	Back    backView
	Heading string // of one whose news no other tells
}

// backView leads from a part to the page of its story.
type backView struct{ At, Title, Dir string }

func (p *storyPages) backTo(base string) backView {
	return backView{base + "#" + p.id + "story", p.Title(), dir(p.Title())}
}

// part fills in a template.
func (p *Pages) part(name, title string, v any) (*Part, error) {
	var b strings.Builder
	if err := p.templates.ExecuteTemplate(&b, name, v); err != nil {
		return nil, fmt.Errorf("the page %q: %w", name, err)
	}
	title = display.Clean(title)
	return &Part{Title: title, Dir: dir(title), HTML: template.HTML(b.String())}, nil //nolint:gosec // of html/template
}

// maxTexts is up to how many reports the page of a story has their texts.
const maxTexts = 60

// linePage is what the page of a line shows.
type linePage struct {
	*lineView
	Title     string
	Back      backView
	Sentences []refView // where there are not two texts
}

func (p *storyPages) linePage(up, m *family.Member, base string, f Form) *linePage {
	here := p.at(where{base: base, rows: map[rowKey]int{}})
	var d *diff
	if up.Article != nil && m.Article != nil {
		d = p.pairs.diff(up.Article, m.Article)
		for i, r := range d.rows {
			for _, j := range r.left {
				here.rows[rowKey{up.ID, j}] = i + 1
			}
			for _, j := range r.right {
				here.rows[rowKey{m.ID, j}] = i + 1
			}
		}
	}
	v := here.lineBetween(up, m)
	if d != nil {
		v.Diff = d.forPage()
		for i, r := range d.rows {
			v.Diff.Rows[i].Review = here.linkReview(up, m, r, i+1, f)
		}
	}
	v.Review, v.Alone = here.edgeReview(up, m, f), true
	page := &linePage{lineView: v, Title: up.Plain() + " → " + m.Plain(), Back: p.backTo(base)}
	if d == nil {
		page.Sentences = v.shown()
	}
	return page
}
