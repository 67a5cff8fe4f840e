// Command stories measures how many articles a second cluster.Stream places, and
// whether that and its memory stay as they are.
//
//	go run ./bench/stories [-n 1000000] [-a-day 10000] [-sets ../shared/eval/stories] [-every 50000]
//	go run ./bench/stories -orders 10 -n 10000
//	go run ./bench/stories -route
//
// The reports are made of the development stories (generate.go says how). Making
// them is not timed. A row of the table is a stretch of the stream: how many
// articles came by then, how many a second of the processor's time and of the
// clock in this stretch, the memory that is in use, the articles that new ones
// were compared with, open stories. The last lines are B-cubed precision, recall
// and F1 against the true events, found over true stories, and a hash of all that
// happened to stories: of two versions that have the same, one is only faster.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"

	"github.com/stemma-news/stemma/cluster"
)

// batch is how many articles are made, and then placed, at a time.
const batch = 1000

type options struct {
	n, aDay, every int
	sets, profile  string
	route          bool
	orders         int
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 1_000_000, "how many articles")
	flag.IntVar(&o.aDay, "a-day", 10_000, "how many of them a day")
	flag.IntVar(&o.every, "every", 50_000, "articles a row of the table")
	flag.StringVar(&o.sets, "sets", "../shared/eval/stories", "folder of the development stories")
	flag.StringVar(&o.profile, "profile", "", "file to write a profile of the processor's time to, in the second half")
	flag.BoolVar(&o.route, "route", false, "measure what an article costs before it is placed, and nothing else")
	flag.IntVar(&o.orders, "orders", 0, "put the articles of each hour into so many orders and compare the stories, instead")
	flag.Parse()
	if err := run(context.Background(), o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/stories:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) error {
	if o.route {
		return route(ctx, o.sets, "full", out)
	}
	bases, mean, err := readBases(ctx, o.sets)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1, 1))
	moments := schedule(o.n, o.aDay, rng)
	w := &writer{bases: bases, mean: mean, rng: rng}
	if o.orders > 0 {
		return shuffles(ctx, w, moments, o.orders, out)
	}
	t := newTally(o.n)
	if err := play(ctx, o, w, moments, t, out); err != nil {
		return err
	}
	gold, found := make([]int32, o.n), make([]int32, o.n)
	for i, m := range moments {
		gold[i], found[i] = m.event, t.story(i)
	}
	p, r, stories := bcubed(gold, found)
	_, err = fmt.Fprintf(out, "\nB-cubed precision %.4f recall %.4f F1 %.4f, stories %.3f of the true number\nwhat happened: %016x\n",
		p, r, 2*p*r/(p+r), stories, t.happened.Sum64())
	return err
}

func profile(path string) (stop func(), err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

func play(ctx context.Context, o options, w *writer, moments []moment, t *tally, out io.Writer) error {
	fmt.Fprintln(out, "| articles | a second of CPU | a second | heap, MB | active articles | open stories |")
	fmt.Fprintln(out, "| ---: | ---: | ---: | ---: | ---: | ---: |")
	s := cluster.NewStream(cluster.StreamOptions{})
	var stretch span
	for at := 0; at < len(moments); at += batch {
		if o.profile != "" && at == (len(moments)/2+batch-1)/batch*batch {
			stop, err := profile(o.profile)
			if err != nil {
				return err
			}
			defer stop()
		}
		items := make([]cluster.Item, 0, batch)
		for i := at; i < min(at+batch, len(moments)); i++ {
			items = append(items, w.report(i, moments[i]))
		}
		begin := now()
		events, err := s.Add(ctx, items)
		if err != nil {
			return err
		}
		stretch.add(begin, len(items))
		t.take(events)
		if done := at + len(items); done%o.every == 0 || done == len(moments) {
			active, open := s.Size()
			fmt.Fprintf(out, "| %d | %.0f | %.0f | %d | %d | %d |\n", done, stretch.aSecondOfCPU(), stretch.aSecond(), heap(), active, open)
			stretch = span{}
		}
	}
	return nil
}

// span is how long a stretch of the stream took.
type span struct {
	articles  int
	cpu, wall time.Duration
}

type instant struct {
	cpu  time.Duration
	wall time.Time
}

func now() instant {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return instant{wall: time.Now()}
	}
	return instant{cpu: time.Duration(r.Utime.Nano() + r.Stime.Nano()), wall: time.Now()}
}

func (s *span) add(begin instant, articles int) {
	end := now()
	s.articles += articles
	s.cpu += end.cpu - begin.cpu
	s.wall += end.wall.Sub(begin.wall)
}

func (s *span) aSecondOfCPU() float64 { return float64(s.articles) / s.cpu.Seconds() }
func (s *span) aSecond() float64      { return float64(s.articles) / s.wall.Seconds() }

// heap is the memory in use, in MB, after what is not has been collected.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}
