package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// columnView is a report over the matrix of claims.
type columnView struct{ At, Letter, Outlet, Code string }

// claimView is a claim: who makes it, and in which sentences.
type claimView struct {
	ID, Text, Dir string
	Lang          string
	Number        int
	Cells         []cellView
	Passages      []refView
	Changes       []storyChange
	At            string // of its page, where it has one
	Count         string
	First, Differ []reportLink // who may have said it first, and with a change
	More          int          // of those who differ
}

// cellView is whether a report makes a claim: "" (it does not), "says" or "changed".
type cellView struct{ How, Letter, At string }

// storyChange is a change with the two it is between.
type storyChange struct {
	changeView
	From, To, Line string
	Claim          int    // its number, 0 where no other report makes it
	ClaimAt        string // of its page, where it has one
	Refs           []refView
}

func (p *storyPages) columns() (out []columnView) {
	for _, m := range p.Columns {
		out = append(out, columnView{p.atMember(m), m.Letter, family.Outlet(m.Article), family.BaseLanguage(m.Article.Lang)})
	}
	return out
}

func (p *storyPages) claims() (out []claimView) {
	changes := p.changesOfClaims()
	for _, cl := range p.Shared {
		words := p.ClaimInEnglish(cl)
		n := p.Number[cl.ID]
		v := claimView{ID: p.claim(cl), Text: words, Dir: dir(words), Lang: p.tongue(cl, words), Number: n}
		if p.isLarge() {
			p.counted(cl, &v)
			out = append(out, v)
			continue
		}
		v.Cells = p.cells(cl)
		if p.base != "" {
			v.At = p.atClaim(cl)
			out = append(out, v)
			continue
		}
		held := p.held[cl.ID]
		for _, m := range p.Members {
			if h := held[m.ID]; h != nil && m.Article != nil {
				v.Passages = append(v.Passages, p.refs(m, h.Sentences)...)
			}
		}
		v.Changes = changes[cl.ID]
		out = append(out, v)
	}
	return out
}

// tongue is the language of the words by which a claim is told, for the page.
func (p *storyPages) tongue(cl *stemma.Claim, words string) string {
	for _, passage := range cl.Passages {
		if a := p.Articles[passage.Article]; a != nil && len(passage.Sentences) > 0 && family.Sentence(a, passage.Sentences[0]) == words {
			return tag(a)
		}
	}
	return ""
}

// maxDiffer is how many reports are named that change a claim.
const maxDiffer = 12

// counted says how many reports make a claim, and which of them stand out: a table of all has too many columns.
func (p *storyPages) counted(cl *stemma.Claim, v *claimView) {
	v.At, v.Count = p.atClaim(cl), ofAll(len(p.held[cl.ID]), p.Reports(), "report")
	for _, m := range p.FirstOf(cl) {
		v.First = append(v.First, reportLink{p.atMember(m), m.Letter})
	}
	changed := p.ChangedIn(cl)
	for _, m := range p.Members {
		if changed[m.ID] {
			v.Differ = append(v.Differ, reportLink{p.atMember(m), m.Letter})
		}
	}
	if more := len(v.Differ) - maxDiffer; more > 0 {
		v.Differ, v.More = v.Differ[:maxDiffer], more
	}
}

// changesOfClaims are the changes within a claim, by its id, in the order of the tree.
func (p *storyPages) changesOfClaims() map[string][]storyChange {
	out := map[string][]storyChange{}
	for _, s := range p.Steps() {
		for _, ch := range s.Changes {
			if family.WholeVerb(ch.Kind) == "" {
				out[ch.Claim.ID] = append(out[ch.Claim.ID], p.change(s, ch))
			}
		}
	}
	return out
}

// claim is the id of a claim that several reports make.
func (p *storyPages) claim(cl *stemma.Claim) string {
	return fmt.Sprintf("%sclaim-%d", p.id, p.Number[cl.ID])
}

func (p *storyPages) cells(cl *stemma.Claim) (out []cellView) {
	held, changed := p.held[cl.ID], p.ChangedIn(cl)
	for _, m := range p.Columns {
		c := cellView{Letter: m.Letter}
		if h := held[m.ID]; h != nil {
			if c.How = "says"; changed[m.ID] {
				c.How = "changed"
			}
			if refs := p.refs(m, h.Sentences); len(refs) > 0 {
				c.At = refs[0].At
			}
		}
		out = append(out, c)
	}
	return out
}

// aloneView is what one report alone says.
type aloneView struct {
	Letter, Outlet string
	Refs           []refView
}

func (p *storyPages) alone() (out []aloneView) {
	only := p.OnlyIn()
	for _, m := range p.Members {
		if len(only[m.ID]) == 0 {
			continue
		}
		v := aloneView{Letter: m.Letter, Outlet: family.Outlet(m.Article)}
		for _, cl := range only[m.ID] {
			v.Refs = append(v.Refs, p.refs(m, cl.Passages[0].Sentences)...)
		}
		out = append(out, v)
	}
	return out
}

// lineView is a line of the tree: what speaks for it, what changed, and both texts.
type lineView struct {
	ID, From, To    string
	At              string // of its page, where it has one
	How, Support    string
	Unsure, Further bool
	Rivals          string
	Evidence        []factView
	Changes         []storyChange
	Tally           []string
	Review          *reviewView
	Alone           bool      // on its own page
	Lost            bool      // one of the two has no text
	Diff            *diffView // nil where one of the two is lost, or where the line has a page
}

// factView is a piece of evidence, with the sentences that show it.
type factView struct {
	Kind, Detail string
	Against      bool
	Refs         []refView
}

// lines are all edges that are drawn, in the order of the tree, and then what else changed between two.
func (p *storyPages) lines() (out []*lineView) {
	all := p.Steps()
	steps := map[[2]string]*family.Step{}
	for _, s := range all {
		steps[[2]string{s.From.ID, s.To.ID}] = s
	}
	for _, m := range p.Members {
		for _, e := range m.Edges() {
			out = append(out, p.edge(m, e, steps[[2]string{e.Parent, m.ID}]))
			delete(steps, [2]string{e.Parent, m.ID})
		}
	}
	for _, s := range all {
		if steps[[2]string{s.From.ID, s.To.ID}] != nil {
			v := p.between(s.From, s.To, s)
			v.ID = p.line(s.To, s.From.ID)
			out = append(out, v)
		}
	}
	return out
}

// edge is the line of an edge, with what changed on it.
func (p *storyPages) edge(m *family.Member, e *stemma.Edge, s *family.Step) *lineView {
	up := p.ByID[e.Parent]
	v := p.between(up, m, s)
	v.Review = p.edgeReview(up, m, Form{})
	v.ID, v.How, v.Support = p.line(m, e.Parent), p.How(m, e), display.Score(e.Support)
	v.Unsure, v.Further = e.Support < family.Weak, m.Edge != nil && e != m.Edge
	if e == m.Edge {
		v.Rivals = p.Rivals(m)
	}
	if p.isLarge() {
		v.Changes = v.Changes[:min(len(v.Changes), maxPathChanges)]
		return v
	}
	for i := range e.Evidence {
		v.Evidence = append(v.Evidence, p.fact(up, m, &e.Evidence[i]))
	}
	return v
}

// lineBetween is the line between two, or what there is to say of them where there is none.
func (p *storyPages) lineBetween(up, m *family.Member) *lineView {
	is := func(ch *stemma.Change) bool { return ch.From == up.ID && ch.To == m.ID }
	var step *family.Step
	for _, s := range p.ChangesThat(is) {
		step = s
	}
	for _, e := range m.Edges() {
		if e.Parent == up.ID {
			return p.edge(m, e, step)
		}
	}
	v := p.between(up, m, step)
	v.ID = p.line(m, up.ID)
	return v
}

// siblings are pairs of reports of one lost source that differ.
func (p *storyPages) siblings() (out []*lineView) {
	for _, s := range p.ChangesThat(func(ch *stemma.Change) bool {
		return ch.Sibling && p.ByID[ch.From] != nil && p.ByID[ch.To] != nil
	}) {
		v := p.between(s.From, s.To, s)
		v.ID = p.member(s.To) + "-beside-" + strings.TrimPrefix(p.member(s.From), p.id)
		out = append(out, v)
	}
	return out
}

// between is what there is to say of two members: what changed, and their texts.
func (p *storyPages) between(up, m *family.Member, s *family.Step) *lineView {
	v := &lineView{From: up.InLine(), To: m.InLine(), Lost: up.Article == nil || m.Article == nil}
	if s != nil {
		v.Changes, v.Tally = p.changed(s)
	}
	if p.base != "" {
		v.At = p.atLine(m, up.ID)
	} else if up.Article != nil && m.Article != nil {
		d := p.pairs.diff(up.Article, m.Article)
		v.Diff = d.forPage()
		v.Diff.ID = p.member(m) + "-" + up.Letter + "-"
	}
	return v
}

// changed is what changed on a step within sentences, and how much of all.
func (p *storyPages) changed(s *family.Step) (out []storyChange, tally []string) {
	counts := map[string]int{}
	for _, ch := range s.Changes {
		if family.WholeVerb(ch.Kind) == "" {
			out = append(out, p.change(s, ch))
		}
		counts[ch.Verb()]++
	}
	return out, tallied(s.Changes, counts)
}

// tallied counts changes by what they are, in the order of the kinds.
func tallied(all []family.Change, counts map[string]int) (out []string) {
	for _, k := range family.ChangeOrder {
		for _, ch := range all {
			if n := counts[ch.Verb()]; ch.Kind == k && n > 0 {
				out = append(out, ch.Tally(n))
				delete(counts, ch.Verb())
			}
		}
	}
	return out
}

// fact is a piece of evidence between a parent and a child.
func (p *storyPages) fact(up, m *family.Member, ev *stemma.Evidence) factView {
	v := factView{
		Kind: display.Clean(string(ev.Kind)), Detail: display.Clean(ev.Detail), Against: ev.Against,
		Refs: append(p.refs(up, ev.ParentSentences), p.refs(m, ev.ChildSentences)...),
	}
	if ev.Kind == stemma.EvidenceCites && up.Source != nil && m.Source != nil {
		v.Refs = p.citedThrough(up, m)
	}
	return v
}

// citedThrough are the sentences of reports that name a lost source and the one by way of which they have it, neither of which has
// a text of its own: those that name both, and of a report without one where it first names each.
func (p *storyPages) citedThrough(up, by *family.Member) (out []refView) {
	for _, m := range p.Members {
		if m.Article == nil {
			continue
		}
		ofUp, ofBy := p.namingOf(m, up.ID), p.namingOf(m, by.ID)
		if len(ofUp) == 0 || len(ofBy) == 0 {
			continue
		}
		both := slices.DeleteFunc(slices.Clone(ofUp), func(i int) bool { return !slices.Contains(ofBy, i) })
		if len(both) == 0 {
			both = []int{min(ofUp[0], ofBy[0]), max(ofUp[0], ofBy[0])}
		}
		out = append(out, p.refs(m, both)...)
	}
	return out
}

// namingOf are the sentences in which a report names a source.
func (p *storyPages) namingOf(m *family.Member, source string) (at []int) {
	for _, a := range p.Attributions[m.ID] {
		if a.Source.Source == source {
			at = append(at, a.Sentence)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// shown are the sentences of all evidence, each once: what there is to read of a line from a lost source.
func (v *lineView) shown() (out []refView) {
	for _, f := range v.Evidence {
		for _, r := range f.Refs {
			if !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// change is a change of a step.
func (p *storyPages) change(s *family.Step, ch family.Change) storyChange {
	kind, before, after := ch.What()
	x, y := ch.Values()
	v := storyChange{
		changeView: changeView{
			Kind: kind, Before: before, After: after, Note: ch.Note(), Score: ch.Sureness(),
			BeforeDir: dir(before), AfterDir: dir(after), BeforeLang: ch.BeforeLang, AfterLang: ch.AfterLang, BeforeValue: x, AfterValue: y,
		},
		From: s.From.InLine(), To: s.To.InLine(), Line: p.atLine(s.To, s.From.ID), Claim: p.Number[ch.Claim.ID],
	}
	if v.Claim > 0 && p.base != "" {
		v.ClaimAt = p.atClaim(ch.Claim)
	}
	v.Refs = append(p.refs(s.From, listed(ch.FromSentence)), p.refs(s.To, listed(ch.ToSentence))...)
	return v
}
