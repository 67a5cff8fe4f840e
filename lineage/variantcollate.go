package lineage

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// passage is what one or more articles say word for word in a unit.
type passage struct {
	words []int32
	bag   []int32 // the words, sorted
	who   []int
}

// passages returns the different passages of a unit, longest first.
func (g *graph) passages(unit int, words *wordbook) []passage {
	return g.passagesOf(g.holders[unit], func(a int) []int { return g.read[a].find(unit).all }, words)
}

// passagesOf returns the different passages that articles have in their
// sentences, longest first.
func (g *graph) passagesOf(articles []int, sentences func(article int) []int, words *wordbook) []passage {
	var list []passage
	number := map[string]int{}
	for _, a := range articles {
		said := words.of(g.story.Docs[a], sentences(a))
		said = said[:min(len(said), longestPassage)]
		key := wordsKey(said)
		k, ok := number[key]
		if !ok {
			k = len(list)
			number[key] = k
			bag := slices.Clone(said)
			slices.Sort(bag)
			list = append(list, passage{words: said, bag: bag})
		}
		list[k].who = append(list[k].who, a)
	}
	slices.SortFunc(list, func(a, b passage) int { // whatever the order of the articles
		return cmp.Or(len(b.words)-len(a.words), words.compare(a.words, b.words))
	})
	return list
}

// sameWords is the share of the shorter passage's words that are the longer
// one's too from which two are compared word by word. Between others, as two
// translations of one sentence, the words are not so many variants: that the
// wording is another is all there is to say.
const sameWords = 0.6

// maxWordings is with how many of the parts made so far a passage is compared:
// hundreds of texts without a word in common are no family.
const maxWordings = 64

// byWording parts the passages of a unit by whether they are in much the same
// words as the first of their part.
func byWording(ctx context.Context, list []passage) ([][]passage, error) {
	var parts [][]passage
	for _, p := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k := slices.IndexFunc(parts[:min(len(parts), maxWordings)], func(part []passage) bool {
			return float64(shared(p.bag, part[0].bag)) >= sameWords*float64(len(p.bag))
		})
		if k < 0 {
			parts = append(parts, []passage{p})
		} else {
			parts[k] = append(parts[k], p)
		}
	}
	return parts, nil
}

// collate lays passages under each other and returns the places at which they
// differ, and whose they are. It compares no more pairs of words than most, and
// fails with errTooLarge where they do not suffice.
func collate(ctx context.Context, list []passage, words *wordbook, most int) (collated, error) {
	passages := make([][]int32, len(list))
	for k, p := range list {
		passages[k] = p.words
	}
	columns, err := align(ctx, passages, words, most)
	if err != nil {
		return collated{}, err
	}
	var c collated
	var class []int
	c.who, class = whose(list)
	if len(columns)*len(c.who) > maxTable {
		return collated{}, errTooLarge
	}
	omit := omissions(columns, len(passages))
	for i := range columns {
		if p, ok := placeOf(&columns[i], omit[i], class); ok {
			c.places = append(c.places, p)
		}
	}
	return c, nil
}

// whose lists the articles that have one of the passages, ascending, and which
// one each has.
func whose(list []passage) (who, class []int) {
	of := map[int]int{}
	for k, p := range list {
		for _, a := range p.who {
			of[a] = k
			who = append(who, a)
		}
	}
	slices.Sort(who)
	class = make([]int, len(who))
	for i, a := range who {
		class[i] = of[a]
	}
	return who, class
}

// omissions marks where a witness has no word and that says nothing new: an
// omission of many words is one decision, noted in its first column; so is
// having none of an insertion of many words.
func omissions(columns []column, witnesses int) [][]bool {
	out := make([][]bool, len(columns))
	omitting := make([]bool, witnesses)
	for i := range columns {
		c := &columns[i]
		out[i] = make([]bool, witnesses)
		same := i > 0 && sameGaps(c, &columns[i-1])
		for w, word := range c.row {
			switch {
			case word != noWord:
				omitting[w] = false
			case same || omitting[w]:
				out[i][w] = true
			case 2*c.held > witnesses:
				omitting[w] = true
			}
		}
	}
	return out
}

func sameGaps(a, b *column) bool {
	if a.held == len(a.row) {
		return false
	}
	for w := range a.row {
		if (a.row[w] == noWord) != (b.row[w] == noWord) {
			return false
		}
	}
	return true
}

// maxReadings is how many readings of a place are told apart: as many as a
// reading's number can name.
const maxReadings = math.MaxInt16

// placeOf makes a place of a column, if there is more than one reading in it.
func placeOf(c *column, silent []bool, class []int) (place, bool) {
	p := place{readings: make([]int16, len(class))}
	number := map[int32]int16{}
	for i, k := range class {
		if silent[k] {
			p.readings[i] = lacuna
			continue
		}
		r, ok := number[c.row[k]]
		if !ok && len(number) == maxReadings {
			p.readings[i] = lacuna
			continue
		}
		if !ok {
			r = int16(len(number))
			number[c.row[k]] = r
			p.held, p.words = append(p.held, 0), append(p.words, c.row[k])
		}
		p.readings[i] = r
		p.held[r]++
	}
	return p, len(number) > 1
}
