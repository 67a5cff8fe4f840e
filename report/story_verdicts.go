package report

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

// reviewView is what reviewers say of an edge or a link, apart from what the program infers, and the form for who may say something.
type reviewView struct {
	State    string // their last words together: "confirmed", "rejected", "redirected", "disputed", or ""
	Verdicts []verdictView
	Form     *formView
}

// verdictView is one verdict.
type verdictView struct {
	ID, Word, Sign     string
	Who, When, Note    string
	To, ToAt           string // what should be in the place of the parent, or which sentences
	Of, OfAt           string // the parent, where it is another than that of the line
	Earlier, Overruled bool
	Withdraw           *withdrawView
}

// withdrawView is the form that takes a verdict back.
type withdrawView struct{ Action, Token, Back string }

// formView is the form that gives one.
type formView struct {
	Form
	ID                  string // before the ids of its fields
	Subject             string
	From, To            string
	FromSentences       string
	ToSentences         string
	Question, Elsewhere string
	Choices             []choiceView
	Named               bool // a source that is not in the tree can be named
}

type choiceView struct{ Value, Label string }

var signs = map[string]string{"confirmed": "✓", "rejected": "✗", "redirected": "↪", "disputed": "⇆"}

// edgeReview is what reviewers say of an edge, or of the child as an origin where up is nil.
func (p *storyPages) edgeReview(up, m *family.Member, f Form) *reviewView {
	parent := ""
	if up != nil {
		parent = up.ID
	}
	v := &reviewView{State: string(p.reviewed.EdgeState(parent, m.ID))}
	all := p.reviewed.OfEdge(parent, m.ID)
	if m.Edge != nil && parent == m.Edge.Parent || m.Edge == nil && parent == "" {
		for _, o := range p.reviewed.Redirects(m.ID) {
			if !slices.ContainsFunc(all, func(x review.Verdict) bool { return x.ID == o.ID }) {
				all = append(all, o)
			}
		}
	}
	for _, o := range all {
		said := p.verdict(m, o, f)
		if of, at, other := p.otherParent(parent, m, &o); other {
			said.Of, said.OfAt = of, at
		}
		v.Verdicts = append(v.Verdicts, said)
	}
	if f.Action != "" {
		v.Form = p.edgeForm(up, m, f)
	}
	return v.orNone()
}

// otherParent is the parent that a verdict is about, where that is another than the line's: it is told there as what a reviewer
// would have in its place.
func (p *storyPages) otherParent(parent string, m *family.Member, o *review.Verdict) (name, at string, other bool) {
	id, ok := p.reviewed.Find(o.From)
	switch {
	case o.From.IsZero():
		return "its being an origin", "", parent != ""
	case ok && id == parent:
		return "", "", false
	case ok && p.ByID[id] != nil:
		return "the line from " + p.Named(id), p.atLine(m, id), true
	}
	return "the line from " + display.Isolate(display.Clean(cmp.Or(o.From.Source, o.From.Article))), "", true
}

// orNone is nil where there is nothing to show.
func (v *reviewView) orNone() *reviewView {
	if len(v.Verdicts) == 0 && v.Form == nil {
		return nil
	}
	return v
}

// linkReview is what reviewers say of a row of two texts.
func (p *storyPages) linkReview(up, m *family.Member, r *diffRow, n int, f Form) *reviewView {
	if len(r.left) == 0 || len(r.right) == 0 {
		return nil
	}
	v := &reviewView{State: string(p.reviewed.LinkState(up.ID, r.left, m.ID, r.right))}
	for _, o := range p.reviewed.OfLink(up.ID, r.left, m.ID, r.right) {
		v.Verdicts = append(v.Verdicts, p.verdict(m, o, f))
	}
	if f.Action != "" {
		v.Form = p.linkForm(up, m, r, n, f)
	}
	return v.orNone()
}

// linkVerdict is what a reviewer says of two sentences that make a claim.
type linkVerdict struct {
	verdictView
	From, Onto string
	At         string // where they are side by side
}

// linkVerdicts are what reviewers say of links within a claim.
func (p *storyPages) linkVerdicts(cl *stemma.Claim) (out []linkVerdict) {
	held := p.held[cl.ID]
	for _, o := range p.reviewed.All() {
		if o.Subject != review.Link {
			continue
		}
		a, _ := p.reviewed.Find(o.From)
		b, _ := p.reviewed.Find(o.To)
		up, m := p.ByID[a], p.ByID[b]
		if up == nil || m == nil || held[a] == nil || held[b] == nil {
			continue
		}
		of := p.reviewed.OfLink(a, held[a].Sentences, b, held[b].Sentences)
		if slices.ContainsFunc(of, func(v review.Verdict) bool { return v.ID == o.ID }) {
			out = append(out, linkVerdict{p.verdict(m, o, Form{}), up.InLine(), m.InLine(), p.atLine(m, a)})
		}
	}
	return out
}

func (p *storyPages) verdict(m *family.Member, o review.Verdict, f Form) verdictView {
	v := verdictView{
		ID: o.ID, Word: string(o.Opinion), Sign: signs[string(o.Opinion)], Who: display.Clean(o.Reviewer), When: o.At.UTC().Format("2 Jan 2006"),
		Note: display.Clean(o.Note), Earlier: p.reviewed.Earlier(o), Overruled: p.reviewed.Overruled(o),
	}
	if o.Redirect != nil {
		v.To, v.ToAt = p.redirected(m, &o)
	}
	if f.Action != "" && f.Reviewer != "" && o.Reviewer == f.Reviewer {
		v.Withdraw = &withdrawView{"/verdicts/" + o.ID + "/withdraw", f.Token, f.Back}
	}
	return v
}

// redirected is what a verdict says should be in the place of what is there, and where that is.
func (p *storyPages) redirected(m *family.Member, o *review.Verdict) (name, at string) {
	to := o.Redirect
	if len(to.Sentences) > 0 {
		return "“" + display.Isolate(display.Cut(display.Clean(to.Quote), maxChoice)) + "”", ""
	}
	if to.IsZero() {
		return "an origin", ""
	}
	if id, ok := p.reviewed.Find(*to); ok && p.ByID[id] != nil {
		return p.Named(id), p.atLine(m, id)
	}
	if to.Source != "" {
		return "◌ " + display.Isolate(display.Clean(to.Source)), ""
	}
	return display.Isolate(display.Clean(to.Article)), ""
}

const maxChoice = 70

// edgeForm asks whether an edge is right, or which parent would be.
func (p *storyPages) edgeForm(up, m *family.Member, f Form) *formView {
	v := &formView{
		Form: f, ID: "edge", Subject: string(review.Edge), To: p.end(m), Named: true,
		Question: "Does " + m.InLine() + " derive from no other report?", Elsewhere: "It has it from",
	}
	if up != nil {
		v.From, v.Question = p.end(up), "Does "+m.InLine()+" derive from "+up.InLine()+"?"
		v.Choices = append(v.Choices, choiceView{"origin", "nobody: it is an origin"})
	}
	for _, o := range p.Members {
		if o != m && o != up && !p.Descends(o, m) {
			v.Choices = append(v.Choices, choiceView{p.end(o), display.Cut(o.Plain(), maxChoice)})
		}
	}
	return v
}

// end is what a form calls a member: sources have other ids in the next trace.
func (p *storyPages) end(m *family.Member) string {
	switch {
	case m.Article != nil:
		return "article:" + m.ID
	case m.Source.Name != "":
		return "source:" + m.Source.Name
	}
	return "source:" + m.ID
}

// linkForm asks whether two passages say the same, or which sentence of the parent does.
func (p *storyPages) linkForm(up, m *family.Member, r *diffRow, n int, f Form) *formView {
	f.Back += "#r" + strconv.Itoa(n)
	v := &formView{
		Form: f, ID: "r" + strconv.Itoa(n), Subject: string(review.Link), From: p.end(up), To: p.end(m), FromSentences: numbers(r.left), ToSentences: numbers(r.right),
		Question: "Do these passages say the same?", Elsewhere: "It is from this sentence instead",
	}
	for i := range up.Article.Sentences {
		if s := family.Sentence(up.Article, i); s != "" && !slices.Contains(r.left, i) {
			v.Choices = append(v.Choices, choiceView{"sentences:" + strconv.Itoa(i), fmt.Sprintf("%d %s", i+1, display.Cut(s, maxChoice))})
		}
	}
	return v
}

func numbers(all []int) string {
	var out []string
	for _, n := range all {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ",")
}

// judgedTree is what reviewers say of members of trees.
type judgedTree struct {
	reviewed *review.Reviewed
	byID     map[string]*family.Member
}

// state is what reviewers say together of how a member came to its place.
func (p *judgedTree) state(m *family.Member) string {
	parent := ""
	if m.Edge != nil {
		parent = m.Edge.Parent
	}
	if s := p.reviewed.EdgeState(parent, m.ID); s != "" {
		return string(s)
	}
	if len(p.reviewed.Redirects(m.ID)) > 0 {
		return string(review.Moved)
	}
	return ""
}

// redirects are the members from which one came as reviewers say, where the tree has it elsewhere.
func (p *judgedTree) redirects(m *family.Member) (out []*family.Member) {
	for _, v := range p.reviewed.Redirects(m.ID) {
		end := &v.From
		if v.Redirect != nil {
			end = v.Redirect
		}
		id, ok := p.reviewed.Find(*end)
		if up := p.byID[id]; ok && up != nil && up != m && (m.Edge == nil || m.Edge.Parent != id) && !slices.Contains(out, up) {
			out = append(out, up)
		}
	}
	return out
}
