package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// byFigure parts the reports that differ only in numbers from the others.
func byFigure(all []search.ClaimReport) (figures, otherwise []search.ClaimReport) {
	for i := range all {
		if figuresOf(&all[i]) != nil {
			figures = append(figures, all[i])
		} else {
			otherwise = append(otherwise, all[i])
		}
	}
	return figures, otherwise
}

// figure is what a report has in the place of the claim's: by one name in all languages, and as it
// is written.
type figure struct{ name, written string }

// figuresOf are the figures that a report has in the place of the claim's, nil where it differs
// in something else too.
func figuresOf(c *search.ClaimReport) []figure {
	var out []figure
	for _, d := range c.Differences {
		if d.Kind != stemma.ChangeNumber || d.Report == "" {
			return nil
		}
		out = append(out, figure{figureName(&d), oneLine(d.Report)})
	}
	return out
}

// figureName names a figure by its value: "hundreds" for сотни, "at least 12,000" for 12 тысяч и больше.
func figureName(d *search.Difference) string {
	number, unit, _ := strings.Cut(d.ReportValue, " ")
	prefix := ""
	for sign, words := range map[string]string{"~": "about ", ">=": "at least ", "<=": "at most "} {
		if rest, ok := strings.CutPrefix(number, sign); ok {
			number, prefix = rest, words
			break
		}
	}
	low, high, ranged := strings.Cut(number, "..")
	value, err := strconv.ParseFloat(low, 64)
	switch {
	case err != nil:
		return oneLine(d.Report)
	case ranged && !strings.ContainsFunc(d.Report, unicode.IsDigit):
		return strings.TrimSpace(vagueName(value) + " " + unit)
	case ranged:
		return strings.TrimSpace(prefix + grouped(low) + "–" + grouped(high) + " " + unit)
	}
	return strings.TrimSpace(prefix + grouped(low) + " " + unit)
}

// vagueName is what a number without a figure is called, by the least that it can be.
func vagueName(least float64) string {
	names := []string{"a few", "dozens", "hundreds", "thousands", "tens of thousands", "hundreds of thousands", "millions"}
	order := int(math.Floor(math.Log10(max(1, least))))
	return names[min(order, len(names)-1)]
}

// grouped puts commas between the thousands of a plain number.
func grouped(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}

// figureCounts says which figures there are, in how many reports, and how those write them
// that write no digits: the first in each of a few languages.
func figureCounts(figures []search.ClaimReport) string {
	const most, examples = 6, 4
	var names []string
	times, written, langs := map[string]int{}, map[string][]string{}, map[string]bool{}
	for i := range figures {
		for _, f := range figuresOf(&figures[i]) {
			if times[f.name]++; times[f.name] == 1 {
				names = append(names, f.name)
			}
			key := f.name + " " + figures[i].Lang
			if !langs[key] && !strings.ContainsFunc(f.written, unicode.IsDigit) && !strings.EqualFold(f.written, f.name) {
				langs[key] = true
				written[f.name] = append(written[f.name], f.written)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return times[b] - times[a] })
	for i, n := range names {
		in := count(times[n], "report")
		if w := written[n]; len(w) > 0 {
			in += ": " + strings.Join(w[:min(len(w), examples)], ", ")
			if len(w) > examples {
				in += ", …"
			}
		}
		names[i] = fmt.Sprintf("%s (%s)", n, in)
	}
	if len(names) > most {
		names = append(names[:most], "…")
	}
	return strings.Join(names, ", ")
}
