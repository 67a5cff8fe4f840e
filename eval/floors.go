package eval

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Floors are the lowest values that figures may take, by name.
type Floors map[string]float64

// ReadFloors reads lines of "name value"; blank lines and lines that begin
// with # are passed over. Errors name the line.
func ReadFloors(r io.Reader) (Floors, error) {
	floors := Floors{}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.IsNaN(v) { // nothing is below NaN
			return nil, fmt.Errorf("floors line %d: want \"name value\", have %q", n, line)
		}
		if _, twice := floors[name]; twice {
			return nil, fmt.Errorf("floors line %d: %s has a floor already", n, name)
		}
		floors[name] = v
	}
	return floors, sc.Err()
}

// Check returns a line for each of the measure's figures that lies below its
// floor, and for each floor of the measure that no figure stands on: a figure
// that is no longer measured must not pass unseen.
func (f Floors) Check(measure string, figures []Figure) []string {
	values := make(map[string]float64, len(figures))
	for _, x := range figures {
		values[x.Name] = x.Value
	}
	var below []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !strings.HasPrefix(name, measure+".") {
			continue
		}
		value, measured := values[name]
		switch {
		case !measured:
			below = append(below, name+" has a floor and was not measured")
		case value < f[name]:
			below = append(below, fmt.Sprintf("%s is %.4f, below its floor of %.4f", name, value, f[name]))
		}
	}
	return below
}
