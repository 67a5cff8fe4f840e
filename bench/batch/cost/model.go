package main

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/stemma-news/stemma/bench/batch/outcome"
)

// The machine is busier in one run than in another, and what is noise there must not be taken for growth. Reading is the measure
// of that: what it takes for a page does not depend on how many pages a day has, so that where it took longer, everything did.

// mostApart is how many times longer reading may take in one run than in another: of runs that differ by more the busy one must be made again.
const mostApart = 1.5

// measured is what was measured on runs over pages that come out in fewer and fewer days.
type measured struct {
	Machine string  `json:"machine"`
	Runs    []trial `json:"runs"` // as bench/batch/steps prints them, the one with the fewest articles a day first
	Memory  memory  `json:"memory"`
}

// trial is one run.
type trial struct {
	Pages    float64 `json:"pages"` // records that were read: articles, and those that are none
	Articles float64 `json:"articles"`
	Days     float64 `json:"days"`
	// Overhead is the processor time of the whole run over that of its steps; PeakMB the most memory it had.
	Overhead float64 `json:"overhead"`
	PeakMB   float64 `json:"peak_mb"`
	// Ties are what articles have in common, of every kind; Cut those that were left out for the size of a block.
	Ties    float64           `json:"ties"`
	Cut     float64           `json:"ties_cut"`
	Quality outcome.Agreement `json:"quality"`
	Steps   []step            `json:"steps"`
}

// step is what one step took: seconds of one core, in all, and bytes that were shuffled for it.
type step struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Bytes   float64 `json:"bytes"`
}

func (m *measured) check() error {
	if len(m.Runs) < 2 {
		return errors.New("needs two runs with other numbers of articles a day")
	}
	for i, r := range m.Runs {
		if r.Articles <= 0 || r.Pages < r.Articles || r.Days <= 0 || r.Overhead < 1 || len(r.Steps) != len(m.Runs[0].Steps) {
			return errors.New("the runs are not of the same steps, or say nothing of pages, articles, days and overhead")
		}
		for j, s := range r.Steps {
			if s.Name != m.Runs[0].Steps[j].Name {
				return fmt.Errorf("step %q of one run is %q in another", s.Name, m.Runs[0].Steps[j].Name)
			}
		}
		if i > 0 && r.density() <= m.Runs[i-1].density() {
			return errors.New("a run has no more articles a day than the one before it")
		}
	}
	if slow, quick := m.reading(); slow > mostApart*quick {
		return fmt.Errorf("reading, which the articles of a day do not change, took %.1f times as long in one run as in another: the machine was too busy; measure it again", slow/quick)
	}
	return nil
}

// reading is what the first step took for a page, in the run in which it took longest and in that where it was quickest.
func (m *measured) reading() (slow, quick float64) {
	quick = math.Inf(1)
	for i := range m.Runs {
		s := m.Runs[i].read()
		slow, quick = max(slow, s), min(quick, s)
	}
	return slow, quick
}

// read is what reading a page took.
func (r *trial) read() float64 { return r.Steps[0].Seconds / r.Pages }

// even is the same runs at the pace of the slowest: all steps of one take as many times longer as its reading would. What is
// left of differences is taken for growth.
func (m *measured) even() *measured {
	slow, _ := m.reading()
	out := *m
	out.Runs = slices.Clone(m.Runs)
	for i := range out.Runs {
		r := &out.Runs[i]
		longer := slow / r.read()
		r.Steps = slices.Clone(r.Steps)
		for j := range r.Steps {
			r.Steps[j].Seconds *= longer
		}
	}
	return &out
}

// density is articles a day.
func (r *trial) density() float64 { return r.Articles / r.Days }

// cost is what a step takes for one article.
type cost struct{ seconds, bytes float64 }

func (r *trial) cost(i int) cost {
	return cost{r.Steps[i].Seconds / r.Articles, r.Steps[i].Bytes / r.Articles}
}

// law goes on from a and b, what was measured at two densities, by so many times the way between them, on a scale of
// logarithms.
type law func(a, b, times float64) float64

// logarithm adds as much again each time: what is looked up in an order of n, and what is compared with a number of others that
// is bounded but not yet reached, grows so.
func logarithm(a, b, times float64) float64 { return b + (b-a)*times }

// power multiplies by as much again each time: what is compared with a share of all others grows so. It is the steeper law.
func power(a, b, times float64) float64 { return b * math.Pow(b/a, times) }

// grown is what a law says, of what became more. What became less is taken to stay as it was, for a smaller figure can be noise;
// so is what was nothing.
func (l law) grown(a, b, times float64) float64 {
	if b <= a || a <= 0 || times <= 0 {
		return max(a, b)
	}
	return l(a, b, times)
}

// at is what step i takes for an article where so many come a day, by a law through the first and the last run, and never
// less than in the run in which it took most.
func (m *measured) at(i int, density float64, l law) cost {
	c := between(&m.Runs[0], &m.Runs[len(m.Runs)-1], i, density, l)
	for j := range m.Runs {
		seen := m.Runs[j].cost(i)
		c = cost{max(c.seconds, seen.seconds), max(c.bytes, seen.bytes)}
	}
	return c
}

func between(first, last *trial, i int, density float64, l law) cost {
	a, b := first.cost(i), last.cost(i)
	times := math.Log(density/last.density()) / math.Log(last.density()/first.density())
	return cost{l.grown(a.seconds, b.seconds, times), l.grown(a.bytes, b.bytes, times)}
}

// apart is how many times denser the last run is than the first: the way that laws go on by.
func (m *measured) apart() float64 { return m.Runs[len(m.Runs)-1].density() / m.Runs[0].density() }

// need is what an archive takes.
type need struct {
	seconds, bytes []float64 // by step
	core, shuffled float64   // hours of a core with what the runner adds, bytes in all
	files          float64   // bytes of the archive
	runs           float64   // in how many runs it is done
}

func (m *measured) need(a archive, l law) need {
	n := need{files: a.tebibyte * (1 << 40), runs: max(1, a.runs)}
	for i := range m.Runs[0].Steps {
		c := m.at(i, a.articles/a.days, l)
		s := c.seconds
		if i == 0 { // reading: real pages, of which some have no article
			s = max(s, 1.0/realPages) * pagesPerArticle
		}
		n.seconds, n.bytes = append(n.seconds, s*a.articles), append(n.bytes, c.bytes*a.articles)
		n.core += s * a.articles / 3600
		n.shuffled += c.bytes * a.articles
	}
	n.core *= m.overhead()
	return n
}

// overhead is that of the densest run.
func (m *measured) overhead() float64 { return m.Runs[len(m.Runs)-1].Overhead }

// hours is how long a cluster works on it: as its cores need, or as its network does, whichever is more. The archive comes
// over the network, and everything that is shuffled but for the part that stays on its machine.
func (n need) hours(c cluster) (hours float64, by string) {
	cores := n.core / (c.machines * c.cores * busy)
	net := (n.files + n.shuffled*(1-1/c.machines)) / (c.machines * c.gigabits / 8 * 1e9 * busy) / 3600
	if net > cores {
		return net, "network"
	}
	return cores, "cores"
}

// disk is how many gigabytes a machine keeps of what one run shuffles, at the most: an engine that is to survive the loss of a
// machine keeps what a step gave until those that read it are done. The rows, which the last step writes, lie there once more,
// unsorted, while they are counted.
func (n need) disk(c cluster) float64 {
	rows := n.bytes[len(n.bytes)-1]
	return (n.shuffled + rows) / n.runs / c.machines / 1e9
}
