package report

import (
	_ "embed" // the schema
	"encoding/json"
	"io"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// ExplanationSchema names the form in which an Explanation is written as JSON.
const ExplanationSchema = "stemma/explanation/v1"

//go:embed schema/explanation-v1.json
var explanationSchemaFile string

// ExplanationJSONSchema returns the JSON Schema (draft 2020-12) of what
// Explanation.JSON writes; it refers to that of Schema by the name trace-v1.json.
func ExplanationJSONSchema() []byte { return []byte(explanationSchemaFile) }

// explanation is an Explanation as JSON.
type explanation struct {
	Schema string        `json:"schema"`
	Story  string        `json:"story,omitempty"`
	Child  party         `json:"child"`
	Answer []string      `json:"answer"`
	Edges  []stemma.Edge `json:"edges"`
	Root   *stemma.Root  `json:"root,omitempty"`
	Lost   *lostAccount  `json:"lost_source,omitempty"`
	// Parties are all whom the rest names by id.
	Parties   []party   `json:"parties"`
	Pairs     []abreast `json:"side_by_side"`
	Sentences []quote   `json:"sentences"`
}

// party is a report or a lost source.
type party struct {
	ID        string `json:"id"`
	Letter    string `json:"letter,omitempty"`
	Name      string `json:"name"`
	Lang      string `json:"lang,omitempty"`
	Published string `json:"published,omitempty"`
	Input     string `json:"input,omitempty"`
	URL       string `json:"url,omitempty"`
	Lost      bool   `json:"lost,omitempty"`
}

// abreast is what a parent and the child say of one thing.
type abreast struct {
	Parent          string `json:"parent"`
	ParentSentences []int  `json:"parent_sentences"`
	ChildSentences  []int  `json:"child_sentences"`
	How             string `json:"how"` // verbatim, rewritten, translated
}

// quote is a sentence as it stands in the article.
type quote struct {
	Article  string `json:"article"`
	Sentence int    `json:"sentence"`
	Text     string `json:"text"`
}

// lostAccount is what is known of a lost source.
type lostAccount struct {
	stemma.Source
	// Children are the articles that have their news from it directly.
	Children []string `json:"children"`
	// Said are the claims that several of them make.
	Said []saidClaim `json:"said"`
}

type saidClaim struct {
	Claim    string   `json:"claim"`
	Text     string   `json:"text"`
	Articles []string `json:"articles"`
}

// JSON writes the explanation as the contract that ExplanationSchema names.
func (e *Explanation) JSON(w io.Writer) error {
	enc := json.NewEncoder(display.JSON(w))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(e.document())
}

func (e *Explanation) document() *explanation {
	d := &explanation{
		Schema: ExplanationSchema, Child: partyOf(e.member), Answer: e.plainAnswer(),
		Edges: []stemma.Edge{}, Parties: []party{}, Pairs: []abreast{}, Sentences: []quote{},
	}
	if e.family == nil {
		return d
	}
	d.Story, d.Root = e.family.Story.ID, e.member.Root
	for _, edge := range e.edges() {
		d.Edges = append(d.Edges, *edge)
		for _, r := range e.abreast(edge) {
			d.Pairs = append(d.Pairs, abreast{edge.Parent, r.left, r.right, r.how()})
		}
	}
	d.Edges = each(d.Edges, func(e *stemma.Edge) { notNil(&e.Evidence) })
	if s := e.lost(); s != nil {
		d.Lost = e.account(s)
	}
	e.gather(d)
	return d
}

// plainAnswer is the answer without what lays it out on a page.
func (e *Explanation) plainAnswer() []string {
	out := e.answer()
	for i := range out {
		out[i] = strings.NewReplacer(display.RTLIsolate, "", display.FirstIsolate, "", display.CloseIsolate, "").Replace(out[i])
	}
	return out
}

// account tells what is known of a lost source.
func (e *Explanation) account(s *family.Member) *lostAccount {
	out := &lostAccount{Source: *s.Source, Children: []string{}, Said: []saidClaim{}}
	notNil(&out.Aliases)
	notNil(&out.CitedBy)
	notNil(&out.Cites)
	for _, m := range s.ReportsBelow() {
		out.Children = append(out.Children, m.ID)
	}
	for _, c := range e.family.MustHaveSaid(s) {
		said := saidClaim{Claim: c.Claim.ID, Text: e.family.WordsOf(c)}
		for _, m := range c.By {
			said.Articles = append(said.Articles, m.ID)
		}
		out.Said = append(out.Said, said)
	}
	return out
}

// gather lists the parties and the sentences that the rest of d names by id
// and number.
func (e *Explanation) gather(d *explanation) {
	n := named{child: e.member.ID, ids: map[string]bool{}, quoted: map[quote]bool{}}
	for i := range d.Edges {
		n.edge(&d.Edges[i])
	}
	for _, p := range d.Pairs {
		n.note(p.Parent, p.ParentSentences)
		n.note(n.child, p.ChildSentences)
	}
	if d.Root != nil {
		n.facts("", d.Root.Evidence)
		n.choices("", d.Root.Alternatives)
	}
	if d.Lost != nil {
		n.account(d.Lost)
	}
	for _, m := range e.family.Members {
		if n.ids[m.ID] && m != e.member {
			d.Parties = append(d.Parties, partyOf(m))
		}
		if m.Article != nil {
			d.Sentences = append(d.Sentences, n.quotes(m)...)
		}
	}
}

// named collects what an explanation names by id and number.
type named struct {
	child  string
	ids    map[string]bool
	quoted map[quote]bool
}

func (n *named) note(id string, at []int) {
	n.ids[id] = id != ""
	for _, i := range at {
		n.quoted[quote{Article: id, Sentence: i}] = true
	}
}

func (n *named) edge(edge *stemma.Edge) {
	n.note(edge.Parent, nil)
	n.note(n.child, edge.Sentences)
	n.facts(edge.Parent, edge.Evidence)
	n.choices(edge.Parent, edge.Alternatives)
}

func (n *named) facts(parent string, list []stemma.Evidence) {
	for _, ev := range list {
		n.note(parent, ev.ParentSentences)
		n.note(n.child, ev.ChildSentences)
	}
}

func (n *named) choices(parent string, all []stemma.Alternative) {
	for _, a := range all {
		n.note(a.Parent, nil)
		n.facts(a.Parent, a.For)
		n.facts(parent, a.Against)
	}
}

func (n *named) account(l *lostAccount) {
	n.note(l.ID, nil)
	for _, id := range l.Children {
		n.note(id, nil)
	}
	if l.Window == nil {
		return
	}
	for _, p := range l.Window.Said {
		n.note(p.Article, p.Sentences)
	}
}

// quotes are the sentences of a report that are named.
func (n *named) quotes(m *family.Member) []quote {
	var out []quote
	for i, s := range m.Article.Sentences {
		if n.quoted[quote{Article: m.ID, Sentence: i}] && s.Start >= 0 && s.Start <= s.End && s.End <= len(m.Article.Text) {
			out = append(out, quote{m.ID, i, strings.ToValidUTF8(m.Article.Text[s.Start:s.End], "\ufffd")})
		}
	}
	return out
}

func partyOf(m *family.Member) party {
	if m.Source != nil {
		return party{ID: m.ID, Name: family.SourceName(m.Source), Lost: true}
	}
	a := m.Article
	return party{
		ID: m.ID, Letter: m.Letter, Name: family.Outlet(a), Lang: a.Lang, Published: m.Published(), Input: a.Input, URL: a.URL,
	}
}
