package main

import (
	"errors"
	"fmt"
	"math"
)

// measured is what was measured on runs over the same pages, come out within more or fewer days.
type measured struct {
	Machine string  `json:"machine"`
	Runs    []trial `json:"runs"`
	// Overhead is the processor time of stemma batch in process over that of the steps; 0 if it was not measured.
	Overhead float64 `json:"overhead"`
	// WorkerMB is the memory of a worker's process with two cores: docs/SCALE.md says what of it was seen.
	WorkerMB float64 `json:"worker_mb"`
}

// trial is one run.
type trial struct {
	Articles float64 `json:"articles"`
	Days     float64 `json:"days"`
	Steps    []step  `json:"steps"`
}

// step is what one step took.
type step struct {
	Name string `json:"name"`
	// Seconds of one core, in all; Bytes that were shuffled for it.
	Seconds float64 `json:"seconds"`
	Bytes   float64 `json:"bytes"`
	// Most is how many times its cost for an article can be at the most, where a limit of the pipeline bounds it; 1 if it
	// is the same for every article, 0 if nothing bounds it.
	Most float64 `json:"most"`
}

func (m *measured) check() error {
	if len(m.Runs) < 2 {
		return errors.New("needs two runs with other numbers of articles a day")
	}
	for _, r := range m.Runs {
		if r.Articles <= 0 || r.Days <= 0 || len(r.Steps) != len(m.Runs[0].Steps) {
			return errors.New("the runs are not of the same steps")
		}
		for i, s := range r.Steps {
			if s.Name != m.Runs[0].Steps[i].Name {
				return fmt.Errorf("step %q of one run is %q in another", s.Name, m.Runs[0].Steps[i].Name)
			}
		}
	}
	if m.Runs[0].density() >= m.Runs[len(m.Runs)-1].density() {
		return errors.New("the last run has no more articles a day than the first")
	}
	return nil
}

// density is articles a day.
func (r *trial) density() float64 { return r.Articles / r.Days }

// cost is what a step takes for one article.
type cost struct{ seconds, bytes float64 }

func (r *trial) cost(i int) cost {
	return cost{r.Steps[i].Seconds / r.Articles, r.Steps[i].Bytes / r.Articles}
}

// at is what step i takes for an article where so many come a day: what it took in the densest run, and as much more for
// each doubling as it became more from the first run to the last, at most as often as it is bounded. What became less is
// taken to stay as it was: a smaller figure can be noise.
func (m *measured) at(i int, density float64) cost {
	first, last := &m.Runs[0], &m.Runs[len(m.Runs)-1]
	a, b := first.cost(i), last.cost(i)
	doublings := math.Log2(density/last.density()) / math.Log2(last.density()/first.density())
	most := last.Steps[i].Most
	return cost{grown(a.seconds, b.seconds, doublings, most), grown(a.bytes, b.bytes, doublings, most)}
}

// grown goes on from a and b as they went by so many times the way between them.
func grown(a, b, times, most float64) float64 {
	c := max(a, b)
	if most == 1 || b <= a {
		return c
	}
	c = b + (b-a)*max(0, times)
	if most > 1 {
		c = min(c, b*most)
	}
	return c
}

// need is what an archive takes.
type need struct {
	seconds, bytes []float64 // by step
	core, shuffled float64   // hours of a core with what the runner adds, bytes in all
	files          float64   // bytes of the archive
}

func (m *measured) need(a archive) need {
	n := need{files: a.tebibyte * (1 << 40)}
	for i := range m.Runs[0].Steps {
		c := m.at(i, a.articles/a.days)
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

func (m *measured) overhead() float64 {
	if m.Overhead > 0 {
		return m.Overhead
	}
	return overhead
}

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
