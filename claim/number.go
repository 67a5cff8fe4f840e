package claim

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const (
	// roundedTo is how far "about" and "nearly" may be from the exact value.
	roundedTo = 0.1
	// moreThan is how far above "more than" the exact value may lie.
	moreThan = 1.5
	// nearFactor and farFactor are how far a number may change, across
	// languages and within one: beyond that one of the two was misread, or
	// they count other things.
	nearFactor, farFactor = 10, 1000
)

// numberChanges pairs the numbers that one sentence has and the other lacks.
func (p *pair) numberChanges() []stemma.Change {
	before, after := p.sentences()
	left, right := unmatched(numbers(before), numbers(after), sameNumber)
	left, right = p.notElsewhere(left, right)
	if !p.same {
		if left, right = p.written(0, left), p.written(1, right); !p.alone || len(left) != 1 || len(right) != 1 {
			return nil
		}
	}
	var out []stemma.Change
	for _, x := range left {
		k := slices.IndexFunc(right, func(y text.Number) bool { return p.replaces(&x, &y, len(left)+len(right) == 2) })
		if k < 0 {
			continue
		}
		y := right[k]
		right = slices.Delete(right, k, k+1)
		out = append(out, p.change(stemma.ChangeNumber, p.shown(0, x.Span), p.shown(1, y.Span)))
	}
	return out
}

// written keeps the numbers that are written in figures. Small ones in words
// come and go in translation: "both", "a pair", the article.
func (p *pair) written(side int, list []text.Number) []text.Number {
	return slices.DeleteFunc(list, func(n text.Number) bool { return !inFigures(p.shown(side, n.Span)) })
}

// replaces says that y stands where x stood.
func (p *pair) replaces(x, y *text.Number, only bool) bool {
	if x.Unit != y.Unit || isYear(x) != isYear(y) || sameDigits(p.shown(0, x.Span), p.shown(1, y.Span)) {
		return false
	}
	if !p.same {
		// "Degrees" alone may be of either scale.
		return !strings.HasPrefix(x.Unit, "°") && !farApart(x.Value, y.Value, nearFactor) && !converted(x.Value, y.Value)
	}
	return !farApart(x.Value, y.Value, farFactor) &&
		(p.opposite(x.Span, y.Span) || only && p.share >= closeShare)
}

// notElsewhere drops the numbers that the other article gives in a sentence
// nearby: they were moved, and not changed. Where the words around them are
// the same that does not matter.
func (p *pair) notElsewhere(left, right []text.Number) (l, r []text.Number) {
	if p.same && p.share >= closeShare {
		return left, right
	}
	return absent(left, p.b, p.j), absent(right, p.a, p.i)
}

// nearby is how many sentences before and after one count as near it.
const nearby = 2

func absent(list []text.Number, d *text.Document, at int) []text.Number {
	return slices.DeleteFunc(list, func(x text.Number) bool {
		for i := max(0, at-nearby); i < min(len(d.Sentences), at+nearby+1); i++ {
			if slices.ContainsFunc(numbers(&d.Sentences[i]), func(y text.Number) bool { return equalNumber(x, y) }) {
				return true
			}
		}
		return false
	})
}

// unmatched returns what either list has and the other lacks. Each item
// accounts for one of the other side.
func unmatched[T any](a, b []T, same func(T, T) bool) (left, right []T) {
	right = slices.Clone(b)
	for _, x := range a {
		if k := slices.IndexFunc(right, func(y T) bool { return same(x, y) }); k >= 0 {
			right = slices.Delete(right, k, k+1)
		} else {
			left = append(left, x)
		}
	}
	return left, right
}

// numbers returns the quantities of a sentence and what else is written in
// digits, apart from dates: one language writes "34th", another "34".
func numbers(s *text.Sentence) []text.Number {
	out := slices.Clone(s.Numbers)
	for _, w := range s.Words {
		if v, ok := leadingDigits(w.Form); ok && !covered(s, w.Span) {
			out = append(out, text.Number{Span: w.Span, Value: v, High: v})
		}
	}
	for _, d := range s.Dates {
		if v, ok := ago(s, d); ok {
			out = append(out, text.Number{Span: d.Span, Value: v, High: v})
		}
	}
	slices.SortStableFunc(out, func(x, y text.Number) int { return x.Start - y.Start })
	return out
}

// ago reads a date that is told by a number: "32 years ago", of which the
// number is what can be compared.
func ago(s *text.Sentence, d text.Date) (float64, bool) {
	if d.Precision != stemma.PrecisionNone && d.Precision != stemma.PrecisionYear {
		return 0, false
	}
	for _, w := range s.Words {
		if w.Overlap(d.Span) > 0 {
			if v, ok := leadingDigits(w.Form); ok {
				return v, v < 1000
			}
		}
	}
	return 0, false
}

// leadingDigits reads a word of a few digits and at most an ordinal's ending.
func leadingDigits(form string) (float64, bool) {
	n := strings.IndexFunc(form, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(form)
	}
	if n == 0 || n > 6 || letters(form[n:]) > 3 {
		return 0, false
	}
	v, err := strconv.ParseFloat(form[:n], 64)
	return v, err == nil
}

func covered(s *text.Sentence, w stemma.Span) bool {
	return slices.ContainsFunc(s.Numbers, func(n text.Number) bool { return n.Overlap(w) > 0 }) ||
		slices.ContainsFunc(s.Dates, func(d text.Date) bool { return d.Overlap(w) > 0 })
}

// sameNumber says that two numbers can be two ways of writing one: equal,
// rounded, about, or a range that overlaps.
func sameNumber(x, y text.Number) bool {
	if equalNumber(x, y) {
		return true
	}
	if x.Unit != y.Unit && x.Unit != "" && y.Unit != "" {
		return false
	}
	// "At least 38" and "at least 48" differ; "at least 38" and "48" may not.
	return x.Approx != y.Approx && (loosely(x, y) || loosely(y, x))
}

// equalNumber says that two numbers are equal, rounded or ranges that overlap.
func equalNumber(x, y text.Number) bool {
	if x.Unit != y.Unit && x.Unit != "" && y.Unit != "" {
		return false
	}
	return x.Value <= y.High && y.Value <= x.High || rounds(x.Value, y.Value) || rounds(y.Value, x.Value)
}

// rounds says that y is x rounded to what y is written to: 1,187 may be 1,200
// and 290 may be 300, but 340 is not 300.
func rounds(x, y float64) bool {
	digits := significant(y)
	if digits < 1 || x == 0 || digits < 2 && math.Abs(x-y) > 0.05*math.Abs(x) {
		return false
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))+1-float64(digits))
	return math.Abs(math.Round(x/unit)*unit-y) < unit/1000
}

// significant counts the digits of x without the zeros at either end.
func significant(x float64) int {
	n, zeros := 0, 0
	for _, r := range strconv.FormatFloat(math.Abs(x), 'f', -1, 64) {
		switch {
		case r == '0' && n > 0:
			zeros++
		case r >= '1' && r <= '9':
			n += 1 + zeros
			zeros = 0
		}
	}
	return n
}

// loosely says that what x claims to be allows for y.
func loosely(x, y text.Number) bool {
	switch x.Approx {
	case text.ApproxAbout:
		return math.Abs(x.Value-y.Value) <= roundedTo*math.Abs(x.Value)
	case text.ApproxAtLeast:
		return y.Value >= x.Value && y.Value <= moreThan*x.Value
	case text.ApproxAtMost:
		return y.Value <= x.High && y.Value*moreThan >= x.High
	}
	return false
}

// conversions are how many of one unit another is: pounds to a kilogram, feet
// to a metre, kilometres to a mile, acres to a hectare, square kilometres to a
// square mile, inches to a centimetre, litres to a gallon.
var conversions = [...]float64{2.2046, 3.2808, 1.6093, 2.4711, 2.59, 2.54, 3.7854}

// converted says that two numbers can be one quantity in two units, whether
// or not the units were understood, or metres with and without the
// centimetres that follow.
func converted(x, y float64) bool {
	x, y = min(x, y), max(x, y)
	if math.Trunc(x) == math.Trunc(y) {
		return true
	}
	return slices.ContainsFunc(conversions[:], func(c float64) bool { return math.Abs(y/x/c-1) < 0.025 })
}

func farApart(x, y, factor float64) bool {
	x, y = math.Abs(x), math.Abs(y)
	return min(x, y) == 0 || max(x, y) > factor*min(x, y)
}

func isYear(n *text.Number) bool {
	return n.Unit == "" && n.Value >= 1900 && n.Value < 2100 && n.Value == math.Trunc(n.Value)
}

// sameDigits says that two figures differ in points, commas and zeros at the
// end only: grouped or scaled another way, and perhaps misread.
func sameDigits(x, y string) bool {
	a, b := digits(x), digits(y)
	return a != "" && a == b
}

// digits returns the decimal digits of s, of any script, as ASCII, without
// the zeros at either end.
func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsDigit(r) {
			b.WriteByte(byte('0' + digit(r)))
		}
	}
	return strings.Trim(b.String(), "0")
}

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

// inFigures says that a number is written in digits, of any script.
func inFigures(s string) bool {
	for _, r := range s {
		if unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
