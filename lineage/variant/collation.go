// Package variant collates texts that are in much the same words, as an editor
// collates manuscripts, and draws the tree that their variants show. It knows
// words, witnesses and places where they differ; dates, citations and whose
// evidence counts how much are package lineage's.
//
//  1. Passages are parted by wording (passage.go): only what is in much the same
//     words has variants, and not another wording.
//  2. Those of a part are laid under each other word by word (align.go, band.go),
//     one after the other with the table made so far: progressive alignment
//     (Hogeweg & Hesper 1984), with the whole table and not with its first text
//     (Lee, Grasso & Sharlow 2002), so that the order of the witnesses does not
//     matter.
//  3. A column with more than one reading is a place (this file). An omission of
//     many words is one decision.
//  4. The shortest tree over the readings joins the witnesses themselves, and lost
//     texts between them where that saves enough changes (tree.go, median.go).
//
// What it does not try: moved passages, which stand in it as an omission and an
// addition, and spelling by the rules of a language.
package variant

import (
	"context"
	"math"
	"slices"
)

// Lacuna is the reading of a witness that has no text to compare at a place.
const Lacuna int16 = -1

// Collation are passages in much the same words laid under each other.
type Collation struct {
	Who    []int // witnesses, ascending
	Places []Place
	says   []int // slot → its passage
	saying []int // passage → how many say it
}

// AreCopies says that two slots have the same words, as others have, too: in none
// of the places do they differ, or have a reading that only the two have.
func (c *Collation) AreCopies(x, y int) bool {
	return len(c.says) > 0 && c.says[x] == c.says[y] && c.saying[c.says[x]] > 2
}

// AreEqual says that all of some slots have the words of slot x.
func (c *Collation) AreEqual(x int, slots []int) bool {
	return len(c.says) > 0 && !slices.ContainsFunc(slots, func(k int) bool { return c.says[k] != c.says[x] })
}

// Place is where witnesses differ, by a word or by having none. Readings are
// numbered from 0 as the witnesses have them.
type Place struct {
	Readings []int16 // parallel to Collation.Who; Lacuna where there is no text
	Held     []int32 // reading → how many witnesses have it
	Words    []int32 // reading → the word, NoWord where it is left out
}

// maxTable is how many cells, columns times witnesses, a collation may have.
const maxTable = 1 << 25

// Collate lays the passages of a part under each other. It compares no more than
// perWord pairs of words for each of their words, and fails with ErrTooLarge
// where that does not suffice, and when ctx ends.
func Collate(ctx context.Context, part []Passage, book *Book, perWord int) (Collation, error) {
	passages, words := make([][]int32, len(part)), 0
	for k, p := range part {
		passages[k] = p.words
		words += len(p.words)
	}
	columns, err := align(ctx, passages, book, perWord*words)
	if err != nil {
		return Collation{}, err
	}
	c := Collation{saying: make([]int, len(part))}
	c.Who, c.says = whose(part)
	for k, p := range part {
		c.saying[k] = len(p.who)
	}
	if len(columns)*len(c.Who) > maxTable {
		return Collation{}, ErrTooLarge
	}
	omit := omissions(columns, len(passages))
	for i := range columns {
		if p, ok := placeOf(&columns[i], omit[i], c.says); ok {
			c.Places = append(c.Places, p)
		}
	}
	return c, nil
}

// Witnesses lists whose passages are in a part, ascending.
func Witnesses(part []Passage) []int {
	who, _ := whose(part)
	return who
}

// whose lists the witnesses that have one of the passages, ascending, and which
// one each has.
func whose(part []Passage) (who, says []int) {
	of := map[int]int{}
	for k, p := range part {
		for _, a := range p.who {
			of[a] = k
			who = append(who, a)
		}
	}
	slices.Sort(who)
	says = make([]int, len(who))
	for i, a := range who {
		says[i] = of[a]
	}
	return who, says
}

// omissions marks where a passage has no word and that says nothing new: an
// omission of many words is one decision, noted in its first column; so is
// having none of an insertion of many words.
func omissions(columns []column, passages int) [][]bool {
	out := make([][]bool, len(columns))
	omitting := make([]bool, passages)
	for i := range columns {
		c := &columns[i]
		out[i] = make([]bool, passages)
		same := i > 0 && sameGaps(c, &columns[i-1])
		for p, word := range c.row {
			switch {
			case word != NoWord:
				omitting[p] = false
			case same || omitting[p]:
				out[i][p] = true
			case 2*c.held > passages:
				omitting[p] = true
			}
		}
	}
	return out
}

func sameGaps(a, b *column) bool {
	if a.held == len(a.row) {
		return false
	}
	for p := range a.row {
		if (a.row[p] == NoWord) != (b.row[p] == NoWord) {
			return false
		}
	}
	return true
}

// maxReadings is how many readings of a place are told apart: as many as a
// reading's number can name.
const maxReadings = math.MaxInt16

// placeOf makes a place of a column, if there is more than one reading in it.
func placeOf(c *column, silent []bool, says []int) (Place, bool) {
	p := Place{Readings: make([]int16, len(says))}
	number := map[int32]int16{}
	for i, k := range says {
		if silent[k] {
			p.Readings[i] = Lacuna
			continue
		}
		r, ok := number[c.row[k]]
		if !ok && len(number) == maxReadings {
			p.Readings[i] = Lacuna
			continue
		}
		if !ok {
			r = int16(len(number)) //nolint:gosec // below maxReadings
			number[c.row[k]] = r
			p.Held, p.Words = append(p.Held, 0), append(p.Words, c.row[k])
		}
		p.Readings[i] = r
		p.Held[r]++
	}
	return p, len(number) > 1
}
