package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// maxCell is how many columns of a sentence are quoted.
const maxCell = 600

// quoted is a sentence of an article in Markdown.
func quoted(s string) string { return inMarkdown(display.Isolate(display.Cut(s, maxCell))) }

// matrix prints the claims that several reports make, and who makes them: by letters, for
// a column for each report is more than a page of Markdown holds.
func (m *markdown) matrix() {
	if len(m.Shared) == 0 {
		return
	}
	m.heading("Who says what")
	m.print("| | claim | says it | with a change of its own |\n|--:|:--|:--|:--|\n")
	for i, cl := range m.Shared {
		held, changed := family.Holders(cl), m.ChangedIn(cl)
		var as, otherwise []string
		for _, r := range m.Members {
			switch {
			case held[r.ID] == nil || r.Article == nil:
			case changed[r.ID]:
				otherwise = append(otherwise, r.Letter)
			default:
				as = append(as, r.Letter)
			}
		}
		m.print("| %d | %s | %s | %s |\n", i+1, quoted(m.ClaimInEnglish(cl)), strings.Join(as, ", "), strings.Join(otherwise, ", "))
	}
	m.end()
	if m.Left > 0 {
		m.para(fmt.Sprintf("And %s that fewer reports make.", display.Count(m.Left, "claim")))
	}
}

// lines prints what changed along each line of the tree.
func (m *markdown) lines() {
	steps := m.Steps()
	if len(steps) == 0 {
		return
	}
	m.heading("What changed on the way")
	for i, s := range steps {
		if i == maxChanged && !m.evidence {
			m.more(len(steps)-i, "line")
			return
		}
		how := ""
		for _, e := range s.To.Edges() {
			if e.Parent == s.From.ID {
				how = fmt.Sprintf(", %s, support %s", m.How(s.To, e), display.Score(e.Support))
			}
		}
		m.print("**%s → %s**%s\n\n", inMarkdown(s.From.InLine()), inMarkdown(s.To.InLine()), inMarkdown(how))
		m.step(s)
	}
}

// siblings prints where reports that have their news from one lost source differ.
func (m *markdown) siblings() {
	steps := m.ChangesThat(func(ch *stemma.Change) bool {
		return ch.Sibling && m.ByID[ch.From] != nil && m.ByID[ch.To] != nil
	})
	if len(steps) == 0 {
		return
	}
	m.heading("Where reports of one source differ")
	m.para("Which of two says it as the source did is open.")
	for i, s := range steps {
		if i == maxChanged && !m.evidence {
			m.more(len(steps)-i, "pair")
			return
		}
		m.print("**%s and %s**\n\n", inMarkdown(s.From.InLine()), inMarkdown(s.To.InLine()))
		m.step(s)
	}
}

// step lists the changes between two reports.
func (m *markdown) step(s *family.Step) {
	for _, k := range family.ChangeOrder {
		if family.WholeVerb(k) != "" {
			if wholes := m.wholes(s, k); wholes != "" {
				m.print("- %s: %s\n", family.WholeVerb(k), inMarkdown(wholes))
			}
			continue
		}
		n := 0
		for _, ch := range s.Changes {
			if ch.Kind != k {
				continue
			}
			if n++; n <= maxPerKind || m.evidence {
				m.one(s, ch)
			}
		}
		if n > maxPerKind && !m.evidence {
			m.print("- and %d more\n", n-maxPerKind)
		}
	}
	m.end()
}

// one prints a change, with its sentences where evidence is asked for.
func (m *markdown) one(s *family.Step, ch family.Change) {
	what, before, after := ch.What()
	x, y := ch.Values()
	line := arrow(before, after, x, y)
	if ch.Sibling {
		line = strings.Replace(line, "</del> → <ins>", "</del> | <ins>", 1)
	}
	var notes []string
	if n := m.Number[ch.Claim.ID]; n > 0 {
		notes = append(notes, fmt.Sprintf("claim %d", n))
	}
	if n := ch.Note(); n != "" {
		notes = append(notes, inMarkdown(n))
	}
	if sure := m.sure(ch); sure != "" {
		notes = append(notes, strings.Trim(sure, "()"))
	}
	m.print("- %s: %s", inMarkdown(what), line)
	if len(notes) > 0 {
		m.print(" (%s)", strings.Join(notes, ", "))
	}
	m.end()
	if m.evidence {
		m.quote(s.From, listed(ch.FromSentence))
		m.quote(s.To, listed(ch.ToSentence))
	}
}

// quote lists sentences below an item, with their numbers.
func (m *markdown) quote(r *family.Member, at []int) {
	if r.Article == nil {
		return
	}
	for _, i := range at {
		if s := family.Sentence(r.Article, i); s != "" {
			m.print("  - %s %d: %s\n", r.Letter, i+1, quoted(s))
		}
	}
}

// alone prints what one report alone says, folded away.
func (m *markdown) alone() {
	only := m.OnlyIn()
	if len(only) == 0 {
		return
	}
	m.heading("What one report alone says")
	for _, r := range m.Members {
		all := only[r.ID]
		if len(all) == 0 {
			continue
		}
		m.fold(fmt.Sprintf("Only in %s: %s", r.Letter, display.Count(len(all), "sentence")))
		for i, cl := range all {
			if i == maxOwn && len(all) > maxOwn+1 && !m.evidence {
				m.print("- and %d more\n", len(all)-i)
				break
			}
			m.print("- %s\n", quoted(family.Passage(r.Article, cl.Passages[0].Sentences)))
		}
		m.unfold()
	}
}

// why prints what speaks for each line of the tree, where evidence is asked for.
func (m *markdown) why() {
	if !m.evidence || !slices.ContainsFunc(m.Members, func(r *family.Member) bool { return len(r.Edges()) > 0 }) {
		return
	}
	m.heading("Why this tree")
	for _, r := range m.Members {
		for _, e := range r.Edges() {
			up := m.ByID[e.Parent]
			m.print("- %s → %s, %s, support %s\n", inMarkdown(up.InLine()), inMarkdown(r.InLine()), inMarkdown(m.How(r, e)), display.Score(e.Support))
			if rivals := m.Rivals(r); e == r.Edge && rivals != "" {
				m.print("  - %s\n", inMarkdown(rivals))
			}
			for _, ev := range e.Evidence {
				m.evidenceFor(up, r, &ev)
			}
		}
	}
	m.end()
}

// evidenceFor prints a piece of evidence, and the sentences that show it.
func (m *markdown) evidenceFor(up, r *family.Member, ev *stemma.Evidence) {
	lead := ""
	if ev.Against {
		lead = "against it: "
	}
	m.print("  - %s%s: %s\n", lead, inMarkdown(display.Isolate(display.Clean(string(ev.Kind)))), quoted(display.Clean(ev.Detail)))
	for _, x := range []struct {
		of *family.Member
		at []int
	}{{up, ev.ParentSentences}, {r, ev.ChildSentences}} {
		if x.of.Article == nil {
			continue
		}
		for _, i := range x.at {
			if s := family.Sentence(x.of.Article, i); s != "" {
				m.print("    - %s %d: %s\n", x.of.Letter, i+1, quoted(s))
			}
		}
	}
}
