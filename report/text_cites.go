package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
	for i := 0; i < len(c.members); i++ {
		m := c.members[i]
		if m.article == nil {
			continue
		}
		if shown++; shown > maxCiting && !c.evidence {
			c.line(c.paint(fmt.Sprintf("and %s more (--evidence shows all)", count(c.reports()-maxCiting, "report")), faint))
			return
		}
		if !m.hidden {
			c.report(m)
			continue
		}
		last := i
		for last+1 < len(c.members) && c.members[last+1].hidden {
			last++
		}
		shown += last - i
		c.copies(c.members[i : last+1])
		i = last
	}
}

// copies prints the copies that the tree has in one line, in one line.
func (c *claims) copies(hidden []*member) {
	first, last := hidden[0], hidden[len(hidden)-1]
	if first == last {
		c.line(c.lead(first), isolate(outlet(first.article)), c.paint("  a copy", faint))
		return
	}
	c.line(c.paint(first.letter+"–"+last.letter, name), c.paint("  "+count(len(hidden), "copy"), faint))
}

// lead is the letter that opens a report's line.
func (f *family) lead(m *member) string { return pad(m.letter, f.letterW()) + "  " }

// letterW is the width of the widest letter.
func (f *family) letterW() int {
	w := 1
	for _, m := range f.members {
		w = max(w, len(m.letter))
	}
	return w
}

// report prints one report: whom it cites, and where it came from.
func (c *claims) report(m *member) {
	lead, who := c.lead(m), outlet(m.article)
	arrow := lead + isolate(who) + " ← "
	chains, quoted := c.chains(m)
	if len(chains) == 0 {
		c.line(c.paint(lead, name), isolate(who), c.paint("  no source found", faint))
	}
	for _, chain := range chains {
		c.hang(arrow, chain, plain, 2)
		arrow = strings.Repeat(" ", columns(arrow)-2) + "← "
	}
	indent := strings.Repeat(" ", columns(lead))
	if len(quoted) > 0 {
		c.hang(indent+"quotes ", list(quoted, maxQuoted), plain, 2)
	}
	c.provenance(m.article, indent, who)
	if c.evidence {
		c.attributed(m, indent)
	}
}

// attributed quotes the sentences in which a report names its sources.
func (c *claims) attributed(m *member, indent string) {
	said := make(map[int]bool)
	for _, a := range c.attributions[m.id] {
		said[a.Sentence] = true
	}
	c.sentences(indent, m, slices.Sorted(maps.Keys(said)), wholeSentence)
}

// provenance prints an article's title and the input that it was read from,
// unless that is what was shown as its outlet.
func (p *page) provenance(a *stemma.Article, indent, shown string) {
	input := clean(inputName(a.Input))
	if input == "" {
		input = clean(inputName(a.URL))
	}
	input = cut(input, p.width/3)
	title := clean(a.Title)
	if title == "" || cut(title, maxName) == shown {
		if input != shown {
			p.line(indent, p.paint(isolate(input), faint))
		}
		return
	}
	title = "“" + isolate(cut(title, p.width-columns(indent)-columns(input)-4)) + "”"
	p.line(indent, p.paint(title+"  "+isolate(input), faint))
}

// chains returns a line for each chain of sources that an article cites: the
// outlets, and all that the tree has a place for. The others it merely quotes.
func (f *family) chains(m *member) (chains, quoted []string) {
	a := m.article
	cited := parentFirst(f.citations[a.ID], m)
	below := make(map[string]bool) // cited by another source of this article
	for _, s := range cited {
		for _, id := range s.Cites {
			below[id] = below[id] || id != s.ID
		}
	}
	shown := make(map[string]bool)
	for _, s := range cited {
		switch {
		case below[s.ID], a.Byline != "" && s.Name == a.Byline: // who wrote it is not quoted in it
		case f.byID[s.ID] != nil || f.byID[s.Article] != nil || s.Kind == stemma.SourceOutlet:
			chains = append(chains, strings.Join(f.chain(a, s, cited, shown), " ← "))
		default:
			quoted = append(quoted, f.sourceInWords(a, s))
		}
	}
	for _, s := range cited {
		if below[s.ID] && !shown[s.ID] { // a second source of one that is cited
			quoted = append(quoted, f.sourceInWords(a, s))
		}
	}
	return chains, quoted
}

// parentFirst puts the source first that the tree has as the member's parent.
func parentFirst(cited []*stemma.Source, m *member) []*stemma.Source {
	if m.edge == nil {
		return cited
	}
	i := slices.IndexFunc(cited, func(s *stemma.Source) bool {
		return s.ID == m.edge.Parent || s.Article != "" && s.Article == m.edge.Parent
	})
	if i < 0 {
		return cited
	}
	return slices.Concat(cited[i:i+1], cited[:i], cited[i+1:])
}

// chain follows a source to the sources it cites in turn, as far as this
// article says so, or a lost outlet is said to cite another or an unnamed source. It
// notes in shown what it passes.
func (f *family) chain(a *stemma.Article, s *stemma.Source, cited []*stemma.Source, shown map[string]bool) []string {
	var out []string
	seen := make(map[string]bool)
	for s != nil && !seen[s.ID] {
		seen[s.ID], shown[s.ID] = true, true
		out = append(out, f.sourceInWords(a, s))
		s = f.next(s, cited)
	}
	return out
}

// next is the source that a source cites: one that the article cites, too, before
// one that others say it cites.
func (f *family) next(s *stemma.Source, cited []*stemma.Source) *stemma.Source {
	var other *stemma.Source
	for _, id := range s.Cites {
		t := f.sources[id]
		switch {
		case t == nil:
		case slices.Contains(cited, t):
			return t
		case other == nil && s.Lost && (t.Kind == stemma.SourceOutlet || t.Kind == stemma.SourceUnnamed):
			other = t
		}
	}
	return other
}

// sourceInWords names a source, an unnamed one in the words of the article
// where it has any.
func (f *family) sourceInWords(a *stemma.Article, s *stemma.Source) string {
	n := isolate(sourceName(s))
	if m := f.byID[s.Article]; m != nil {
		return n + " (" + m.letter + ")"
	}
	if s.Kind != stemma.SourceUnnamed || !slices.Contains(s.CitedBy, a.ID) {
		return n
	}
	if w := f.wording(a, s); w != "" {
		return n + " (“" + isolate(w) + "”)"
	}
	return n
}

// wording returns the words by which an article first refers to a source, or
// those of the source's own name.
func (f *family) wording(a *stemma.Article, s *stemma.Source) string {
	best, first := "", -1
	for _, at := range f.attributions[a.ID] {
		if at.Source.Source != s.ID || first >= 0 && at.Source.Start >= first {
			continue
		}
		if w := slice(a, at.Source.Span); w != "" && columns(w) <= maxWording {
			best, first = w, at.Source.Start
		}
	}
	if best == "" {
		best = cut(clean(s.Name), maxWording)
	}
	return best
}

// inEnglish returns the fullest words by which a report in English first refers
// to a source, where one does, else the source's own name.
func (f *family) inEnglish(s *stemma.Source) string {
	best := ""
	for _, m := range f.members {
		if m.article == nil || baseLanguage(m.article.Lang) != "en" {
			continue
		}
		if slices.Contains(s.CitedBy, m.id) {
			if w := f.wording(m.article, s); len(w) > len(best) {
				best = w
			}
		}
	}
	if best == "" {
		return clean(s.Name)
	}
	return best
}
