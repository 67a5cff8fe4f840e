package review

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// Draft is what a person or a program gives for a verdict on what a result has.
type Draft struct {
	// Story is the id that the archive has for the story.
	Story   string
	Subject Subject // "" is an edge
	Opinion Opinion
	// Parent and Child are the ends of an edge, by the ids that the result has. Parent is "" where Child is an origin.
	Parent, Child string
	// A, ASentences, B and BSentences are the sides of a link.
	A          string
	ASentences []int
	B          string
	BSentences []int
	// Redirect is the report or source of the result that should be the parent, "" for none: the child is an origin.
	Redirect string
	// RedirectName is, instead, the name of a source, which the result may not have.
	RedirectName string
	// RedirectSentences are those of A that should be in the place of ASentences, none if B has them from nowhere.
	RedirectSentences []int
	// Elsewhere is the report that Redirect names where the result does not have it.
	Elsewhere *stemma.Article

	Note, Reviewer string
}

// New makes a verdict of a draft: it fills in what the ends are found by when the tree is drawn anew. An *Invalid says
// what the result does not have.
func New(r *stemma.Result, d Draft) (Verdict, error) {
	v := Verdict{
		Story: d.Story, Subject: cmp.Or(d.Subject, Edge), Opinion: d.Opinion,
		Note: strings.TrimSpace(d.Note), Reviewer: strings.TrimSpace(d.Reviewer),
	}
	if d.Opinion == Redirected {
		v.Redirect = &End{}
	}
	if err := v.checkWords(); err != nil {
		return Verdict{}, err
	}
	m := maker{finder: newFinder(r), draft: &d}
	var err error
	if v.Subject == Link {
		err = m.link(&v)
	} else {
		err = m.edge(&v)
	}
	if err == nil {
		err = v.check()
	}
	if err != nil {
		return Verdict{}, err
	}
	return v, nil
}

type maker struct {
	*finder
	draft *Draft
}

func (m *maker) edge(v *Verdict) error {
	d := m.draft
	if d.Child == "" {
		return invalid("child", "give the report or the source whose parent is meant")
	}
	var err error
	if v.To, err = m.endOf("child", d.Child); err != nil {
		return err
	}
	if d.Parent != "" {
		if v.From, err = m.endOf("parent", d.Parent); err != nil {
			return err
		}
	}
	switch {
	case d.Parent == "" && !m.has("", d.Child):
		return invalid("parent", "%s is no origin: give the parent that is meant", d.Child)
	case !m.has(d.Parent, d.Child) && (d.Opinion != Confirmed || !m.others[edge{d.Parent, d.Child}]):
		return invalid("parent", "the tree does not have %s as a parent of %s: redirect the line that it has", d.Parent, d.Child)
	case d.Opinion == Redirected:
		v.Redirect, err = m.redirect()
	}
	return err
}

// redirect is where an edge should lead.
func (m *maker) redirect() (*End, error) {
	d := m.draft
	name := strings.TrimSpace(d.RedirectName)
	switch {
	case d.Redirect != "" && name != "":
		return nil, invalid("redirect", "give a report or source of the tree, or the name of another, and not both")
	case d.RedirectName != "" && name == "":
		return nil, invalid("redirect_name", "give the name of a source, or leave it out")
	case name != "":
		named := End{Source: name}
		if id, ok := m.end(&named, d.Child); ok { // the tree has it after all
			e, err := m.endOf("redirect_name", id)
			return &e, err
		}
		return &named, nil
	case d.Redirect == "":
		return &End{}, nil
	case d.Elsewhere != nil && d.Elsewhere.ID == d.Redirect && m.articles[d.Redirect] == nil:
		return &End{Article: d.Elsewhere.ID, Digest: Digest(d.Elsewhere.Text)}, nil
	}
	e, err := m.endOf("redirect", d.Redirect)
	return &e, err
}

// endOf returns an end by the id that the result has.
func (m *maker) endOf(field, id string) (End, error) {
	if a := m.articles[id]; a != nil {
		return End{Article: id, Digest: m.digest(a)}, nil
	}
	s := m.byID[id]
	switch {
	case s == nil:
		return End{}, invalid(field, "the tree has no %q", id)
	case m.articles[s.Article] != nil:
		return End{}, invalid(field, "%q is the report %s: give that", id, s.Article)
	}
	e := End{Source: cmp.Or(strings.TrimSpace(s.Name), "a source without a name"), Nameless: isNameless(s)}
	e.Reports = slices.Sorted(maps.Keys(m.reports[id]))
	e.Reports = e.Reports[:min(len(e.Reports), maxReports)]
	if e.Nameless && len(e.Reports) == 0 {
		return End{}, invalid(field, "no report has anything from %q, so that it could not be found again", id)
	}
	return e, nil
}

func (m *maker) link(v *Verdict) error {
	d := m.draft
	var err error
	if v.From, err = m.side("a", d.A, d.ASentences); err != nil {
		return err
	}
	if v.To, err = m.side("b", d.B, d.BSentences); err != nil {
		return err
	}
	s := saying{edge: edge{d.A, d.B}, as: d.ASentences, bs: d.BSentences}
	if d.Opinion != Confirmed && !slices.ContainsFunc(m.between(d.A, d.B), func(l *stemma.Link) bool { return s.on(l.A, l.ASentences, l.B, l.BSentences) }) {
		return invalid("a_sentences", "these sentences of %s and %s are not linked", d.A, d.B)
	}
	if d.Opinion == Redirected && len(d.RedirectSentences) > 0 {
		*v.Redirect, err = m.side("redirect", d.A, d.RedirectSentences)
	}
	return err
}

// side is a side of a link.
func (m *maker) side(field, id string, sentences []int) (End, error) {
	a := m.articles[id]
	if field != "redirect" && (len(sentences) == 0 || a != nil && !hasSentences(a, sentences)) {
		return End{}, invalid(field+"_sentences", "give numbers of sentences of %q, from 0", id)
	}
	switch {
	case a == nil:
		return End{}, invalid(field, "the tree has no report %q", id)
	case !hasSentences(a, sentences):
		return End{}, invalid(field, "give numbers of sentences of %q, from 0", id)
	case len(sentences) > MaxSentences:
		return End{}, invalid(field+"_sentences", "there are %d; %d may be", len(sentences), MaxSentences)
	}
	sentences = slices.Clone(sentences)
	slices.Sort(sentences)
	sentences = slices.Compact(sentences)
	return End{Article: id, Digest: m.digest(a), Sentences: sentences, Quote: quoteOf(a, sentences)}, nil
}
