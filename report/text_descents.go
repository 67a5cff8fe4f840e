package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

const (
	// maxOrigins is how many origins have a column of their own in the table of
	// shares, and maxOriginW how wide one is at most.
	maxOrigins, maxOriginW = 4, 24
	// maxShares is how many reports the table has unless evidence is asked for.
	maxShares = 40
)

// shareColumn is a column of the table of shares: one origin, or what is left.
type shareColumn struct {
	head  string
	width int
	of    func(*stemma.Descent) float64
	// origin is its id, "" of what is left.
	origin string
}

// descents prints which report depends on which origin, and how much, where
// there is more than one origin.
func (c *claims) descents() {
	all := c.mixed()
	cols := c.shareColumns(all)
	if len(cols) == 0 {
		return
	}
	c.heading("Which report depends on which origin", "share of its sentences")
	nameW := c.shareWidths(all, cols)
	c.shareHeads(cols, nameW)
	for i, d := range all {
		if i == maxShares && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and %s more (--evidence shows all)", display.Count(len(all)-i, "report")), faint))
			return
		}
		c.descent(d, cols, nameW)
	}
}

// leastNameW is what the names of reports keep beside many columns.
const leastNameW = 20

// shareWidths fits the columns to the page, and returns the width of the names.
func (c *claims) shareWidths(all []*stemma.Descent, cols []shareColumn) int {
	room := (c.width-leastNameW)/len(cols) - gapW
	nameW := c.width
	for i := range cols {
		cols[i].width = max(len("100%"), min(display.Columns(cols[i].head), room, maxOriginW))
		nameW -= cols[i].width + gapW
	}
	widest := 0
	for _, d := range all {
		widest = max(widest, c.LetterWidth()+1+display.Columns(family.Outlet(c.ByID[d.Article].Article)))
	}
	return min(nameW, widest)
}

// headLines is how many lines the head of a column may take.
const headLines = 2

// shareHeads prints what the columns are, the last line of each at the bottom.
func (c *claims) shareHeads(cols []shareColumn, nameW int) {
	heads, lines := make([][]string, len(cols)), 1
	for i, col := range cols {
		heads[i] = display.Wrap(col.head, col.width, headLines)
		lines = max(lines, len(heads[i]))
	}
	for l := range lines {
		parts := []string{strings.Repeat(" ", nameW)}
		for i, col := range cols {
			word := ""
			if k := l - lines + len(heads[i]); k >= 0 {
				word = heads[i][k]
			}
			parts = append(parts, gap(strings.Repeat(" ", max(0, col.width-display.Columns(word)))+display.Isolate(word)))
		}
		c.line(c.paint(strings.TrimRight(strings.Join(parts, ""), " "), faint))
	}
}

// mixed are the descents of the reports that are shown, in their order.
func (c *claims) mixed() []*stemma.Descent {
	var out []*stemma.Descent
	rank := make(map[string]int)
	for i, m := range c.Columns {
		rank[m.ID] = i + 1
	}
	for i := range c.Story.Descents {
		if d := &c.Story.Descents[i]; rank[d.Article] > 0 {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b *stemma.Descent) int { return cmp.Compare(rank[a.Article], rank[b.Article]) })
	return out
}

// shareColumns are the origins that have a share in a report, those of most
// reports first, then what reports in between added and what is a report's own;
// none where there are not two origins.
func (c *claims) shareColumns(all []*stemma.Descent) []shareColumn {
	var out []shareColumn
	origins := make(map[string]bool)
	for _, m := range c.Roots {
		if c.Story.Origins != len(c.Roots) || !slices.ContainsFunc(all, func(d *stemma.Descent) bool { return family.ShareOf(d, m.ID) > 0 }) {
			continue
		}
		if origins[m.ID] = true; len(origins) <= maxOrigins {
			out = append(out, shareColumn{c.Heading(m), 0, func(d *stemma.Descent) float64 { return family.ShareOf(d, m.ID) }, m.ID})
		}
	}
	if len(origins) < 2 {
		return nil
	}
	named := min(len(origins), maxOrigins)
	rest := func(d *stemma.Descent) float64 {
		sum := d.Own
		for _, col := range out[:named] {
			sum += col.of(d)
		}
		return 1 - sum
	}
	if slices.ContainsFunc(all, func(d *stemma.Descent) bool { return rest(d) >= 0.005 }) {
		head := "added on the way" // by reports in between
		if named < len(origins) {
			head = "others"
		}
		out = append(out, shareColumn{head, 0, rest, ""})
	}
	out = append(out, shareColumn{"its own", 0, func(d *stemma.Descent) float64 { return d.Own }, ""})
	return out
}

func (c *claims) descent(d *stemma.Descent, cols []shareColumn, nameW int) {
	m := c.ByID[d.Article]
	title := display.Cut(family.Outlet(m.Article), nameW-c.LetterWidth()-1)
	parts := []string{
		c.paint(display.Pad(m.Letter, c.LetterWidth()), name), " ", display.Isolate(title),
		strings.Repeat(" ", max(0, nameW-c.LetterWidth()-1-display.Columns(title))),
	}
	for _, col := range cols {
		parts = append(parts, gap(display.PadLeft(percent(col.of(d)), col.width)))
	}
	c.line(parts...)
}

// percent prints a share; what rounds to nothing is a dot.
func percent(share float64) string {
	if share < 0.005 {
		return "·"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}
