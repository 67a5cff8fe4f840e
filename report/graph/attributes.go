package graph

import (
	"strconv"
	"time"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// attribute is something that is known of a node or of an edge. Kind is the kind of its
// values in the words of GraphML and of GEXF, which agree here. of returns "" where
// nothing is known; then nothing is written.
type attribute[T any] struct {
	name, kind string
	of         func(T) string
}

const (
	words   = "string"
	truth   = "boolean"
	numbers = "double"
)

// ofNodes are the attributes of nodes. Those of a date are ISO 8601, and no more exact
// than what is known. json_id is the id in the JSON of the same trace.
func ofNodes() []attribute[*node] {
	return []attribute[*node]{
		{"kind", words, func(n *node) string { return either(n.Article != nil, "report", "lost source") }},
		{"story", words, func(n *node) string { return n.story }},
		{"json_id", words, func(n *node) string { return display.Clean(n.ID) }},
		{"letter", words, func(n *node) string { return n.Letter }},
		{"outlet", words, ofReport(func(n *node) string { return display.Clean(n.Article.Outlet) })},
		{"title", words, ofReport(func(n *node) string { return display.Clean(n.Article.Title) })},
		{"lang", words, ofReport(func(n *node) string { return display.Clean(n.Article.Lang) })},
		{"published", words, ofReport(func(n *node) string { return n.Date() })},
		{"precision", words, ofReport(func(n *node) string { return either(n.Date() != "", string(n.Article.PublishedPrecision), "none") })},
		{"url", words, ofReport(func(n *node) string { return family.Address(n.Article) })},
		{"input", words, ofReport(func(n *node) string { return display.Clean(n.Article.Input) })},
		{"origin", truth, func(n *node) string { return strconv.FormatBool(n.IsOrigin()) }},
		{"source_name", words, ofSource(func(n *node) string { return family.SourceName(n.Source) })},
		{"source_kind", words, ofSource(func(n *node) string { return display.Clean(string(n.Source.Kind)) })},
		{"inferred", truth, ofSource(func(n *node) string { return strconv.FormatBool(n.Source.Inferred) })},
		{"not_before", words, ofSource(func(n *node) string { return moment(n.after()) })},
		{"not_after", words, ofSource(func(n *node) string { return moment(n.before()) })},
	}
}

// ofEdges are the attributes of edges.
func ofEdges() []attribute[*edge] {
	return []attribute[*edge]{
		{"kind", words, func(e *edge) string { return display.Clean(string(e.Kind)) }},
		{"primary", truth, func(e *edge) string { return strconv.FormatBool(!e.further) }},
		{"support", numbers, func(e *edge) string { return number(e.Support) }},
		{"direction_uncertain", truth, func(e *edge) string { return strconv.FormatBool(e.DirectionUncertain) }},
	}
}

func ofReport(of func(*node) string) func(*node) string {
	return func(n *node) string {
		if n.Article == nil {
			return ""
		}
		return of(n)
	}
}

func ofSource(of func(*node) string) func(*node) string {
	return func(n *node) string {
		if n.Source == nil {
			return ""
		}
		return of(n)
	}
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// after and before bound the time of a lost source, zero where nothing does.
func (n *node) after() time.Time {
	if n.Source.Window == nil {
		return time.Time{}
	}
	return n.Source.Window.After
}

func (n *node) before() time.Time {
	if n.Source.Window == nil {
		return time.Time{}
	}
	return n.Source.Window.Before
}

// moment is a time as XML Schema has it.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// weight is the support of an edge; never 0, for viewers leave such edges out.
func (e *edge) weight() float64 { return max(0.01, e.Support) }
