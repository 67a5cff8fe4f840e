package search

import "github.com/stemma-news/stemma"

// Bounded are the probability that a sentence says the claim, and what it can have at the most.
func (s *Statement) Bounded(a stemma.Article, sentence string) (told, most float64) {
	m := newMemory(s)
	_, odds := s.compare(m, a, sentence, 1).odds()
	return probability(odds), s.most(m, a, sentence)
}
