package attribution

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Credits name a source without a verb: datelines, bylines, credit lines,
// headlines. They stand where articles put them: at the head and the tail of
// the page, which is where they credit all of it, and at the two ends of a
// paragraph, which is then what they credit. A line is read as units like any
// other (creditline.go has the patterns), with boilerplate cut anew: the rest of
// the engine passes over it.
const (
	creditHead = 3
	creditTail = 2
	// maxCreditLine bounds a credit line in units.
	maxCreditLine = 24
	// maxDateline is how far a dateline reaches into its paragraph, in units.
	maxDateline = 14
	// maxPlate bounds the boilerplate of a paragraph that is cut into units.
	maxPlate = 400
)

// credits finds the credits of an article, in the order of the text.
func (r *reading) credits() []mention {
	var out []mention
	lines := r.paragraphs()
	first, last := r.prose(lines)
	plate := r.lenient()
	var units []unit // of one line after the other
	for i, p := range lines {
		c := &creditLine{reading: r, units: units[:0], head: i < first+creditHead, tail: i > last-creditTail}
		if !c.head && !c.tail && !r.mayCredit(p) {
			continue
		}
		c.fill(p, plate)
		units = c.units
		if len(c.units) == 0 {
			continue
		}
		found := c.read()
		if !c.head && !c.tail && c.prose {
			c.onlyParagraph(found)
		}
		out = append(out, found...)
	}
	return out
}

// paragraphs returns the runs of sentences between the line breaks of a text.
func (r *reading) paragraphs() [][2]int {
	var out [][2]int
	for i := range r.doc.Sentences {
		s := &r.doc.Sentences[i]
		if n := len(out); n > 0 && s.Start >= r.doc.Sentences[i-1].End && strings.IndexByte(r.text[r.doc.Sentences[i-1].End:s.Start], '\n') < 0 {
			out[n-1][1] = i + 1
			continue
		}
		out = append(out, [2]int{i, i + 1})
	}
	return out
}

// prose returns the first and the last paragraph that are more than boilerplate.
func (r *reading) prose(lines [][2]int) (first, last int) {
	isProse := func(p [2]int) bool {
		return slices.ContainsFunc(r.doc.Sentences[p[0]:p[1]], func(s text.Sentence) bool { return !s.Boilerplate })
	}
	first = max(0, slices.IndexFunc(lines, isProse))
	for last = len(lines) - 1; last > first && !isProse(lines[last]); last-- {
	}
	return first, last
}

// mayCredit looks at the ends of a paragraph in the middle of an article for a
// mark that a credit needs.
func (r *reading) mayCredit(p [2]int) bool {
	const near = 90
	from, to := r.doc.Sentences[p[0]].Start, r.doc.Sentences[p[1]-1].End
	s := r.text[from:to]
	return strings.ContainsAny(s[:min(len(s), near)], "([/（【［") || strings.ContainsAny(s[max(0, len(s)-near):], ")]）】］—–-")
}

// lenient is the same reading with the names that only stand in credits.
func (r *reading) lenient() *reading {
	plate, names := *r, *r.outlets
	names.credits = true
	plate.outlets = &names
	return &plate
}

// creditLine is a paragraph on its way through the patterns.
type creditLine struct {
	*reading
	units []unit
	// plate tells for each unit whether it is boilerplate.
	plate      []bool
	head, tail bool // among the first or last of the article
	prose      bool // not all boilerplate
}

// fill collects the units of a paragraph: those there are, and boilerplate
// without taking anything in it for a quotation.
func (c *creditLine) fill(p [2]int, plate *reading) {
	for i := p[0]; i < p[1]; i++ {
		s := &c.doc.Sentences[i]
		if s.Start < 0 || s.End > len(c.text) || s.Start >= s.End {
			continue
		}
		units := c.within(s.Span)
		if s.Boilerplate || c.head && i == p[0] && p[1]-p[0] == 1 && s.End-s.Start < maxPlate {
			t := &tokeniser{text: c.text, how: c.lang.apostrophe, pos: s.Start}
			for t.pos < s.End && len(t.toks) < maxPlate {
				t.next(s.End, false)
			}
			units = plate.label(t.toks)
		}
		c.prose = c.prose || !s.Boilerplate
		for _, u := range units {
			if u.kind != breakToken {
				c.units, c.plate = append(c.units, u), append(c.plate, s.Boilerplate)
			}
		}
	}
}

// within returns the units that begin in a span.
func (r *reading) within(at stemma.Span) []unit {
	from := sort.Search(len(r.units), func(i int) bool { return r.units[i].Start >= at.Start })
	to := from
	for to < len(r.units) && r.units[to].Start < at.End {
		to++
	}
	return r.units[from:to]
}

// onlyParagraph makes credits inside an article those of their paragraph.
func (c *creditLine) onlyParagraph(found []mention) {
	at := stemma.Span{}
	for i, u := range c.units {
		if !c.plate[i] && u.isWord() || u.kind == quoteToken {
			if at.Len() == 0 {
				at.Start = u.Start
			}
			at.End = u.End
		}
	}
	for i := range found {
		m, content := &found[i], at
		if m.sourceAt.Start < content.Start+content.Len()/2 {
			content.Start = max(content.Start, c.after(m.sourceAt.End))
		} else {
			content.End = min(content.End, c.before(min(m.cue.Start, m.sourceAt.Start)))
		}
		if content.Len() > 0 {
			m.content, m.kind = []stemma.Span{content}, stemma.AttributionIndirect
		}
	}
}

// after and before return the nearest word that is not part of a credit.
func (c *creditLine) after(at int) int {
	for i := range c.units {
		if u := &c.units[i]; u.Start >= at && (u.isWord() || u.kind == quoteToken) && !c.plate[i] {
			return u.Start
		}
	}
	return at
}

func (c *creditLine) before(at int) int {
	for i := len(c.units) - 1; i >= 0; i-- {
		if u := &c.units[i]; u.End <= at && (u.isWord() || u.kind == quoteToken) && !c.plate[i] {
			return u.End
		}
	}
	return at
}

// credit makes a mention of the units that name a source.
func (c *creditLine) credit(from, end int, cue stemma.Span) mention {
	m := mention{
		sourceAt: stemma.Span{Start: c.units[from].Start, End: c.units[end-1].End}, cue: cue,
		kind: stemma.AttributionWhole, certainty: stemma.CertaintyReported, via: -1,
	}
	m.who = c.describe(c.units[from:end], m.sourceAt)
	return m
}

// publisher makes a credit's source an outlet where nothing says it is
// something else: what is behind "Source:" has no verb to be known by.
func (c *creditLine) publisher(m mention, units []unit) mention {
	if m.who.outlet > 0 || slices.ContainsFunc(units, func(u unit) bool { return u.is(personClass | orgClass | unnamedClass | reportClass) }) {
		return m
	}
	name := c.text[m.sourceAt.Start:m.sourceAt.End]
	m.who.name, m.who.kind = name, stemma.SourceOutlet
	if id, ok := c.outlets.identify(name); ok {
		m.who.outlet = id + 1
	}
	return m
}

// isNamed reports a unit that may begin a name: by its capital, as an outlet,
// or in a script without capitals.
func (c *creditLine) isNamed(k int) bool {
	u := &c.units[k]
	if !u.isWord() {
		return false
	}
	r, _ := utf8.DecodeRuneInString(c.text[u.Start:u.End])
	return u.upper || u.outlet > 0 || unicode.IsLetter(r) && !isCased(r)
}

// opensWithDigit reports a number: the day in a dateline.
func (c *creditLine) opensWithDigit(k int) bool {
	r, _ := utf8.DecodeRuneInString(c.text[c.units[k].Start:])
	return unicode.IsDigit(r)
}
