package drawing

import (
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma/report/family"
)

// Dot is a report on a timeline.
type Dot struct {
	Member *family.Member
	// Class is a further class of the dot: who says a claim with a change of its own.
	Class string
}

const (
	dotStep   = 12.0 // how far dots are apart that stand on each other
	dotRadius = 4.5
	dotsHigh  = 120.0 // how high they stand at most; where there are more they are nearer to each other
	dotsAxis  = 26.0
)

// Timeline draws when reports came out: a dot for each, those of about one time on each other. It writes nothing where
// the dates do not tell two times. Nothing in it is a link, since dots are too small to hit: a list has to stand beside it.
func Timeline(w io.Writer, dots []Dot, label string, width float64) error {
	width = max(width, leastWidth)
	p := &plan{left: margin, right: width - margin}
	for _, d := range dots {
		p.marks = append(p.marks, &mark{member: d.Member})
	}
	starts, end := moments(p.marks)
	axis := newAxis(starts, end, p.left, p.right)
	if axis == nil {
		return nil
	}
	columns, most := columnsOf(dots, axis)
	step := min(dotStep, dotsHigh/float64(most))
	base := step*float64(most) + dotStep/2
	d := &drawer{Options: Options{Width: width}, width: width, y: base}
	d.timeAxis(axis, base)
	for x, stack := range columns {
		for i, dot := range stack {
			class := strings.TrimSpace("dot " + dot.Class)
			fmt.Fprintf(&d.buf, `<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f" fill="%s"><title>%s</title></circle>`+"\n",
				class, margin+dotStep*(float64(x)+0.5), base-step*(float64(i)+0.5), min(dotRadius, step/2*1.4), ink, escape(dot.Member.Plain()+", "+dot.Member.Published()))
		}
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" class="stemma" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-family="system-ui, 'Segoe UI', 'Noto Sans', sans-serif">`+"\n%s%s</svg>\n",
		width, base+dotsAxis, width, base+dotsAxis, escape(label), d.below.String(), d.buf.String())
	return err
}

// columnsOf are the dots by where they stand, and how many the most are that stand on each other.
func columnsOf(dots []Dot, a *axis) (columns [][]Dot, most int) {
	for _, d := range dots {
		from, _ := d.Member.Period()
		if from.IsZero() {
			continue
		}
		x := int((a.place(from) - margin) / dotStep)
		for len(columns) <= x {
			columns = append(columns, nil)
		}
		columns[x] = append(columns[x], d)
		most = max(most, len(columns[x]))
	}
	return columns, max(most, 1)
}

// timeAxis draws the axis below dots.
func (d *drawer) timeAxis(a *axis, y float64) {
	for i, cut := range a.cut {
		if !cut {
			fmt.Fprintf(&d.below, `<path class="axis" d="M%.1f %.1fH%.1f" stroke="%s"/>`+"\n", a.x[i], y, a.x[i+1], faint)
			continue
		}
		middle := (a.x[i] + a.x[i+1]) / 2
		fmt.Fprintf(&d.below, `<path class="axis" d="M%.1f %.1fH%.1fl3 -5l5 10l5 -10l3 5H%.1f" fill="none" stroke="%s"/>`+"\n", a.x[i], y, middle-8, a.x[i+1], faint)
		d.anchored(&d.below, middle, y-9, lasting(a.at[i+1].Sub(a.at[i])))
	}
	for _, t := range a.ticks() {
		fmt.Fprintf(&d.below, `<path class="axis" d="M%.1f %.1fv5" stroke="%s"/>`+"\n", t.x, y, faint)
		d.anchored(&d.below, min(max(t.x, 38), d.width-38), y+18, t.label)
	}
}
