package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
)

// claimPage is what the page of a claim shows.
type claimPage struct {
	Title, Dir string
	Lang       string
	Name       string // its number
	Back       backView
	Count      string
	First      []saysView
	Drawings   []drawingView
	Says       []saysView
	Ways       []wayView
	By         []attributedView
	Unnamed    []reportLink // who attributes it to nobody
	Verdicts   []linkVerdict
}

// saysView is a report that makes a claim, in its words.
type saysView struct {
	reportLink
	Outlet, Lang, Language, Published string
	Undated                           bool
	From, FromAt                      string // the parent, and where the line is
	Changed                           bool
	Refs                              []refView
	To                                []string // whom it attributes it to
}

// wayView is how a claim went from report to report: one after the other, and then along several ways.
type wayView struct {
	Steps    []mutationView
	Branches []wayView
}

// mutationView is a report in which a claim is told in another way than before, and who tells it so after it.
type mutationView struct {
	reportLink
	Outlet, Lang string
	How, Line    string // how the report came from the one before, and where that line is
	Changes      []storyChange
	Same         []reportLink
	Dropped      []reportLink // reports that derive from these and leave it out; the link is to the line
}

// attributedView is whom reports attribute a claim to.
type attributedView struct {
	Name, At string
	Lost     bool
	By       []reportLink
}

func (p *storyPages) claimPage(cl *stemma.Claim) (*claimPage, error) {
	words := p.ClaimInEnglish(cl)
	v := &claimPage{Title: display.Clean(words), Dir: dir(words), Lang: p.tongue(cl, words), Name: p.claimName(cl), Back: p.backTo(p.base)}
	v.Count = ofAll(len(p.held[cl.ID]), p.Reports(), "report")
	for _, m := range p.FirstOf(cl) {
		v.First = append(v.First, p.says(cl, m, nil))
	}
	changed := p.ChangedIn(cl)
	var dots []drawing.Dot
	for _, m := range p.ByTime() {
		if p.held[cl.ID][m.ID] == nil {
			continue
		}
		v.Says = append(v.Says, p.says(cl, m, changed))
		d := drawing.Dot{Member: m}
		if changed[m.ID] {
			d.Class = "changed"
		}
		dots = append(dots, d)
	}
	v.Ways = p.ways(cl)
	v.By, v.Unnamed = p.attributed(cl)
	v.Verdicts = p.linkVerdicts(cl)
	var err error
	v.Drawings, err = timelines(dots, "When the reports came out that say it: a dot for each, a ring where it says it with a change of its own. The list below has them all")
	return v, err
}

// says is what a report says of a claim.
func (p *storyPages) says(cl *stemma.Claim, m *family.Member, changed map[string]bool) saysView {
	held := p.held[cl.ID][m.ID]
	v := saysView{
		reportLink: reportLink{p.atMember(m), m.Letter}, Outlet: family.Outlet(m.Article), Lang: tag(m.Article), Language: family.LanguageName(m.Article.Lang),
		Published: m.Published(), Changed: changed[m.ID], Refs: p.refs(m, held.Sentences),
	}
	v.Undated = v.Published == "undated"
	if m.Edge != nil {
		v.From, v.FromAt = p.Named(m.Edge.Parent), p.atLine(m, m.Edge.Parent)
	}
	for _, s := range p.namedIn(m, held) {
		v.To = append(v.To, family.SourceName(s))
	}
	return v
}

// namedIn are the sources that a report names in the sentences of a passage, each once.
func (p *storyPages) namedIn(m *family.Member, passage *stemma.Passage) (out []*stemma.Source) {
	for _, a := range p.Attributions[m.ID] {
		s := p.Sources[a.Source.Source]
		if s != nil && slices.Contains(passage.Sentences, a.Sentence) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// attributed are those to whom reports attribute a claim, those of the most reports first.
func (p *storyPages) attributed(cl *stemma.Claim) (out []attributedView, unnamed []reportLink) {
	at := map[*stemma.Source]int{}
	for _, m := range p.Members {
		held := p.held[cl.ID][m.ID]
		if held == nil || m.Article == nil {
			continue
		}
		link := reportLink{p.atMember(m), m.Letter}
		named := p.namedIn(m, held)
		for _, s := range named {
			i, known := at[s]
			if !known {
				i = len(out)
				at[s] = i
				out = append(out, p.attributedTo(s))
			}
			out[i].By = append(out[i].By, link)
		}
		if len(named) == 0 {
			unnamed = append(unnamed, link)
		}
	}
	slices.SortStableFunc(out, func(a, b attributedView) int { return cmp.Compare(len(b.By), len(a.By)) })
	return out, unnamed
}

func (p *storyPages) attributedTo(s *stemma.Source) attributedView {
	v := attributedView{Name: family.SourceName(s), Lost: s.Lost}
	if s.Kind == stemma.SourceUnnamed && !s.Inferred {
		v.Name = fmt.Sprintf("%s (“%s”)", v.Name, display.Isolate(p.SourceInEnglish(s)))
	}
	if m := p.ByID[s.ID]; m != nil {
		v.At = p.atMember(m)
	} else if m := p.ByID[s.Article]; m != nil {
		v.At = p.atMember(m)
	}
	return v
}

// mutation is a report with which a claim changes, on the way through the tree.
type mutation struct {
	view  mutationView
	below []*mutation
}

// ways are how a claim went through the tree, from each report that has it from none of the others.
func (p *storyPages) ways(cl *stemma.Claim) (out []wayView) {
	of, changes := map[*family.Member]*mutation{}, p.changesIn(cl)
	var roots []*mutation
	for _, m := range p.Members { // parents come before their children
		if m.Article == nil {
			of[m] = of[p.Parent(m)] // nil where it is a root
			continue
		}
		up := p.before(m, of)
		held := p.held[cl.ID][m.ID] != nil
		switch {
		case !held && up != nil && len(changes.dropped[m.ID]) > 0:
			up.view.Dropped = append(up.view.Dropped, reportLink{changes.dropped[m.ID], m.Letter})
			of[m] = up
		case !held:
			of[m] = up
		case up != nil && len(changes.within[m.ID]) == 0:
			up.view.Same = append(up.view.Same, reportLink{p.atMember(m), m.Letter})
			of[m] = up
		default:
			of[m] = p.mutation(m, changes.within[m.ID])
			if up == nil {
				roots = append(roots, of[m])
			} else {
				up.below = append(up.below, of[m])
			}
		}
	}
	for _, r := range roots {
		out = append(out, r.way())
	}
	return out
}

// before is how a claim was told when it came to a member: by its parent, or else by a further one.
func (p *storyPages) before(m *family.Member, of map[*family.Member]*mutation) *mutation {
	for _, e := range m.Edges() {
		if up := of[p.ByID[e.Parent]]; up != nil {
			return up
		}
	}
	return nil
}

func (p *storyPages) mutation(m *family.Member, changes []storyChange) *mutation {
	v := mutationView{reportLink: reportLink{p.atMember(m), m.Letter}, Outlet: family.Outlet(m.Article), Lang: tag(m.Article), Changes: changes}
	if m.Edge != nil {
		v.How, v.Line = p.How(m, m.Edge), p.atLine(m, m.Edge.Parent)
	}
	return &mutation{view: v}
}

// way follows a mutation as long as there is one way only.
func (m *mutation) way() (w wayView) {
	for ; ; m = m.below[0] {
		w.Steps = append(w.Steps, m.view)
		if len(m.below) != 1 {
			break
		}
	}
	for _, b := range m.below {
		w.Branches = append(w.Branches, b.way())
	}
	return w
}

// claimChanges are the changes of one claim by the report that made them: within its words, and the lines on which it was left out.
type claimChanges struct {
	within  map[string][]storyChange
	dropped map[string]string
}

func (p *storyPages) changesIn(cl *stemma.Claim) claimChanges {
	out := claimChanges{map[string][]storyChange{}, map[string]string{}}
	for _, s := range p.ChangesThat(p.told(cl)) {
		for _, ch := range s.Changes {
			switch {
			case family.WholeVerb(ch.Kind) == "":
				out.within[s.To.ID] = append(out.within[s.To.ID], p.change(s, ch))
			case ch.Kind == stemma.ChangeOmission:
				out.dropped[s.To.ID] = p.atLine(s.To, s.From.ID)
			}
		}
	}
	return out
}

// told tells which changes are of a claim and on an edge.
func (p *storyPages) told(cl *stemma.Claim) func(*stemma.Change) bool {
	own := map[*stemma.Change]bool{}
	for i := range cl.Changes {
		own[&cl.Changes[i]] = true
	}
	return func(ch *stemma.Change) bool { return own[ch] && p.IsTold(ch) }
}
