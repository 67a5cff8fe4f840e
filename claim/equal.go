package claim

import (
	"math"
	"strconv"

	"github.com/stemma-news/stemma/text"
)

const (
	// roundedTo is how far "about" and "nearly" may be from the exact value.
	roundedTo = 0.1
	// moreThan is how far above "more than" the exact value may lie.
	moreThan = 1.5
	// measuredWithin is how far apart two measures of one unit may be that were
	// converted from another one: 136 and 137 kilometres.
	measuredWithin = 0.01
)

// equals says that two figures are one value, exactly.
func (f *figure) equals(g *figure) bool { return f.Value == g.Value && sameUnits(f.Unit, g.Unit) }

// sameUnits says that two units are one, or that one of them is not given.
func sameUnits(x, y string) bool { return x == y || x == "" || y == "" }

// canBe says that two figures can be two ways of saying one thing: equal,
// rounded, about, or in another unit.
func (f *figure) canBe(g *figure) bool {
	if f.allows(&f.Number, &g.Number) {
		return true
	}
	if f.Unit != "" && f.Unit == g.Unit {
		return false // what the brackets say besides does not make them equal
	}
	return f.alternative != nil && f.allows(f.alternative, &g.Number) || g.alternative != nil && f.allows(&f.Number, g.alternative)
}

// within says that a figure lies in the range of which the other is an end.
func (f *figure) within(g *figure) bool {
	return f.whole != nil && g.whole == nil && f.allows(f.whole, &g.Number) ||
		g.whole != nil && f.whole == nil && f.allows(&f.Number, g.whole)
}

// inAnotherUnit says that two figures can be one quantity in two units, of
// which one was not understood.
func (f *figure) inAnotherUnit(g *figure) bool {
	return f.role == quantity && g.role == quantity && converted(&f.Number, &g.Number)
}

func (f *figure) allows(x, y *text.Number) bool {
	if inUnits(x, y) {
		return true
	}
	if !sameUnits(x.Unit, y.Unit) {
		return false
	}
	if x.Value == y.Value && x.High == y.High {
		return true
	}
	if x.Unit == y.Unit && dimension(x.Unit) != "" && math.Abs(x.Value-y.Value) <= measuredWithin*math.Abs(x.Value) {
		return true
	}
	// "At least 38" and "at least 48" differ, and so do "about 200" and "about
	// 207"; "at least 38" and "48" may not, nor "some 11,870" and "nearly 12,000".
	if x.Approx == y.Approx && x.Approx != "" {
		return x.Value < y.High && y.Value < x.High || sameRounded(x, y) || sameRounded(y, x)
	}
	if x.Value <= y.High && y.Value <= x.High || rounds(x.Value, y.Value) || rounds(y.Value, x.Value) {
		return true
	}
	return loosely(x, y) || loosely(y, x)
}

// sameRounded says that y is x rounded, to two digits at least unless it is to
// whole ones.
func sameRounded(x, y *text.Number) bool {
	return rounds(x.Value, y.Value) && (significant(y.Value) >= 2 || isWhole(x.Value) != isWhole(y.Value))
}

func isWhole(v float64) bool { return v == math.Trunc(v) }

// rounds says that y is x rounded to what y is written to: 1,187 may be 1,200
// and 290 may be 300, but 340 is not 300.
func rounds(x, y float64) bool {
	digits := significant(y)
	if digits < 1 || x == 0 || digits < 2 && math.Abs(x-y) > 0.05*math.Abs(x) || digits >= significant(x) {
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
func loosely(x, y *text.Number) bool {
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

// sameDigits says that two figures differ in points, commas and zeros at the
// end only: grouped or scaled another way, and perhaps misread.
func sameDigits(x, y string) bool {
	a, b := digits(x), digits(y)
	return a != "" && a == b
}
