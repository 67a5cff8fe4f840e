package report

import (
	_ "embed" // the schema
	"encoding/json"
	"io"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
)

//go:embed schema/trace-v1.json
var schema string

// Schema returns the JSON Schema (draft 2020-12) of what JSON writes.
func Schema() []byte { return []byte(schema) }

// JSON writes the result as the contract stemma.Schema names it, indented,
// with empty lists where there is nothing to list.
func JSON(w io.Writer, r *stemma.Result) error {
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(filled(r))
}

// JSONLine writes the same in one line: to indent takes as long as to write.
func JSONLine(w io.Writer, r *stemma.Result) error {
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	return e.Encode(filled(r))
}

// filled returns a copy of r in which no list that the contract requires is nil.
func filled(r *stemma.Result) *stemma.Result {
	c := *r
	c.Schema = stemma.Schema
	c.Articles = each(r.Articles, func(a *stemma.Article) {
		notNil(&a.Sentences)
		notNil(&a.Boilerplate)
		if a.PublishedPrecision == "" {
			a.PublishedPrecision = stemma.PrecisionNone
		}
	})
	c.Sources = each(r.Sources, func(s *stemma.Source) {
		notNil(&s.Aliases)
		notNil(&s.CitedBy)
		notNil(&s.Cites)
		if s.Window != nil {
			w := *s.Window
			w.Said = slices.Clone(w.Said)
			fillPassages(w.Said)
			s.Window = &w
		}
	})
	c.Stories = each(r.Stories, fillStory)
	notNil(&c.Attributions)
	notNil(&c.Unplaced)
	notNil(&c.Errors)
	return &c
}

func fillStory(s *stemma.Story) {
	notNil(&s.Articles)
	notNil(&s.Sources)
	s.Edges = each(s.Edges, func(e *stemma.Edge) { notNil(&e.Evidence) })
	s.Links = each(s.Links, func(l *stemma.Link) {
		notNil(&l.ASentences)
		notNil(&l.BSentences)
	})
	s.Claims = each(s.Claims, func(c *stemma.Claim) {
		notNil(&c.Passages)
		c.Passages = slices.Clone(c.Passages)
		fillPassages(c.Passages)
		notNil(&c.Changes)
	})
	s.Descents = slices.Clone(s.Descents)
	for i := range s.Descents {
		s.Descents[i].From = each(s.Descents[i].From, func(h *stemma.Share) { notNil(&h.Sentences) })
	}
}

func fillPassages(list []stemma.Passage) {
	for i := range list {
		notNil(&list[i].Sentences)
	}
}

// each returns a copy of a list, never nil, with f applied to its elements.
func each[T any](in []T, f func(*T)) []T {
	out := slices.Clone(in)
	notNil(&out)
	for i := range out {
		f(&out[i])
	}
	return out
}

// notNil makes a nil list an empty one.
func notNil[T any](l *[]T) {
	if *l == nil {
		*l = []T{}
	}
}
