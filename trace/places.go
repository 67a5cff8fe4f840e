package trace

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// places are the articles, by their ids, that were read as they are seen: what was
// found in such a text is to be shown in the one that came. There are few of them,
// and so what is shared with the memory of a story is copied.
type places map[string]*text.Seen

// asCame is the article of a document with the text that came.
func asCame(d *text.Document) stemma.Article {
	a := d.Article
	if d.Seen == nil {
		return a
	}
	a.Text, a.Sentences, a.Boilerplate = d.Seen.Original, d.Seen.Sentences(a.Sentences), slices.Clone(a.Boilerplate)
	for i, s := range a.Boilerplate {
		a.Boilerplate[i] = d.Seen.Span(s)
	}
	return a
}

// apply moves what a part says of texts.
func (m places) apply(p *part) {
	if len(m) == 0 {
		return
	}
	p.attributions = slices.Clone(p.attributions)
	for i := range p.attributions {
		a := &p.attributions[i]
		for _, role := range []*stemma.Role{&a.Source, &a.Cue, &a.Content} {
			m.role(a.Article, role)
		}
	}
	if p.story == nil {
		return
	}
	p.story.Links = slices.Clone(p.story.Links)
	for i := range p.story.Links {
		m.link(&p.story.Links[i])
	}
	p.story.Claims = slices.Clone(p.story.Claims)
	for i := range p.story.Claims {
		p.story.Claims[i].Changes = m.changes(p.story.Claims[i].Changes)
	}
}

func (m places) role(article string, role *stemma.Role) {
	s := m[article]
	if s == nil {
		return
	}
	role.Span = s.Span(role.Span)
	role.Parts = slices.Clone(role.Parts)
	for i, part := range role.Parts {
		at := s.Span(stemma.Span{Start: part[0], End: part[1]})
		role.Parts[i] = [2]int{at.Start, at.End}
	}
}

func (m places) link(l *stemma.Link) {
	a, b := m[l.A], m[l.B]
	if a == nil && b == nil {
		return
	}
	l.Stretches = slices.Clone(l.Stretches)
	for i := range l.Stretches {
		if a != nil {
			l.Stretches[i].A = a.Span(l.Stretches[i].A)
		}
		if b != nil {
			l.Stretches[i].B = b.Span(l.Stretches[i].B)
		}
	}
}

func (m places) changes(list []stemma.Change) []stemma.Change {
	list = slices.Clone(list)
	for i := range list {
		c := &list[i]
		c.BeforeSpan, c.AfterSpan = m.span(c.From, c.BeforeSpan), m.span(c.To, c.AfterSpan)
	}
	return list
}

func (m places) span(article string, at *stemma.Span) *stemma.Span {
	s := m[article]
	if s == nil || at == nil {
		return at
	}
	moved := s.Span(*at)
	return &moved
}
