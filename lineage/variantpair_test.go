package lineage

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/lineage/variant"
)

// TestTraits: who else has a reading is what counting them all says.
func TestTraits(t *testing.T) {
	g := storyOf(t,
		"The ferryman of Arlow bridge carried no one over the water for the ice had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had come.",
		"The ferryman of Orlow bridge carried no one over the stream for the ice had come.",
		"The ferryman of Orlow bridge carried none over the water for the frost had closed.",
	)
	day := time.Date(2031, 5, 6, 0, 0, 0, 0, time.UTC)
	for i, hour := range []int{8, 9, 60, 61} { // the last one has no date
		at := day.Add(time.Duration(hour) * time.Hour)
		g.read[i].when = interval{lo: at, hi: at, known: true}
	}
	var err error
	if g.variants, err = g.readVariants(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, list := range g.variants.units {
		for n := range list {
			col := &list[n]
			for k := range col.Places {
				for i, r := range col.Places[k].Readings {
					if r != variant.Lacuna {
						seen++
						if have, want := col.traits[i][k], g.countTrait(col, k, i); have != want || col.readings[i][k] != r {
							t.Errorf("reading %d (%d) at place %d of article %d: traits %b, want %b", r, col.readings[i][k], k, col.Who[i], have, want)
						}
					}
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("%d readings: the test shows nothing", seen)
	}
}

func (g *graph) countTrait(col *collated, place, slot int) (t trait) {
	have, rivals := 0, 0
	for h, r := range col.Places[place].Readings {
		if r != col.Places[place].Readings[slot] {
			continue
		}
		have++
		if h != slot && !g.read[col.Who[h]].when.surelyLater(g.read[col.Who[slot]].when) {
			rivals++
		}
	}
	switch have {
	case 1:
		t = sole
	case 2:
		t = byTwo
	}
	if rivals > 0 {
		t |= rivalled
	}
	return t
}
