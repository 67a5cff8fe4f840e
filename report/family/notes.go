package family

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Note is a line below a member of the tree.
type Note struct {
	Text string
	// Unsure is true where it tells of doubt.
	Unsure bool
}

// Notes are what a member's place in the tree leaves open, and what more is
// known of it than its own line has room for.
func (f *Family) Notes(m *Member) []Note {
	var out []Note
	if m.Source != nil {
		if w := f.Window(m.Source.Window); w != "" && !m.isOlderStill() {
			out = append(out, Note{w, false})
		}
	}
	if m.doubted {
		out = append(out, Note{"dated " + Published(m.Article) + ", which cannot be right", false})
	}
	if w := f.updated(m); w != "" {
		out = append(out, Note{w, false})
	}
	if m.Edge != nil && m.Edge.DirectionUncertain {
		out = append(out, Note{"⇄ " + f.EitherWay(m), true})
	}
	if s := f.Early(m); s != "" {
		out = append(out, Note{s, true})
	}
	if rivals := f.Rivals(m); rivals != "" {
		out = append(out, Note{rivals, true})
	}
	if m.Edge == nil && m.Guess != nil {
		out = append(out, Note{"parent uncertain; best guess: " + f.from(m.Guess, ""), true})
	}
	for _, e := range m.Also {
		taken := ""
		if n := len(e.Sentences); n > 0 {
			taken = display.Count(n, "sentence")
		}
		lead := "also from "
		if e.Support < Weak {
			lead = "perhaps also from "
		}
		out = append(out, Note{lead + f.from(e, taken), true})
	}
	return out
}

// isOlderStill is true for a lost source of whose time nothing is known but
// that it was there before another one, which stands below it.
func (m *Member) isOlderStill() bool {
	w := m.Source.Window
	return len(m.Below) == 1 && m.Below[0].Source != nil && w.After.IsZero() && len(w.Said) == 0
}

// Published is when a report came out, as far as that can be believed.
func (m *Member) Published() string {
	if m.doubted {
		return "undated"
	}
	return Published(m.Article)
}

// leastReversed is the share of resamplings from which it is told how often an
// edge pointed the other way.
const leastReversed = 0.1

// EitherWay says how uncertain it is which of a member and its parent came first.
func (f *Family) EitherWay(m *Member) string {
	e, up := m.Edge, f.ByID[m.Edge.Parent]
	switch {
	case IsTwin(e) || 2*e.Reversed >= e.Support || e.Reversed == 0 && e.Support < 2.0/3:
		return fmt.Sprintf("either way: %s may as well come from %s", up.Tag(), m.Tag())
	case e.Reversed >= leastReversed:
		return fmt.Sprintf("in %d of 100 resamplings it is the other way round", display.Hundredths(e.Reversed))
	}
	return "little shows that it was this way round"
}

// Early says that a report is dated before its parent: by a wrong time zone, or
// because its date is not that of the text.
func (f *Family) Early(m *Member) string {
	up := f.Parent(m)
	if m.Article == nil || up == nil || up.Article == nil || m.doubted || up.doubted {
		return ""
	}
	end, start := m.latest(), up.Article.Published
	if end.IsZero() || start.IsZero() || up.latest().IsZero() || !end.Before(start) {
		return ""
	}
	if start.Sub(end) > zones {
		return "dated before " + up.Tag() + ", by more than a time zone explains: one of the two dates is wrong"
	}
	return "dated before " + up.Tag() + ", within what a time zone explains"
}

// zones is how far apart two clocks can be that show one moment.
const zones = 14 * time.Hour

// updated says when a report was changed, where something derives from it that
// came out before that, or the evidence speaks of it.
func (f *Family) updated(m *Member) string {
	if m.Article == nil || m.Article.Updated.IsZero() {
		return ""
	}
	said := "updated " + moment(m.Article.Updated)
	for _, b := range m.Below {
		if since := f.since(b); !since.IsZero() && m.Article.Updated.After(since) {
			return said + ", after " + b.Tag() + " came out"
		}
	}
	for _, e := range f.Story.Edges {
		for _, ev := range e.Evidence {
			if (e.Parent == m.ID || e.Child == m.ID) && strings.Contains(ev.Detail, "updated ") {
				return said
			}
		}
	}
	return ""
}

// rival is the support from which another parent is named below a line of the
// tree that is itself better than even.
const rival = 0.3

// maxRivals is how many other parents are named below a line.
const maxRivals = 2

// Rivals names the other parents that a member may have: the best one where
// its place in the tree is less than even, and all that come near.
func (f *Family) Rivals(m *Member) string {
	support, known := m.Support()
	if !known {
		return ""
	}
	var out []string
	for i, a := range f.Others(m) {
		if f.IsNoted(m, a.Parent) {
			continue
		}
		if i < maxRivals && (a.Support >= rival || i == 0 && support < Weak) {
			out = append(out, fmt.Sprintf("or from %s (%s)", f.Named(a.Parent), display.Score(a.Support)))
		}
	}
	return strings.Join(out, ", ")
}

// IsNoted says that the tree tells already how a member may come from a parent:
// as a further one, or because the two may stand the other way round.
func (f *Family) IsNoted(m *Member, parent string) bool {
	if up := f.ByID[parent]; up != nil && up.Edge != nil && up.Edge.Parent == m.ID {
		return up.Edge.DirectionUncertain
	}
	return parent == "" && m.Edge != nil && m.Edge.DirectionUncertain && f.Parent(m).Edge == nil ||
		slices.ContainsFunc(m.Also, func(e *stemma.Edge) bool { return e.Parent == parent })
}

// Support is how sure a member's place in the tree is, where that is known.
func (m *Member) Support() (float64, bool) {
	switch {
	case m.Edge != nil:
		return m.Edge.Support, true
	case m.Root != nil && m.Guess == nil:
		return m.Root.Support, true
	}
	return 0, false
}

// Others are the parents that a member may have instead, the likeliest first;
// one without a Parent stands for none of the others.
func (f *Family) Others(m *Member) []stemma.Alternative {
	var all []stemma.Alternative
	switch e := cmp.Or(m.Edge, m.Guess); {
	case e != nil:
		all = slices.Clone(e.Alternatives)
		if e.Rootless > 0 {
			all = append(all, stemma.Alternative{Support: e.Rootless})
		}
	case m.Root != nil:
		all = slices.Clone(m.Root.Alternatives)
	}
	all = slices.DeleteFunc(all, func(a stemma.Alternative) bool {
		return a.Parent != "" && f.ByID[a.Parent] == nil && f.Sources[a.Parent] == nil
	})
	slices.SortStableFunc(all, func(a, b stemma.Alternative) int { return cmp.Compare(b.Support, a.Support) })
	return all
}
