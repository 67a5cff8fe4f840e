package report

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// pathView is the way of the news from an origin to a report of which nothing derives.
type pathView struct {
	ID       string
	Letters  []string // of the reports on it; "…" for those in the middle of a long one
	Outlet   string   // of the last
	Lines    string
	Survives string // how much of what the first says the last says, too
	Claims   []claimLink
	Steps    []pathStep
}

// pathStep is a line of a path.
type pathStep struct {
	At, From, To, How string
	Changes           []storyChange
	Tally             []string
	Carried           string // how many claims of the first are left
}

const (
	// leastPath is from how many lines on a path is told: one line is told as such.
	leastPath = 2
	// maxPathSteps is how many lines are told of all paths together: every line stands in the list of lines.
	maxPathSteps, maxLargeSteps = 400, 150
	// maxPathChanges is how many changes are shown of a line.
	maxPathChanges = 4
	// maxPathLetters is up to how many reports a path is named by all of them.
	maxPathLetters = 12
)

// paths are the longest ways through the tree, in its order, and how many are left out.
func (p *storyPages) paths() (out []pathView, left int) {
	all := p.leaves()
	slices.SortStableFunc(all, func(a, b []*family.Member) int { return cmp.Compare(len(b), len(a)) })
	steps, room := p.stepsByEnds(), maxPathSteps
	if p.isLarge() {
		room = maxLargeSteps
	}
	for _, way := range all {
		if room -= len(way) - 1; room < 0 {
			return out, len(all) - len(out)
		}
		out = append(out, p.path(way, steps))
	}
	return out, 0
}

// leaves are the ways from a root to each report of which nothing derives, but for one of several copies of one text.
func (p *storyPages) leaves() (out [][]*family.Member) {
	copied := map[string]bool{}
	for _, m := range p.Members {
		if m.Article == nil || len(m.Below)+len(m.Vague) > 0 || m.Hidden || m.Edge == nil {
			continue
		}
		if m.Edge.Kind == stemma.EdgeCopy {
			if copied[m.Edge.Parent] {
				continue
			}
			copied[m.Edge.Parent] = true
		}
		var way []*family.Member
		for at := m; at != nil; at = p.Parent(at) {
			way = append(way, at)
		}
		if len(way) > leastPath && way[1].Article != nil {
			slices.Reverse(way)
			out = append(out, way)
		}
	}
	return out
}

// stepsByEnds are the changes of the story by parent and child.
func (p *storyPages) stepsByEnds() map[[2]string]*family.Step {
	out := map[[2]string]*family.Step{}
	for _, s := range p.Steps() {
		out[[2]string{s.From.ID, s.To.ID}] = s
	}
	return out
}

func (p *storyPages) path(way []*family.Member, steps map[[2]string]*family.Step) pathView {
	last := way[len(way)-1]
	v := pathView{ID: p.member(last) + "-path", Letters: lettersOf(way), Outlet: family.Outlet(last.Article), Lines: display.Count(len(way)-1, "line")}
	carried := p.claimsOf(way)
	all := len(carried)
	for i, m := range way[1:] {
		up := way[i]
		s := pathStep{At: p.atLine(m, up.ID), From: up.InLine(), To: m.InLine(), How: p.How(m, m.Edge)}
		if step := steps[[2]string{up.ID, m.ID}]; step != nil {
			s.Changes, s.Tally = p.changed(step)
			s.Changes = s.Changes[:min(len(s.Changes), maxPathChanges)]
		}
		if m.Article != nil {
			kept := slices.DeleteFunc(slices.Clone(carried), func(cl *stemma.Claim) bool { return p.held[cl.ID][m.ID] == nil })
			if all > 0 && (len(kept) < len(carried) || m == last) {
				s.Carried = ofAll(len(kept), all, "claim")
			}
			carried = kept
		}
		v.Steps = append(v.Steps, s)
	}
	if all > 0 {
		v.Survives = ofAll(len(carried), all, "claim")
	}
	for _, cl := range carried {
		v.Claims = append(v.Claims, claimLink{p.atClaim(cl), p.Number[cl.ID]})
	}
	return v
}

// claimsOf are the claims that the first report of a path makes and others, too.
func (p *storyPages) claimsOf(way []*family.Member) (out []*stemma.Claim) {
	first := way[slices.IndexFunc(way, func(m *family.Member) bool { return m.Article != nil })]
	for _, cl := range p.Shared {
		if p.held[cl.ID][first.ID] != nil {
			out = append(out, cl)
		}
	}
	return out
}

// lettersOf names the members of a path.
func lettersOf(way []*family.Member) (out []string) {
	for i, m := range way {
		if len(way) > maxPathLetters && i == maxPathLetters/2 {
			out = append(out, "…")
		}
		if len(way) > maxPathLetters && i >= maxPathLetters/2 && i < len(way)-2 {
			continue
		}
		out = append(out, m.Tag())
	}
	return out
}
