package lineage

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// A sentence that names a source may say when the source said it ("Sputnik
// reported on Friday that …") and when the thing itself happened ("… the dam
// had failed on Tuesday"). The first stands by the name or the verb and outside
// what is reported, in all languages that attributions are found in.

const (
	// nearWords is how many words may stand between a date and the name or verb
	// that it belongs to: "said in a report that it published on Friday".
	nearWords = 7
	// breakWords is what a comma or bracket between them counts for.
	breakWords = 8
	// asideWords is how many words such a date may have beside it: "Sputnik
	// said, on Friday, that". More, and the aside tells of something else.
	asideWords = 2
)

// dating is a day on which a source said something, as an article has it.
type dating struct {
	article, sentence int
	span              stemma.Span // of the date
	when              interval
}

// datings lists for each lost source the days that reports name for it, one
// for each report: its children's, or, if those name none, those of whoever else
// cites it.
func (g *graph) datings() [][]dating {
	first := make([]map[int]dating, len(g.lost)) // by article
	node := map[string]int{}
	for n := range g.lost {
		first[n] = map[int]dating{}
		node[g.story.Sources[g.lost[n].source].ID] = n
	}
	for _, list := range g.statements() {
		for k := range list.of {
			n, ok := node[list.of[k].Source.Source]
			if !ok {
				continue
			}
			if seen, ok := first[n][list.article]; ok && seen.sentence <= list.sentence {
				continue
			}
			if d, ok := list.dating(k); ok {
				first[n][list.article] = d
			}
		}
	}
	out := make([][]dating, len(g.lost))
	for n := range out {
		out[n] = g.witnesses(len(g.read)+n, first[n])
	}
	return out
}

// witnesses puts the datings of a node in order, and leaves out those of
// articles that do not derive from it if there are others.
func (g *graph) witnesses(node int, by map[int]dating) []dating {
	var children, others []dating
	for i := range g.read {
		if d, ok := by[i]; ok && g.parent[i] == node {
			children = append(children, d)
		} else if ok {
			others = append(others, d)
		}
	}
	if len(children) > 0 {
		return children
	}
	return others
}

// statement is a sentence and who is said to have said what in it.
type statement struct {
	article, sentence int
	doc               *text.Document
	when              interval // when the article came out
	of                []stemma.Attribution
}

// statements lists the sentences with a date and an attribution.
func (g *graph) statements() []*statement {
	index, at := articleIndex(g.story.Docs), map[passageKey]*statement{}
	var list []*statement
	for _, a := range g.story.Attributions {
		i, ok := index[a.Article]
		if !ok || a.Sentence < 0 || a.Sentence >= len(g.story.Docs[i].Sentences) || len(g.story.Docs[i].Sentences[a.Sentence].Dates) == 0 {
			continue
		}
		key := passageKey{i, a.Sentence}
		if at[key] == nil {
			at[key] = &statement{article: i, sentence: a.Sentence, doc: g.story.Docs[i], when: g.read[i].when}
			list = append(list, at[key])
		}
		at[key].of = append(at[key].of, a)
	}
	return list
}

// dating is the day on which the source of attribution k says what it says.
func (s *statement) dating(k int) (dating, bool) {
	best, found := farApart, dating{article: s.article, sentence: s.sentence}
	for _, date := range s.doc.Sentences[s.sentence].Dates {
		when, ok := dayOf(date.Moment)
		if !ok || when.surelyLater(s.when) {
			continue
		}
		cost, ok := distance(s.doc, s.of[k], date.Span)
		if ok && cost < best && !s.isAnothers(k, date.Span, cost) {
			best, found.span, found.when = cost, date.Span, when
		}
	}
	return found, found.when.known
}

// isAnothers says that a date is nearer to another source of the sentence.
func (s *statement) isAnothers(k int, date stemma.Span, cost int) bool {
	return slices.ContainsFunc(s.of, func(b stemma.Attribution) bool {
		other, ok := distance(s.doc, b, date)
		return b.Source.Source != s.of[k].Source.Source && ok && other < cost
	})
}

// dayOf returns the day of a moment; a month or a year tells too little.
func dayOf(m stemma.Moment) (interval, bool) {
	switch m.Precision {
	case stemma.PrecisionSecond, stemma.PrecisionMinute, stemma.PrecisionDay:
		lo := m.Time.Truncate(24 * time.Hour)
		return interval{lo: lo, hi: lo.AddDate(0, 0, 1).Add(-time.Second), known: true}, !m.Time.IsZero()
	}
	return interval{}, false
}

// distance counts the words between a date and the name or verb of an
// attribution. It reports false for a date that is part of what is said, or too
// far off.
func distance(d *text.Document, a stemma.Attribution, date stemma.Span) (int, bool) {
	s := &d.Sentences[a.Sentence]
	cost := min(between(d, s, a.Source.Span, date), between(d, s, a.Cue.Span, date))
	if isWithin(a.Content, date) {
		// "Sputnik reported Friday the dismantling of a cell"
		head := a.Content.Start == date.Start && between(d, s, a.Cue.Span, date) == 0 && a.Cue.End <= date.Start
		return cost, head
	}
	switch {
	case cost <= nearWords:
		return cost, true
	case cost <= breakWords+1 && aside(d, s, date) <= asideWords:
		return cost, true
	}
	return 0, false
}

func isWithin(r stemma.Role, date stemma.Span) bool {
	if len(r.Parts) == 0 {
		return r.Overlap(date) > 0
	}
	return slices.ContainsFunc(r.Parts, func(p [2]int) bool {
		return date.Overlap(stemma.Span{Start: p[0], End: p[1]}) > 0
	})
}

// between counts the words between two places of a sentence, and the breaks
// as so many words. Where the date is part of the place, only breaks before it
// count: "Sputnik, whose offices were searched on Tuesday".
func between(d *text.Document, s *text.Sentence, a, date stemma.Span) int {
	if a.Start < 0 || a.Start >= a.End || a.End > len(d.Article.Text) {
		return farApart
	}
	gap, count := stemma.Span{Start: min(a.End, date.End), End: max(a.Start, date.Start)}, 0
	if gap.Start < gap.End {
		count = wordsIn(s, gap)
	} else {
		gap = stemma.Span{Start: min(a.Start, date.Start), End: date.Start} // "a report of 12 February"
	}
	for _, r := range d.Article.Text[gap.Start:gap.End] {
		if isBreak(r) {
			count += breakWords
		}
	}
	return count
}

// farApart is more words than a sentence has: there is no such place.
const farApart = 1 << 20

// aside counts the words that stand beside a date between two breaks.
func aside(d *text.Document, s *text.Sentence, date stemma.Span) int {
	whole := d.Article.Text
	around := date
	for around.Start > s.Start {
		r, n := utf8.DecodeLastRuneInString(whole[s.Start:around.Start])
		if isBreak(r) {
			break
		}
		around.Start -= n
	}
	for around.End < s.End {
		r, n := utf8.DecodeRuneInString(whole[around.End:s.End])
		if isBreak(r) {
			break
		}
		around.End += n
	}
	return wordsIn(s, around) - wordsIn(s, date)
}

func wordsIn(s *text.Sentence, span stemma.Span) int {
	count := 0
	for i := range s.Words {
		if s.Words[i].Overlap(span) > 0 {
			count++
		}
	}
	return count
}

// isBreak says that a character parts a sentence: all punctuation does but what
// stands within words.
func isBreak(r rune) bool {
	switch r {
	case '\'', '’', '-', '.', '/', '·', '‐', '‑':
		return false
	}
	return unicode.IsPunct(r)
}

// agreed is the day that most articles name; all of those that equally many
// name where they contradict each other.
func agreed(datings []dating) interval {
	count := map[time.Time]int{}
	most := 0
	for i := range datings {
		lo := datings[i].when.lo
		count[lo]++
		most = max(most, count[lo])
	}
	var all interval
	for i := range datings {
		when := datings[i].when
		switch {
		case count[when.lo] < most:
		case !all.known:
			all = when
		default:
			all.lo, all.hi = earlier(all.lo, when.lo), later(all.hi, when.hi)
		}
	}
	return all
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
