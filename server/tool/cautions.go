package tool

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// Cautions say how far an answer can be relied on.
type Cautions struct {
	Distrusted     []Distrusted `json:"distrusted,omitempty" jsonschema:"what reports say of themselves, or are made of, that the result does not go by; no judgement of what they claim"`
	MoreDistrusted int          `json:"more_distrusted,omitempty" jsonschema:"how many more of these there are"`
	Partial        []Undone     `json:"partial,omitempty" jsonschema:"what a limit of time or size left out: if there is anything, the answer is one in part"`
	MorePartial    int          `json:"more_partial,omitempty" jsonschema:"how many more of these there are"`
}

// Distrusted is what the result does not go by.
type Distrusted struct {
	Report string `json:"report" jsonschema:"id of the report"`
	Kind   string `json:"kind" jsonschema:"date, outlet, hidden, size or flood"`
	Value  string `json:"value,omitempty" jsonschema:"what is not believed"`
	Detail string `json:"detail" jsonschema:"why, and what was done instead"`
}

// Undone is a piece of the work that was left out.
type Undone struct {
	Step    string   `json:"step" jsonschema:"read, attributions, links, tree or changes"`
	Detail  string   `json:"detail" jsonschema:"what was left out, and how much of it"`
	Reports []string `json:"reports,omitempty" jsonschema:"ids of the reports that something was left out of, the first few"`
}

// maxCautions is how many cautions of a kind an answer has, and maxUndone how many
// reports are named in one.
const maxCautions, maxUndone = 6, 4

// cautionsOf are the cautions about some reports of a result, and about the work on
// a story: "" for the work on none.
func cautionsOf(r *stemma.Result, story string, reports []string) Cautions {
	var c Cautions
	for _, d := range r.Distrusted {
		if slices.Contains(reports, d.Article) {
			c.Distrusted = append(c.Distrusted, Distrusted{ident(d.Article), short(string(d.Kind)), short(d.Value), clean(d.Detail, maxQuote)})
		}
	}
	for _, p := range r.Partial {
		if p.Story == story {
			c.Partial = append(c.Partial, Undone{short(string(p.Step)), clean(p.Detail, maxQuote), each(head(p.Articles, maxUndone), ident)})
		}
	}
	c.MoreDistrusted, c.MorePartial = max(0, len(c.Distrusted)-maxCautions), max(0, len(c.Partial)-maxCautions)
	c.Distrusted, c.Partial = head(c.Distrusted, maxCautions), head(c.Partial, maxCautions)
	return c
}

func (l *lines) cautions(c *Cautions) {
	if len(c.Partial) > 0 {
		l.add("Partial: a limit of time or size was reached, and some of the work was left out:")
	}
	for _, u := range c.Partial {
		l.add("- %s: %s%s", quoted(u.Step), quoted(u.Detail), after(" (", quoted(strings.Join(u.Reports, ", ")), ")"))
	}
	l.moreOf(c.MorePartial)
	if len(c.Distrusted) > 0 {
		l.add("Not relied on (what reports say of themselves, or are made of, that this does not go by; no judgement of what they claim):")
	}
	for _, d := range c.Distrusted {
		l.add("- %s: %s%s: %s", quoted(d.Report), quoted(d.Kind), after(" ", quoted(d.Value), ""), quoted(d.Detail))
	}
	l.moreOf(c.MoreDistrusted)
}

func (l *lines) moreOf(n int) {
	if n > 0 {
		l.add("- and %d more", n)
	}
}
