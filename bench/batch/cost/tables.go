package main

import (
	"fmt"
	"strings"
)

// tables are those of the document.
func (m *measured) tables() string {
	var b strings.Builder
	m.measuredTable(&b)
	m.needTable(&b)
	m.clusterTable(&b)
	return b.String()
}

func (m *measured) measuredTable(b *strings.Builder) {
	fmt.Fprintf(b, "Measured on %s:\n\n| step |", m.Machine)
	for _, r := range m.Runs {
		fmt.Fprintf(b, " articles a core-second, %s a day | bytes shuffled an article |", thousands(r.density()))
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: | ---: |", len(m.Runs)) + "\n")
	for i, s := range m.Runs[0].Steps {
		fmt.Fprintf(b, "| %s |", s.Name)
		for _, r := range m.Runs {
			c := r.cost(i)
			fmt.Fprintf(b, " %s | %s |", rate(c.seconds), thousands(c.bytes))
		}
		b.WriteString("\n")
	}
	b.WriteString("| **all** |")
	for _, r := range m.Runs {
		var all cost
		for i := range r.Steps {
			c := r.cost(i)
			all.seconds, all.bytes = all.seconds+c.seconds, all.bytes+c.bytes
		}
		fmt.Fprintf(b, " %s | %s |", rate(all.seconds), thousands(all.bytes))
	}
	fmt.Fprintf(b, "\n\nA whole run takes %.2f times the processor time of its steps. A worker's process with two cores is reckoned with %s MB.\n\n", m.overhead(), thousands(m.WorkerMB))
}

func (m *measured) needTable(b *strings.Builder) {
	b.WriteString("| core-hours |")
	for _, a := range archives {
		fmt.Fprintf(b, " %s | shuffled |", a.name)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: | ---: |", len(archives)) + "\n")
	needs := m.needs()
	for i, s := range m.Runs[0].Steps {
		fmt.Fprintf(b, "| %s |", s.Name)
		for _, n := range needs {
			fmt.Fprintf(b, " %s | %s |", thousands(n.seconds[i]/3600), size(n.bytes[i]))
		}
		b.WriteString("\n")
	}
	b.WriteString("| **all, with what the runner adds** |")
	for _, n := range needs {
		fmt.Fprintf(b, " **%s** | **%s** |", thousands(n.core), size(n.shuffled))
	}
	b.WriteString("\n\n")
}

func (m *measured) needs() []need {
	needs := make([]need, 0, len(archives))
	for _, a := range archives {
		needs = append(needs, m.need(a))
	}
	return needs
}

func (m *measured) clusterTable(b *strings.Builder) {
	b.WriteString("| cluster |")
	for _, a := range archives {
		fmt.Fprintf(b, " %s | disk a machine |", a.name)
	}
	b.WriteString(" memory of the workers on a machine |\n| --- |" + strings.Repeat(" ---: | ---: |", len(archives)) + " ---: |\n")
	for _, c := range clusters {
		fmt.Fprintf(b, "| %s |", c.name)
		for _, n := range m.needs() {
			h, by := n.hours(c)
			fmt.Fprintf(b, " %s (%s) | %s |", duration(h), by, size(n.shuffled/c.machines))
		}
		fmt.Fprintf(b, " %.0f GB |\n", m.WorkerMB/2*c.cores/1000)
	}
}

// rate is articles a second of a core; of what takes next to nothing, nothing is said.
func rate(seconds float64) string {
	if seconds < 1e-7 {
		return "–"
	}
	return thousands(1 / seconds)
}

// thousands writes a number with two figures or more, and its thousands apart.
func thousands(x float64) string {
	switch {
	case x == 0:
		return "0"
	case x < 10:
		return fmt.Sprintf("%.1f", x)
	}
	s := fmt.Sprintf("%.0f", x)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func size(bytes float64) string {
	switch {
	case bytes >= 1e12:
		return fmt.Sprintf("%.1f TB", bytes/1e12)
	case bytes >= 1e9:
		return fmt.Sprintf("%.0f GB", bytes/1e9)
	}
	return fmt.Sprintf("%.0f MB", bytes/1e6)
}

func duration(hours float64) string {
	switch {
	case hours >= 48:
		return fmt.Sprintf("%.1f days", hours/24)
	case hours < 1:
		return fmt.Sprintf("%.0f minutes", hours*60)
	}
	return fmt.Sprintf("%.1f h", hours)
}
