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
	told []float32 // the teacher's vector of a, in the place of b, if not nil
}

// sampler draws batches. Within a language and kind, every pair comes once before any comes again.
type sampler struct {
	o        Options
	rng      *rand.Rand
	direct   [2]pool    // entries, sentences
	pivoted  [2][]group // entries, sentences
	cursor   [2]int
	original []*language
	lessons  [2]pool // words, sentences
	lectures [2][]lecture
}

// pool says which example of one kind comes next, by language.
type pool struct {
	order  [][]uint32 // indices of the language's examples, shuffled
	at     []int
	chance []float64 // cumulative
}

func (p *pool) total() float64 {
	if len(p.chance) == 0 {
		return 0
	}
	return p.chance[len(p.chance)-1]
}

// add appends a language with the given examples, which it shuffles. A large language is drawn more often than a
// small one, but not as much more as it is larger.
func (p *pool) add(order []uint32, smoothing float64, rng *rand.Rand) {
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	p.order, p.at = append(p.order, order), append(p.at, 0)
	total := p.total()
	if len(order) > 0 {
		total += math.Pow(float64(len(order)), smoothing)
	}
	p.chance = append(p.chance, total)
}

// next draws a language, never one without examples, and its next example.
func (p *pool) next(rng *rand.Rand) (language int, example uint32) {
	r := rng.Float64() * p.total()
	l := sort.Search(len(p.chance)-1, func(i int) bool { return p.chance[i] > r })
	order := p.order[l]
	example = order[p.at[l]%len(order)]
	p.at[l]++
	return l, example
}

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

func (s *sampler) newPool(sentences bool) (p pool) {
	for _, l := range s.original {
		var order []uint32
		for i, x := range l.pairs {
			if x.sentence == sentences {
				order = append(order, uint32(i))
			}
		}
		p.add(order, s.o.Smoothing, s.rng)
	}
	return p
}

// attend adds what a teacher says.
func (s *sampler) attend(lectures [2][]lecture) {
	s.lectures = lectures
	for kind := range lectures {
		for _, l := range lectures[kind] {
			order := make([]uint32, len(l))
			for i := range order {
				order[i] = uint32(i)
			}
			s.lessons[kind].add(order, s.o.Smoothing, s.rng)
		}
	}
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

// next fills the batch with examples of one kind.
func (s *sampler) next(batch []example) {
	draw := s.pair
	kind := 0
	if s.rng.Float64() < s.o.Sentences {
		kind = 1
	}
	switch r := s.rng.Float64(); {
	case r < s.o.Taught && s.lessons[0].total()+s.lessons[1].total() > 0:
		draw, kind = s.lesson, orOther(kind, s.lessons)
	case r >= s.o.Taught && r < s.o.Taught+s.o.Pivoted && len(s.pivoted[kind]) >= len(batch):
		draw = s.pivot
	default:
		kind = orOther(kind, s.direct)
	}
	for i := range batch {
		batch[i] = draw(kind)
	}
}

// orOther is the kind, or the other one if there is nothing of it.
func orOther(kind int, of [2]pool) int {
	if of[kind].total() == 0 {
		return 1 - kind
	}
	return kind
}

func (s *sampler) pair(kind int) example {
	l, i := s.direct[kind].next(s.rng)
	x := s.original[l].pairs[i]
	return example{key: x.english, a: s.original[l].of(x.en), b: s.original[l].of(x.to)}
}

func (s *sampler) lesson(kind int) example {
	l, i := s.lessons[kind].next(s.rng)
	x := &s.lectures[kind][l][i]
	return example{key: x.key(), a: x.features, told: x.vector}
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
	return example{key: x.pairs[a.pair].english, a: x.of(x.pairs[a.pair].to), b: y.of(y.pairs[b.pair].to)}
}
