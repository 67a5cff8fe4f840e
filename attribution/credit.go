package attribution

import (
	"github.com/stemma-news/stemma"
)

// Credits are looked for where articles put them: in lines marked as
// boilerplate, in the first sentences and in the last.
const (
	creditHead = 3
	creditTail = 2
	// maxCreditLine bounds a credit line in tokens.
	maxCreditLine = 24
)

// credits finds datelines, bylines, credit lines and headlines that credit the
// whole article.
func (r *reading) credits() []mention {
	var out []mention
	n := len(r.doc.Sentences)
	for j := range r.doc.Sentences {
		s := &r.doc.Sentences[j]
		if !s.Boilerplate && j >= creditHead && j < n-creditTail {
			continue
		}
		if s.Start < 0 || s.End > len(r.text) || s.Start >= s.End {
			continue
		}
		out = append(out, r.creditsIn(s.Span, s.Boilerplate, j < creditHead)...)
	}
	return out
}

// creditsIn reads the lines of one sentence.
func (r *reading) creditsIn(s stemma.Span, boilerplate, head bool) []mention {
	t := &tokeniser{text: r.text, how: r.lang.apostrophe, pos: s.Start}
	for t.pos < s.End && len(t.toks) < 400 {
		t.next(s.End, false)
	}
	var out []mention
	line := &creditLine{reading: r, units: r.label(t.toks), whole: boilerplate}
	for lo := 0; lo < len(line.units); lo++ {
		hi := lo
		for hi < len(line.units) && line.units[hi].kind != breakToken {
			hi++
		}
		line.lo, line.hi = lo, hi
		if m, ok := line.read(head); ok {
			out = append(out, m)
		}
		lo = hi
	}
	return out
}

// creditLine is a line of the article, cut anew into units, with nothing in it
// taken for a quotation.
type creditLine struct {
	*reading
	units  []unit
	lo, hi int
	whole  bool // the line is nothing but boilerplate
}

func (c *creditLine) read(head bool) (mention, bool) {
	if m, ok := c.labelled(); ok {
		return m, true
	}
	if m, ok := c.parenthesised(head); ok {
		return m, true
	}
	if head {
		return c.headline()
	}
	return mention{}, false
}

// labelled reads "By X", "Source: X", "© X", "with X".
func (c *creditLine) labelled() (mention, bool) {
	k := c.lo
	for k < c.hi && c.units[k].kind == punctToken && !c.units[k].is(creditClass) && c.units[k].form != "©" {
		k++
	}
	if k+1 >= c.hi || c.hi-c.lo > maxCreditLine {
		return mention{}, false
	}
	u := &c.units[k]
	colon := c.units[k+1].isMark(":")
	switch {
	case u.is(photoClass):
		return mention{}, false
	case u.form == "©", u.is(creditClass) && (colon || c.whole):
	case u.is(bylineClass) && (c.whole || colon) && c.hi-c.lo <= 10:
	default:
		return mention{}, false
	}
	from := k + 1
	for from < c.hi && (c.units[from].kind == punctToken || c.units[from].is(ofClass)) {
		from++
	}
	end := from
	for end < c.hi && (c.units[end].kind == wordToken || c.units[end].isMark("/") || c.units[end].isMark("-")) && !c.units[end].isMark(",") {
		end++
	}
	m, ok := c.credit(from, end, c.units[k].Span)
	m.byline = u.is(bylineClass) && !u.is(creditClass)
	return m, ok && (c.units[from].upper || c.units[from].outlet > 0 || c.uncased(from))
}

func (c *creditLine) uncased(k int) bool {
	r := []rune(c.text[c.units[k].Start:c.units[k].End])
	return len(r) > 0 && r[0] >= 0x590
}

// parenthesised reads "(Reuters)": in a dateline, or at the end of a line.
func (c *creditLine) parenthesised(head bool) (mention, bool) {
	for k := c.lo + 1; k+1 < c.hi; k++ {
		u := &c.units[k]
		if u.outlet == 0 || !c.units[k-1].isMark("(") || !c.units[k+1].isMark(")") && !c.units[k+1].isMark("/") {
			continue
		}
		dateline := head && k-c.lo <= 12
		if dateline || k+3 >= c.hi || c.whole {
			return c.credit(k, k+1, c.units[k-1].Span)
		}
	}
	return mention{}, false
}

// headline reads "…: Sputnik" and "Sputnik: …".
func (c *creditLine) headline() (mention, bool) {
	if c.hi-c.lo > maxCreditLine+6 || c.hi-c.lo < 4 {
		return mention{}, false
	}
	last := c.hi - 1
	if c.units[last].outlet > 0 && (c.units[last-1].isMark(":") || c.units[last-1].isMark("-")) {
		return c.credit(last, c.hi, c.units[last-1].Span)
	}
	if c.units[c.lo].outlet > 0 && c.units[c.lo+1].isMark(":") {
		return c.credit(c.lo, c.lo+1, c.units[c.lo+1].Span)
	}
	return mention{}, false
}

func (c *creditLine) credit(from, end int, cue stemma.Span) (mention, bool) {
	if from >= end || end-from > 8 {
		return mention{}, false
	}
	m := mention{
		sourceAt: stemma.Span{Start: c.units[from].Start, End: c.units[end-1].End}, cue: cue,
		kind: stemma.AttributionWhole, certainty: stemma.CertaintyReported, via: -1,
	}
	m.who = c.describe(c.units[from:end], m.sourceAt)
	return m, true
}
