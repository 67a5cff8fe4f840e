package text

import (
	"hash/maphash"
	"math/bits"

	"github.com/stemma-news/stemma"
)

// HabitStream learns the habits of outlets (see Habits) from articles as they
// come by, in one pass and bounded memory, however many outlets and articles
// there are. What it knows at an article rests on those before it, and on as
// many behind it as its user reads ahead:
//
//	lines := s.Learn(&a) // as it is read
//	s.Mark(&a, lines)    // before it is given out
//
// An article is the outlet's own if most of it has not come by before, so that
// of a text which comes again and again the first counts; Habits, which sees all
// articles at once, counts none of them. It is not safe for concurrent use.
type HabitStream struct {
	seed   maphash.Seed
	counts recent
	// twice is the scratch space of Learn.
	twice map[uint64]bool
}

// NewHabitStream returns a HabitStream that knows nothing yet.
func NewHabitStream() *HabitStream {
	return &HabitStream{seed: maphash.MakeSeed(), counts: recent{now: map[uint64]recurrence{}}, twice: map[uint64]bool{}}
}

// HabitLines are the lines of an article, as Mark needs them.
type HabitLines struct {
	outlet uint64
	lines  []habitLine
}

type habitLine struct {
	stemma.Span
	key uint64
}

// recurrence is in how many articles an outlet has a line, and in how many that
// are its own. An outlet itself is counted as a line that all its articles have.
type recurrence struct{ in, own uint32 }

// Learn takes an article into account.
func (s *HabitStream) Learn(a *stemma.Article) HabitLines {
	name := publisher(a)
	if name == "" {
		return HabitLines{}
	}
	l := HabitLines{outlet: maphash.String(s.seed, name)}
	clear(s.twice)
	fresh, all := 0, 0
	for _, b := range blocks(a.Text) {
		line := habitLine{b.Span, s.keyOf(l.outlet, a.Text[b.Start:b.End])}
		l.lines = append(l.lines, line)
		if s.twice[line.key] {
			continue
		}
		s.twice[line.key] = true
		all += b.Len()
		if s.counts.get(line.key).in == 0 {
			fresh += b.Len()
		}
	}
	s.counts.add(l.outlet, true)
	for _, line := range l.lines {
		if s.twice[line.key] {
			delete(s.twice, line.key)
			s.counts.add(line.key, 2*fresh > all)
		}
	}
	return l
}

// keyOf is a hash of a line of an outlet, as it is: a template writes it the same
// each time, and folding all text would take longer than all else here.
func (s *HabitStream) keyOf(outlet uint64, line string) uint64 {
	return maphash.String(s.seed, line) ^ bits.RotateLeft64(outlet, 1)
}

// Mark adds the lines that are habits of the outlet to the article's
// boilerplate, unless nothing would be left that they stand around.
func (s *HabitStream) Mark(a *stemma.Article, l HabitLines) {
	articles := s.counts.get(l.outlet).in
	var found []stemma.Span
	for _, line := range l.lines {
		if line.Len() <= longestHabit && isHabit(a.Text[line.Start:line.End], int(s.counts.get(line.key).own), int(articles)) {
			found = append(found, line.Span)
		}
	}
	if len(found) > 0 && len(found) < len(l.lines) {
		a.Boilerplate = mergeSpans(append(found, a.Boilerplate...))
	}
}

// MarkAll learns from articles that come together and marks them all, each also
// by those behind it.
func (s *HabitStream) MarkAll(articles []stemma.Article) {
	lines := make([]HabitLines, len(articles))
	for i := range articles {
		lines[i] = s.Learn(&articles[i])
	}
	for i := range articles {
		s.Mark(&articles[i], lines[i])
	}
}

// recent counts lines, and forgets those that did not come by for long: of the
// two generations, the older one is thrown away when the younger one is full. A
// line that recurs within generationLines others is never forgotten.
type recent struct {
	now, before map[uint64]recurrence
}

// generationLines are the lines of some 20,000 articles, and 10 MB.
const generationLines = 1 << 18

func (r *recent) get(key uint64) recurrence {
	if c, ok := r.now[key]; ok {
		return c
	}
	return r.before[key]
}

func (r *recent) add(key uint64, own bool) {
	c := r.get(key)
	c.in++
	if own {
		c.own++
	}
	if _, ok := r.now[key]; !ok && len(r.now) >= generationLines {
		r.before, r.now = r.now, make(map[uint64]recurrence, generationLines)
	}
	r.now[key] = c
}
