package cluster

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

// corpus is what a stream knows of its active articles together: how many have
// a feature, which outlets are named how often, the sum of their vectors. All
// are whole numbers that an article is added to when it comes and taken from
// when it goes, so they depend on the articles that are there, not on their
// order nor on those that went: a restored stream has the same.
type corpus struct {
	articles int
	spots    map[uint32]int32 // feature → where it is counted
	counted  []counted        // by spot
	telling  []int32          // by spot: how many articles have it, 0 where it is no one's name
	lists    [][]int32        // places of those who have a feature, see counted
	free     []int32          // spots that no feature has
	unused   []int32          // of lists
	outlets  map[uint32]int32
	named    []int32 // how many articles name an outlet, by the low bits of its hash
	sum      []int64 // of the vectors, in units of 1/fixed
	vectors  int
	logs     []float64 // of whole numbers
}

// counted is a feature, how many articles have it, and how many as a name or
// number. Most features are one article's alone: then holders is its place,
// and no list is kept. Else it is which list they are on, nobody where they are
// or were too many to be asked for. What a weight needs, which is asked for all
// over the memory, stands by itself, in corpus.telling.
type counted struct {
	feature             uint32
	all, names, holders int32
}

const nobody = -1

const (
	// fixed is the unit of a sum of vectors: a sum of floats would depend on
	// the order.
	fixed = 1 << 24
	// namedBits says how many counters there are for the outlets that articles
	// name. Articles name far more runs of words than there are outlets, so
	// they are counted by a part of their hash; a rarity is a logarithm and
	// minds a few too many little.
	namedBits = 18
)

func newCorpus() *corpus {
	return &corpus{spots: map[uint32]int32{}, outlets: map[uint32]int32{}, named: make([]int32, 1<<namedBits), logs: []float64{0}}
}

// held is a feature of an active article: where it is counted, the logarithmic
// weight of how often the article has it, and whether as a name or number; words
// is as count has it, number whether it is one.
type held struct {
	spot   int32
	weight float32
	named  bool
	number bool
	words  uint8
}

// add counts an article in and returns its features in ascending order.
func (c *corpus) add(p *Profile, place int32) []held {
	c.count(p, 1)
	features := make([]held, 0, len(p.names)+len(p.words))
	p.eachFeature(func(f uint32, n int, named bool, words uint8) {
		spot := c.spot(f)
		c.hold(spot, place, named)
		features = append(features, held{spot, float32(1 + c.logs[n]), named, f&1 != 0, words})
	})
	return features
}

// hold counts in that the article at a place has a feature.
func (c *corpus) hold(spot, place int32, named bool) {
	have := &c.counted[spot]
	have.all++
	if named {
		have.names++
	}
	c.tell(spot)
	switch {
	case have.all == 1:
		have.holders = place
	case have.holders == nobody:
	case have.all == 2:
		have.holders = c.list(have.holders, place)
	case have.all <= 2*crowd:
		c.lists[have.holders] = append(c.lists[have.holders], place)
	default:
		c.forget(have)
	}
}

// remove counts out an article for which add returned the features.
func (c *corpus) remove(p *Profile, place int32, features []held) {
	c.count(p, -1)
	for _, f := range features {
		have := &c.counted[f.spot]
		have.all--
		if f.named {
			have.names--
		}
		c.tell(f.spot)
		if have.all == 0 {
			delete(c.spots, have.feature)
			c.free = append(c.free, f.spot)
		} else if have.holders != nobody {
			c.release(have, place)
		}
	}
}

// release takes a place off a feature's list.
func (c *corpus) release(have *counted, place int32) {
	list := c.lists[have.holders]
	if at := slices.Index(list, place); at >= 0 {
		list = slices.Delete(list, at, at+1)
		c.lists[have.holders] = list
	}
	if have.all == 1 {
		c.forget(have)
		have.holders = list[0]
	}
}

// list makes a list of places.
func (c *corpus) list(places ...int32) (number int32) {
	if last := len(c.unused) - 1; last >= 0 {
		number, c.unused = c.unused[last], c.unused[:last]
	} else {
		number = int32(len(c.lists))
		c.lists = append(c.lists, nil)
	}
	c.lists[number] = append(c.lists[number], places...)
	return number
}

// forget empties a feature's list for another one.
func (c *corpus) forget(have *counted) {
	const usual = 16
	if list := c.lists[have.holders]; cap(list) <= usual {
		c.lists[have.holders] = list[:0]
	} else {
		c.lists[have.holders] = nil
	}
	c.unused = append(c.unused, have.holders)
	have.holders = nobody
}

func (c *corpus) tell(spot int32) {
	c.telling[spot] = 0
	if have := &c.counted[spot]; have.names > 0 {
		c.telling[spot] = have.all
	}
}

func (c *corpus) spot(feature uint32) int32 {
	if spot, ok := c.spots[feature]; ok {
		return spot
	}
	var spot int32
	if last := len(c.free) - 1; last >= 0 {
		spot, c.free = c.free[last], c.free[:last]
	} else {
		spot = int32(len(c.counted))
		c.counted, c.telling = append(c.counted, counted{}), append(c.telling, 0)
	}
	c.counted[spot].feature = feature
	c.spots[feature] = spot
	return spot
}

// count counts an article in or, with by -1, out.
func (c *corpus) count(p *Profile, by int) {
	c.articles += by
	for len(c.logs) <= max(c.articles+smoothing, 2*mostCounted) {
		c.logs = append(c.logs, math.Log(float64(len(c.logs))))
	}
	if n := c.outlets[p.outlet] + int32(by); n > 0 {
		c.outlets[p.outlet] = n
	} else {
		delete(c.outlets, p.outlet)
	}
	for _, h := range p.named {
		c.named[h&(1<<namedBits-1)] += int32(by)
	}
	if len(p.dense.values) == 0 {
		return
	}
	if c.sum == nil {
		c.sum = make([]int64, len(p.dense.values))
	}
	if len(p.dense.values) != len(c.sum) {
		return // of another model: its names and numbers count
	}
	c.vectors += by
	unit := int64(math.Round(float64(p.dense.scale) * fixed))
	for k, x := range p.dense.values {
		c.sum[k] += int64(by) * int64(x) * unit
	}
}

// eachFeature calls f for the profile's names and words in ascending order,
// once for each.
func (p *Profile) eachFeature(f func(feature uint32, n int, named bool, words uint8)) {
	names, words := p.names, p.words
	for len(names) > 0 || len(words) > 0 {
		switch {
		case len(words) == 0 || len(names) > 0 && names[0].feature < words[0].feature:
			f(names[0].feature, int(names[0].n), true, names[0].words)
			names = names[1:]
		case len(names) == 0 || words[0].feature < names[0].feature:
			f(words[0].feature, int(words[0].n), false, 0)
			words = words[1:]
		default:
			f(names[0].feature, int(names[0].n)+int(words[0].n), true, names[0].words)
			names, words = names[1:], words[1:]
		}
	}
}

// weight is that of a feature in an article before it is normalised, as
// vocabulary.terms has it, and what it counts for in the norm; 0 for a word that
// is no one's name.
func (c *corpus) weight(f held) (w, full float64) {
	holders := c.telling[f.spot]
	if holders == 0 {
		return 0, 0
	}
	full = float64(f.weight) * (c.logs[c.articles+smoothing] - c.logs[holders])
	if f.number {
		return numberWeight * full, full
	}
	return full, full
}

// terms are an article's features as vocabulary.terms weighs them.
func (c *corpus) terms(features []held) []term {
	terms := make([]term, 0, len(features))
	norm := 0.0
	for _, f := range features {
		if w, full := c.weight(f); w > 0 {
			norm += full * full
			terms = append(terms, term{int32(c.counted[f.spot].feature), float32(w), float32(f.words)})
		}
	}
	scale := termScale(norm)
	for k := range terms {
		terms[k].weight *= scale
	}
	return terms
}

// termsAmong appends the terms that are marked, with the weights that they
// have among all, and returns the sum of the squares of all.
func (c *corpus) termsAmong(terms []term, features []held, marked spots) ([]term, float64) {
	norm, self, from := 0.0, 0.0, len(terms)
	for _, f := range features {
		w, full := c.weight(f)
		norm += full * full
		self += w * w
		if w > 0 && marked.has(f.spot) {
			terms = append(terms, term{int32(c.counted[f.spot].feature), float32(w), float32(f.words)})
		}
	}
	scale := termScale(norm)
	for k := from; k < len(terms); k++ {
		terms[k].weight *= scale
	}
	return terms, self * float64(scale) * float64(scale)
}

// addTo adds an article's weights to those by spot.
func (c *corpus) addTo(weights []float64, features []held) {
	norm := 0.0
	for _, f := range features {
		_, full := c.weight(f)
		norm += full * full
	}
	scale := float64(termScale(norm))
	for _, f := range features {
		w, _ := c.weight(f)
		weights[f.spot] += scale * w
	}
}

// outletTerms are whose the article is and which active outlets it names, as
// credit weighs them.
func (c *corpus) outletTerms(p *Profile) (own, named []term) {
	for _, h := range p.named {
		if h != p.outlet && c.outlets[h] > 0 {
			named = append(named, c.outletTerm(h))
		}
	}
	return []term{{feature: int32(p.outlet), weight: 1}}, named
}

// outletTerm is that an article names an active outlet: the more articles an
// outlet has or is named in, the less it says.
func (c *corpus) outletTerm(outlet uint32) term {
	holders := c.outlets[outlet] + c.named[outlet&(1<<namedBits-1)]
	rarity := 1 - math.Log(float64(holders))/c.logs[c.articles+smoothing]
	return term{feature: int32(outlet), weight: float32(max(0, rarity))}
}

// centred appends to out, which is empty, the direction of a vector less the
// common part.
func centred(out []float32, v small, common []float32) []float32 {
	out = v.wide(out)
	if len(out) == len(common) {
		for k := range out {
			out[k] -= common[k]
		}
	}
	vector.Normalise(out)
	return out
}
