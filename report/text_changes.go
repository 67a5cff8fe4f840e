package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
)

const (
	// maxChanged is how many edges are shown with their changes, and maxPerKind
	// how many changes of one kind on an edge, unless evidence is asked for.
	maxChanged = 40
	maxPerKind = 3
)

// changeOrder is the order in which kinds of change are told: what alters the
// facts first.
var changeOrder = [...]stemma.ChangeKind{
	stemma.ChangeNumber, stemma.ChangeDate, stemma.ChangeName, stemma.ChangePlace,
	stemma.ChangeHedge, stemma.ChangeAttribution, stemma.ChangeLoadedTerm,
	stemma.ChangeWording, stemma.ChangeOrder, stemma.ChangeAddition, stemma.ChangeOmission,
}

// step is the way from a parent to a child, and what changed on it.
type step struct {
	from, to *member
	changes  []change
}

// isTold is true for a change between two members of the story, on an edge of
// the tree as it is drawn.
func (f *family) isTold(ch *stemma.Change) bool {
	return f.byID[ch.From] != nil && f.byID[ch.To] != nil && !ch.Alternative && !ch.Sibling
}

// steps groups a story's changes by edge, in the order of the tree.
func (f *family) steps() []*step { return f.group(f.isTold) }

// group gathers the changes that are wanted by the two they are between.
func (f *family) group(wanted func(*stemma.Change) bool) []*step {
	var out []*step
	at := make(map[[2]string]*step)
	for i := range f.story.Claims {
		cl := &f.story.Claims[i]
		for j := range cl.Changes {
			ch := &cl.Changes[j]
			if !wanted(ch) {
				continue
			}
			key := [2]string{ch.From, ch.To}
			if at[key] == nil {
				at[key] = &step{from: f.byID[ch.From], to: f.byID[ch.To]}
				out = append(out, at[key])
			}
			at[key].changes = append(at[key].changes, change{ch, cl, f.lang(ch.From), f.lang(ch.To)})
		}
	}
	rank := make(map[*member]int)
	for i, m := range f.members {
		rank[m] = i
	}
	slices.SortStableFunc(out, func(a, b *step) int {
		if a.to != b.to {
			return rank[a.to] - rank[b.to]
		}
		return rank[a.from] - rank[b.from]
	})
	return out
}

// lang is the language of an article, "" for a source.
func (f *family) lang(id string) string {
	if a := f.articles[id]; a != nil {
		return a.Lang
	}
	return ""
}

// changes prints what changed along every edge.
func (c *claims) changes() {
	steps := c.steps()
	if len(steps) == 0 {
		return
	}
	c.heading("What changed on the way", "→ from parent to child")
	for i, s := range steps {
		if i == maxChanged && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and on %d more lines of the tree (--evidence shows all)", len(steps)-i), faint))
			return
		}
		c.step(s)
	}
}

// differences prints where reports that have their news from one lost source
// differ: which of two has what the source said is open.
func (c *claims) differences() {
	steps := c.group(func(ch *stemma.Change) bool {
		return ch.Sibling && c.byID[ch.From] != nil && c.byID[ch.To] != nil
	})
	if len(steps) == 0 {
		return
	}
	const title, aside = "Where reports of one source differ", "which of two says it as the source did is open"
	from := c.parent(steps[0].from)
	if from == nil || from.source == nil || from.source.Inferred || slices.ContainsFunc(steps, func(s *step) bool { return c.parent(s.from) != from }) {
		c.heading(title, aside)
	} else {
		c.about("Where reports differ that come from", from.plain(), "which says it as the source did is open")
	}
	for i, s := range steps {
		if i == maxChanged && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and between %d more pairs (--evidence shows all)", len(steps)-i), faint))
			return
		}
		c.line(c.titled(s.from), " | ", c.titled(s.to))
		for _, k := range changeOrder {
			c.kind(s, k)
		}
	}
}

func (c *claims) step(s *step) {
	how := ""
	for _, e := range s.to.edges() {
		if e.Parent == s.from.id {
			how = "  " + c.how(s.to, e)
		}
	}
	c.line(c.titled(s.from), " → ", c.titled(s.to), c.paint(how, faint))
	for _, k := range changeOrder {
		c.kind(s, k)
	}
}

// titled is a member's letter and outlet, or a source's name, such that two of
// them, the kind of an edge and its support fit on a line.
func (c *claims) titled(m *member) string {
	room := (c.width - 40) / 2
	if m.article == nil {
		return c.paint("◌ "+isolate(cut(sourceName(m.source), room)), lost)
	}
	return c.paint(m.letter, name) + " " + isolate(cut(outlet(m.article), room))
}

// kind prints the changes of one kind on one edge.
func (c *claims) kind(s *step, k stemma.ChangeKind) {
	if wholeVerb(k) != "" && !c.evidence {
		c.tally(s, k)
		return
	}
	n := 0
	for _, ch := range s.changes {
		if ch.Kind != k {
			continue
		}
		if n++; n <= maxPerKind || c.evidence {
			c.change(s, ch)
		}
	}
	if n > maxPerKind && !c.evidence {
		c.line(c.paint(fmt.Sprintf("   %s  %d more", pad("", verbW), n-maxPerKind), faint))
	}
}

// tally says in a line how many claims were added, left out or reworded: by
// number where the matrix shows them, else as a count.
func (c *claims) tally(s *step, k stemma.ChangeKind) {
	var numbers []string
	alone, unshown := 0, 0
	for _, ch := range s.changes {
		n := c.number[ch.claim.ID]
		switch {
		case ch.Kind != k:
		case n > 0:
			numbers = append(numbers, strconv.Itoa(n))
		case len(holders(ch.claim)) > 1:
			unshown++
		default:
			alone++
		}
	}
	var parts []string
	if numbers = slices.Compact(numbers); len(numbers) == 1 {
		parts = append(parts, "claim "+numbers[0])
	} else if len(numbers) > 1 {
		parts = append(parts, "claims "+list(numbers, 12))
	}
	if unshown > 0 {
		parts = append(parts, count(unshown, "claim")+" that fewer reports make")
	}
	if alone > 0 {
		parts = append(parts, count(alone, "sentence")+" that only "+s.holder(k).tag()+" has")
	}
	if len(parts) > 0 {
		c.hang("   "+pad(wholeVerb(k), verbW)+"  ", strings.Join(parts, ", and "), plain, 2)
	}
}

// holder is who has what a change of a kind is about.
func (s *step) holder(k stemma.ChangeKind) *member {
	if k == stemma.ChangeOmission {
		return s.from
	}
	return s.to
}

// change prints one change: "number  12,000 → 10,000", with its claim and
// whether it is sure, and the sentences behind it where evidence is asked for.
func (c *claims) change(s *step, ch change) {
	lead, in := "   "+pad(ch.verb(), verbW)+"  ", ""
	if n := c.number[ch.claim.ID]; n > 0 {
		in = fmt.Sprintf("  claim %d", n)
	}
	if wholeVerb(ch.Kind) != "" && in == "" {
		in = "  what only " + s.holder(ch.Kind).tag() + " says"
	}
	if sure := c.sure(ch); sure != "" {
		in += "  " + sure
	}
	before, after := clean(ch.Before), clean(ch.After)
	x, y := ch.values()
	if ch.Sibling && (before == "" || after == "") {
		in = "  only " + map[bool]*member{true: s.to, false: s.from}[before == ""].tag() + in
	}
	switch {
	case wholeVerb(ch.Kind) != "":
		c.line(lead, c.paint(strings.TrimSpace(in), faint))
	case before == "":
		c.single(lead, after, y, come, in)
	case after == "":
		c.single(lead, before, x, gone, in)
	default:
		c.pair(lead, beside(before, x), ch.arrow(), beside(after, y), in)
	}
	if c.evidence {
		c.shown(s, ch)
	}
}

// sure is how sure a change is: a mark on those that are not, and the score
// where evidence is asked for.
func (c *claims) sure(ch change) string {
	if c.evidence {
		return ch.sureness()
	}
	return ch.doubt()
}

// single prints what was added to a claim, or dropped from it.
func (c *claims) single(lead, text, value string, st style, in string) {
	if value != "" {
		in = " = " + isolate(value) + in
	}
	text = cut(text, c.width-columns(lead)-columns(in)-2)
	c.line(lead, "“", c.paint(isolate(text), st), "”", c.paint(in, faint))
}

// arrow stands between what two reports say.
func (ch change) arrow() string {
	if ch.Sibling {
		return "| "
	}
	return "→ "
}

// pair prints "before → after" on one line where they fit, else on two below
// the claim's number.
func (c *claims) pair(lead, before, arrow, after, in string) {
	room := c.width - columns(lead) - columns(in) - 1 - columns(arrow)
	if columns(before)+columns(after) <= room {
		c.line(lead, c.paint(before, gone), " ", arrow, c.paint(after, come), c.paint(in, faint))
		return
	}
	indent := strings.Repeat(" ", columns(lead))
	if in != "" {
		c.line(lead, c.paint(strings.TrimSpace(in), faint))
		lead = indent
	}
	c.hang(lead, before, gone, 2)
	c.hang(indent[2:]+arrow, after, come, 2)
}

// shown quotes the sentences behind a change: those with the changed words,
// or all that the two reports have of an added, omitted or reworded claim.
func (c *claims) shown(s *step, ch change) {
	indent := strings.Repeat(" ", verbW+5)
	if wholeVerb(ch.Kind) == "" {
		c.sentences(indent, s.from, listed(ch.FromSentence), wholeSentence)
		c.sentences(indent, s.to, listed(ch.ToSentence), wholeSentence)
		return
	}
	held := holders(ch.claim)
	for _, m := range []*member{s.from, s.to} {
		if p := held[m.id]; p != nil {
			c.sentences(indent, m, p.Sentences, wholeSentence)
		}
	}
}

// listed is the list of one number, or of none.
func listed(n *int) []int {
	if n == nil {
		return nil
	}
	return []int{*n}
}
