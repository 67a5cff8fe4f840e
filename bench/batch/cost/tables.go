package main

import (
	"fmt"
	"strings"
)

// tables are those of the document.
func (m *measured) tables() string {
	var b strings.Builder
	m.measuredTable(&b)
	m.qualityTable(&b)
	even := m.even()
	even.lawTable(&b)
	even.needTable(&b)
	even.clusterTable(&b)
	return b.String()
}

// columns begins a table: what stands first, and so many more columns of numbers.
func columns(b *strings.Builder, first string, more ...string) {
	fmt.Fprintf(b, "| %s | %s |\n| --- |%s\n", first, strings.Join(more, " | "), strings.Repeat(" ---: |", len(more)))
}

func (m *measured) measuredTable(b *strings.Builder) {
	fmt.Fprintf(b, "Measured on %s:\n\n", m.Machine)
	var heads []string
	for _, r := range m.Runs {
		heads = append(heads, "pages a core-second, "+thousands(r.density())+" articles a day", "bytes shuffled an article")
	}
	columns(b, "step", heads...)
	for i, s := range m.Runs[0].Steps {
		fmt.Fprintf(b, "| %s |", s.Name)
		for _, r := range m.Runs {
			c := r.cost(i)
			fmt.Fprintf(b, " %s | %s |", rate(c.seconds*r.Articles/r.Pages), thousands(c.bytes))
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
		fmt.Fprintf(b, " %s | %s |", rate(all.seconds*r.Articles/r.Pages), thousands(all.bytes))
	}
	b.WriteString("\n| the whole run takes the time of its steps |")
	for _, r := range m.Runs {
		fmt.Fprintf(b, " %.2f times | |", r.Overhead)
	}
	b.WriteString("\n\n")
}

// qualityTable says what the stories of these runs are worth.
func (m *measured) qualityTable(b *strings.Builder) {
	columns(b, "articles a day", "articles", "ties", "cut for the size of a block", "B-cubed precision", "recall")
	for _, r := range m.Runs {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %.3f | %.3f |\n", thousands(r.density()), thousands(r.Articles),
			thousands(r.Ties), thousands(r.Cut), r.Quality.Precision, r.Quality.Recall)
	}
	b.WriteString("\n")
}

// lawTable holds the laws against the densest run, where there is one that they were not fitted to: through the first two of
// three, what do they say of the third?
func (m *measured) lawTable(b *strings.Builder) {
	if len(m.Runs) < 3 {
		return
	}
	last := &m.Runs[len(m.Runs)-1]
	fmt.Fprintf(b, "What the laws through the first two runs say of %s a day, in core-seconds for a thousand articles at the pace of the slowest run:\n\n", thousands(last.density()))
	columns(b, "step", "measured", "by the logarithm", "by the power")
	for i, s := range last.Steps {
		say := func(l law) string {
			return thousands(1000 * between(&m.Runs[0], &m.Runs[len(m.Runs)-2], i, last.density(), l).seconds)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", s.Name, thousands(1000*last.cost(i).seconds), say(logarithm), say(power))
	}
	b.WriteString("\n")
}

func (m *measured) needTable(b *strings.Builder) {
	fmt.Fprintf(b, "Where each %.0f times more articles a day add to a step's cost what they added between the first and the last run; at the foot, where they multiply it:\n\n", m.apart())
	var heads []string
	var needs, most []need
	for _, a := range archives {
		heads = append(heads, a.name, "shuffled")
		needs, most = append(needs, m.need(a, logarithm)), append(most, m.need(a, power))
	}
	columns(b, "core-hours", heads...)
	for i, s := range m.Runs[0].Steps {
		fmt.Fprintf(b, "| %s |", s.Name)
		for _, n := range needs {
			fmt.Fprintf(b, " %s | %s |", thousands(n.seconds[i]/3600), size(n.bytes[i]))
		}
		b.WriteString("\n")
	}
	total := func(name string, all []need) {
		fmt.Fprintf(b, "| **%s** |", name)
		for _, n := range all {
			fmt.Fprintf(b, " **%s** | **%s** |", thousands(n.core), size(n.shuffled))
		}
		b.WriteString("\n")
	}
	total("all, with what the runner adds", needs)
	total("the same by the power law", most)
	b.WriteString("\n")
}

// clusterTable says how long clusters work on it, and which are too small for it.
func (m *measured) clusterTable(b *strings.Builder) {
	var heads []string
	for _, a := range ways() {
		heads = append(heads, a.name, "disk a machine")
	}
	columns(b, "cluster", append(heads, "memory a machine")...)
	for _, c := range clusters {
		fmt.Fprintf(b, "| %s |", c.name)
		for _, a := range ways() {
			n, most := m.need(a, logarithm), m.need(a, power)
			h, by := n.hours(c)
			atMost, _ := most.hours(c)
			fmt.Fprintf(b, " %s (%s), by the power law %s | %s |", duration(h), by, duration(atMost), fits(most.disk(c), c.disk))
		}
		fmt.Fprintf(b, " %s |\n", fits(m.Memory.gigabytes(c), c.memory))
	}
}

// fits writes gigabytes, and marks what is more than a machine has.
func fits(gigabytes, has float64) string {
	if gigabytes > has {
		return fmt.Sprintf("**too little**: %s of %s", size(gigabytes*1e9), size(has*1e9))
	}
	return fmt.Sprintf("%s of %s", size(gigabytes*1e9), size(has*1e9))
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
