package claim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// maxFigures bounds how many figures of a sentence are read, and how many of a
// side are compared.
const maxFigures = 40

// role is what a figure is part of.
type role int

const (
	quantity role = iota
	ordinal       // a figure that counts a place, or is part of a word: 34th, 13-летний
	ago           // the number of "32 years ago"
	day
	year
	clock // hours and minutes of a date, and what else one holds
)

// figure is one number that stands in a sentence, wherever: by itself, as an
// end of a range, or in a date. It is what alignment works on, because one
// language has as a date, an age or an ordinal what the other has as a number,
// and because a date with a wrong figure is no date any more.
type figure struct {
	text.Number
	role role
	// date is the date that it is part of.
	date *text.Date
	// whole is the range of which it is one end.
	whole *text.Number
	// alternative is the same quantity in another unit, behind it in brackets.
	alternative *text.Number
	inDigits    bool
	// place is where it stands among the words of its side, 0 to 1, and word
	// the index of its first word.
	place float64
	word  int
}

// figures returns the figures of a sentence, read at the first call: most
// sentences stand on several edges.
func (c *collation) figures(doc, sentence int) []figure {
	at := node{doc, sentence}
	list, read := c.figuresOf[at]
	if !read {
		list = figures(c.docs[doc], sentence)
		c.figuresOf[at] = list
	}
	return list
}

// figures returns the figures of a sentence in their order.
func figures(d *text.Document, sentence int) []figure {
	s := &d.Sentences[sentence]
	var out []figure
	for i := range s.Numbers[:min(len(s.Numbers), maxFigures)] {
		out = append(out, ends(d, &s.Numbers[i])...)
	}
	for i := range s.Dates[:min(len(s.Dates), maxFigures)] {
		out = append(out, dateFigures(d, s, &s.Dates[i])...)
	}
	for _, w := range s.Words[:min(len(s.Words), maxWords)] {
		if v, ok := leadingDigits(w.Form); ok && !covered(s, w.Span) && !isClock(d.Article.Text, w.Span) {
			out = append(out, figure{Number: text.Number{Span: w.Span, Value: v, High: v}, role: ordinal})
		}
	}
	slices.SortStableFunc(out, func(x, y figure) int { return cmp.Compare(x.Start, y.Start) })
	for i := range out {
		out[i].inDigits = hasDigit(d.Article.Text[out[i].Start:out[i].End])
	}
	return restated(d, out)
}

// isClock says that digits are the hours or minutes of a time: 17:00. The same
// time is 5 p.m. elsewhere.
func isClock(t string, s stemma.Span) bool {
	digitAt := func(i int) bool { return i >= 0 && i < len(t) && t[i] >= '0' && t[i] <= '9' }
	return s.End < len(t) && t[s.End] == ':' && digitAt(s.End+1) || s.Start > 0 && t[s.Start-1] == ':' && digitAt(s.Start-2)
}

// ends returns a number, or the two ends of a range that gives both in digits.
func ends(d *text.Document, n *text.Number) []figure {
	if n.High == n.Value {
		return []figure{{Number: *n}}
	}
	runs := digitRuns(d.Article.Text, n.Span)
	if len(runs) != 2 {
		return []figure{{Number: *n}}
	}
	low, high := *n, *n
	low.Span, low.High = runs[0], n.Value
	high.Span, high.Value = runs[1], n.High
	return []figure{{Number: low, whole: n}, {Number: high, whole: n}}
}

// dateFigures returns the figures of a date.
func dateFigures(d *text.Document, s *text.Sentence, date *text.Date) []figure {
	var out []figure
	for _, run := range digitRuns(d.Article.Text, date.Span) {
		v, err := strconv.ParseFloat(decimal(d.Article.Text[run.Start:run.End]), 64)
		if err != nil {
			continue
		}
		f := figure{Number: text.Number{Span: run, Value: v, High: v}, date: date, role: clock}
		switch {
		case isAgo(s, date, v):
			f.role, f.Span = ago, date.Span
		case v >= 1000:
			f.role = year
		case v >= 1 && v <= 31 && date.Precision != stemma.PrecisionYear && date.Precision != stemma.PrecisionMonth:
			f.role = day
		}
		out = append(out, f)
	}
	return out
}

// isAgo says that a date is told by a number: "32 years ago", of which the
// number is what can be compared.
func isAgo(s *text.Sentence, d *text.Date, v float64) bool {
	if d.Precision != stemma.PrecisionNone && d.Precision != stemma.PrecisionYear || v >= 1000 {
		return false
	}
	return slices.ContainsFunc(s.Words[:min(len(s.Words), maxWords)], func(w text.Word) bool {
		n, ok := leadingDigits(w.Form)
		return ok && n == v && w.Overlap(d.Span) > 0
	})
}

// digitRuns returns the runs of digits in a span, with the points and commas
// inside them.
func digitRuns(t string, s stemma.Span) []stemma.Span {
	var out []stemma.Span
	for i := max(0, s.Start); i < min(s.End, len(t)); {
		r, n := utf8.DecodeRuneInString(t[i:])
		if !unicode.IsDigit(r) {
			i += n
			continue
		}
		run := stemma.Span{Start: i, End: i + n}
		for i += n; i < min(s.End, len(t)); i += n {
			if r, n = utf8.DecodeRuneInString(t[i:]); unicode.IsDigit(r) {
				run.End = i + n
			} else if !strings.ContainsRune(".,'’٫٬   ", r) {
				break
			}
		}
		out = append(out, run)
	}
	return out
}

// decimal returns the digits of s as ASCII.
func decimal(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsDigit(r) {
			b.WriteByte(byte('0' + digit(r))) //nolint:gosec // a digit
		}
	}
	return b.String()
}

// restated takes out the figures in brackets that give the one before them in
// another unit: 601 miles (967 km).
func restated(d *text.Document, list []figure) []figure {
	var out []figure
	for _, f := range list {
		if n := len(out); n > 0 && out[n-1].alternative == nil && inOtherUnit(&out[n-1], &f) && opensBracket(d.Article.Text, out[n-1].End, f.Start) {
			out[n-1].alternative = &f.Number
			continue
		}
		out = append(out, f)
	}
	return out
}

// inOtherUnit says that g is of what f may be of, in another unit.
func inOtherUnit(f, g *figure) bool {
	of := dimension(g.Unit)
	return of != "" && f.Unit != g.Unit && f.role == quantity && (f.Unit == "" || dimension(f.Unit) == of)
}

func opensBracket(t string, from, to int) bool {
	if from > to || to > len(t) || to-from > 24 {
		return false
	}
	return strings.ContainsAny(t[from:to], "(（[")
}

// leadingDigits reads a word of a few digits and at most an ending, as that of
// an ordinal or of an age.
func leadingDigits(form string) (float64, bool) {
	n := strings.IndexFunc(form, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(form)
	}
	if n == 0 || n > 6 || letters(form[n:]) > 12 || strings.ContainsFunc(form[n:], unicode.IsDigit) {
		return 0, false
	}
	v, err := strconv.ParseFloat(form[:n], 64)
	return v, err == nil
}

func covered(s *text.Sentence, w stemma.Span) bool {
	return slices.ContainsFunc(s.Numbers, func(n text.Number) bool { return n.Overlap(w) > 0 }) ||
		slices.ContainsFunc(s.Dates, func(d text.Date) bool { return d.Overlap(w) > 0 })
}

// place fills in where the figures stand.
func (s *side) place() {
	for i := range s.figures {
		f := &s.figures[i]
		f.word = at(s.words, f.Span)
		if f.word < 0 {
			f.word = len(s.words)
		}
		f.place = float64(f.word) / float64(max(1, len(s.words)))
	}
}

// digits returns the decimal digits of s, of any script, as ASCII, without
// the zeros at either end.
func digits(s string) string { return strings.Trim(decimal(s), "0") }

// digit returns the value of a decimal digit: Unicode lays out the ten digits
// of every script in a row.
func digit(r rune) int {
	n := 0
	for n < 9 && unicode.IsDigit(r-1) {
		r--
		n++
	}
	return n
}

// hasDigit says that a number is written in digits, of any script.
func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }
