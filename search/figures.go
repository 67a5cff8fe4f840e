package search

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
)

// Figure is another figure in the place of a claim's, with the reports that have it.
type Figure struct {
	Name    string
	Written []string // how reports write it that write no digits: the first of each language
	Reports []ClaimReport
	langs   map[string]bool
}

// ByFigure parts the reports that differ only in numbers from the others, and puts those with one figure together, those
// of the most reports first.
func ByFigure(all []ClaimReport) (figures []Figure, otherwise []ClaimReport) {
	at := map[string]int{}
	for i := range all {
		parts := figuresOf(&all[i])
		if parts == nil {
			otherwise = append(otherwise, all[i])
			continue
		}
		var names []string
		for _, f := range parts {
			names = append(names, f.name)
		}
		name := strings.Join(names, " and ")
		k, known := at[name]
		if !known {
			k = len(figures)
			at[name] = k
			figures = append(figures, Figure{Name: name, langs: map[string]bool{}})
		}
		figures[k].add(&all[i], parts)
	}
	slices.SortStableFunc(figures, func(a, b Figure) int { return len(b.Reports) - len(a.Reports) })
	return figures, otherwise
}

func (g *Figure) add(c *ClaimReport, parts []figure) {
	g.Reports = append(g.Reports, *c)
	if len(parts) != 1 || g.langs[c.Lang] {
		return
	}
	if w := parts[0].written; !strings.ContainsFunc(w, unicode.IsDigit) && !strings.EqualFold(w, g.Name) {
		g.langs[c.Lang] = true
		g.Written = append(g.Written, w)
	}
}

// Title is the figure, in how many reports, and how some of those write it.
func (g *Figure) Title() string {
	const examples = 4
	in := display.Count(len(g.Reports), "report")
	if len(g.Written) > 0 {
		in += ": " + strings.Join(g.Written[:min(len(g.Written), examples)], ", ")
		if len(g.Written) > examples {
			in += ", …"
		}
	}
	return fmt.Sprintf("%s (%s)", g.Name, in)
}

// figure is what a report has in the place of the claim's: by one name in all languages, and as it
// is written.
type figure struct{ name, written string }

// figuresOf are the figures that a report has in the place of the claim's, nil where it differs
// in something else too.
func figuresOf(c *ClaimReport) []figure {
	var out []figure
	for _, d := range c.Differences {
		if d.Kind != stemma.ChangeNumber || d.Report == "" {
			return nil
		}
		out = append(out, figure{figureName(&d), display.Clean(d.Report)})
	}
	return out
}

// figureName names a figure by its value: "hundreds" for сотни, "at least 12,000" for 12 тысяч и больше.
func figureName(d *Difference) string {
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
		return display.Clean(d.Report)
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
