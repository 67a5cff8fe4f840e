package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

const (
	// maxChanged is how many edges are shown with their changes, and maxPerKind
	// how many changes of one kind on an edge, unless evidence is asked for.
	maxChanged = 40
	maxPerKind = 3
	// verbW is the width of the longest verb.
	verbW = len("negation dropped")
)

// changes prints what changed along every edge.
func (c *claims) changes() {
	steps := c.Steps()
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
	steps := c.ChangesThat(func(ch *stemma.Change) bool {
		return ch.Sibling && c.ByID[ch.From] != nil && c.ByID[ch.To] != nil
	})
	if len(steps) == 0 {
		return
	}
	const title, aside = "Where reports of one source differ", "which of two says it as the source did is open"
	from := c.Parent(steps[0].From)
	if from == nil || from.Source == nil || from.Source.Inferred || slices.ContainsFunc(steps, func(s *family.Step) bool { return c.Parent(s.From) != from }) {
		c.heading(title, aside)
	} else {
		c.about("Where reports differ that come from", from.Plain(), "which says it as the source did is open")
	}
	for i, s := range steps {
		if i == maxChanged && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and between %d more pairs (--evidence shows all)", len(steps)-i), faint))
			return
		}
		c.line(c.titled(s.From), " | ", c.titled(s.To))
		for _, k := range family.ChangeOrder {
			c.kind(s, k)
		}
	}
}

func (c *claims) step(s *family.Step) {
	how := ""
	for _, e := range s.To.Edges() {
		if e.Parent == s.From.ID {
			how = "  " + c.How(s.To, e)
		}
	}
	c.line(c.titled(s.From), " → ", c.titled(s.To), c.paint(how, faint))
	for _, k := range family.ChangeOrder {
		c.kind(s, k)
	}
}

// titled is a member's letter and outlet, or a source's name, such that two of
// them, the kind of an edge and its support fit on a line.
func (c *claims) titled(m *family.Member) string {
	room := (c.width - 40) / 2
	if m.Article == nil {
		return c.paint("◌ "+display.Isolate(display.Cut(family.SourceName(m.Source), room)), lost)
	}
	return c.paint(m.Letter, name) + " " + display.Isolate(display.Cut(family.Outlet(m.Article), room))
}

// kind prints the changes of one kind on one edge.
func (c *claims) kind(s *family.Step, k stemma.ChangeKind) {
	if family.WholeVerb(k) != "" && !c.evidence {
		c.tally(s, k)
		return
	}
	n := 0
	for _, ch := range s.Changes {
		if ch.Kind != k {
			continue
		}
		if n++; n <= maxPerKind || c.evidence {
			c.change(s, ch)
		}
	}
	if n > maxPerKind && !c.evidence {
		c.line(c.paint(fmt.Sprintf("   %s  %d more", display.Pad("", verbW), n-maxPerKind), faint))
	}
}

// tally says in a line how many claims were added, left out or reworded.
func (c *claims) tally(s *family.Step, k stemma.ChangeKind) {
	if wholes := c.wholes(s, k); wholes != "" {
		c.hang("   "+display.Pad(family.WholeVerb(k), verbW)+"  ", wholes, plain, 2)
	}
}

// wholes names the claims that were added, left out or reworded: by number where the
// matrix shows them, else as a count.
func (c *claims) wholes(s *family.Step, k stemma.ChangeKind) string {
	var numbers []string
	alone, unshown := 0, 0
	for _, ch := range s.Changes {
		n := c.Number[ch.Claim.ID]
		switch {
		case ch.Kind != k:
		case n > 0:
			numbers = append(numbers, strconv.Itoa(n))
		case len(family.Holders(ch.Claim)) > 1:
			unshown++
		default:
			alone++
		}
	}
	var parts []string
	if numbers = slices.Compact(numbers); len(numbers) == 1 {
		parts = append(parts, "claim "+numbers[0])
	} else if len(numbers) > 1 {
		parts = append(parts, "claims "+display.List(numbers, 12))
	}
	if unshown > 0 {
		parts = append(parts, display.Count(unshown, "claim")+" that fewer reports make")
	}
	if alone > 0 {
		parts = append(parts, display.Count(alone, "sentence")+" that only "+s.Holder(k).Tag()+" has")
	}
	return strings.Join(parts, ", and ")
}

// change prints one change: "number  12,000 → 10,000", with its claim and
// whether it is sure, and the sentences behind it where evidence is asked for.
func (c *claims) change(s *family.Step, ch family.Change) {
	lead, in := "   "+display.Pad(ch.Verb(), verbW)+"  ", ""
	if n := c.Number[ch.Claim.ID]; n > 0 {
		in = fmt.Sprintf("  claim %d", n)
	}
	if family.WholeVerb(ch.Kind) != "" && in == "" {
		in = "  what only " + s.Holder(ch.Kind).Tag() + " says"
	}
	if sure := c.sure(ch); sure != "" {
		in += "  " + sure
	}
	before, after := display.Clean(ch.Before), display.Clean(ch.After)
	x, y := ch.Values()
	if ch.Sibling && (before == "" || after == "") {
		in = "  only " + map[bool]*family.Member{true: s.To, false: s.From}[before == ""].Tag() + in
	}
	switch {
	case family.WholeVerb(ch.Kind) != "":
		c.line(lead, c.paint(strings.TrimSpace(in), faint))
	case before == "":
		c.single(lead, after, y, come, in)
	case after == "":
		c.single(lead, before, x, gone, in)
	default:
		c.pair(lead, family.Beside(before, x), ch.Arrow(), family.Beside(after, y), in)
	}
	if c.evidence {
		c.shown(s, ch)
	}
}

// sure is how sure a change is: a mark on those that are not, and the score
// where evidence is asked for.
func (c *claims) sure(ch family.Change) string {
	if c.evidence {
		return ch.Sureness()
	}
	return ch.Doubt()
}

// single prints what was added to a claim, or dropped from it.
func (c *claims) single(lead, text, value string, st style, in string) {
	if value != "" {
		in = " = " + display.Isolate(value) + in
	}
	text = display.Cut(text, c.width-display.Columns(lead)-display.Columns(in)-2)
	c.line(lead, "“", c.paint(display.Isolate(text), st), "”", c.paint(in, faint))
}

// pair prints "before → after" on one line where they fit, else on two below
// the claim's number.
func (c *claims) pair(lead, before, arrow, after, in string) {
	room := c.width - display.Columns(lead) - display.Columns(in) - 1 - display.Columns(arrow)
	if display.Columns(before)+display.Columns(after) <= room {
		c.line(lead, c.paint(before, gone), " ", arrow, c.paint(after, come), c.paint(in, faint))
		return
	}
	indent := strings.Repeat(" ", display.Columns(lead))
	if in != "" {
		c.line(lead, c.paint(strings.TrimSpace(in), faint))
		lead = indent
	}
	c.hang(lead, before, gone, 2)
	c.hang(indent[2:]+arrow, after, come, 2)
}

// shown quotes the sentences behind a change: those with the changed words,
// or all that the two reports have of an added, omitted or reworded claim.
func (c *claims) shown(s *family.Step, ch family.Change) {
	indent := strings.Repeat(" ", verbW+5)
	if family.WholeVerb(ch.Kind) == "" {
		c.sentences(indent, s.From, listed(ch.FromSentence), wholeSentence)
		c.sentences(indent, s.To, listed(ch.ToSentence), wholeSentence)
		return
	}
	held := family.Holders(ch.Claim)
	for _, m := range []*family.Member{s.From, s.To} {
		if p := held[m.ID]; p != nil {
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
