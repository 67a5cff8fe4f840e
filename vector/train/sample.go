package train

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
)

// example is a pair as the model sees it.
type example struct {
	key  uint64 // of the English side: examples with the same key are not each other's negatives
	a, b []uint32
}

// sampler draws batches. Within a language and kind, every pair comes once before any comes again.
type sampler struct {
	o        Options
	rng      *rand.Rand
	direct   [2]pool    // entries, sentences
	pivoted  [2][]group // entries, sentences
	cursor   [2]int
	original []*language
}

// pool holds the pairs of one kind, by language.
type pool struct {
	order  [][]uint32 // indices of the language's pairs, shuffled
	at     []int
	chance []float64 // cumulative
}

func (p *pool) total() float64 { return p.chance[len(p.chance)-1] }

// group is an English side that several languages have.
type group []member

type member struct{ language, pair uint32 }

func newSampler(o Options, langs []*language) (*sampler, error) {
	s := &sampler{o: o, rng: rand.New(rand.NewPCG(o.Seed, 1)), original: langs}
	for kind := range s.direct {
		s.direct[kind] = s.newPool(kind == 1)
		s.pivoted[kind] = s.groups(kind == 1)
	}
	if s.direct[0].total() == 0 && s.direct[1].total() == 0 {
		return nil, errors.New("no pairs with features on both sides")
	}
	return s, nil
}

func (s *sampler) newPool(sentences bool) pool {
	p := pool{at: make([]int, len(s.original))}
	total := 0.0
	for _, l := range s.original {
		var order []uint32
		for i, x := range l.pairs {
			if x.sentence == sentences {
				order = append(order, uint32(i))
			}
		}
		s.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		p.order = append(p.order, order)
		if len(order) > 0 {
			total += math.Pow(float64(len(order)), s.o.Smoothing)
		}
		p.chance = append(p.chance, total)
	}
	return p
}

// groups joins the languages at equal English sides.
func (s *sampler) groups(sentences bool) []group {
	type keyed struct {
		key uint64
		member
	}
	var all []keyed
	for l, lang := range s.original {
		for i, x := range lang.pairs {
			if x.sentence == sentences {
				all = append(all, keyed{x.english, member{uint32(l), uint32(i)}})
			}
		}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.language, b.language), cmp.Compare(a.pair, b.pair))
	})
	var groups []group
	for i := 0; i < len(all); {
		var g group
		j := i
		for ; j < len(all) && all[j].key == all[i].key; j++ {
			g = append(g, all[j].member)
		}
		if g[0].language != g[len(g)-1].language {
			groups = append(groups, g)
		}
		i = j
	}
	s.rng.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	return groups
}

// next fills the batch with pairs of one kind.
func (s *sampler) next(batch []example) {
	kind := 0
	if s.rng.Float64() < s.o.Sentences {
		kind = 1
	}
	if s.direct[kind].total() == 0 {
		kind = 1 - kind
	}
	if s.rng.Float64() < s.o.Pivoted && len(s.pivoted[kind]) >= len(batch) {
		for i := range batch {
			batch[i] = s.pivot(kind)
		}
		return
	}
	for i := range batch {
		batch[i] = s.pair(kind)
	}
}

func (s *sampler) pair(kind int) example {
	p := &s.direct[kind]
	r := s.rng.Float64() * p.total()
	l := sort.Search(len(p.chance)-1, func(i int) bool { return p.chance[i] > r }) // never a language without pairs
	order := p.order[l]
	x := s.original[l].pairs[order[p.at[l]%len(order)]]
	p.at[l]++
	return example{x.english, s.original[l].of(x.en), s.original[l].of(x.to)}
}

// pivot draws two languages of the next group.
func (s *sampler) pivot(kind int) example {
	g := s.pivoted[kind][s.cursor[kind]%len(s.pivoted[kind])]
	s.cursor[kind]++
	a := g[s.rng.IntN(len(g))]
	b := g[s.rng.IntN(len(g))]
	for b.language == a.language {
		b = g[s.rng.IntN(len(g))]
	}
	x, y := s.original[a.language], s.original[b.language]
	return example{x.pairs[a.pair].english, x.of(x.pairs[a.pair].to), y.of(y.pairs[b.pair].to)}
}
