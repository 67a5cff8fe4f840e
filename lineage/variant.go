package lineage

import (
	"context"
	"errors"
	"slices"
)

// Within a sentence, words are evidence too: who copies a text copies its
// variants. The passages of a unit that are in much the same words are collated
// (variantalign.go), and where they differ is a place with two or more
// readings. A reading that the child shares with others and not with the
// parent speaks against the edge, and more so if the parent's reading is the
// rarer one: a copy does not undo what nobody but its model has (Lachmann's
// common errors, and the sole readings that Dearing and Zarri take to show that
// a witness has no descendants).

const (
	// blockPlaces is how many places are resampled together: about as many as a
	// sentence of a report has. Hand-copied texts may have no sentences.
	blockPlaces = 12
	// lacuna is the reading where a passage has no text to compare.
	lacuna int16 = -1
)

// variants are the places at which the articles of a story differ in wording.
type variants struct {
	units  [][]collated // unit → its passages, by wording
	blocks []int        // blocks of places that are resampled on their own → their unit
	words  *wordbook
}

// collated are the passages of a unit that are in much the same words.
type collated struct {
	who    []int // articles, ascending
	places []place
}

// place is where passages differ. Readings and rivals are parallel to
// collated.who.
type place struct {
	draw     int     // what it is resampled with
	readings []int16 // lacuna where there is no text
	rivals   []int32 // how many others, not surely later, have the same reading
	held     []int32 // reading → how many articles have it
	words    []int32 // reading → the word, noWord where it is left out
}

// slot returns the index of an article among who, -1 if it is not there.
func (c *collated) slot(article int) int {
	if i, ok := slices.BinarySearch(c.who, article); ok {
		return i
	}
	return -1
}

const (
	// maxEffort is how many pairs of words are compared to collate a story's
	// passages, some ten seconds' worth, or leastEffort for each of their words,
	// whichever is more.
	maxEffort, leastEffort = 1 << 30, 1 << 12
)

// readVariants collates every unit of the story. One that would take more than
// its share of the effort, by the words that it has, is left alone.
func (g *graph) readVariants(ctx context.Context) (variants, error) {
	v := variants{units: make([][]collated, len(g.holders)), words: newWordbook()}
	perWord := max(leastEffort, maxEffort/max(1, g.countWords()))
	for unit := range g.holders {
		parts, err := byWording(ctx, g.passages(unit, v.words))
		if err != nil {
			return v, err
		}
		for _, part := range parts {
			if len(part) < 2 {
				continue
			}
			c, err := collate(ctx, part, v.words, perWord*wordsOfAll(part))
			switch {
			case errors.Is(err, errTooLarge):
			case err != nil:
				return v, err
			case len(c.places) > 0:
				c.number(unit, &v)
				g.countRivals(&c)
				v.units[unit] = append(v.units[unit], c)
			}
		}
	}
	return v, nil
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

// wordsOfAll counts the words of passages.
func wordsOfAll(list []passage) int {
	n := 0
	for _, p := range list {
		n += len(p.words)
	}
	return n
}

// number says what each place is resampled with: the first of them with their
// unit, the others block by block.
func (c *collated) number(unit int, v *variants) {
	for k := range c.places {
		if k < blockPlaces {
			c.places[k].draw = unit
			continue
		}
		if k%blockPlaces == 0 {
			v.blocks = append(v.blocks, unit)
		}
		c.places[k].draw = len(v.units) + len(v.blocks) - 1
	}
}

// numberApart resamples all places block by block.
func (c *collated) numberApart(v *variants) {
	for k := range c.places {
		if k%blockPlaces == 0 {
			v.blocks = append(v.blocks, 0)
		}
		c.places[k].draw = len(v.units) + len(v.blocks) - 1
	}
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

// countRivals counts for every article and place how many others have its
// reading and are not surely later.
func (g *graph) countRivals(c *collated) {
	order := make([]int, len(c.who)) // slots by when their articles may have come out
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return g.read[c.who[a]].when.lo.Compare(g.read[c.who[b]].when.lo) // unknown is the zero time
	})
	for k := range c.places {
		p := &c.places[k]
		p.rivals = make([]int32, len(c.who))
		for _, slots := range p.having(order) {
			for _, i := range slots {
				p.rivals[i] = int32(g.countEarlier(c.who, slots, i) - 1)
			}
		}
	}
}

// having lists for each reading the slots that have it, in the given order.
func (p *place) having(order []int) [][]int {
	list := make([][]int, len(p.held))
	for _, i := range order {
		if r := p.readings[i]; r != lacuna {
			list[r] = append(list[r], i)
		}
	}
	return list
}

// countEarlier counts the slots, by when they may have come out, that are not
// surely later than slot i.
func (g *graph) countEarlier(who, slots []int, i int) int {
	when := g.read[who[i]].when
	n, _ := slices.BinarySearchFunc(slots, true, func(h int, _ bool) int {
		if g.read[who[h]].when.surelyLater(when) {
			return 1
		}
		return -1
	})
	return n
}
