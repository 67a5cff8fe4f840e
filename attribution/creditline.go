package attribution

import (
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
)

// read tries the patterns of a credit, the surest first. A line about a picture
// is none.
func (c *creditLine) read() []mention {
	if c.isShort() {
		switch {
		case c.isPicture(0, len(c.units)):
			return nil
		default:
			if found := c.labelled(); len(found) > 0 {
				return found
			}
			if found := c.byline(); len(found) > 0 {
				return found
			}
		}
		if c.head && !c.endsInStop() {
			if found := c.headline(); len(found) > 0 {
				return found
			}
		}
	}
	return append(c.dateline(), c.signature()...)
}

func (c *creditLine) isShort() bool { return len(c.units) <= maxCreditLine*c.wide }

// endsInStop reports a sentence: a headline and a credit line have no full stop.
func (c *creditLine) endsInStop() bool {
	last := &c.units[len(c.units)-1]
	return last.isMark(".") || last.isMark("?")
}

// isPicture reports a photo credit: by its word, by the sign of copyright, or an
// agency with the photographer behind a slash (REUTERS/Ada Brel).
func (c *creditLine) isPicture(from, to int) bool {
	for k := from; k < to; k++ {
		u := &c.units[k]
		switch {
		case u.is(photoClass), u.form == "©":
			return true
		case u.outlet > 0 && k+2 < to && c.units[k+1].isMark("/") && c.units[k+2].upper && !isAcronym(c.surface(k+2)) && !c.plate[k]:
			return true
		}
	}
	return false
}

func (c *creditLine) surface(k int) string { return c.text[c.units[k].Start:c.units[k].End] }

// open skips brackets and dashes at the beginning of a line.
func (c *creditLine) open(k, to int) int {
	for k < to && c.units[k].kind == punctToken && !c.units[k].is(creditClass|bylineClass) {
		k++
	}
	return k
}

// labelled reads "Source: X", "Source — X", "(with AFP)", "mit Material von dpa".
func (c *creditLine) labelled() []mention {
	k := c.open(0, len(c.units))
	if k+1 >= len(c.units) || !c.units[k].is(creditClass) {
		return nil
	}
	cue := c.units[k].Span
	if u := &c.units[k+1]; u.isMark(":") || u.isMark("-") || u.isMark("/") {
		return c.sources(k+2, cue)
	}
	for from := k + 1; from < min(len(c.units), k+6); from++ {
		if c.units[from].outlet > 0 {
			if cue.End = c.units[from-1].End; c.closes(from + 1) {
				return c.sources(from, cue)
			}
			return nil
		}
	}
	return c.newLabelled(k, len(c.units))
}

// closes reports that nothing follows from unit k on but further outlets,
// marks, numbers and short words.
func (c *creditLine) closes(k int) bool {
	for ; k < len(c.units); k++ {
		u := &c.units[k]
		if u.outlet == 0 && u.kind != punctToken && !u.is(ofClass|stopClass|creditClass|outletClass) && !isAcronym(c.surface(k)) && !c.opensWithDigit(k) {
			return false
		}
	}
	return true
}

// sources reads the names behind a label: the outlets among them, or else what
// stands there as one name.
func (c *creditLine) sources(from int, cue stemma.Span) []mention {
	var out []mention
	for k := from; k < len(c.units); k++ {
		if c.units[k].is(verbClass) && c.units[k].outlet == 0 && !c.units[k].upper {
			return nil // a sentence
		}
		if c.units[k].outlet > 0 {
			out = append(out, c.credit(k, k+1, cue))
		}
	}
	if len(out) > 0 && len(out) <= 4 {
		return out
	}
	for from < len(c.units) && (c.units[from].kind == punctToken || c.units[from].is(ofClass)) {
		from++
	}
	end := c.nameTo(from)
	if end == from || end-from > 8*c.wide || !c.isNamed(from) {
		return nil
	}
	return []mention{c.publisher(c.credit(from, end, cue), c.units[from:end])}
}

// nameTo is where a name behind a label ends: at a comma or a bracket.
func (c *creditLine) nameTo(from int) int {
	end := from
	for end < len(c.units) && (c.units[end].kind == wordToken || c.units[end].isMark("/") || c.units[end].isMark("-") || c.units[end].isMark(".") && end+1 < len(c.units)) {
		end++
	}
	for end > from && c.units[end-1].kind == punctToken {
		end--
	}
	return end
}

// byline reads "By X", "Von X", "文＝X", "X 기자", "(Reporting by X; Editing by Y)".
func (c *creditLine) byline() []mention {
	k := c.open(0, len(c.units))
	if len(c.units) > 12*c.wide || c.prose && c.endsInStop() || !c.head && !c.tail {
		return nil
	}
	if k+1 < len(c.units) && c.units[k].is(bylineClass) {
		from := c.open(k+1, len(c.units))
		if from == len(c.units) {
			return nil
		}
		end := c.nameTo(from)
		sure := from > k+1 || !c.prose
		plain := c.units[from].upper || c.isPlainName(from, end) // كتب is "by", and wrote
		if end > from && (sure || plain && c.allNames(from, end) && end-from <= 5*c.wide) && c.isNamed(from) {
			return []mention{c.authored(from, end, c.units[k].Span)}
		}
		return nil
	}
	for end := k + 1; end < min(len(c.units), k+4*c.wide); end++ {
		if c.units[end].is(bylineClass) && !c.units[k].upper && c.allNames(k, end) && c.isNamed(k) && c.isPlainName(k, end) {
			return []mention{c.authored(k, end, c.units[end].Span)}
		}
	}
	return nil
}

func (c *creditLine) authored(from, end int, cue stemma.Span) mention {
	m := c.credit(from, end, cue)
	m.byline = true
	return m
}

// allNames reports that a run has nothing but words that may be of a name.
func (c *creditLine) allNames(from, end int) bool {
	for k := from; k < end; k++ {
		if !c.isNamed(k) && !c.units[k].is(ofClass|stopClass|personClass|outletClass) || c.units[k].is(verbClass) && !c.units[k].upper {
			return false
		}
	}
	return true
}

// isPlainName reports words that the language knows nothing of.
func (c *creditLine) isPlainName(from, end int) bool {
	for k := from; k < end; k++ {
		if c.units[k].class&^(bylineClass|ofClass) != 0 {
			return false
		}
	}
	return true
}

// headline reads "…: Sputnik", "… - Sputnik", "… | Sputnik" and "Sputnik: …".
func (c *creditLine) headline() []mention {
	n := len(c.units)
	if n < 4 {
		return nil
	}
	last := n - 1
	if mark := &c.units[last-1]; c.units[last].outlet > 0 && (mark.isMark(":") || mark.isMark("-") || mark.isMark("|")) {
		return []mention{c.credit(last, n, mark.Span)}
	}
	if c.units[0].outlet > 0 && c.units[1].isMark(":") {
		return []mention{c.credit(0, 1, c.units[1].Span)}
	}
	return nil
}

// dateline reads the credit that opens a paragraph: what the text step marked as
// a dateline, "(Reuters)" and "/TASS/" behind place and date, "PLACE, Agency —".
func (c *creditLine) dateline() []mention {
	for k := 0; k < min(len(c.units), maxDateline*c.wide) && c.datelineTo(k); k++ {
		if c.units[k].outlet == 0 {
			continue
		}
		cue, closed := c.enclosed(k)
		dashed := k > 0 && k+1 < len(c.units) && c.units[k+1].isMark("-")
		marked := c.plate[k] && c.prose
		if closed == 0 && !marked && !dashed {
			continue
		}
		if next := max(closed, k+1); c.isFollowed(next) || closed > 0 && c.wide > 1 && cue.Start == c.units[0].Start {
			return []mention{c.credit(k, k+1, cue)}
		}
	}
	return c.newDateline()
}

// enclosed returns the bracket or slash before the outlet at unit k, and the
// place behind the one that closes it; 0 if there is none.
func (c *creditLine) enclosed(k int) (cue stemma.Span, closed int) {
	open := k - 1
	for open > 0 && k-open < 6*c.wide && !c.units[open].isMark("(") && !c.units[open].isMark("/") {
		open--
	}
	if open < 0 || !c.units[open].isMark("(") && !c.units[open].isMark("/") {
		return stemma.Span{}, 0
	}
	slash := c.units[open].isMark("/")
	for shut := k + 1; shut < len(c.units) && shut-k < 8*c.wide; shut++ {
		if c.units[shut].isMark(")") || slash && c.units[shut].isMark("/") {
			return c.units[open].Span, shut + 1
		}
	}
	return stemma.Span{}, 0
}

// datelineTo reports whether unit k may belong to a dateline: names, numbers and
// what stands beside them, punctuation, boilerplate.
func (c *creditLine) datelineTo(k int) bool {
	u := &c.units[k]
	switch {
	case c.plate[k], u.kind == punctToken, u.upper, u.outlet > 0, c.opensWithDigit(k):
		return true
	case u.kind == quoteToken || u.is(verbClass|beforeClass|afterClass|citeClass|citeAfterClass):
		return false
	}
	beside := k > 0 && c.opensWithDigit(k-1) || k+1 < len(c.units) && c.opensWithDigit(k+1)
	return beside || c.isNamed(k) && k < 6*c.wide
}

// isFollowed reports that text goes on behind a dateline as a sentence begins:
// with a capital, or in a script without.
func (c *creditLine) isFollowed(k int) bool {
	dashed := k > 0 && c.plate[k-1]
	for k < len(c.units) && (c.units[k].kind == punctToken || c.plate[k]) {
		dashed = dashed || c.units[k].isMark("-") || c.units[k].isMark(".") || c.plate[k]
		k++
	}
	if k >= len(c.units) {
		return false
	}
	return dashed && (c.units[k].kind == quoteToken || c.isNamed(k) || c.opensWithDigit(k))
}

// signature reads the credit that closes a paragraph: "(Reuters)", "— AFP",
// "(Con información de EFE)", "（新华社电）", or a line that is nothing but names.
func (c *creditLine) signature() []mention {
	end := len(c.units)
	for end > 0 && c.units[end-1].isMark(".") {
		end--
	}
	from, ok := c.lastBracket(end)
	if open := c.openBracket(end); !ok && open >= 0 && (c.head || c.tail) {
		if found := c.newLabelled(open+1, end); len(found) > 0 {
			return found
		}
	}
	if !ok {
		from, ok = c.lastDash(end)
	}
	if !ok && c.tail && end <= 5 && c.tailOnly() {
		from, ok = -1, true
	}
	if !ok || c.isPicture(max(0, from), end) {
		return nil
	}
	var out []mention
	for k := max(0, from); k < end; k++ {
		u := &c.units[k]
		if u.outlet > 0 {
			cue := c.units[max(0, from)].Span
			if from < 0 {
				cue = stemma.Span{}
			} else if k-1 > from && c.units[from+1].is(creditClass) {
				cue = stemma.Span{Start: c.units[from+1].Start, End: c.units[k-1].End}
			}
			out = append(out, c.credit(k, k+1, cue))
		}
	}
	return out
}

// lastBracket returns the bracket that a paragraph ends with, where it has
// nothing in it but a credit.
func (c *creditLine) lastBracket(end int) (int, bool) {
	from := c.openBracket(end)
	return max(0, from), from >= 0 && c.isCredit(from+1, end-1)
}

// openBracket returns where the bracket opens that a paragraph ends with, or -1.
func (c *creditLine) openBracket(end int) int {
	if end < 3 || !c.units[end-1].isMark(")") {
		return -1
	}
	from := end - 2
	for from > 0 && end-from < 10*c.wide && !c.units[from].isMark("(") {
		from--
	}
	if !c.units[from].isMark("(") {
		return -1
	}
	return from
}

// lastDash returns the dash before a paragraph's last words, where those are a
// credit: behind a sentence, or at the beginning of a line.
func (c *creditLine) lastDash(end int) (int, bool) {
	for k := end - 1; k >= max(0, end-6); k-- {
		if !c.units[k].isMark("-") {
			continue
		}
		behind := k == 0 || c.units[k-1].kind == quoteToken || c.units[k-1].isMark(".") || c.units[k-1].isMark("?") || c.plate[k]
		return k, behind && k+1 < end && c.isCredit(k+1, end)
	}
	return 0, false
}

// tailOnly reports that the line has nothing but outlets and marks.
func (c *creditLine) tailOnly() bool { return c.isCredit(0, len(c.units)) && !c.endsInStop() }

// isCredit reports that units name outlets, with no more around them than a
// label, a date, a place and an editor's sign.
func (c *creditLine) isCredit(from, end int) bool {
	outlets, other := 0, 0
	for k := from; k < end; k++ {
		u := &c.units[k]
		switch {
		case u.outlet > 0:
			outlets++
		case u.kind == quoteToken, u.is(verbClass) && !u.is(creditClass|bylineClass):
			return false
		case u.kind == punctToken, u.is(creditClass | ofClass | stopClass | skipClass | outletClass | bylineClass), c.opensWithDigit(k), c.isCode(k):
		default:
			other++
		}
	}
	return outlets > 0 && (other == 0 || other <= 2*c.wide && (c.units[from].is(creditClass) || c.plate[from]))
}

// isCode reports an editor's or desk's sign: lno, TGM, 电.
func (c *creditLine) isCode(k int) bool {
	s := c.surface(k)
	return len(s) <= 4 && (strings.IndexFunc(s, unicode.IsLower) < 0 || k > 0 && c.units[k-1].isMark("/"))
}
