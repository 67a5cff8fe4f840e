package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// maxCiting is how many reports are shown with whom they cite, unless evidence
// is asked for.
const maxCiting = 60

// maxQuoted is how many sources are named that a report quotes beside those
// that it has its story from.
const maxQuoted = 5

// cites prints every report with the chain of sources it cites.
func (c *claims) cites() {
	aside := "← cites"
	if c.evidence {
		aside += "   A 2: the second sentence of A"
	}
	c.heading("Who cites whom", aside)
	shown := 0
	for i := 0; i < len(c.Members); i++ {
		m := c.Members[i]
		if m.Article == nil {
			continue
		}
		if shown++; shown > maxCiting && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and %s more (--evidence shows all)", display.Count(c.Reports()-maxCiting, "report")), faint))
			return
		}
		if !m.Hidden {
			c.report(m)
			continue
		}
		last := i
		for last+1 < len(c.Members) && c.Members[last+1].Hidden {
			last++
		}
		shown += last - i
		c.copies(c.Members[i : last+1])
		i = last
	}
}

// copies prints the copies that the tree has in one line, in one line.
func (c *claims) copies(hidden []*family.Member) {
	first, last := hidden[0], hidden[len(hidden)-1]
	if first == last {
		c.line(c.lead(first), display.Isolate(family.Outlet(first.Article)), c.paint("  a copy", faint))
		return
	}
	c.line(c.paint(first.Letter+"–"+last.Letter, name), c.paint("  "+display.Count(len(hidden), "copy"), faint))
}

// lead is the letter that opens a report's line.
func (c *claims) lead(m *family.Member) string { return display.Pad(m.Letter, c.LetterWidth()) + "  " }

// report prints one report: whom it cites, and where it came from.
func (c *claims) report(m *family.Member) {
	lead, who := c.lead(m), family.Outlet(m.Article)
	arrow := lead + display.Isolate(who) + " ← "
	chains, quoted := c.Chains(m)
	if len(chains) == 0 {
		c.line(c.paint(lead, name), display.Isolate(who), c.paint("  no source found", faint))
	}
	for _, chain := range chains {
		c.hang(arrow, chain, plain, 2)
		arrow = strings.Repeat(" ", display.Columns(arrow)-2) + "← "
	}
	indent := strings.Repeat(" ", display.Columns(lead))
	if len(quoted) > 0 {
		c.hang(indent+"quotes ", display.List(quoted, maxQuoted), plain, 2)
	}
	c.provenance(m.Article, indent, who)
	if c.evidence {
		c.attributed(m, indent)
	}
}

// attributed quotes the sentences in which a report names its sources.
func (c *claims) attributed(m *family.Member, indent string) {
	said := make(map[int]bool)
	for _, a := range c.Attributions[m.ID] {
		said[a.Sentence] = true
	}
	c.sentences(indent, m, slices.Sorted(maps.Keys(said)), wholeSentence)
}

// provenance prints an article's title and the input that it was read from,
// unless that is what was shown as its outlet.
func (p *page) provenance(a *stemma.Article, indent, shown string) {
	input := display.Clean(family.InputName(a.Input))
	if input == "" {
		input = display.Clean(family.InputName(a.URL))
	}
	input = display.Cut(input, p.width/3)
	title := display.Clean(a.Title)
	if title == "" || display.Cut(title, family.MaxName) == shown {
		if input != shown {
			p.line(indent, p.paint(display.Isolate(input), faint))
		}
		return
	}
	title = "“" + display.Isolate(display.Cut(title, p.width-display.Columns(indent)-display.Columns(input)-4)) + "”"
	p.line(indent, p.paint(title+"  "+display.Isolate(input), faint))
}
