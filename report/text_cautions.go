package report

import (
	"fmt"

	"github.com/stemma-news/stemma/report/family"
)

// maxCautions is how many lines are printed of what a result does not go by, and of
// what was left out of it, unless evidence is asked for.
const maxCautions = 12

// cautions prints what the result does not go by, and what a limit left out.
func (p *page) cautions(distrusted, partial []string, evidence bool) {
	p.cautioned(family.NotReliedOn, family.NotReliedOnAside, distrusted, evidence)
	p.cautioned(family.LeftOut, family.LeftOutAside, partial, evidence)
}

func (p *page) cautioned(title, aside string, lines []string, evidence bool) {
	if len(lines) == 0 {
		return
	}
	p.heading(title, aside)
	for i, l := range lines {
		if i == maxCautions && !evidence {
			p.line(p.paint(fmt.Sprintf("and %d more (--evidence shows all)", len(lines)-i), faint))
			return
		}
		p.hang("", l, plain, 0)
	}
}
