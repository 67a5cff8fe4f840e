package link

import (
	"cmp"
	"context"
	"slices"

	"github.com/stemma-news/stemma/bound"
)

// heard is the probability from which a candidate of the first pass is heard
// as an opinion in the second.
const heard = 0.25

// opinion is that a sentence has its counterpart in sentence at of an article.
type opinion struct {
	article, at int32
	prob        float32
}

// poll asks every pair of articles which sentences correspond. The answers
// are opinions on the pairs that both have in common with a third article:
// where two sentences are linked with one and the same sentence of another
// report, they belong together, however little they show it themselves. That
// is how a sentence in a language that the vectors know badly is found.
//
// Who is asked twice, as what a bound left out is asked again, is heard once.
func (s *story) poll(ctx context.Context, pairs [][2]int, b *bound.Bound) error {
	answers := make([][]opinion, len(pairs)) // at is i*nb+j
	unasked := *s
	unasked.opinions = nil
	done, err := unasked.upTo(ctx, b, len(pairs), func(m *matcher, n int) {
		m.weigh(&s.articles[pairs[n][0]], &s.articles[pairs[n][1]])
		for at, p := range m.prob {
			if p >= heard {
				answers[n] = append(answers[n], opinion{at: int32(at), prob: p})
			}
		}
	})
	if err != nil {
		return err
	}
	s.roomForOpinions()
	for n, p := range pairs[:done] {
		nb := len(s.articles[p[1]].sents)
		for _, o := range answers[n] {
			s.note(p, int(o.at)/nb, int(o.at)%nb, o.prob)
		}
	}
	s.sortOpinions()
	return nil
}

// roomForOpinions makes room for those on articles that have none yet.
func (s *story) roomForOpinions() {
	for k := len(s.opinions); k < len(s.articles); k++ {
		n := len(s.articles[k].sents)
		s.opinions, s.mentioned = append(s.opinions, make([][]opinion, n)), append(s.mentioned, make([]float64, n))
		s.unsorted = append(s.unsorted, false)
	}
}

// note adds the opinions of two articles on their sentences i and j.
func (s *story) note(p [2]int, i, j int, prob float32) {
	a, b := p[0], p[1]
	s.opinions[a][i] = append(s.opinions[a][i], opinion{int32(b), int32(j), prob})
	s.opinions[b][j] = append(s.opinions[b][j], opinion{int32(a), int32(i), prob})
	s.unsorted[a], s.unsorted[b] = true, true
}

// sortOpinions brings the opinions in order that are not, and counts them.
func (s *story) sortOpinions() {
	for a, of := range s.opinions {
		if !s.unsorted[a] {
			continue
		}
		s.unsorted[a] = false
		for k, list := range of {
			slices.SortFunc(list, func(x, y opinion) int {
				return cmp.Or(cmp.Compare(x.article, y.article), cmp.Compare(x.at, y.at), cmp.Compare(y.prob, x.prob))
			})
			of[k] = slices.CompactFunc(list, func(x, y opinion) bool { return x.article == y.article && x.at == y.at })
			s.mentioned[a][k] = mentioned(of[k])
		}
	}
}

// forget drops what articles say that left the story, and what is said of them.
func (s *story) forget() {
	for a, of := range s.opinions {
		if s.articles[a].place == gone {
			s.opinions[a], s.mentioned[a] = nil, nil
			continue
		}
		s.unsorted[a] = true
		for k := range of {
			of[k] = slices.DeleteFunc(of[k], func(o opinion) bool { return s.articles[o.article].place == gone })
		}
	}
	s.sortOpinions()
	s.read.forget(s)
}

// hear adds up what third articles say about the pair's sentences. They are
// looked for on the side that fewer of them have an opinion on: a report that
// a thousand others copy is compared with each of them.
func (m *matcher) hear() {
	if m.story.opinions == nil {
		return
	}
	m.agree = grow(m.agree, m.na*m.nb)
	clear(m.agree)
	m.heardA = m.mentions(m.heardA, m.a, m.b)
	m.heardB = m.mentions(m.heardB, m.b, m.a)
	if m.story.count(m.a) <= m.story.count(m.b) {
		m.ask(m.a, m.b, func(i, j int) int { return i*m.nb + j })
	} else {
		m.ask(m.b, m.a, func(j, i int) int { return i*m.nb + j })
	}
}

// ask adds up the opinions on the sentences of one article as far as who holds
// them has one on the other article too.
func (m *matcher) ask(of, other *article, cell func(x, y int) int) {
	for x, opinions := range m.story.opinions[of.number] {
		for _, o := range opinions {
			if o.article == int32(other.number) {
				continue
			}
			for _, y := range about(m.story.opinions[o.article][o.at], int32(other.number)) {
				m.agree[cell(x, int(y.at))] += o.prob * y.prob
			}
		}
	}
}

// count returns how many opinions there are on an article's sentences.
func (s *story) count(a *article) int {
	n := 0
	for _, list := range s.opinions[a.number] {
		n += len(list)
	}
	return n
}

// mentions returns for each sentence of a how many articles other than b have
// a counterpart for it.
func (m *matcher) mentions(sums []float64, a, b *article) []float64 {
	sums = grow(sums, len(a.sents))
	for i := range sums {
		list := m.story.opinions[a.number][i]
		sums[i] = m.story.mentioned[a.number][i] - strongest(about(list, int32(b.number)))
	}
	return sums
}

// mentioned returns how many articles have a counterpart for a sentence, each
// counting as much as its strongest opinion. The list is sorted.
func mentioned(list []opinion) float64 {
	sum := 0.0
	for len(list) > 0 {
		one := about(list, list[0].article)
		sum += strongest(one)
		list = list[len(one):]
	}
	return sum
}

func strongest(list []opinion) float64 {
	most := float32(0)
	for _, o := range list {
		most = max(most, o.prob)
	}
	return float64(most)
}

// about returns the opinions of a list, which is sorted, that concern an article.
func about(list []opinion, article int32) []opinion {
	from, end := 0, len(list)
	for from < end { // by hand: in a large story this is asked most of all
		if mid := int(uint(from+end) >> 1); list[mid].article < article {
			from = mid + 1
		} else {
			end = mid
		}
	}
	to := from
	for to < len(list) && list[to].article == article {
		to++
	}
	return list[from:to]
}

// opinion returns the shares of the third articles that speak for a pair and
// against it. One article more, without an opinion, is added to their number.
func (m *matcher) opinion(i, j int) (agree, differ float64) {
	if m.story.opinions == nil {
		return 0, 0
	}
	all := m.heardA[i] + m.heardB[j]
	same := min(2*float64(m.agree[i*m.nb+j]), all)
	return same / (2 + all), (all - same) / (2 + all)
}
