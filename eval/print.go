package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Print writes the figures, one a line, and what is of one bin of a
// reliability table in one.
func Print(w io.Writer, figures []Figure) error {
	var b strings.Builder
	width := longestName(figures)
	for len(figures) > 0 {
		name, columns, _ := row(figures)
		if !isBin(name) {
			fmt.Fprintf(&b, "%-*s %s\n", width, figures[0].Name, figures[0].plain())
			figures = figures[1:]
			continue
		}
		fmt.Fprintf(&b, "%-*s", width, name)
		for i, c := range columns {
			fmt.Fprintf(&b, " %s %s", c, figures[i].plain())
		}
		b.WriteByte('\n')
		figures = figures[len(columns):]
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func longestName(figures []Figure) (n int) {
	for _, f := range figures {
		n = max(n, len(f.Name))
	}
	return n
}

// plain writes a share to four decimals, as floors are compared with it.
func (f Figure) plain() string {
	if f.isCount() {
		return fmt.Sprintf("%.0f", f.Value)
	}
	return fmt.Sprintf("%.4f", f.Value)
}

// isCount tells a number of things, which is named after them.
func (f Figure) isCount() bool {
	_, last := cutLast(f.Name)
	return last == countOfPairs
}

// countOfPairs ends the name of a number of pairs, and binOf begins the last
// part of the name of a bin of a reliability table.
const (
	countOfPairs = "pairs"
	binOf        = "bin-"
)

func isBin(name string) bool {
	_, last := cutLast(name)
	return strings.HasPrefix(last, binOf)
}

// Markdown writes the figures as tables in Markdown: a row for all figures
// whose names differ in the last part only, and a table for the rows that
// follow each other and have the same last parts. A blank line ends each.
func Markdown(w io.Writer, figures []Figure) error {
	var b strings.Builder
	var above []string // the columns of the table
	for len(figures) > 0 {
		name, columns, values := row(figures)
		figures = figures[len(columns):]
		if !slices.Equal(columns, above) {
			if above != nil {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "| | %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)+1))
			above = columns
		}
		fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(values, " | "))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// row returns the figures at the front that make one row.
func row(figures []Figure) (name string, columns, values []string) {
	name, _ = cutLast(figures[0].Name)
	for _, f := range figures {
		start, last := cutLast(f.Name)
		if start != name {
			break
		}
		columns, values = append(columns, last), append(values, f.short())
	}
	return name, columns, values
}

func cutLast(name string) (start, last string) {
	k := strings.LastIndexByte(name, '.')
	return name[:max(0, k)], name[k+1:]
}

// short writes a share to three decimals.
func (f Figure) short() string {
	if f.isCount() {
		return fmt.Sprintf("%.0f", f.Value)
	}
	return fmt.Sprintf("%.3f", f.Value)
}
