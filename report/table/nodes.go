package table

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

var articleColumns = []string{
	"story", "letter", "article", "outlet", "title", "byline", "lang", "published", "precision", "date_believed",
	"updated", "url", "input", "origin", "sentences",
}

// articles are those of the stories in the order of their trees, then those of no story.
func (t *trace) articles(row func(...any)) {
	for _, f := range t.families {
		for _, m := range f.Members {
			if a := m.Article; a != nil {
				about(row, f.Story.ID, m.Letter, a, m.Date() != "", m.IsOrigin())
			}
		}
	}
	for i := range t.Articles {
		if a := &t.Articles[i]; t.home[a.ID] == nil {
			about(row, "", "", a, family.Date(a) != "", nil)
		}
	}
}

func about(row func(...any), story, letter string, a *stemma.Article, believed bool, origin any) {
	date, precision := family.Date(a), a.PublishedPrecision
	var known any = believed
	if date == "" {
		known, precision = nil, stemma.PrecisionNone
	}
	row(story, letter, a.ID, a.Outlet, a.Title, a.Byline, a.Lang, date, string(precision), known,
		moment(a.Updated), a.URL, a.Input, origin, len(a.Sentences))
}

// moment is a time in the form of ISO 8601, "" where there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

var sourceColumns = []string{
	"source", "name", "aliases", "kind", "article", "lost", "inferred", "stories", "cited_by", "cites", "not_before", "not_after",
}

func (t *trace) sources(row func(...any)) {
	stories := make(map[string][]string)
	for i := range t.Stories {
		for _, id := range t.Stories[i].Sources {
			if s := display.Clean(t.Stories[i].ID); !slices.Contains(stories[id], s) {
				stories[id] = append(stories[id], s)
			}
		}
	}
	for i := range t.Sources {
		s := &t.Sources[i]
		var from, to string
		if s.Window != nil {
			from, to = moment(s.Window.After), moment(s.Window.Before)
		}
		row(s.ID, s.Name, clean(s.Aliases), string(s.Kind), s.Article, s.Lost, s.Inferred, stories[s.ID],
			clean(s.CitedBy), clean(s.Cites), from, to)
	}
}

func clean(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = display.Clean(s)
	}
	return out
}

var edgeColumns = []string{
	"story", "parent", "parent_letter", "parent_name", "child", "child_letter", "child_name", "kind", "primary", "support",
	"reversed", "direction_uncertain", "drawn", "evidence",
}

// edges are all of the JSON; drawn are those that the tree shows.
func (t *trace) edges(row func(...any)) {
	for _, f := range t.families {
		for i := range f.Story.Edges {
			e := &f.Story.Edges[i]
			up, m := f.ByID[e.Parent], f.ByID[e.Child]
			row(f.Story.ID, e.Parent, letter(up), called(up), e.Child, letter(m), called(m), string(e.Kind), e.Primary, e.Support,
				e.Reversed, e.DirectionUncertain, m != nil && slices.Contains(m.Edges(), e), facts(e.Evidence))
		}
	}
}

// facts are what speaks for an edge, and what against it, in a line each.
func facts(all []stemma.Evidence) []string {
	var out []string
	for _, ev := range all {
		s := display.Clean(string(ev.Kind)) + ": " + display.Clean(ev.Detail)
		if ev.Against {
			s = "against it: " + s
		}
		out = append(out, s)
	}
	return out
}

func letter(m *family.Member) string {
	if m == nil {
		return ""
	}
	return m.Letter
}

func called(m *family.Member) string {
	switch {
	case m == nil:
		return ""
	case m.Article != nil:
		return family.Outlet(m.Article)
	}
	return family.SourceName(m.Source)
}
