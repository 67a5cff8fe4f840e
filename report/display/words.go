package display

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Plural is one word for one thing, and another for several.
func Plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// Count prints a number with its noun: "1 origin", "5 reports".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, noun[:len(noun)-1])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Are is "is" for one thing, and "are" for several.
func Are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// List joins names: "a, b and c", with what exceeds limit as a number. Names
// that have a comma of their own are parted by semicolons.
func List(names []string, limit int) string {
	if len(names) > limit {
		names = append(names[:limit-1:limit-1], fmt.Sprintf("%d more", len(names)-limit+1))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, ", ") }) {
		return strings.Join(names, "; ")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Score prints a support with two digits.
func Score(support float64) string { return fmt.Sprintf("%.2f", float64(Hundredths(support))/100) }

// Hundredths rounds a support once, so that all that is told of it agrees.
func Hundredths(support float64) int { return int(math.Round(100 * support)) }
