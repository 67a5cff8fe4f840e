package review

import "slices"

// State sums up what reviewers say of an edge or a link: the last word of each of them counts. "" is nothing.
type State string

// The states.
const (
	Agreed   State = "confirmed"
	Denied   State = "rejected"
	Moved    State = "redirected" // all deny it, and say what should be in its place
	Disputed State = "disputed"   // they are not of one mind
)

// OfEdge returns the verdicts on the edge between two, by the ids that the result has for them, the last first. Those from
// "" are on the child's being an origin.
func (r *Reviewed) OfEdge(parent, child string) []Verdict {
	if r == nil {
		return nil
	}
	return verdicts(r.edges[edge{parent, child}])
}

// EdgeState sums up OfEdge.
func (r *Reviewed) EdgeState(parent, child string) State {
	if r == nil {
		return ""
	}
	return stateOf(r.edges[edge{parent, child}])
}

// OfLink returns the verdicts on links between sentences of two articles, the last first.
func (r *Reviewed) OfLink(a string, as []int, b string, bs []int) []Verdict {
	if r == nil {
		return nil
	}
	return verdicts(r.onLink(a, as, b, bs))
}

// LinkState sums up OfLink.
func (r *Reviewed) LinkState(a string, as []int, b string, bs []int) State {
	if r == nil {
		return ""
	}
	return stateOf(r.onLink(a, as, b, bs))
}

// Redirects returns verdicts by which a child has another parent than the result gives it, or none, the last first. Among
// them are those that confirmed an edge which the tree has lost since; what a reviewer unsaid is not.
func (r *Reviewed) Redirects(child string) []Verdict {
	if r == nil {
		return nil
	}
	var all []*saying
	for _, s := range r.children[child] {
		if !s.overruled && !r.find.has(s.edge.parent, child) {
			all = append(all, s)
		}
	}
	return verdicts(all)
}

// All returns the verdicts that were applied, but for what is withdrawn, the last first.
func (r *Reviewed) All() []Verdict {
	if r == nil {
		return nil
	}
	return r.all
}

// Open returns verdicts for which the tree has no place any more, the last first.
func (r *Reviewed) Open() []Verdict {
	if r == nil {
		return nil
	}
	return r.open
}

// Earlier says that a report that the verdict is about had another text when it was given.
func (r *Reviewed) Earlier(v Verdict) bool { return r != nil && r.earlier[v.ID] }

// Overruled says that the reviewer said something else later.
func (r *Reviewed) Overruled(v Verdict) bool {
	if r == nil || len(r.sayings[v.ID]) == 0 {
		return false
	}
	return !slices.ContainsFunc(r.sayings[v.ID], func(s *saying) bool { return !s.overruled })
}

// Find returns the id that the result has for the report or the source at an end of a verdict.
func (r *Reviewed) Find(e End) (id string, ok bool) {
	if r == nil {
		return "", false
	}
	return r.find.end(&e, "")
}

func verdicts(all []*saying) []Verdict {
	var out []Verdict
	for i, s := range all {
		if i == 0 || s.Verdict != all[i-1].Verdict {
			out = append(out, *s.Verdict)
		}
	}
	return out
}

func stateOf(all []*saying) State {
	is, not, elsewhere, targets := false, false, false, []*End{}
	for _, s := range all {
		switch {
		case s.overruled:
		case s.is:
			is = true
		default:
			not = true
			if s.Redirect != nil {
				elsewhere = true
				if !slices.ContainsFunc(targets, s.Redirect.same) {
					targets = append(targets, s.Redirect)
				}
			}
		}
	}
	switch {
	case is && not || len(targets) > 1:
		return Disputed
	case is:
		return Agreed
	case elsewhere:
		return Moved
	case not:
		return Denied
	}
	return ""
}
