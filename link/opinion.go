package link

import (
	"cmp"
	"context"
	"slices"
)

// heard is the probability from which a candidate of the first pass is heard
// as an opinion in the second.
const heard = 0.25

// opinion is that a sentence has its counterpart in sentence at of an article.
type opinion struct {
	article, at int
	prob        float64
}

// poll asks every pair of articles which sentences correspond. The answers
// are opinions on the pairs that both have in common with a third article:
// where two sentences are linked with one and the same sentence of another
// report, they belong together, however little they show it themselves. That
// is how a sentence in a language that the vectors know badly is found.
func (s *story) poll(ctx context.Context, pairs [][2]int) error {
	answers := make([][]opinion, len(pairs)) // at is i*nb+j
	err := s.each(ctx, len(pairs), func(m *matcher, n int) {
		m.weigh(&s.articles[pairs[n][0]], &s.articles[pairs[n][1]])
		for at, p := range m.prob {
			if p >= heard {
				answers[n] = append(answers[n], opinion{at: at, prob: float64(p)})
			}
		}
	})
	if err != nil {
		return err
	}
	opinions := make([][][]opinion, len(s.articles))
	for k := range s.articles {
		opinions[k] = make([][]opinion, len(s.articles[k].sents))
	}
	for n, p := range pairs {
		a, b, nb := p[0], p[1], len(s.articles[p[1]].sents)
		for _, o := range answers[n] {
			i, j := o.at/nb, o.at%nb
			opinions[a][i] = append(opinions[a][i], opinion{b, j, o.prob})
			opinions[b][j] = append(opinions[b][j], opinion{a, i, o.prob})
		}
	}
	for _, of := range opinions {
		for _, list := range of {
			slices.SortFunc(list, func(x, y opinion) int {
				return cmp.Or(cmp.Compare(x.article, y.article), cmp.Compare(x.at, y.at))
			})
		}
	}
	s.opinions = opinions
	return nil
}

// hear adds up what third articles say about the pair's sentences.
func (m *matcher) hear() {
	if m.story.opinions == nil {
		return
	}
	m.agree = grow(m.agree, m.na*m.nb)
	clear(m.agree)
	m.heardA = m.mentions(m.heardA, m.a, m.b)
	m.heardB = m.mentions(m.heardB, m.b, m.a)
	for i := range m.na {
		for _, o := range m.story.opinions[m.a.number][i] {
			if o.article == m.b.number {
				continue
			}
			for _, x := range about(m.story.opinions[o.article][o.at], m.b.number) {
				m.agree[i*m.nb+x.at] += float32(o.prob * x.prob)
			}
		}
	}
}

// mentions returns for each sentence of a how many articles other than b have
// a counterpart for it.
func (m *matcher) mentions(sums []float64, a, b *article) []float64 {
	sums = grow(sums, len(a.sents))
	for i := range sums {
		sums[i] = 0
		list := m.story.opinions[a.number][i]
		for k := 0; k < len(list); {
			of, most := list[k].article, 0.0
			for ; k < len(list) && list[k].article == of; k++ {
				most = max(most, list[k].prob)
			}
			if of != b.number {
				sums[i] += most
			}
		}
	}
	return sums
}

// about returns the opinions of a list, which is sorted, that concern an article.
func about(list []opinion, article int) []opinion {
	from, _ := slices.BinarySearchFunc(list, article, func(o opinion, a int) int { return cmp.Compare(o.article, a) })
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
