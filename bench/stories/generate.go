package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// turned is the share of an event's vectors that is its own: what is left
	// makes two events of one development story as near as two of one beat.
	turned = 0.97
	// alone is the share of reports whose event nobody else reports.
	alone = 0.6
	// The sizes of the other stories follow a power law.
	sizeExponent = 2.2
	largest      = 3000
	// A report comes a log-normal time after its event: half within six hours,
	// one in twenty after a day and a half.
	medianDelay = 6 * 3600
	delaySpread = 1.1
	mostDelay   = 5 * 86400
	outlets     = 2000
	// Of a thousand reports ten have no date, two a wrong one.
	undated, misdated = 0.01, 0.002
	// firstDay is 1 January 2030.
	firstDay = 1893456000
)

// moment is when a report of an event comes.
type moment struct {
	at    int64
	event int32
}

// schedule makes the moments of n reports, so many a day, in order of time.
func schedule(n, aDay int, rng *rand.Rand) []moment {
	moments := make([]moment, 0, n)
	span := float64(n) / float64(aDay) * 86400
	for event := int32(0); len(moments) < n; event++ {
		at := firstDay + rng.Float64()*span
		for at/86400-math.Floor(at/86400) < 0.25 && rng.IntN(2) == 0 { // nights are quieter
			at = firstDay + rng.Float64()*span
		}
		moments = append(moments, moment{int64(at), event})
		for range min(size(rng)-1, n-len(moments)) {
			delay := min(mostDelay, medianDelay*math.Exp(delaySpread*rng.NormFloat64()))
			moments = append(moments, moment{int64(at + delay), event})
		}
	}
	slices.SortFunc(moments, func(a, b moment) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.event, b.event)) })
	return moments
}

// size draws how many reports an event has.
func size(rng *rand.Rand) int {
	// Stories of two and more have about 2·(e-1)/(e-2) reports on the average.
	const mean = 2 * (sizeExponent - 1) / (sizeExponent - 2)
	const several = (1 - alone) / mean / ((1-alone)/mean + alone)
	if rng.Float64() > several {
		return 1
	}
	return int(min(largest, 2*math.Pow(1-rng.Float64(), -1/(sizeExponent-1))))
}

// writer makes the reports.
type writer struct {
	bases []base
	mean  []float32
	rng   *rand.Rand
}

// event is what all reports of an event have of their own.
type event struct {
	base   base
	from   []int     // which dimension takes the place of each
	sign   []float32 // and its sign
	ending string    // of its names
	factor float64   // of its numbers
	seed   uint64
}

func (w *writer) event(number int32) event {
	rng := rand.New(rand.NewPCG(uint64(number), 2))
	e := event{base: w.bases[rng.IntN(len(w.bases))], from: rng.Perm(len(w.mean)), factor: 1 + rng.Float64(), seed: rng.Uint64()}
	for range w.mean {
		e.sign = append(e.sign, float32(1-2*rng.IntN(2)))
	}
	for range 7 {
		e.ending += string("bktsmnlr"[rng.IntN(8)]) + "a"
	}
	return e
}

// report writes the n-th report of all, at a moment.
func (w *writer) report(n int, m moment) cluster.Item {
	e := w.event(m.event)
	pieces := e.base[w.rng.IntN(len(e.base))]
	d := &text.Document{Article: stemma.Article{ID: strconv.Itoa(n), Outlet: "Courier " + strconv.Itoa(w.rng.IntN(outlets))}}
	w.date(&d.Article, m.at)
	var vecs [][]float32
	keep := 0.5 + 0.5*w.rng.Float64()
	for i, p := range pieces {
		if len(vecs) > 0 && i > 0 && w.rng.Float64() > keep {
			continue
		}
		vecs = append(vecs, w.turn(e, p.vector))
		d.Sentences = append(d.Sentences, e.sentence(p))
	}
	return cluster.Item{ID: d.Article.ID, Arrival: int64(n + 1), Profile: cluster.NewProfile(d, vecs, nil)}
}

func (w *writer) date(a *stemma.Article, at int64) {
	a.Published, a.PublishedPrecision = time.Unix(at, 0).UTC(), stemma.PrecisionSecond
	switch x := w.rng.Float64(); {
	case x < undated:
		a.Published, a.PublishedPrecision = time.Time{}, stemma.PrecisionNone
	case x < undated+misdated/2:
		a.Published = time.Unix(0, 0).UTC()
	case x < undated+misdated:
		a.Published = a.Published.AddDate(60, 0, 0)
	}
}

func (w *writer) turn(e event, v []float32) []float32 {
	keep := float32(math.Sqrt(1 - turned*turned))
	out := make([]float32, len(v))
	for k := range out {
		out[k] = w.mean[k] + keep*v[k] + turned*e.sign[k]*v[e.from[k]]
	}
	vector.Normalise(out)
	return out
}

func (e *event) sentence(p piece) text.Sentence {
	var s text.Sentence
	for _, n := range p.names {
		s.Names = append(s.Names, text.Name{Key: e.form(n)})
	}
	for _, x := range p.words {
		s.Words = append(s.Words, text.Word{Form: e.form(x)})
	}
	for _, x := range p.numbers {
		s.Numbers = append(s.Numbers, text.Number{Value: math.Round(x * e.factor)})
	}
	return s
}

// form is a word as the event has it: its own ones with its ending, and three of four of
// those that other stories have too.
func (e *event) form(w word) string {
	if w.own || w.key*e.seed>>62 != 0 {
		return w.form + e.ending
	}
	return w.form
}
