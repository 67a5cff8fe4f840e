package report

import (
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

var (
	//go:embed story.gohtml
	storyPage string
	//go:embed story_parts.gohtml
	storyParts string
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
	return HTMLReviewed(w, r, minSupport, nil)
}

// HTMLReviewed is HTML with what reviewers say of the result beside it; nil is nothing.
func HTMLReviewed(w io.Writer, r *stemma.Result, minSupport float64, reviewed *review.Reviewed) error {
	page, err := pageOf("result", storyPage+storyParts, pageStyle+storyStyle)
	if err != nil {
		return err
	}
	var all []*storyPages
	fams := families(r, minSupport)
	for i, f := range fams {
		all = append(all, newStoryPages(f, i, len(fams), reviewed).at(where{story: true}))
	}
	v, err := newResultView(r, all)
	if err != nil {
		return err
	}
	v.asOne()
	return page.Execute(w, v)
}

// resultView is what the page of a result shows.
type resultView struct {
	Title    string
	Stories  []*storyView
	Left     []sideView // reports of no story
	Empty    bool       // there was no report at all
	Cautions cautionsView
	Problems []string
	Model    string
	Script   template.JS
	Policy   string
}

// storyView is what it shows of a story. ID is before all ids of the story.
type storyView struct {
	ID, Title, Dir, Headline string
	Lang                     string // of the title
	Number                   int
	Remarks                  []remarkView
	Drawings                 []drawingView
	Sources                  []sourceView
	Time                     *timeView
	Paths                    []pathView
	PathsLeft                int
	Reviewed                 bool
	Shares                   *sharesView
	Reports                  []reportView
	Columns                  []columnView // nil where claims are counted
	Claims                   []claimView
	Alone                    []aloneView
	Lines                    []*lineView
	Siblings                 []*lineView
	Cautions                 cautionsView
}

// cautionsView is what the result does not go by, and what a limit left out. ID is before its ids.
type cautionsView struct {
	ID                  string
	Distrusted, Partial []string
	MoreDistrusted      int
	MorePartial         int
}

// maxCautioned is how many lines of either a page shows.
const maxCautioned = 50

func newCautions(id string, distrusted, partial []string) cautionsView {
	return cautionsView{
		id, distrusted[:min(len(distrusted), maxCautioned)], partial[:min(len(partial), maxCautioned)],
		max(0, len(distrusted)-maxCautioned), max(0, len(partial)-maxCautioned),
	}
}

// remarkView is a sentence under the headline, and where what it says is shown: "" where the page itself does.
type remarkView struct{ Text, At string }

func (p *storyPages) remarks() (out []remarkView) {
	a, b, closest := p.Closest()
	if a != nil && slices.ContainsFunc(a.Edges(), func(e *stemma.Edge) bool { return e.Parent == b.ID }) {
		a, b = b, a
	}
	for _, s := range p.Remarks() {
		v := remarkView{Text: s}
		if s == closest {
			v.At = p.atPair(b, a)
		}
		out = append(out, v)
	}
	return out
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

// asOne puts the script into a page that stands by itself, and lets it run nothing else.
func (v *resultView) asOne() {
	v.Script = template.JS(storyScript) //nolint:gosec // ours
	sum := sha256.Sum256([]byte(storyScript))
	v.Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func newResultView(r *stemma.Result, all []*storyPages) (*resultView, error) {
	v := &resultView{Title: "No story found", Empty: len(r.Articles) == 0}
	for i, p := range all {
		s, err := p.view(i)
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
	v.Cautions = newCautions("result-", x.DistrustedAlone(r.Unplaced), x.PartialAlone())
	for _, e := range r.Errors {
		v.Problems = append(v.Problems, display.Clean(e.Input)+": "+display.Clean(e.Problem))
	}
	if !builtIn.MatchString(r.Vectors) {
		v.Model = display.Clean(r.Vectors)
	}
	return v, nil
}

// newStoryPages makes what the pages of a story are made of: of the story by its number from 0, of several.
func newStoryPages(f *family.Family, number, of int, reviewed *review.Reviewed) *storyPages {
	p := &storyPages{Collation: family.Collate(f, 0), pairs: newPairs([]stemma.Story{*f.Story}), reviewed: reviewed, held: map[string]map[string]*stemma.Passage{}, lost: lostNames(f), makes: map[rowKey]*stemma.Claim{}}
	for _, cl := range p.Shared {
		p.held[cl.ID] = family.Holders(cl)
		for _, passage := range cl.Passages {
			for _, i := range passage.Sentences {
				if at := (rowKey{passage.Article, i}); p.makes[at] == nil {
					p.makes[at] = cl
				}
			}
		}
	}
	if of > 1 {
		p.id = fmt.Sprintf("%d-", number+1)
	}
	return p
}

// view is what the page of the result shows of a story.
func (p *storyPages) view(number int) (*storyView, error) {
	v := &storyView{
		ID: p.id, Number: number + 1, Title: p.Title(), Dir: dir(p.Title()), Lang: p.titleLang(), Headline: p.Headline(), Remarks: p.remarks(),
		Sources: p.sources(), Shares: p.shares(), Reports: p.reports(), Columns: p.columns(), Claims: p.claims(), Alone: p.alone(),
		Lines: p.lines(), Siblings: p.siblings(), Cautions: newCautions(p.id, p.Distrusted(), p.Partial()),
	}
	var err error
	if v.Time, err = p.timeline(); err != nil {
		return nil, err
	}
	v.Reviewed = len(p.reviewed.All()) > 0
	if p.isLarge() {
		v.Columns = nil
	}
	v.Paths, v.PathsLeft = p.paths()
	for _, w := range widths {
		svg, err := p.drawn(w.width)
		if err != nil {
			return nil, err
		}
		v.Drawings = append(v.Drawings, drawingView{w.class, svg})
	}
	return v, nil
}

// titleLang is the language of the story's title: that of the report that has it.
func (p *storyPages) titleLang() string {
	title := p.Title()
	for _, m := range p.Members {
		if m.Article != nil && display.Clean(m.Article.Title) == title {
			return tag(m.Article)
		}
	}
	return ""
}

// storyPages makes the views of a story.
type storyPages struct {
	*family.Collation
	where
	id    string // before all ids
	pairs *pairs
	held  map[string]map[string]*stemma.Passage // who makes a shared claim, by its id
	lost  map[*family.Member]string             // what links call a lost source
	makes map[rowKey]*stemma.Claim              // the first shared claim that a sentence makes
	// reviewed is what reviewers say, nil where none were asked.
	reviewed *review.Reviewed
}

// drawn is the tree, with links to its reports and lines.
func (p *storyPages) drawn(width float64) (template.HTML, error) {
	var b strings.Builder
	judged := judgedTree{p.reviewed, p.ByID}
	err := drawing.SVG(&b, []*family.Family{p.Family}, drawing.Options{
		Width:  width,
		Bare:   p.base != "",
		Unfold: true, State: judged.state, Redirects: judged.redirects, Pair: p.atPair,
		Member: p.atMember,
		Edge:   func(m *family.Member, e *stemma.Edge) string { return p.atLine(m, e.Parent) },
	})
	return template.HTML(b.String()), err //nolint:gosec // drawing escapes what is not ours
}

// member is the id of a report or a lost source on the page. The next report that comes in moves letters: on a server, where a
// link outlives a tree, a report goes by its own id.
func (p *storyPages) member(m *family.Member) string {
	switch {
	case m.Article == nil:
		return p.id + p.lost[m]
	case p.base == "":
		return p.id + m.Letter
	}
	return p.id + "r-" + lastingName(m.ID)
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
	return fmt.Sprintf("%s.%d", p.member(m), i+1)
}

// refView is a sentence that shows something: where it is, and what it says.
type refView struct {
	At, Label, Text, Dir, Lang string
}

// refs are sentences of a report by their numbers.
func (p *storyPages) refs(m *family.Member, at []int) (out []refView) {
	if m == nil || m.Article == nil {
		return nil
	}
	for _, i := range at {
		if s := family.Sentence(m.Article, i); s != "" {
			out = append(out, refView{p.atSentence(m, i), fmt.Sprintf("%s %d", m.Letter, i+1), s, dir(s), tag(m.Article)})
		}
	}
	return out
}
