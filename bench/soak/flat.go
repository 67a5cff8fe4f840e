package main

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// course is one figure over time, and how much it may grow from the warm-up to the end: a share of what it is, and some.
type course struct {
	name  string
	of    func(*sample) float64
	share float64
	some  float64
	// floor goes by the least of each minute: what is kept is there at each moment, what a large tree takes while it is
	// traced or shown is not.
	floor bool
}

// courses are what is to stay as it is. What is in use comes and goes, so a share is allowed: growth that goes on for days
// goes beyond any share of it, and growth that takes longer than the run to be told from noise is not seen.
func courses() []course {
	mb := func(n int64) float64 { return float64(n) / 1e6 }
	return []course{
		{"watch: RSS, MB", func(x *sample) float64 { return x.watch.rss }, 0.15, 32, true},
		{"watch: heap in use, MB", func(x *sample) float64 { return x.watch.heap }, 0.15, 16, true},
		{"watch: goroutines", func(x *sample) float64 { return x.watch.goroutines }, 0.1, 10, false},
		{"watch: descriptors", func(x *sample) float64 { return x.watch.files }, 0.1, 10, false},
		{"serve: RSS, MB", func(x *sample) float64 { return x.serve.rss }, 0.15, 32, true},
		{"serve: heap in use, MB", func(x *sample) float64 { return x.serve.heap }, 0.15, 16, true},
		{"serve: goroutines", func(x *sample) float64 { return x.serve.goroutines }, 0.1, 10, false},
		{"serve: descriptors", func(x *sample) float64 { return x.serve.files }, 0.1, 10, false},
		{"archive: WAL, MB", func(x *sample) float64 { return mb(x.wal) }, 0.1, 64, false},
		{"reports on the way", func(x *sample) float64 { return x.onWay }, 0, 200, false},
		{"stories to be traced", func(x *sample) float64 { return x.trees }, 0.1, 100, false},
		{"messages to deliver", func(x *sample) float64 { return x.undelivered }, 0.1, 100, false},
	}
}

// flat prints how each figure went after the warm-up, and returns an error that names those that grow.
func flat(samples []sample, warm time.Duration) error {
	cut, _ := slices.BinarySearchFunc(samples, warm, func(x sample, at time.Duration) int { return int(x.at - at) })
	after := samples[cut:]
	if len(after) < 10 {
		return fmt.Errorf("%d samples after the warm-up are too few to say anything", len(after))
	}
	if long := after[len(after)-1].at - after[0].at; long < 5*time.Minute {
		return fmt.Errorf("%v after the warm-up say nothing of memory, which goes by minutes", long)
	}
	fmt.Println("\n| after the warm-up | median | lowest | highest | grows by, an hour | to the end | may |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	var grows []error
	for _, c := range courses() {
		values := make([]float64, len(after))
		for i := range after {
			values[i] = c.of(&after[i])
		}
		sorted := slices.Sorted(slices.Values(values))
		median := sorted[len(sorted)/2]
		slope := theilSen(after, values)
		if c.floor {
			slope = theilSen(floor(after, values))
		}
		grown, may := slope*(after[len(after)-1].at-after[0].at).Hours(), c.share*median+c.some
		fmt.Printf("| %s | %.0f | %.0f | %.0f | %+.1f | %+.1f | %.0f |\n", c.name, median, sorted[0], sorted[len(sorted)-1], slope, grown, may)
		if grown > may {
			grows = append(grows, fmt.Errorf("%s: grows by %.1f, and may by %.1f", c.name, grown, may))
		}
	}
	return errors.Join(grows...)
}

// floor is the least of each minute, and when it was.
func floor(samples []sample, values []float64) (at []sample, least []float64) {
	for i, v := range values {
		n := len(at)
		switch {
		case n == 0 || samples[i].at/time.Minute != at[n-1].at/time.Minute:
			at, least = append(at, samples[i]), append(least, v)
		case v < least[n-1]:
			at[n-1], least[n-1] = samples[i], v
		}
	}
	return at, least
}

// theilSen is the median of the slopes between all pairs of samples, an hour (Theil 1950, Sen 1968): a few that are far off
// do not move it, as the ones in the middle of a large trace are.
func theilSen(samples []sample, values []float64) float64 {
	var slopes []float64
	for i := range samples {
		for k := range i {
			if h := (samples[i].at - samples[k].at).Hours(); h > 0 {
				slopes = append(slopes, (values[i]-values[k])/h)
			}
		}
	}
	if len(slopes) == 0 {
		return 0
	}
	slices.Sort(slopes)
	return slopes[len(slopes)/2]
}
