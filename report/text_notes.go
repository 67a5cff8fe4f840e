package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// note is a line below a member of the tree.
type note struct {
	text  string
	style style
}

// notes are what a member's place in the tree leaves open, and what more is
// known of it than its own line has room for.
func (f *family) notes(m *member) []note {
	var out []note
	if m.source != nil {
		if w := f.window(m.source.Window); w != "" && !m.isOlderStill() {
			out = append(out, note{w, faint})
		}
	}
	if m.doubted {
		out = append(out, note{"dated " + published(m.article) + ", which cannot be right", faint})
	}
	if w := f.updated(m); w != "" {
		out = append(out, note{w, faint})
	}
	if m.edge != nil && m.edge.DirectionUncertain {
		out = append(out, note{"⇄ " + f.eitherWay(m), unsure})
	}
	if s := f.early(m); s != "" {
		out = append(out, note{s, unsure})
	}
	if rivals := f.rivals(m); rivals != "" {
		out = append(out, note{rivals, unsure})
	}
	if m.edge == nil && m.guess != nil {
		out = append(out, note{"parent uncertain; best guess: " + f.from(m.guess, ""), unsure})
	}
	for _, e := range m.also {
		taken := ""
		if n := len(e.Sentences); n > 0 {
			taken = count(n, "sentence")
		}
		lead := "also from "
		if e.Support < weak {
			lead = "perhaps also from "
		}
		out = append(out, note{lead + f.from(e, taken), unsure})
	}
	return out
}

// isOlderStill is true for a lost source of whose time nothing is known but
// that it was there before another one, which stands below it.
func (m *member) isOlderStill() bool {
	w := m.source.Window
	return len(m.below) == 1 && m.below[0].source != nil && w.After.IsZero() && len(w.Said) == 0
}

// published is when a report came out, as far as that can be believed.
func (m *member) published() string {
	if m.doubted {
		return "undated"
	}
	return published(m.article)
}

// leastReversed is the share of resamplings from which it is told how often an
// edge pointed the other way.
const leastReversed = 0.1

// eitherWay says how uncertain it is which of a member and its parent came first.
func (f *family) eitherWay(m *member) string {
	e, up := m.edge, f.byID[m.edge.Parent]
	switch {
	case isTwin(e) || 2*e.Reversed >= e.Support || e.Reversed == 0 && e.Support < 2.0/3:
		return fmt.Sprintf("either way: %s may as well come from %s", up.tag(), m.tag())
	case e.Reversed >= leastReversed:
		return fmt.Sprintf("in %d of 100 resamplings it is the other way round", hundredths(e.Reversed))
	}
	return "little shows that it was this way round"
}

// early says that a report is dated before its parent: by a wrong time zone, or
// because its date is not that of the text.
func (f *family) early(m *member) string {
	up := f.parent(m)
	if m.article == nil || up == nil || up.article == nil || m.doubted || up.doubted {
		return ""
	}
	end, start := m.latest(), up.article.Published
	if end.IsZero() || start.IsZero() || up.latest().IsZero() || !end.Before(start) {
		return ""
	}
	if start.Sub(end) > zones {
		return "dated before " + up.tag() + ", by more than a time zone explains: one of the two dates is wrong"
	}
	return "dated before " + up.tag() + ", within what a time zone explains"
}

// zones is how far apart two clocks can be that show one moment.
const zones = 14 * time.Hour

// how says in a word how a member came from a parent.
func (f *family) how(m *member, e *stemma.Edge) string {
	up := f.byID[e.Parent]
	switch {
	case isTwin(e):
		return sameReport
	case up != nil && up.source != nil && m.article != nil && !slices.Contains(up.source.CitedBy, m.id),
		up != nil && up.source != nil && up.source.Inferred:
		return sameText // it does not cite it
	}
	return edgeWord(e.Kind)
}

// sameText is how a report comes from a lost source that it does not name.
const sameText = "same text"

// sameReport is how a second print of an article comes from the first.
const sameReport = "same report"

// isTwin is true for an edge between two prints of one article.
func isTwin(e *stemma.Edge) bool {
	return e.Kind == stemma.EdgeCopy && slices.ContainsFunc(e.Evidence, func(ev stemma.Evidence) bool {
		return strings.HasPrefix(ev.Detail, "the same article")
	})
}

// updated says when a report was changed, where something derives from it that
// came out before that, or the evidence speaks of it.
func (f *family) updated(m *member) string {
	if m.article == nil || m.article.Updated.IsZero() {
		return ""
	}
	said := "updated " + moment(m.article.Updated)
	for _, b := range m.below {
		if since := f.since(b); !since.IsZero() && m.article.Updated.After(since) {
			return said + ", after " + b.tag() + " came out"
		}
	}
	for _, e := range f.story.Edges {
		for _, ev := range e.Evidence {
			if (e.Parent == m.id || e.Child == m.id) && strings.Contains(ev.Detail, "updated ") {
				return said
			}
		}
	}
	return ""
}

// from names an edge's parent with what was taken from it, how, and support.
func (f *family) from(e *stemma.Edge, taken string) string {
	how := fmt.Sprintf("(%s, support %s)", f.how(f.byID[e.Child], e), score(e.Support))
	if taken != "" {
		return f.named(e.Parent) + ": " + taken + " " + how
	}
	return f.named(e.Parent) + " " + how
}

// rival is the support from which another parent is named below a line of the
// tree that is itself better than even.
const rival = 0.3

// maxRivals is how many other parents are named below a line.
const maxRivals = 2

// rivals names the other parents that a member may have: the best one where
// its place in the tree is less than even, and all that come near.
func (f *family) rivals(m *member) string {
	support, known := m.support()
	if !known {
		return ""
	}
	var out []string
	for i, a := range f.others(m) {
		if f.isNoted(m, a.Parent) {
			continue
		}
		if i < maxRivals && (a.Support >= rival || i == 0 && support < weak) {
			out = append(out, fmt.Sprintf("or from %s (%s)", f.named(a.Parent), score(a.Support)))
		}
	}
	return strings.Join(out, ", ")
}

// isNoted says that the tree tells already how a member may come from a parent:
// as a further one, or because the two may stand the other way round.
func (f *family) isNoted(m *member, parent string) bool {
	if up := f.byID[parent]; up != nil && up.edge != nil && up.edge.Parent == m.id {
		return up.edge.DirectionUncertain
	}
	return parent == "" && m.edge != nil && m.edge.DirectionUncertain && f.parent(m).edge == nil ||
		slices.ContainsFunc(m.also, func(e *stemma.Edge) bool { return e.Parent == parent })
}

// support is how sure a member's place in the tree is, where that is known.
func (m *member) support() (float64, bool) {
	switch {
	case m.edge != nil:
		return m.edge.Support, true
	case m.root != nil && m.guess == nil:
		return m.root.Support, true
	}
	return 0, false
}

// others are the parents that a member may have instead, the likeliest first;
// one without a Parent stands for none of the others.
func (f *family) others(m *member) []stemma.Alternative {
	var all []stemma.Alternative
	switch e := cmp.Or(m.edge, m.guess); {
	case e != nil:
		all = slices.Clone(e.Alternatives)
		if e.Rootless > 0 {
			all = append(all, stemma.Alternative{Support: e.Rootless})
		}
	case m.root != nil:
		all = slices.Clone(m.root.Alternatives)
	}
	all = slices.DeleteFunc(all, func(a stemma.Alternative) bool {
		return a.Parent != "" && f.byID[a.Parent] == nil && f.sources[a.Parent] == nil
	})
	slices.SortStableFunc(all, func(a, b stemma.Alternative) int { return cmp.Compare(b.Support, a.Support) })
	return all
}

// named is what a node is called in a line of its own: a report by letter and
// outlet, a lost source by its name, also one that the tree has no place for.
func (f *family) named(id string) string {
	switch m, s := f.byID[id], f.sources[id]; {
	case m != nil && m.article != nil:
		return m.letter + " " + isolate(outlet(m.article))
	case s != nil:
		return "◌ " + isolate(sourceName(s))
	}
	return "none of the others"
}
