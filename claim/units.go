package claim

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma/text"
)

// dimension returns what a unit measures and how many of the first unit of
// that dimension it is; "" for units that do not convert.
func dimension(unit string) string {
	d, _ := measure(unit)
	return d
}

func measure(unit string) (dimension string, size float64) {
	for _, u := range units {
		if u.sign == unit {
			return u.dimension, u.size
		}
	}
	return "", 0
}

// units are those that convert, with their size in the first of their dimension.
var units = [...]struct {
	sign, dimension string
	size            float64
}{
	{"m", "length", 1},
	{"km", "length", 1000},
	{"cm", "length", 0.01},
	{"mm", "length", 0.001},
	{"mi", "length", 1609.34},
	{"ft", "length", 0.3048},
	{"in", "length", 0.0254},
	{"yd", "length", 0.9144},
	{"m2", "area", 1},
	{"km2", "area", 1e6},
	{"mi2", "area", 2.59e6},
	{"ha", "area", 1e4},
	{"ac", "area", 4046.9},
	{"l", "volume", 1},
	{"gal", "volume", 3.785},
	{"kg", "mass", 1},
	{"g", "mass", 0.001},
	{"mg", "mass", 1e-6},
	{"t", "mass", 1000},
	{"lb", "mass", 0.45359},
	{"oz", "mass", 0.02835},
	{"km/h", "speed", 1},
	{"mph", "speed", 1.60934},
	{"kW", "power", 1},
	{"MW", "power", 1000},
	{"GW", "power", 1e6},
	{"kWh", "energy", 1},
	{"MWh", "energy", 1000},
	{"MB", "data", 1},
	{"GB", "data", 1000},
}

// convertedWithin is how far a quantity may be off after conversion: it is
// rounded to what reads well.
const convertedWithin = 0.08

// inUnits says that two quantities of different units are one.
func inUnits(x, y *text.Number) bool {
	if x.Unit == y.Unit {
		return false
	}
	if temperatures(x, y) || temperatures(y, x) {
		return true
	}
	dx, sx := measure(x.Unit)
	dy, sy := measure(y.Unit)
	if dx == "" || dx != dy {
		return false
	}
	return math.Abs(x.Value*sx-y.Value*sy) <= convertedWithin*math.Abs(x.Value*sx)
}

func temperatures(x, y *text.Number) bool {
	return x.Unit == "°C" && y.Unit == "°F" && math.Abs(x.Value*1.8+32-y.Value) <= 2
}

// conversions are how many of one unit another is: pounds to a kilogram, feet
// to a metre, kilometres to a mile, acres to a hectare, square kilometres to a
// square mile, inches to a centimetre, litres to a gallon.
var conversions = [...]float64{2.2046, 3.2808, 1.6093, 2.4711, 2.59, 2.54, 3.7854}

// spans are how many of one span of time another is: minutes to an hour, hours
// to a day, months to a year.
var spans = [...]float64{60, 24, 12}

// converted says that two numbers can be one quantity in two units, of which
// one was not understood, or metres with and without the centimetres that
// follow.
func converted(x, y *text.Number) bool {
	if (dimension(x.Unit) == "") != (dimension(y.Unit) == "") {
		low, high := min(x.Value, y.Value), max(x.Value, y.Value)
		if slices.ContainsFunc(conversions[:], func(c float64) bool { return math.Abs(high/low/c-1) < 0.03 }) {
			return true
		}
	}
	if x.Unit == "" && y.Unit == "" && slices.Contains(spans[:], max(x.Value, y.Value)/min(x.Value, y.Value)) {
		return true
	}
	return math.Trunc(x.Value) == math.Trunc(y.Value) && isWhole(x.Value) != isWhole(y.Value)
}
