package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// claims is a family's collation: report by claim.
type claims struct {
	*page
	*family
	evidence bool
	columns  []*member
	shared   []*stemma.Claim // those of two reports or more
	number   map[string]int  // of a shared claim, as shown
	left     int             // how many shared claims are not shown
}

func newClaims(p *page, f *family, evidence bool) *claims {
	c := &claims{page: p, family: f, evidence: evidence, number: make(map[string]int)}
	for _, m := range f.members {
		if m.article != nil && !m.hidden {
			c.columns = append(c.columns, m)
		}
	}
	for i := range f.story.Claims {
		if cl := &f.story.Claims[i]; len(holders(cl)) > 1 {
			c.shared = append(c.shared, cl)
		}
	}
	if len(c.shared) > maxClaims && !evidence {
		c.left = len(c.shared) - maxClaims
		c.shared = mostHeld(c.shared, maxClaims)
	}
	for i, cl := range c.shared {
		c.number[cl.ID] = i + 1
	}
	return c
}

// english returns a claim's text: in English where a report makes it in
// English, the shortest of these, else as the claim has it.
func (c *claims) english(cl *stemma.Claim) string {
	best := ""
	for _, p := range cl.Passages {
		a := c.articles[p.Article]
		if a == nil || baseLanguage(a.Lang) != "en" || len(p.Sentences) == 0 {
			continue
		}
		if s := sentence(a, p.Sentences[0]); best == "" || s != "" && len(s) < len(best) {
			best = s
		}
	}
	if best == "" {
		return clean(cl.Text)
	}
	return best
}

// holders returns the articles that make a claim.
func holders(c *stemma.Claim) map[string]*stemma.Passage {
	h := make(map[string]*stemma.Passage, len(c.Passages))
	for i := range c.Passages {
		h[c.Passages[i].Article] = &c.Passages[i]
	}
	return h
}

// mostHeld keeps the n claims that most articles make, in their order.
func mostHeld(cs []*stemma.Claim, n int) []*stemma.Claim {
	byCount := slices.Clone(cs)
	slices.SortStableFunc(byCount, func(a, b *stemma.Claim) int {
		return cmp.Compare(len(b.Passages), len(a.Passages))
	})
	keep := make(map[*stemma.Claim]bool, n)
	for _, c := range byCount[:n] {
		keep[c] = true
	}
	return slices.DeleteFunc(slices.Clone(cs), func(c *stemma.Claim) bool { return !keep[c] })
}

func (c *claims) print() {
	if len(c.shared) > 0 {
		c.heading("Who says what", "● says it   ◐ with a change of its own   · does not")
		cell := max(c.letterW(), langCode) + 1
		most := max(5, (c.width-44)/cell)
		for from := 0; from < len(c.columns); from += most {
			if from == maxBlocks*most && !c.evidence {
				c.line(c.paint(fmt.Sprintf("   and %s more (--evidence shows all)", count(len(c.columns)-from, "report")), faint))
				break
			}
			c.block(c.columns[from:min(from+most, len(c.columns))], cell, from > 0)
		}
	}
	if c.left > 0 {
		c.line(c.paint(fmt.Sprintf("   and %s that fewer reports make (--evidence shows all)", count(c.left, "claim")), faint))
	}
	c.own()
}

// block prints the matrix for some of the reports. The first block gives the
// claims' text, the later ones only as a reminder.
func (c *claims) block(cols []*member, cell int, later bool) {
	num := len(strconv.Itoa(len(c.shared))) + 1
	textW := c.width - num - 2 - cell*len(cols)
	var letters, langs strings.Builder
	for _, m := range cols {
		letters.WriteString(padLeft(m.letter, cell))
		langs.WriteString(padLeft(cut(baseLanguage(m.article.Lang), langCode), cell))
	}
	if later {
		c.line()
	}
	lead := strings.Repeat(" ", num+textW+2)
	c.line(lead, c.paint(letters.String(), name))
	c.line(lead, c.paint(langs.String(), faint))
	for i, cl := range c.shared {
		held := holders(cl)
		if later && !slices.ContainsFunc(cols, func(m *member) bool { return held[m.id] != nil }) {
			continue
		}
		c.row(cl, padLeft(strconv.Itoa(i+1), num), c.marks(cl, held, cols, cell), textW-1, later)
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
	words := c.english(cl)
	for i, l := range wrap(words, textW, limit) {
		if i > 0 {
			num, marks = strings.Repeat(" ", len(num)), ""
		}
		c.line(num, " ", within(opening(words), l), strings.Repeat(" ", max(0, textW-columns(l))), "  ", marks)
	}
}

// marks fills a row of the matrix. What is marked as changed is what changes
// tells below it, and nothing else.
func (c *claims) marks(cl *stemma.Claim, held map[string]*stemma.Passage, cols []*member, cell int) string {
	changed := make(map[string]bool)
	for _, ch := range cl.Changes {
		if ch.Kind != stemma.ChangeAddition && ch.Kind != stemma.ChangeOmission && c.isTold(&ch) {
			changed[ch.To] = true
		}
	}
	var b strings.Builder
	for _, m := range cols {
		b.WriteString(strings.Repeat(" ", cell-1))
		switch {
		case held[m.id] == nil:
			b.WriteString(c.paint("·", faint))
		case changed[m.id]:
			b.WriteString(c.paint("◐", unsure))
		default:
			b.WriteString("●")
		}
	}
	return b.String()
}

// passages quotes a claim's sentences.
func (c *claims) passages(cl *stemma.Claim, indent string) {
	held := holders(cl)
	for _, m := range c.members {
		if p := held[m.id]; p != nil && m.article != nil {
			c.sentences(indent, m, p.Sentences, wholeSentence)
		}
	}
}

// sentences quotes sentences of an article by their numbers, counted from 1,
// in up to limit lines each, the first of them after lead.
func (c *claims) sentences(lead string, m *member, at []int, limit int) {
	for _, i := range at {
		if s := sentence(m.article, i); s != "" {
			c.hang(fmt.Sprintf("%s%s %-2d  ", lead, pad(m.letter, c.letterW()), i+1), s, faint, limit)
			lead = strings.Repeat(" ", columns(lead))
		}
	}
}

// own lists what single reports say alone.
func (c *claims) own() {
	alone := make(map[string][]*stemma.Claim)
	for i := range c.story.Claims {
		cl := &c.story.Claims[i]
		if len(holders(cl)) != 1 {
			continue
		}
		id := cl.Passages[0].Article
		if a := c.articles[id]; a != nil && clean(a.Title) != clean(cl.Text) {
			alone[id] = append(alone[id], cl)
		}
	}
	if len(alone) == 0 {
		return
	}
	c.heading("What one report alone says", "")
	for _, m := range c.members {
		c.ownOf(m, alone[m.id])
	}
}

func (c *claims) ownOf(m *member, cs []*stemma.Claim) {
	lead := fmt.Sprintf("Only in %s  ", pad(m.letter, c.letterW()))
	indent := strings.Repeat(" ", columns(lead))
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
			c.hang(lead, clean(cl.Text), plain, lines)
		}
		lead = indent
	}
}
