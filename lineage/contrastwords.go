package lineage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/variant"
)

// differInWording: the child has the words of p, or its title, where q has
// others.
func (g *graph) differInWording(c, p, q int) []stemma.Evidence {
	var list []stemma.Evidence
	if e, ok := g.fewerApart(c, p, q); ok {
		list = append(list, e)
	}
	if e, ok := g.ownWords(c, p, q); ok {
		list = append(list, e)
	}
	if p >= len(g.read) || g.read[p].lang != g.read[c].lang {
		return list
	}
	child, parent := &g.read[c], &g.read[p]
	if e, ok := g.veryWords(c, p, q); ok {
		list = append(list, e)
	} else if e, ok := g.sharedWords(c, p, q); ok {
		list = append(list, e)
	}
	if q < len(g.read) && child.title != "" && child.title == parent.title && child.title != g.read[q].title {
		list = append(list, stemma.Evidence{Kind: stemma.EvidenceShared, Detail: "has the title of " + g.name(p)})
	}
	return list
}

// veryWords: the child has sentences word for word as p has them, and q has
// them in others, or in another language.
func (g *graph) veryWords(c, p, q int) (stemma.Evidence, bool) {
	foreign := q < len(g.read) && g.read[q].lang != g.read[c].lang
	var at locations
	for i := range g.read[c].byUnit {
		o := &g.read[c].byUnit[i]
		twin := g.read[p].find(o.unit)
		if twin == nil || twin.wording != o.wording {
			continue
		}
		if q >= len(g.read) || foreign || hasOtherWords(g.read[q].find(o.unit), o) {
			at.add(twin, o)
		}
	}
	e := g.told(c, &at, p)
	same := len(e.ChildSentences)
	detail := fmt.Sprintf("has the very words of %s in %s", g.name(p), sentencesOf(same))
	switch {
	case foreign && same > 0:
		detail += fmt.Sprintf("; %s is in another language", g.name(q))
	case foreign:
		detail = fmt.Sprintf("is in the language of %s; %s is in another", g.name(p), g.name(q))
	case q < len(g.read):
		detail += fmt.Sprintf(" where %s has others", g.name(q))
	}
	e.Detail = detail
	return e, same > 0 || foreign
}

func hasOtherWords(a, b *occurrence) bool { return a != nil && a.wording != b.wording }

// ownWords: q has words that nobody else has, and the child, as one who had
// copied it would, does not have them; p has fewer such.
func (g *graph) ownWords(c, p, q int) (stemma.Evidence, bool) {
	if q >= len(g.read) {
		return stemma.Evidence{}, false
	}
	n, words, at := g.solely(q, c)
	fewer := 0
	if p < len(g.read) {
		fewer, _, _ = g.solely(p, c)
	}
	if n < leastOwn || n <= fewer {
		return stemma.Evidence{}, false
	}
	detail := fmt.Sprintf("has none of the %d words that only %s has", n, g.name(q))
	if len(words) > 0 {
		detail += ": “" + strings.Join(words, "”, “") + "”"
	}
	return stemma.Evidence{Kind: stemma.EvidenceChange, Detail: detail, ChildSentences: at}, true
}

// leastOwn is how many such words are worth a mention: a slip or two that a
// copyist sees through say nothing.
const leastOwn = 3

// solely counts the places where article q has a reading that no other has, with
// some of these words, and the sentences of article c that read otherwise.
func (g *graph) solely(q, c int) (n int, words []string, at []int) {
	for _, o := range g.read[c].byUnit {
		for k := range g.variants.units[o.unit] {
			col := &g.variants.units[o.unit][k]
			x, y := col.Slot(c), col.Slot(q)
			if x < 0 || y < 0 {
				continue
			}
			before := n
			for m := range col.Places {
				place := &col.Places[m]
				r := place.Readings[y]
				if r == variant.Lacuna || place.Readings[x] == variant.Lacuna || place.Held[r] != 1 || len(place.Held) < 2 {
					continue
				}
				n++
				if w := g.variants.book.Form(place.Words[r]); place.Words[r] != variant.NoWord && len(words) < maxWords && !slices.Contains(words, w) {
					words = append(words, w)
				}
			}
			if n > before {
				at = append(at, o.all...)
			}
		}
	}
	slices.Sort(at)
	return n, words, slices.Compact(at)
}

// maxWords is how many words are quoted that tell two parents apart.
const maxWords = 3

// sharedWords quotes the words that the child has in common with article p and
// not with article q, where it has more of these than the other way round.
func (g *graph) sharedWords(c, p, q int) (stemma.Evidence, bool) {
	if q >= len(g.read) || g.read[q].lang != g.read[c].lang {
		return stemma.Evidence{}, false
	}
	var at locations
	var words []string
	less := 0
	for i := range g.read[c].byUnit {
		o := &g.read[c].byUnit[i]
		x, y := g.read[p].find(o.unit), g.read[q].find(o.unit)
		if x == nil || y == nil || x.wording == y.wording {
			continue
		}
		more, n := inCommon(g.wordsIn(c, o), g.wordsIn(p, x), g.wordsIn(q, y))
		less += n
		if words = append(words, more...); len(more) > 0 {
			at.add(x, o)
		}
	}
	if len(words) <= less {
		return stemma.Evidence{}, false
	}
	detail := fmt.Sprintf("has %s, as %s does and %s does not", quoted(words), g.name(p), g.name(q))
	return at.evidence(stemma.EvidenceShared, detail), true
}

// inCommon lists the words that in and p have and q lacks, and counts those
// that in and q have and p lacks.
func inCommon(in, p, q []spoken) (more []string, less int) {
	for i := range in {
		form := in[i].form
		for len(p) > 0 && p[0].form < form {
			p = p[1:]
		}
		for len(q) > 0 && q[0].form < form {
			q = q[1:]
		}
		switch inP, inQ := len(p) > 0 && p[0].form == form, len(q) > 0 && q[0].form == form; {
		case inP && !inQ:
			more = append(more, in[i].word)
		case inQ && !inP:
			less++
		}
	}
	return more, less
}

// quoted lists a few words, the longest first: they say most.
func quoted(words []string) string {
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	words = slices.Compact(words)
	out := make([]string, min(len(words), maxWords))
	for i := range out {
		out[i] = "“" + words[i] + "”"
	}
	list := strings.Join(out, ", ")
	switch more := len(words) - len(out); {
	case more == 1:
		list += " and 1 more word"
	case more > 1:
		list += fmt.Sprintf(" and %d more words", more)
	}
	return list
}

// spoken is a word as it is compared and as it stands.
type spoken struct{ form, word string }

// wordsIn are the words of an occurrence by their form, each once. They are kept: a
// report is held against several others in each of its sentences.
func (g *graph) wordsIn(article int, o *occurrence) []spoken {
	key := [2]int{article, o.unit}
	words, known := g.spoken[key]
	if known {
		return words
	}
	d := g.story.Docs[article]
	for _, j := range o.all {
		for _, w := range d.Sentences[j].Words {
			words = append(words, spoken{w.Form, d.Article.Text[w.Start:w.End]})
		}
	}
	slices.Reverse(words) // of a word that comes twice, the last one counts
	slices.SortStableFunc(words, func(a, b spoken) int { return strings.Compare(a.form, b.form) })
	words = slices.CompactFunc(words, func(a, b spoken) bool { return a.form == b.form })
	if g.spoken == nil {
		g.spoken = map[[2]int][]spoken{}
	}
	g.spoken[key] = words
	return words
}

// writes says that article p has a number in an occurrence of a unit, read as
// such or not, or next to it: what was not understood is no difference. That the
// digits may be part of others (5 in 2025) only makes for less to be said.
func (g *graph) writes(p int, o *occurrence, number float64) bool {
	if slices.Contains(o.numbers, number) {
		return true
	}
	d := g.story.Docs[p]
	want := strings.ReplaceAll(strconv.FormatFloat(number, 'f', -1, 64), ".", "") // as foldDigits has it
	first, last := max(0, o.all[0]-1), min(len(d.Sentences)-1, o.all[len(o.all)-1]+1)
	around := d.Article.Text[d.Sentences[first].Start:d.Sentences[last].End]
	return strings.Contains(foldDigits(around), want)
}

// foldDigits writes the digits of every script as ASCII, and leaves out what
// may part thousands.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r == ',' || r == '.' || r == '\u00a0' || r == '\u202f' || r == '\'' || r == '٬' || r == '٫':
			return -1
		case unicode.IsDigit(r):
			return '0' + digitValue(r)
		}
		return r
	}, s)
}

// digitValue relies on Unicode keeping the ten digits of a script in a row
// that starts with its zero.
func digitValue(r rune) rune {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return r - zero
}
