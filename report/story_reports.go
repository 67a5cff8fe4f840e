package report

import (
	"maps"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// sourceView is a source that the story rests on.
type sourceView struct {
	ID, At, Name, Words, Kind string
	Lost                      bool
	Letter                    string // of the report that it is
	By                        []reportLink
	Cites, Aliases            []string
	Notes                     []family.Note
	MustHaveSaid              []saidView
}

// saidView is a claim that a lost source must have made, and who has it from there.
type saidView struct {
	Text, Dir string
	By        []reportLink
}

// reportLink is the letter of a report, and where it is.
type reportLink struct{ At, Letter string }

func (p *storyPages) sources() (out []sourceView) {
	listed := map[string]bool{}
	for _, s := range p.MainSources() {
		listed[s.ID] = true
		v := p.source(s.Source)
		if m := p.ByID[s.Article]; m != nil {
			v.At, v.Letter = p.atMember(m), m.Letter
		}
		out = append(out, v)
	}
	for _, m := range p.Members { // in the tree, and hardly cited
		if m.Source != nil && !listed[m.ID] {
			out = append(out, p.source(m.Source))
		}
	}
	return out
}

func (p *storyPages) source(s *stemma.Source) sourceView {
	v := sourceView{Name: family.SourceName(s), Lost: s.Lost, Cites: p.CitesInTurn(s), Aliases: p.Aliases(s)}
	if s.Kind == stemma.SourceUnnamed && !s.Inferred {
		v.Words = p.SourceInEnglish(s)
	}
	if s.Kind != stemma.SourceUnnamed && s.Kind != stemma.SourceOutlet {
		v.Kind = display.Clean(string(s.Kind))
	}
	letters := p.letters()
	for _, l := range p.Citing(s) {
		m := letters[l]
		at := p.atMember(m)
		if named := p.refs(m, p.namingOf(m, s.ID)); len(named) > 0 {
			at = named[0].At
		}
		v.By = append(v.By, reportLink{at, l})
	}
	m := p.ByID[s.ID]
	if m == nil {
		return v
	}
	v.ID, v.Notes = p.member(m), p.Notes(m)
	for _, h := range p.MustHaveSaid(m) {
		words := p.WordsOf(h)
		said := saidView{Text: words, Dir: dir(words)}
		for _, b := range h.By {
			said.By = append(said.By, reportLink{p.atMember(b), b.Letter})
		}
		v.MustHaveSaid = append(v.MustHaveSaid, said)
	}
	return v
}

// letters are reports by their letters.
func (p *storyPages) letters() map[string]*family.Member {
	out := map[string]*family.Member{}
	for _, m := range p.Members {
		if m.Article != nil {
			out[m.Letter] = m
		}
	}
	return out
}

// reportView is a report: where it comes from, whom it cites, and its text.
type reportView struct {
	sideView
	At                        string // of its page, where this one has no more than its place in the tree
	ID, Letter, Byline, Input string
	From, FromAt, How         string
	Support                   string
	Unsure, Undated           bool
	Notes                     []family.Note
	Chains, Quoted            []string
	Naming                    []refView // the sentences that name a source
	Sentences                 []sentenceView
	Review                    *reviewView // of an origin
	Alone                     bool        // on its own page
}

// sentenceView is a sentence of a text, with the numbers of the claims it makes.
type sentenceView struct {
	ID          string
	N           int
	Text        string
	Claims      []claimLink
	Boilerplate bool
}

// claimLink is the number of a claim, and where it is.
type claimLink struct {
	At     string
	Number int
}

func (p *storyPages) reports() (out []reportView) {
	claimed := p.claimed()
	for _, m := range p.Members {
		if m.Article == nil {
			continue
		}
		out = append(out, p.report(m, claimed[m.ID]))
	}
	return out
}

// report is a report, with the claims that its sentences make.
func (p *storyPages) report(m *family.Member, claimed map[int][]claimLink) reportView {
	v := reportView{
		sideView: side(m.Article), ID: p.member(m), Letter: m.Letter, Byline: display.Clean(m.Article.Byline),
		Input: display.Clean(family.InputName(m.Article.Input)), How: "origin", Notes: p.Notes(m),
	}
	v.Published, v.Undated = m.Published(), m.Published() == "undated"
	if m.Edge == nil {
		v.Review = p.edgeReview(nil, m, Form{})
	}
	if m.Edge != nil {
		v.How, v.From, v.FromAt = p.How(m, m.Edge), p.Named(m.Edge.Parent), p.atLine(m, m.Edge.Parent)
	}
	if m.Edge == nil && m.Guess != nil {
		v.How = "parent uncertain"
	}
	if support, known := m.Support(); known {
		v.Support, v.Unsure = display.Score(support), support < family.Weak
	}
	if len(v.Notes) > 0 && m.Edge != nil && len(p.Rivals(m)) > 0 {
		v.Unsure = true
	}
	v.Chains, v.Quoted = p.Chains(m)
	if !p.texts {
		v.At = p.atReport(m)
		return v
	}
	v.Naming = p.refs(m, p.naming(m))
	v.Sentences = p.sentences(m, claimed)
	return v
}

// naming are the sentences in which a report names its sources.
func (p *storyPages) naming(m *family.Member) []int {
	said := map[int]bool{}
	for _, a := range p.Attributions[m.ID] {
		said[a.Sentence] = true
	}
	return slices.Sorted(maps.Keys(said))
}

// claimed are the claims that each sentence makes, by report.
func (p *storyPages) claimed() map[string]map[int][]claimLink {
	out := map[string]map[int][]claimLink{}
	for _, cl := range p.Shared {
		for _, passage := range cl.Passages {
			if out[passage.Article] == nil {
				out[passage.Article] = map[int][]claimLink{}
			}
			for _, i := range passage.Sentences {
				out[passage.Article][i] = append(out[passage.Article][i], claimLink{p.atClaim(cl), p.Number[cl.ID]})
			}
		}
	}
	return out
}

// sentences are the text of a report.
func (p *storyPages) sentences(m *family.Member, claimed map[int][]claimLink) (out []sentenceView) {
	skip := family.Boilerplate(m.Article)
	for i := range m.Article.Sentences {
		if s := family.Sentence(m.Article, i); s != "" {
			out = append(out, sentenceView{p.sentence(m, i), i + 1, s, claimed[i], skip[i]})
		}
	}
	return out
}

// sharesView is which report depends on which origin.
type sharesView struct {
	Heads []string
	Rows  []shareRow
}

// shareRow is a report's shares, in percent.
type shareRow struct {
	At, Letter, Outlet string
	Shares             []shareView
}

// shareView is a share, and the first of the sentences that it counts.
type shareView struct{ Text, At string }

// shares are nil where there is one origin.
func (p *storyPages) shares() *sharesView {
	c := &claims{Collation: p.Collation}
	all := c.mixed()
	cols := c.shareColumns(all)
	if len(cols) == 0 {
		return nil
	}
	v := &sharesView{}
	for _, col := range cols {
		v.Heads = append(v.Heads, col.head)
	}
	for _, d := range all {
		m := p.ByID[d.Article]
		row := shareRow{At: p.atMember(m), Letter: m.Letter, Outlet: family.Outlet(m.Article)}
		for _, col := range cols {
			row.Shares = append(row.Shares, shareView{percent(col.of(d)), p.firstFrom(d, col.origin)})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// firstFrom is where the first sentence is that a report has from an origin.
func (p *storyPages) firstFrom(d *stemma.Descent, origin string) string {
	for _, from := range d.From {
		if refs := p.refs(p.ByID[d.Article], from.Sentences); from.Origin == origin && len(refs) > 0 {
			return refs[0].At
		}
	}
	return ""
}
