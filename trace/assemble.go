package trace

import (
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// assemble puts the parts into one result. Sources belong to a story (one
// story's unnamed official is not another's, and an agency may be lost in one
// and present in the other), so each part's sources get ids of their own.
func assemble(docs []*text.Document, parts []part) *stemma.Result {
	r := &stemma.Result{Schema: stemma.Schema}
	seen := map[string]*text.Seen{}
	for _, d := range docs {
		if d.Seen != nil {
			seen[d.Article.ID] = d.Seen
		}
		r.Articles = append(r.Articles, asCame(d))
	}
	for _, p := range parts {
		places(seen).apply(&p)
		rename := renumber(p.sources, len(r.Sources))
		rename.apply(&p)
		r.Sources = append(r.Sources, p.sources...)
		r.Attributions = append(r.Attributions, p.attributions...)
		r.Distrusted = append(r.Distrusted, p.distrusted...)
		if p.story == nil {
			r.Partial = append(r.Partial, p.partial...)
			r.Unplaced = append(r.Unplaced, p.articles...)
			continue
		}
		p.story.ID = fmt.Sprintf("s%d", len(r.Stories)+1)
		for _, left := range p.partial {
			left.Story = p.story.ID
			r.Partial = append(r.Partial, left)
		}
		p.story.Partial = len(p.partial) > 0
		for _, s := range p.sources {
			p.story.Sources = append(p.story.Sources, s.ID)
		}
		r.Stories = append(r.Stories, *p.story)
	}
	return r
}

// renaming maps a part's source ids to ids of the whole result.
type renaming map[string]string

func renumber(sources []stemma.Source, offset int) renaming {
	m := make(renaming, len(sources))
	for i, s := range sources {
		m[s.ID] = fmt.Sprintf("src%d", offset+i+1)
	}
	return m
}

// of returns the new id; ids that are not sources (articles) stay.
func (m renaming) of(id string) string {
	if to, ok := m[id]; ok {
		return to
	}
	return id
}

func (m renaming) apply(p *part) {
	for i := range p.sources {
		s := &p.sources[i]
		s.ID = m.of(s.ID)
		cites := make([]string, len(s.Cites))
		for j, id := range s.Cites {
			cites[j] = m.of(id)
		}
		s.Cites = cites
	}
	for i := range p.attributions {
		a := &p.attributions[i]
		a.Source.Source = m.of(a.Source.Source)
	}
	if p.story == nil {
		return
	}
	m.applyToStory(p.story)
}

func (m renaming) applyToStory(s *stemma.Story) {
	for i := range s.Edges {
		e := &s.Edges[i]
		e.Parent, e.Child = m.of(e.Parent), m.of(e.Child)
		m.applyToAlternatives(e.Alternatives)
	}
	for i := range s.Roots {
		s.Roots[i].Origin = m.of(s.Roots[i].Origin)
		m.applyToAlternatives(s.Roots[i].Alternatives)
	}
	for i := range s.Descents {
		for k := range s.Descents[i].From {
			from := &s.Descents[i].From[k]
			from.Origin = m.of(from.Origin)
		}
	}
}

func (m renaming) applyToAlternatives(list []stemma.Alternative) {
	for i := range list {
		list[i].Parent = m.of(list[i].Parent)
	}
}
