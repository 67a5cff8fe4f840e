package main

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestFlat: what grows is named; what comes and goes, or is far off once, is not.
func TestFlat(t *testing.T) {
	steady := func(i int) sample {
		return sample{at: time.Duration(i) * 5 * time.Second, watch: held{300 + float64(i%7), 100, 50, 40}, serve: held{200, 90, 60, 45}}
	}
	for name, c := range map[string]struct {
		change func(i int, x *sample)
		want   string
	}{
		"flat":         {func(int, *sample) {}, ""},
		"warming up":   {func(i int, x *sample) { x.watch.heap = 100 + 50*min(1, float64(i)/100) }, ""},
		"one peak":     {func(i int, x *sample) { x.serve.rss += 1000 * float64(i/180%2*(1-i%180/5)) }, ""},
		"large trees":  {func(i int, x *sample) { x.serve.heap += 600 * float64(i/180%2*min(1, i%12/2)) }, ""},
		"goroutines":   {func(i int, x *sample) { x.watch.goroutines += float64(i) / 5 }, "watch: goroutines: grows by"},
		"descriptors":  {func(i int, x *sample) { x.serve.files += float64(i / 10) }, "serve: descriptors"},
		"memory":       {func(i int, x *sample) { x.serve.heap += float64(i) / 4 }, "serve: heap"},
		"queue, slow":  {func(i int, x *sample) { x.trees = float64(i) }, "stories to be traced"},
		"undelivered ": {func(i int, x *sample) { x.undelivered = float64(i) }, "messages to deliver"},
	} {
		var all []sample
		for i := range 360 {
			x := steady(i)
			c.change(i, &x)
			all = append(all, x)
		}
		err := flat(all, 10*time.Minute)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := flat(nil, 0); err == nil {
		t.Error("nothing is flat")
	}
}

func TestTheilSen(t *testing.T) {
	var samples []sample
	var values []float64
	for i := range 60 {
		samples = append(samples, sample{at: time.Duration(i) * time.Minute})
		values = append(values, 3+2*float64(i)/60)
	}
	values[30] = 1e9
	if got := theilSen(samples, values); math.Abs(got-2) > 1e-9 {
		t.Errorf("a slope of 2 an hour is %v", got)
	}
}

func TestParseFigures(t *testing.T) {
	f, err := parseFigures(strings.NewReader("# HELP go_goroutines Number.\n# TYPE go_goroutines gauge\ngo_goroutines 17\nstemma_jobs{state=\"waiting for it\"} 2\ngo_memstats_next_gc_bytes 1.048576e+07\n"))
	if err != nil || f["go_goroutines"] != 17 || f[`stemma_jobs{state="waiting for it"}`] != 2 || holding(f).heap != 5 {
		t.Errorf("%v %v", f, err)
	}
}
