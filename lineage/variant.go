package lineage

import (
	"context"
	"errors"
	"slices"

	"github.com/stemma-news/stemma/lineage/variant"
)

// Within a sentence, words are evidence too: who copies a text copies its
// variants. The passages of a unit that are in much the same words are collated
// (package variant), and where they differ is a place with two or more
// readings. A reading that the child shares with others and not with the
// parent speaks against the edge, and more so if the parent's reading is the
// rarer one: a copy does not undo what nobody but its model has (Lachmann's
// common errors, and the sole readings that Dearing and Zarri take to show that
// a witness has no descendants).

// blockPlaces is how many places are resampled together: about as many as a
// sentence of a report has. Hand-copied texts may have no sentences.
const blockPlaces = 12

// variants are the places at which the articles of a story differ in wording.
type variants struct {
	units  [][]collated // unit → its passages, by wording
	blocks []int        // blocks of places that are resampled on their own → their unit
	book   *variant.Book
}

// collated are passages in much the same words, of articles by their numbers.
type collated struct {
	variant.Collation
	draw []int // place → what it is resampled with
	// readings are those of the places, and traits what is to be known of them, by slot
	// and place: every article is held against dozens of others.
	readings [][]int16
	traits   [][]trait
}

// trait is what is to be known of the reading that an article has at a place.
type trait uint8

const (
	// rivalled says that another, not surely later, has the same reading.
	rivalled trait = 1 << iota
	// byTwo says that two have it, and sole that no other has it.
	byTwo
	sole
)

const (
	// maxEffort is how many pairs of words are compared to collate a story's
	// passages, some ten seconds' worth, or leastEffort for each of their words,
	// whichever is more.
	maxEffort, leastEffort = 1 << 30, 1 << 12
)

// readVariants collates every unit of the story. One that would take more than
// its share of the effort, by the words that it has, is left alone.
func (g *graph) readVariants(ctx context.Context) (variants, error) {
	v := variants{units: make([][]collated, len(g.holders)), book: variant.NewBook()}
	perWord := max(leastEffort, maxEffort/max(1, g.countWords()))
	for unit, articles := range g.holders {
		if g.bound.Spent() {
			g.noTimeFor(nil, "the words of %d of %d claims were not compared", len(g.holders)-unit, len(g.holders))
			break
		}
		passages := v.book.Passages(articles, func(a int) []int32 { return g.wordsOf(a, g.read[a].find(unit).all, v.book) })
		parts, err := variant.Parts(ctx, passages)
		if err != nil {
			return v, err
		}
		for _, part := range parts {
			if len(part) < 2 {
				continue
			}
			c, err := variant.Collate(ctx, part, v.book, perWord)
			switch {
			case errors.Is(err, variant.ErrTooLarge):
			case err != nil:
				return v, err
			case len(c.Places) > 0:
				v.units[unit] = append(v.units[unit], g.collated(c, v.number(unit, blockPlaces, len(c.Places))))
			}
		}
	}
	return v, nil
}

// wordsOf returns the words of an article's sentences.
func (g *graph) wordsOf(article int, sentences []int, book *variant.Book) []int32 {
	var words []int32
	d := g.story.Docs[article]
	for _, j := range sentences {
		for _, w := range d.Sentences[j].Words {
			words = append(words, book.Number(w.Form))
		}
	}
	return words
}

// countWords counts the words of all articles.
func (g *graph) countWords() int {
	n := 0
	for _, d := range g.story.Docs {
		for j := range d.Sentences {
			n += len(d.Sentences[j].Words)
		}
	}
	return n
}

// number says what each of so many places is resampled with: the first of them
// along with their unit, the others block by block.
func (v *variants) number(unit, along, places int) []int {
	draw := make([]int, places)
	for k := range draw {
		if k < along {
			draw[k] = unit
			continue
		}
		if k%blockPlaces == 0 {
			v.blocks = append(v.blocks, unit)
		}
		draw[k] = v.draws() - 1
	}
	return draw
}

// draws is how many numbers a round of the bootstrap draws: one for each unit,
// and one for each further block of places.
func (v *variants) draws() int { return len(v.units) + len(v.blocks) }

// spread gives every block a key of its own, made from that of its unit.
func (v *variants) spread(keys []uint64) {
	for k, unit := range v.blocks {
		if k > 0 && v.blocks[k-1] == unit {
			keys[len(v.units)+k] = mix(keys[len(v.units)+k-1])
		} else {
			keys[len(v.units)+k] = mix(keys[unit])
		}
	}
}

// collated lists a collation's readings by slot, and says of each of them who else
// has it.
func (g *graph) collated(c variant.Collation, draw []int) collated {
	order := make([]int, len(c.Who)) // slots by when their articles may have come out
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return g.read[c.Who[a]].when.lo.Compare(g.read[c.Who[b]].when.lo) // unknown is the zero time
	})
	out := collated{Collation: c, draw: draw, readings: make([][]int16, len(c.Who)), traits: make([][]trait, len(c.Who))}
	n := len(c.Places)
	readings, traits := make([]int16, n*len(c.Who)), make([]trait, n*len(c.Who))
	for i := range c.Who {
		out.readings[i], out.traits[i] = readings[i*n:(i+1)*n], traits[i*n:(i+1)*n]
	}
	for k := range c.Places {
		for i, r := range c.Places[k].Readings {
			out.readings[i][k] = r
		}
		for _, slots := range c.Places[k].Having(order) {
			for rank, i := range slots {
				out.traits[i][k] = g.traitOf(c.Who, slots, rank)
			}
		}
	}
	return out
}

// traitOf says who else has the reading of some slots, by when they may have come
// out, than the one of that rank. No one is later than all others if the second
// is not.
func (g *graph) traitOf(who, slots []int, rank int) (t trait) {
	switch len(slots) {
	case 1:
		return sole
	case 2:
		t = byTwo
	}
	if rank > 0 || !g.read[who[slots[1]]].when.surelyLater(g.read[who[slots[0]]].when) {
		t |= rivalled
	}
	return t
}
