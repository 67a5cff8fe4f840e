package genealogy

import (
	"math"
	"slices"
	"testing"
)

// TestShares holds that shares lie around what is asked for, and that some are
// wide.
func TestShares(t *testing.T) {
	d := newDice(1, 1)
	for _, c := range []struct{ mean, strength, width float64 }{
		{0.5, 0.6, 0.5}, {0.5, 4, 0.2}, {0.05, 1, 0.05}, {0.2, 2, 0.15}, {0.9, 1, 0.1},
	} {
		var all []float64
		for range 4000 {
			all = append(all, d.share(c.mean, c.strength))
		}
		slices.Sort(all)
		if median := all[2000]; math.Abs(median-c.mean) > 0.05 {
			t.Errorf("share(%v, %v) has the median %.3f", c.mean, c.strength, median)
		}
		if all[0] < 0 || all[3999] > 1 {
			t.Errorf("share(%v, %v) goes from %v to %v", c.mean, c.strength, all[0], all[3999])
		}
		if width := all[3600] - all[400]; width < c.width {
			t.Errorf("share(%v, %v): four fifths lie within %.3f, want %v", c.mean, c.strength, width, c.width)
		}
	}
}

func TestPick(t *testing.T) {
	d := newDice(1, 1)
	if have := d.pick([]float64{0, 0}); have != -1 {
		t.Errorf("of nothing, %d is picked", have)
	}
	count := [3]int{}
	for range 3000 {
		count[d.pick([]float64{1, 0, 2})]++
	}
	if count[1] > 0 || count[0] < 900 || count[0] > 1100 {
		t.Errorf("of weights 1, 0, 2 are picked %v", count)
	}
}

// TestPriorsAreWide holds that stories differ: a model must not learn one rate.
func TestPriorsAreWide(t *testing.T) {
	rates := map[string]func(p *Params) float64{
		"cite":     func(p *Params) float64 { return p.Cite },
		"carry":    func(p *Params) float64 { return p.Carry },
		"drop":     func(p *Params) float64 { return p.Edits.Drop },
		"machine":  func(p *Params) float64 { return p.Machine },
		"articles": func(p *Params) float64 { return float64(p.Articles) / 20 },
		"fame":     func(p *Params) float64 { return p.ByFame },
	}
	for _, name := range sortedKeys(rates) {
		var all []float64
		for seed := range uint64(300) {
			p, err := Draw("dates", seed) // any level of editing
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, rates[name](&p))
		}
		slices.Sort(all)
		if all[270]-all[30] < 0.3 {
			t.Errorf("%s: four fifths of the stories lie between %.2f and %.2f", name, all[30], all[270])
		}
	}
}
