package report

import (
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

const (
	// maxSources is how many of a story's sources are listed, and maxAliases how
	// many other names of each, unless evidence is asked for.
	maxSources, maxAliases = 8, 6
)

// sourceList prints the sources that the story rests on: lost or among the
// reports, what else they are called, who cites them and whom they cite. A
// source that a single report quotes stands with that report.
func (c *claims) sourceList() {
	all := c.MainSources()
	if len(all) == 0 {
		return
	}
	c.heading("The sources", "◌ lost: not among the reports")
	for i, s := range all {
		if i == maxSources && !c.evidence {
			c.line(c.paint("and "+display.Count(len(all)-i, "more source")+" (--evidence shows all)", faint))
			return
		}
		c.sourceEntry(s)
	}
}

func (c *claims) sourceEntry(s family.Cited) {
	lead, st := display.Pad("", c.LetterWidth()), plain
	switch m := c.ByID[s.Article]; {
	case s.Lost:
		lead, st = display.Pad("◌", c.LetterWidth()), lost
	case m != nil:
		lead, st = display.Pad(m.Letter, c.LetterWidth()), name
	}
	c.hang(c.paint(lead, st)+"  ", c.sourceTitle(s)+", "+c.sourceSaid(s), plain, 3)
	if others := c.Aliases(s.Source); len(others) > 0 {
		c.hang(strings.Repeat(" ", c.LetterWidth()+2)+"also ", display.List(others, maxAliases), faint, 3)
	}
}

// sourceTitle is what a source is called, an unnamed one with the words of a report.
func (c *claims) sourceTitle(s family.Cited) string {
	title := display.Isolate(family.SourceName(s.Source))
	if w := display.Cut(c.SourceInEnglish(s.Source), family.MaxWording); s.Kind == stemma.SourceUnnamed && w != "" {
		title += " (“" + display.Isolate(w) + "”)"
	}
	return title
}

// sourceSaid says what a source is, who cites it, and whom it cites.
func (c *claims) sourceSaid(s family.Cited) string {
	said := "cited by " + display.List(s.By, family.MaxLetters)
	if len(s.By) > family.MaxLetters {
		said = "cited by " + display.Count(len(s.By), "report")
	}
	if s.Kind != stemma.SourceOutlet && s.Kind != stemma.SourceUnnamed {
		said = display.Isolate(display.Clean(string(s.Kind))) + ", " + said
	}
	if to := c.CitesInTurn(s.Source); len(to) > 0 {
		said += "  ← " + display.List(to, 4)
	}
	return said
}
