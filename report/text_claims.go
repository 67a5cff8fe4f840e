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
	// maxClaims is how many shared claims are shown unless evidence is asked for.
	maxClaims = 30
	// maxBlocks is how many times the matrix is broken for want of columns.
	maxBlocks = 2
	// maxOwn is how many sentences that only one report has are shown; where
	// there are more than fewOwn, in one line each.
	maxOwn, fewOwn = 12, 3
	// claimLines is how many lines a claim's text may take.
	claimLines = 2
	// wholeSentence is how many lines a sentence may take that is quoted whole.
	wholeSentence = 12
	// langCode is the width of a language's code over the matrix.
	langCode = 2
)

// claims is a family's collation, printed on a page.
type claims struct {
	*page
	*family.Collation
	evidence bool
}

func newClaims(p *page, f *family.Family, evidence bool) *claims {
	limit := maxClaims
	if evidence {
		limit = 0
	}
	return &claims{page: p, Collation: family.Collate(f, limit), evidence: evidence}
}

func (c *claims) print() {
	if len(c.Shared) > 0 {
		c.heading("Who says what", "● says it   ◐ with a change of its own   · does not")
		cell := max(c.LetterWidth(), langCode) + 1
		most := max(5, (c.width-44)/cell)
		for from := 0; from < len(c.Columns); from += most {
			if from == maxBlocks*most && !c.evidence {
				c.line(c.paint(fmt.Sprintf("   and %s more (--evidence shows all)", display.Count(len(c.Columns)-from, "report")), faint))
				break
			}
			c.block(c.Columns[from:min(from+most, len(c.Columns))], cell, from > 0)
		}
	}
	if c.Left > 0 {
		c.line(c.paint(fmt.Sprintf("   and %s that fewer reports make (--evidence shows all)", display.Count(c.Left, "claim")), faint))
	}
	c.own()
}

// block prints the matrix for some of the reports. The first block gives the
// claims' text, the later ones only as a reminder.
func (c *claims) block(cols []*family.Member, cell int, later bool) {
	num := len(strconv.Itoa(len(c.Shared))) + 1
	textW := c.width - num - 2 - cell*len(cols)
	var letters, langs strings.Builder
	for _, m := range cols {
		letters.WriteString(display.PadLeft(m.Letter, cell))
		langs.WriteString(display.PadLeft(display.Cut(family.BaseLanguage(m.Article.Lang), langCode), cell))
	}
	if later {
		c.line()
	}
	lead := strings.Repeat(" ", num+textW+2)
	c.line(lead, c.paint(letters.String(), name))
	c.line(lead, c.paint(langs.String(), faint))
	for i, cl := range c.Shared {
		held := family.Holders(cl)
		if later && !slices.ContainsFunc(cols, func(m *family.Member) bool { return held[m.ID] != nil }) {
			continue
		}
		c.row(cl, display.PadLeft(strconv.Itoa(i+1), num), c.marks(cl, held, cols, cell), textW-1, later)
		if c.evidence && !later {
			c.passages(cl, strings.Repeat(" ", num+1))
		}
	}
}

func (c *claims) row(cl *stemma.Claim, num, marks string, textW int, later bool) {
	limit := claimLines
	if later {
		limit = 1
	}
	words := c.ClaimInEnglish(cl)
	for i, l := range display.Wrap(words, textW, limit) {
		if i > 0 {
			num, marks = strings.Repeat(" ", len(num)), ""
		}
		c.line(num, " ", display.Within(display.Opening(words), l), strings.Repeat(" ", max(0, textW-display.Columns(l))), "  ", marks)
	}
}

// marks fills a row of the matrix. What is marked as changed is what changes
// tells below it, and nothing else.
func (c *claims) marks(cl *stemma.Claim, held map[string]*stemma.Passage, cols []*family.Member, cell int) string {
	changed := c.ChangedIn(cl)
	var b strings.Builder
	for _, m := range cols {
		b.WriteString(strings.Repeat(" ", cell-1))
		switch {
		case held[m.ID] == nil:
			b.WriteString(c.paint("·", faint))
		case changed[m.ID]:
			b.WriteString(c.paint("◐", unsure))
		default:
			b.WriteString("●")
		}
	}
	return b.String()
}

// passages quotes a claim's sentences.
func (c *claims) passages(cl *stemma.Claim, indent string) {
	held := family.Holders(cl)
	for _, m := range c.Members {
		if p := held[m.ID]; p != nil && m.Article != nil {
			c.sentences(indent, m, p.Sentences, wholeSentence)
		}
	}
}

// sentences quotes sentences of an article by their numbers, counted from 1,
// in up to limit lines each, the first of them after lead.
func (c *claims) sentences(lead string, m *family.Member, at []int, limit int) {
	for _, i := range at {
		if s := family.Sentence(m.Article, i); s != "" {
			c.hang(fmt.Sprintf("%s%s %-2d  ", lead, display.Pad(m.Letter, c.LetterWidth()), i+1), s, faint, limit)
			lead = strings.Repeat(" ", display.Columns(lead))
		}
	}
}

// own lists what single reports say alone.
func (c *claims) own() {
	alone := c.OnlyIn()
	if len(alone) == 0 {
		return
	}
	c.heading("What one report alone says", "")
	for _, m := range c.Members {
		c.ownOf(m, alone[m.ID])
	}
}

func (c *claims) ownOf(m *family.Member, cs []*stemma.Claim) {
	lead := fmt.Sprintf("Only in %s  ", display.Pad(m.Letter, c.LetterWidth()))
	indent := strings.Repeat(" ", display.Columns(lead))
	lines := claimLines
	if len(cs) > fewOwn {
		lines = 1
	}
	for i, cl := range cs {
		switch {
		case c.evidence:
			c.sentences(lead, m, cl.Passages[0].Sentences, wholeSentence)
		case i == maxOwn && len(cs) > maxOwn+1:
			c.line(indent, c.paint(fmt.Sprintf("and %d more sentences", len(cs)-i), faint))
			return
		default:
			c.hang(lead, display.Clean(cl.Text), plain, lines)
		}
		lead = indent
	}
}
