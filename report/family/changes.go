package family

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Change is a change with the claim it was found in, nil in a diff, and the
// languages of the two articles.
type Change struct {
	*stemma.Change
	Claim                 *stemma.Claim
	BeforeLang, AfterLang string
}

// WholeVerb is the verb of the kinds that concern a whole claim, which are
// listed by the claims' numbers unless evidence is asked for; "" for others.
func WholeVerb(k stemma.ChangeKind) string {
	switch k {
	case stemma.ChangeWording:
		return "reworded"
	case stemma.ChangeAddition:
		return "added"
	case stemma.ChangeOmission:
		return "left out"
	case stemma.ChangeOrder:
		return "moved"
	}
	return ""
}

// Verb is what opens a change's line: what changed, and whether it came or went.
func (ch Change) Verb() string {
	if whole := WholeVerb(ch.Kind); whole != "" {
		return whole
	}
	what := ch.subject()
	switch {
	case ch.Sibling: // neither came first
		return what
	case ch.Before == "" && ch.After != "":
		return what + " added"
	case ch.After == "" && ch.Before != "":
		return what + " dropped"
	case ch.Kind == stemma.ChangeAttribution:
		return what + " changed"
	}
	return what
}

// Tally is how many changes open as this one does: "2 numbers", "3 left out".
func (ch Change) Tally(n int) string {
	if verb := ch.Verb(); WholeVerb(ch.Kind) != "" || verb != ch.subject() {
		return fmt.Sprintf("%d %s", n, verb)
	}
	return display.Count(n, ch.subject())
}

// subject is what changed, in a word. A negation is told as a hedge, and so is
// how sure a cited source is said to be: the detail tells them apart.
func (ch Change) subject() string {
	switch {
	case ch.Kind == stemma.ChangeLoadedTerm:
		return "loaded term"
	case ch.Kind == stemma.ChangeAttribution:
		return "source"
	case ch.Kind == stemma.ChangeHedge && strings.HasPrefix(ch.Detail, "negation"):
		return "negation"
	case ch.Kind == stemma.ChangeHedge && ch.Detail == "certainty":
		return "certainty"
	}
	return display.Clean(string(ch.Kind))
}

// Note is the detail of a change where its verb leaves that open.
func (ch Change) Note() string {
	switch ch.Kind {
	case stemma.ChangeHedge, stemma.ChangeAttribution, stemma.ChangeOrder:
		return ""
	}
	return display.Clean(ch.Detail)
}

// leastSure is the score below which a change is marked as unsure.
const leastSure = 0.7

// Doubt marks a change that may well be none; a score of 0 is one not given.
func (ch Change) Doubt() string {
	if ch.Score > 0 && ch.Score < leastSure {
		return "(unsure)"
	}
	return ""
}

// Sureness is the score with what it is a measure of.
func (ch Change) Sureness() string {
	if ch.Score == 0 {
		return ""
	}
	return fmt.Sprintf("sure %.2f", ch.Score)
}

// What says a change in words: its kind, and from what to what.
func (ch Change) What() (kind, before, after string) {
	return ch.Verb(), display.Clean(ch.Before), display.Clean(ch.After)
}

// ChangeOrder is the order in which kinds of change are told: what alters the
// facts first.
var ChangeOrder = [...]stemma.ChangeKind{
	stemma.ChangeNumber, stemma.ChangeDate, stemma.ChangeName, stemma.ChangePlace,
	stemma.ChangeHedge, stemma.ChangeAttribution, stemma.ChangeLoadedTerm,
	stemma.ChangeWording, stemma.ChangeOrder, stemma.ChangeAddition, stemma.ChangeOmission,
}

// Step is the way from a parent to a child, and what changed on it.
type Step struct {
	From, To *Member
	Changes  []Change
}

// IsTold is true for a change between two members of the story, on an edge of
// the tree as it is drawn.
func (f *Family) IsTold(ch *stemma.Change) bool {
	return f.ByID[ch.From] != nil && f.ByID[ch.To] != nil && !ch.Alternative && !ch.Sibling
}

// Steps groups a story's changes by edge, in the order of the tree.
func (f *Family) Steps() []*Step { return f.ChangesThat(f.IsTold) }

// ChangesThat gathers the changes that are wanted by the two they are between.
func (f *Family) ChangesThat(wanted func(*stemma.Change) bool) []*Step {
	var out []*Step
	at := make(map[[2]string]*Step)
	for i := range f.Story.Claims {
		cl := &f.Story.Claims[i]
		for j := range cl.Changes {
			ch := &cl.Changes[j]
			if !wanted(ch) {
				continue
			}
			key := [2]string{ch.From, ch.To}
			if at[key] == nil {
				at[key] = &Step{From: f.ByID[ch.From], To: f.ByID[ch.To]}
				out = append(out, at[key])
			}
			at[key].Changes = append(at[key].Changes, Change{ch, cl, f.lang(ch.From), f.lang(ch.To)})
		}
	}
	rank := make(map[*Member]int)
	for i, m := range f.Members {
		rank[m] = i
	}
	slices.SortStableFunc(out, func(a, b *Step) int {
		if a.To != b.To {
			return rank[a.To] - rank[b.To]
		}
		return rank[a.From] - rank[b.From]
	})
	return out
}

// lang is the language of an article, "" for a source.
func (f *Family) lang(id string) string {
	if a := f.Articles[id]; a != nil {
		return a.Lang
	}
	return ""
}

// Holder is who has what a change of a kind is about.
func (s *Step) Holder(k stemma.ChangeKind) *Member {
	if k == stemma.ChangeOmission {
		return s.From
	}
	return s.To
}

// Arrow stands between what two reports say.
func (ch Change) Arrow() string {
	if ch.Sibling {
		return "| "
	}
	return "→ "
}
