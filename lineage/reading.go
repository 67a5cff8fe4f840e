package lineage

import (
	"context"
	"hash/fnv"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// A unit is one thing that the story says: a claim, in the words of the rest
// of stemma. Articles are compared as sequences of units.

// occurrence is a unit as one article says it.
type occurrence struct {
	unit     int
	rank     int    // place among the article's occurrences
	sentence int    // first of sentences
	all      []int  // all sentences of the passage
	wording  uint64 // hash of the words: punctuation and case do not count
	numbers  []float64
}

// reading is what an article says.
type reading struct {
	lang   string
	title  string
	outlet string // as the article names it
	when   interval
	// updated is when the outlet last changed it, if that was later: the text is
	// of then.
	updated interval
	seq     []occurrence // in the order of the text
	byUnit  []occurrence // the same, by unit; a unit said twice counts once
	units   unitSet      // of byUnit
}

// find returns the reading's occurrence of a unit, nil if it has none. It is
// asked more often than anything else.
func (r *reading) find(unit int) *occurrence {
	if !r.units.has(unit) {
		return nil
	}
	from, end := 0, len(r.byUnit)
	for from+1 < end {
		if mid := int(uint(from+end) >> 1); r.byUnit[mid].unit <= unit {
			from = mid
		} else {
			end = mid
		}
	}
	return &r.byUnit[from]
}

// unitSet is a set of units, a bit for each.
type unitSet []uint64

func (s *unitSet) add(unit int) {
	for len(*s) <= unit>>6 {
		*s = append(*s, 0)
	}
	(*s)[unit>>6] |= 1 << (unit & 63)
}

func (s unitSet) has(unit int) bool {
	return unit>>6 < len(s) && s[unit>>6]>>(unit&63)&1 != 0
}

// common counts the units of both sets.
func (s unitSet) common(o unitSet) int {
	n := 0
	for i := range min(len(s), len(o)) {
		n += bits.OnesCount64(s[i] & o[i])
	}
	return n
}

// within says that the other set has all units of this one.
func (s unitSet) within(o unitSet) bool {
	for i, x := range s {
		if i < len(o) {
			x &^= o[i]
		}
		if x != 0 {
			return false
		}
	}
	return true
}

// readings turns the story into sequences of units, and returns for each unit
// the articles that hold it. Sentences that are boilerplate or mute are no
// units.
func readings(ctx context.Context, s Story, mute map[passageKey]bool) ([]reading, [][]int, error) {
	index := articleIndex(s.Docs)
	out := make([]reading, len(s.Docs))
	moments := momentsOf(s.Docs)
	for i, d := range s.Docs {
		a := &d.Article
		out[i] = reading{
			lang: baseLang(a.Lang), title: foldTitle(a.Title), outlet: a.Outlet,
			when: moments[i], updated: updateOf(a, moments[i]),
		}
	}
	var holders [][]int
	for _, c := range claimsOf(s) {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		var held []int
		for _, p := range c.Passages {
			i, ok := index[p.Article]
			if !ok {
				continue
			}
			if o, ok := occurrenceOf(s.Docs[i], i, p.Sentences, mute); ok {
				o.unit = len(holders)
				out[i].seq = append(out[i].seq, o)
				held = append(held, i)
			}
		}
		if len(held) > 0 {
			slices.Sort(held)
			holders = append(holders, slices.Compact(held))
		}
	}
	for i := range out {
		out[i].arrange()
	}
	return out, holders, nil
}

// passageKey is a sentence of an article of the story.
type passageKey struct{ article, sentence int }

// commonText is the share of a link's words from which it shows no descent.
const commonText = 0.5

// mute returns the sentences that say nothing about descent: those that only
// name the source ("Reuters reports."), and those that are linked by words
// alone that everybody has, as the description of an agency.
func (s Story) mute(credits map[passageKey]bool) map[passageKey]bool {
	index := articleIndex(s.Docs)
	linked := map[passageKey]bool{} // by common words, as long as no link is of others
	note := func(article string, sentences []int, common bool) {
		i, ok := index[article]
		for _, j := range sentences {
			key := passageKey{i, j}
			if before, seen := linked[key]; ok {
				linked[key] = common && (before || !seen)
			}
		}
	}
	for i := range s.Links {
		l := &s.Links[i]
		note(l.A, l.ASentences, l.Common >= commonText)
		note(l.B, l.BSentences, l.Common >= commonText)
	}
	out := maps.Clone(credits)
	for key, common := range linked {
		if common {
			out[key] = true
		}
	}
	return out
}

func occurrenceOf(d *text.Document, article int, sentences []int, mute map[passageKey]bool) (occurrence, bool) {
	var o occurrence
	wording := fnv.New64a()
	for _, j := range sentences {
		if j < 0 || j >= len(d.Sentences) || d.Sentences[j].Boilerplate || mute[passageKey{article, j}] {
			continue
		}
		sentence := &d.Sentences[j]
		o.all = append(o.all, j)
		for _, w := range sentence.Words {
			wording.Write([]byte(w.Form + " ")) // a hash never fails
		}
		o.numbers = append(o.numbers, digitNumbers(d, sentence)...)
	}
	if len(o.all) == 0 {
		return o, false
	}
	slices.Sort(o.all)
	slices.Sort(o.numbers)
	o.numbers = slices.Compact(o.numbers)
	o.sentence, o.wording = o.all[0], wording.Sum64()
	return o, true
}

// digitNumbers returns the numbers of a sentence that are written in digits.
// Those in words are left out: one language's "one" is another's article.
func digitNumbers(d *text.Document, s *text.Sentence) []float64 {
	var values []float64
	for _, n := range s.Numbers {
		if hasDigit(d.Article.Text, n.Span) {
			values = append(values, n.Value)
			if n.High > n.Value {
				values = append(values, n.High)
			}
		}
	}
	return values
}

// arrange sorts the occurrences and numbers their places.
func (r *reading) arrange() {
	slices.SortFunc(r.seq, func(a, b occurrence) int {
		if a.sentence != b.sentence {
			return a.sentence - b.sentence
		}
		return a.unit - b.unit
	})
	for i := range r.seq {
		r.seq[i].rank = i
	}
	r.byUnit = slices.Clone(r.seq)
	slices.SortFunc(r.byUnit, func(a, b occurrence) int {
		if a.unit != b.unit {
			return a.unit - b.unit
		}
		return a.rank - b.rank
	})
	r.byUnit = slices.CompactFunc(r.byUnit, func(a, b occurrence) bool { return a.unit == b.unit })
	r.units = nil
	for i := range slices.Backward(r.byUnit) {
		r.units.add(r.byUnit[i].unit)
	}
}

func articleIndex(docs []*text.Document) map[string]int {
	index := make(map[string]int, len(docs))
	for i, d := range docs {
		index[d.Article.ID] = i
	}
	return index
}

// baseLang drops script and region: pt-BR is copied from pt, not translated.
func baseLang(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

// foldTitle folds a title so that case, spaces and punctuation do not count.
func foldTitle(s string) string { return foldName(s) }

// foldName keeps letters and digits only, in lower case: "Islam Times" and
// "IslamTimes" are one outlet.
func foldName(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
		return unicode.ToLower(r)
	}
	return -1
}

// foldsTo says that s is a name that is folded already, but for what folding
// does. Most texts show in their first letters that they are not.
func foldsTo(s, folded string) bool {
	for _, r := range s {
		if r = foldRune(r); r < 0 {
			continue
		}
		first, n := utf8.DecodeRuneInString(folded)
		if n == 0 || first != r {
			return false
		}
		folded = folded[n:]
	}
	return folded == ""
}

func hasDigit(s string, span stemma.Span) bool {
	if span.Start < 0 || span.End > len(s) || span.Start >= span.End {
		return false
	}
	for _, r := range s[span.Start:span.End] {
		if r != utf8.RuneError && unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
