package family

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
)

// Titles of the two parts of a report that say how far it can be relied on.
const (
	// NotReliedOn is over what articles say of themselves, or are made of, that
	// the result does not go by.
	NotReliedOn = "Not relied on"
	// NotReliedOnAside says what that means.
	NotReliedOnAside = "what reports say of themselves, or are made of, that the result does not go by"
	// LeftOut is over the work that a limit cut short.
	LeftOut = "Left undone"
	// LeftOutAside says what that means.
	LeftOutAside = "a limit of time or size was reached: this is a result in part"
)

// partialRemark stands under the headline of a story of which a limit left
// something out.
const partialRemark = "Partial: a limit of time or size was reached, and some of the work was left out; what, stands under “" + LeftOut + "”."

// Distrusted says of the story's reports, in their order, what the result does not
// go by.
func (f *Family) Distrusted() []string { return f.distrustedOf(f.Story.Articles, f.Named) }

// Partial says what a limit left out of the work on the story.
func (f *Family) Partial() []string { return f.partialOf(f.Story.ID, f.Named) }

// DistrustedAlone is Distrusted of some reports by their ids, whatever story they
// are of.
func (x *Index) DistrustedAlone(ids []string) []string { return x.distrustedOf(ids, x.named) }

// PartialAlone is Partial of the work that belongs to no story.
func (x *Index) PartialAlone() []string { return x.PartialOf("") }

// PartialOf is Partial of the story of an id, whoever else is of it.
func (x *Index) PartialOf(story string) []string { return x.partialOf(story, x.named) }

func (x *Index) distrustedOf(ids []string, named func(id string) string) []string {
	var out []string
	for _, id := range ids {
		for _, d := range x.distrusted[id] {
			out = append(out, named(id)+", "+distrust(d))
		}
	}
	return out
}

func (x *Index) partialOf(story string, named func(id string) string) []string {
	var out []string
	for _, p := range x.partial[story] {
		out = append(out, partial(p, named))
	}
	return out
}

func (x *Index) named(id string) string {
	if a := x.Articles[id]; a != nil {
		return display.Isolate(Outlet(a))
	}
	return display.Isolate(display.Cut(display.Clean(id), MaxName))
}

// distrust says what of a report it is, and why.
func distrust(d stemma.Distrust) string {
	what := "text"
	switch d.Kind {
	case stemma.DistrustDate:
		what = "date"
	case stemma.DistrustOutlet:
		what = "outlet"
	case stemma.DistrustFlood:
		what = "many alike"
	}
	if v := display.Cut(display.Clean(d.Value), MaxName); v != "" {
		what += " " + display.Isolate(v)
	}
	return what + ": " + display.Isolate(display.Clean(d.Detail))
}

// maxNamed is how many of the reports are named that something was left out of.
const maxNamed = 4

// steps are what the steps are called in a report.
var steps = map[stemma.Step]string{
	stemma.StepRead: "Reading", stemma.StepAttribution: "Who cites whom",
	stemma.StepLinks: "What corresponds", stemma.StepTree: "The tree", stemma.StepChanges: "Changes",
}

// partial says what was left out of which step.
func partial(p stemma.Partial, named func(id string) string) string {
	step := steps[p.Step]
	if step == "" {
		step = "Work"
	}
	s := step + ": " + display.Isolate(display.Clean(p.Detail))
	var names []string
	for _, id := range p.Articles {
		names = append(names, named(id))
	}
	if len(names) > 0 {
		s += " (" + display.List(names, maxNamed) + ")"
	}
	return s
}
