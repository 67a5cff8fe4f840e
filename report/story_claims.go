package report

import (
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// columnView is a report over the matrix of claims.
type columnView struct{ ID, Letter, Outlet, Code string }

// claimView is a claim: who makes it, and in which sentences.
type claimView struct {
	ID, Text, Dir string
	Number        int
	Cells         []cellView
	Passages      []refView
	Changes       []storyChange
}

// cellView is whether a report makes a claim: "" (it does not), "says" or "changed".
type cellView struct{ How, Letter, ID string }

// storyChange is a change with the two it is between.
type storyChange struct {
	changeView
	From, To, Line string
	Claim          int // its number, 0 where no other report makes it
	Refs           []refView
}

func (p *storyPages) columns() (out []columnView) {
	for _, m := range p.Columns {
		out = append(out, columnView{p.member(m), m.Letter, family.Outlet(m.Article), family.BaseLanguage(m.Article.Lang)})
	}
	return out
}

func (p *storyPages) claims() (out []claimView) {
	changes := p.changesOfClaims()
	for _, cl := range p.Shared {
		words := p.ClaimInEnglish(cl)
		n := p.Number[cl.ID]
		v := claimView{ID: p.claim(cl), Text: words, Dir: dir(words), Number: n, Cells: p.cells(cl)}
		held := family.Holders(cl)
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
	held, changed := family.Holders(cl), p.ChangedIn(cl)
	for _, m := range p.Columns {
		c := cellView{Letter: m.Letter}
		if h := held[m.ID]; h != nil {
			if c.How = "says"; changed[m.ID] {
				c.How = "changed"
			}
			if refs := p.refs(m, h.Sentences); len(refs) > 0 {
				c.ID = refs[0].ID
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
	How, Support    string
	Unsure, Further bool
	Rivals          string
	Evidence        []factView
	Changes         []storyChange
	Tally           []string
	Diff            *diffView // nil where one of the two is lost
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
			up := p.ByID[e.Parent]
			v := p.between(up, m, steps[[2]string{e.Parent, m.ID}])
			delete(steps, [2]string{e.Parent, m.ID})
			v.ID, v.How, v.Support = p.line(m, e.Parent), p.How(m, e), display.Score(e.Support)
			v.Unsure, v.Further = e.Support < family.Weak, m.Edge != nil && e != m.Edge
			if e == m.Edge {
				v.Rivals = p.Rivals(m)
			}
			for i := range e.Evidence {
				v.Evidence = append(v.Evidence, p.fact(up, m, &e.Evidence[i]))
			}
			out = append(out, v)
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

// siblings are pairs of reports of one lost source that differ.
func (p *storyPages) siblings() (out []*lineView) {
	for _, s := range p.ChangesThat(func(ch *stemma.Change) bool {
		return ch.Sibling && p.ByID[ch.From] != nil && p.ByID[ch.To] != nil
	}) {
		v := p.between(s.From, s.To, s)
		v.ID = p.member(s.To) + "-beside-" + s.From.Letter
		out = append(out, v)
	}
	return out
}

// between is what there is to say of two members: what changed, and their texts.
func (p *storyPages) between(up, m *family.Member, s *family.Step) *lineView {
	v := &lineView{From: up.InLine(), To: m.InLine()}
	if s != nil {
		counts := map[string]int{}
		for _, ch := range s.Changes {
			if family.WholeVerb(ch.Kind) == "" {
				v.Changes = append(v.Changes, p.change(s, ch))
			}
			counts[ch.Verb()]++
		}
		v.Tally = tallied(s.Changes, counts)
	}
	if up.Article != nil && m.Article != nil {
		d := p.pairs.diff(up.Article, m.Article)
		v.Diff = d.forPage()
		v.Diff.ID = p.member(m) + "-" + up.Letter + "-"
	}
	return v
}

// tallied counts changes by what they are, in the order of the kinds.
func tallied(all []family.Change, counts map[string]int) (out []string) {
	for _, k := range family.ChangeOrder {
		for _, ch := range all {
			if n := counts[ch.Verb()]; ch.Kind == k && n > 0 {
				out = append(out, fmt.Sprintf("%d %s", n, ch.Verb()))
				delete(counts, ch.Verb())
			}
		}
	}
	return out
}

// fact is a piece of evidence between a parent and a child.
func (p *storyPages) fact(up, m *family.Member, ev *stemma.Evidence) factView {
	return factView{
		Kind: display.Clean(string(ev.Kind)), Detail: display.Clean(ev.Detail), Against: ev.Against,
		Refs: append(p.refs(up, ev.ParentSentences), p.refs(m, ev.ChildSentences)...),
	}
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
		From: s.From.InLine(), To: s.To.InLine(), Line: p.line(s.To, s.From.ID), Claim: p.Number[ch.Claim.ID],
	}
	v.Refs = append(p.refs(s.From, listed(ch.FromSentence)), p.refs(s.To, listed(ch.ToSentence))...)
	return v
}
