package text

import (
	"hash/maphash"
	"net/url"

	"github.com/stemma-news/stemma"
)

// Habits are the lines that outlets put on their articles whatever these are
// about: boxes for a newsletter, notices of rights, "About the author". They
// are learnt from the lines that recur across the articles of one outlet.
//
// What recurs because an outlet tells one story twice is no habit: a line
// counts only in articles most of which recurs nowhere. A sentence may be the
// background of a long story, and needs to recur more often than a label.
type Habits struct {
	seed    maphash.Seed
	outlets map[string]map[uint64]bool // hashes of the lines by outlet
}

const (
	// fewestHabits is how many articles of an outlet must have a line.
	fewestHabits = 3
	// So many, and a third of the outlet's articles, must have it where it is a
	// sentence of prose.
	fewestProse = 5
	// shortestProse is the length in bytes from which a line with a full stop is
	// taken for prose.
	shortestProse = 80
	// longestHabit is the length in bytes from which a line is a paragraph of
	// an article rather than of a page.
	longestHabit = 400
)

// LearnHabits learns from the articles that are there. Those of one outlet are
// told by its name, or else by the host of their addresses.
func LearnHabits(articles []stemma.Article) *Habits {
	h := &Habits{seed: maphash.MakeSeed(), outlets: map[string]map[uint64]bool{}}
	byOutlet := map[string][]*stemma.Article{}
	for i := range articles {
		if key := publisher(&articles[i]); key != "" {
			byOutlet[key] = append(byOutlet[key], &articles[i])
		}
	}
	for key, list := range byOutlet {
		if len(list) >= fewestHabits {
			h.outlets[key] = h.learn(list)
		}
	}
	return h
}

func publisher(a *stemma.Article) string {
	u, err := url.Parse(a.URL)
	if a.Outlet == "" && err == nil {
		return u.Hostname()
	}
	return Fold(a.Outlet)
}

// learn returns the lines that are habits of the outlet that published list.
func (h *Habits) learn(list []*stemma.Article) map[uint64]bool {
	lines := make([]map[uint64]string, len(list))
	in := map[uint64]int{} // articles that have the line
	for i, a := range list {
		lines[i] = h.linesOf(a)
		for key := range lines[i] {
			in[key]++
		}
	}
	on := map[uint64]int{} // articles of its own that have the line
	said := map[uint64]string{}
	for _, l := range lines {
		if !isOwn(l, in) {
			continue
		}
		for key, line := range l {
			on[key]++
			said[key] = line
		}
	}
	habits := map[uint64]bool{}
	for key, n := range on {
		if isHabit(said[key], n, len(list)) {
			habits[key] = true
		}
	}
	return habits
}

// linesOf returns the lines of an article by their hashes.
func (h *Habits) linesOf(a *stemma.Article) map[uint64]string {
	lines := map[uint64]string{}
	for _, b := range blocks(a.Text) {
		line := a.Text[b.Start:b.End]
		lines[h.hash(line)] = line
	}
	return lines
}

func (h *Habits) hash(line string) uint64 { return maphash.String(h.seed, Fold(line)) }

// isOwn reports whether most of an article is in no other.
func isOwn(lines map[uint64]string, in map[uint64]int) bool {
	own, all := 0, 0
	for key, line := range lines {
		all += len(line)
		if in[key] == 1 {
			own += len(line)
		}
	}
	return 2*own > all
}

// isHabit reports a line that n of an outlet's articles have beside what is
// their own.
func isHabit(line string, n, articles int) bool {
	return n >= fewestHabits && (n >= fewestProse && 3*n >= articles || !isProse(line))
}

// isProse reports a sentence of some length.
func isProse(line string) bool { return len(line) >= shortestProse && endsSentence(line) }

// markHabits marks the lines that the outlet puts on all its articles, before
// and behind what is the article's own and between it.
func (p *page) markHabits(h *Habits) {
	if h == nil {
		return
	}
	habits := h.outlets[publisher(p.article)]
	if len(habits) == 0 {
		return
	}
	var found []stemma.Span
	for _, b := range p.blocks {
		if b.Len() <= longestHabit && habits[h.hash(p.text(b.Span))] {
			found = append(found, b.Span)
		}
	}
	if len(found) < len(p.blocks) { // else there is nothing that they stand around
		p.boilerplate = append(p.boilerplate, found...)
	}
}
