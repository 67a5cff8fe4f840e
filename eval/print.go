package eval

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Print writes the figures, one a line.
func Print(w io.Writer, figures []Figure) error {
	for _, f := range figures {
		if _, err := fmt.Fprintf(w, "%-36s %.4f\n", f.Name, f.Value); err != nil {
			return err
		}
	}
	return nil
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
		columns, values = append(columns, last), append(values, decimal(f.Value))
	}
	return name, columns, values
}

func cutLast(name string) (start, last string) {
	k := strings.LastIndexByte(name, '.')
	return name[:max(0, k)], name[k+1:]
}

// decimal writes a share to three decimals and a number of things as it is.
func decimal(x float64) string {
	if x > 1 && x == math.Trunc(x) {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3f", x)
}
