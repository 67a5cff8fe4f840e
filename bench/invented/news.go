// Package invented makes up a stretch of news for benchmarks: reports of many events, each with a family tree behind it.
package invented

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stemma-news/stemma/lineage/genealogy"
)

// Report is one of the reports of a stretch of news, which event it tells, and when it comes out, from the beginning of
// that stretch.
type Report struct {
	At    time.Duration
	Event int
	genealogy.Article
}

// How news comes, as bench/stories has it: of ten events six have one report; the sizes of the others follow a power law;
// a report comes a log-normal time after its event, half of them within six hours.
const (
	alone        = 0.6
	sizeExponent = 2.2
	largestStory = 150
	medianDelay  = 6 * time.Hour
	delaySpread  = 1.1
)

// Options of a stretch of news.
type Options struct {
	Span time.Duration
	Seed uint64
}

// News invents n reports that come out within the span, in the order of time. The same numbers, the same news.
func News(n int, o Options) ([]Report, error) {
	own, err := genealogy.Own()
	if err != nil {
		return nil, err
	}
	words, rng := newLexicon(own), rand.New(rand.NewPCG(o.Seed, 7))
	var all []Report
	for event := 0; len(all) < n; event++ {
		of, err := tell(words, min(size(rng), n-len(all)), o.Seed<<32+uint64(event))
		if err != nil {
			return nil, err
		}
		at := time.Duration(rng.Float64() * float64(o.Span))
		for i := range of {
			of[i].Event, of[i].At = event, at%o.Span // what is too late here is of an event of the day before
			at += time.Duration(rng.ExpFloat64() * float64(delay(rng)) / float64(len(of)))
		}
		all = append(all, of...)
	}
	all = all[:min(n, len(all))]
	slices.SortStableFunc(all, func(a, b Report) int { return cmp.Compare(a.At, b.At) })
	return all, nil
}

// size draws how many reports an event has.
func size(rng *rand.Rand) int {
	const mean = 2 * (sizeExponent - 1) / (sizeExponent - 2) // of those with two and more, about
	const several = (1 - alone) / mean / ((1-alone)/mean + alone)
	if rng.Float64() > several {
		return 1
	}
	return int(min(largestStory, 2*math.Pow(1-rng.Float64(), -1/(sizeExponent-1))))
}

func delay(rng *rand.Rand) time.Duration {
	return time.Duration(float64(medianDelay) * math.Exp(delaySpread*rng.NormFloat64()))
}

// tell invents the reports of one event, each with a family tree behind it, in the names and figures of that event.
func tell(words *lexicon, n int, seed uint64) ([]Report, error) {
	kind := []string{"light", "medium", "heavy"}[seed%3]
	p, err := genealogy.Draw(kind, seed)
	if err != nil {
		return nil, err
	}
	p.Articles, p.Origins, p.Lost, p.LostOrigin, p.Twins, p.FollowUps = n, 1, 0, 0, 0, 0
	p.Languages = 1 + int(seed%2)
	s, err := genealogy.Generate(words.corpus, p, seed)
	if err != nil {
		return nil, fmt.Errorf("invent event %d: %w", seed, err)
	}
	all := make([]Report, 0, len(s.Articles))
	for i, a := range s.Articles[:min(n, len(s.Articles))] {
		a.ID = fmt.Sprintf("%x-%d", seed, i)
		a.Title, a.Text = words.retold(a.Title, a.Lang, seed), words.retold(a.Text, a.Lang, seed)
		all = append(all, Report{Article: a})
	}
	return all, nil
}
