package report

import (
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
)

var (
	//go:embed story.gohtml
	storyPage string
	//go:embed story.css
	storyStyle string
	//go:embed story.js
	storyScript string
)

// HTML writes a result as one page that needs nothing beside it, and opens from a disk:
// for each story its tree along time, the sources, each report, who says what, and for each
// line of the tree what speaks for it, what changed, and the two texts side by side.
// Everything that it says is a link to the sentences that show it. It reads without its script, which
// moves the drawing and opens what a link leads to. Edges with less support than
// minSupport are left out of the trees.
//
// html/template escapes every text, and the page's policy lets nothing run but that script.
func HTML(w io.Writer, r *stemma.Result, minSupport float64) error {
	page, err := pageOf("result", storyPage, pageStyle+storyStyle)
	if err != nil {
		return err
	}
	v, err := newResultView(r, minSupport)
	if err != nil {
		return err
	}
	return page.Execute(w, v)
}

// resultView is what the page of a result shows.
type resultView struct {
	Title    string
	Stories  []*storyView
	Left     []sideView // reports of no story
	Problems []string
	Model    string
	Script   template.JS
	Policy   string
}

// storyView is what it shows of a story. ID is before all ids of the story.
type storyView struct {
	ID, Title, Dir, Headline string
	Number                   int
	Remarks                  []string
	Drawings                 []drawingView
	Sources                  []sourceView
	Shares                   *sharesView
	Reports                  []reportView
	Columns                  []columnView
	Claims                   []claimView
	Alone                    []aloneView
	Lines                    []*lineView
	Siblings                 []*lineView
}

// drawingView is the tree for windows of a width, of which the style shows one.
type drawingView struct {
	Class string
	SVG   template.HTML
}

// widths of the drawing for a desk, a tablet and a phone, in pixels: one that is made smaller cannot be read.
var widths = []struct {
	class string
	width float64
}{{"wide", 1200}, {"middle", 736}, {"narrow", 352}}

func newResultView(r *stemma.Result, minSupport float64) (*resultView, error) {
	v := &resultView{Title: "No story found", Script: template.JS(storyScript)} //nolint:gosec // ours
	sum := sha256.Sum256([]byte(storyScript))
	v.Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	all := families(r, minSupport)
	for i, f := range all {
		s, err := newStoryView(f, i, len(all))
		if err != nil {
			return nil, err
		}
		v.Stories = append(v.Stories, s)
	}
	switch len(all) {
	case 0:
	case 1:
		v.Title = v.Stories[0].Title
	default:
		v.Title = fmt.Sprintf("%s tell %s", display.Count(len(r.Articles)-len(r.Unplaced), "report"), display.Count(len(all), "story"))
	}
	x := family.NewIndex(r)
	for _, id := range r.Unplaced {
		if a := x.Articles[id]; a != nil {
			v.Left = append(v.Left, side(a))
		}
	}
	for _, e := range r.Errors {
		v.Problems = append(v.Problems, display.Clean(e.Input)+": "+display.Clean(e.Problem))
	}
	if !builtIn.MatchString(r.Vectors) {
		v.Model = display.Clean(r.Vectors)
	}
	return v, nil
}

func newStoryView(f *family.Family, number, of int) (*storyView, error) {
	c := family.Collate(f, 0)
	p := &storyPages{Collation: c, pairs: newPairs([]stemma.Story{*f.Story})}
	if of > 1 {
		p.id = fmt.Sprintf("%d-", number+1)
	}
	v := &storyView{
		ID: p.id, Number: number + 1, Title: f.Title(), Dir: dir(f.Title()), Headline: f.Headline(), Remarks: f.Remarks(),
		Sources: p.sources(), Shares: p.shares(), Reports: p.reports(), Columns: p.columns(), Claims: p.claims(), Alone: p.alone(),
		Lines: p.lines(), Siblings: p.siblings(),
	}
	for _, w := range widths {
		svg, err := p.drawn(w.width)
		if err != nil {
			return nil, err
		}
		v.Drawings = append(v.Drawings, drawingView{w.class, svg})
	}
	return v, nil
}

// storyPages makes the views of a story.
type storyPages struct {
	*family.Collation
	id    string // before all ids
	pairs *pairs
}

// drawn is the tree, with links to its reports and lines.
func (p *storyPages) drawn(width float64) (template.HTML, error) {
	var b strings.Builder
	err := drawing.SVG(&b, []*family.Family{p.Family}, drawing.Options{
		Width:  width,
		Member: func(m *family.Member) string { return "#" + p.member(m) },
		Edge:   func(m *family.Member, e *stemma.Edge) string { return "#" + p.line(m, e.Parent) },
	})
	return template.HTML(b.String()), err //nolint:gosec // drawing escapes what is not ours
}

// member is the id of a report or a lost source on the page.
func (p *storyPages) member(m *family.Member) string {
	if m.Article != nil {
		return p.id + m.Letter
	}
	for i, o := range p.Members {
		if o == m {
			return fmt.Sprintf("%slost-%d", p.id, i+1)
		}
	}
	return p.id
}

// line is the id of what leads from a parent to a member.
func (p *storyPages) line(m *family.Member, parent string) string {
	up := p.ByID[parent]
	if up == nil {
		return p.member(m)
	}
	return p.member(m) + "-from-" + strings.TrimPrefix(p.member(up), p.id)
}

// sentence is the id of a sentence, by its number from 0.
func (p *storyPages) sentence(m *family.Member, i int) string {
	return fmt.Sprintf("%s-%d", p.member(m), i+1)
}

// refView is a sentence that shows something: where it is, and what it says.
type refView struct {
	ID, Label, Text, Dir, Lang string
}

// refs are sentences of a report by their numbers.
func (p *storyPages) refs(m *family.Member, at []int) (out []refView) {
	if m == nil || m.Article == nil {
		return nil
	}
	for _, i := range at {
		if s := family.Sentence(m.Article, i); s != "" {
			out = append(out, refView{p.sentence(m, i), fmt.Sprintf("%s %d", m.Letter, i+1), s, dir(s), tag(m.Article)})
		}
	}
	return out
}
