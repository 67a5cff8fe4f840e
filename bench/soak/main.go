// Command soak replays a day of news in half an hour: real stemma watch and stemma serve processes on one archive, with
// readers on, while what they hold is measured (memory, goroutines, descriptors, queues). It fails where that grows.
//
//	go build -o /tmp/stemma ./cmd/stemma
//	go run ./bench/soak -stemma /tmp/stemma
//
// README.md says what it does and what came of it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/stemma-news/stemma/bench/invented"
	"github.com/stemma-news/stemma/bench/measured"
)

// options are how long, how much and with whom.
type options struct {
	stemma  string
	dir     string
	minutes float64
	hours   float64
	reports int
	before  int
	days    int
	feeds   int
	readers int
	every   time.Duration
	warm    float64
	profile bool
}

func main() {
	var o options
	flag.StringVar(&o.stemma, "stemma", "", "the `program` that is measured; \"\" builds it")
	flag.StringVar(&o.dir, "dir", "", "`folder` for the archive, the logs and the profiles, which are kept then; \"\" for one that is removed")
	flag.Float64Var(&o.minutes, "minutes", 30, "how long it takes")
	flag.Float64Var(&o.hours, "hours", 24, "how many hours of news that is")
	flag.IntVar(&o.reports, "reports", 10_000, "reports that come out in that time")
	flag.IntVar(&o.before, "before", 10_000, "reports of each day before, which are in the archive at the beginning")
	flag.IntVar(&o.days, "days", 6, "how many days before: stories are active for four to eight")
	flag.IntVar(&o.feeds, "feeds", 240, "feeds that they are in")
	flag.IntVar(&o.readers, "readers", 20, "readers, each of whom looks at a page a second")
	flag.DurationVar(&o.every, "every", 5*time.Second, "how often it is looked what the programs hold")
	flag.Float64Var(&o.warm, "warm", 1./3, "share of the time that does not count: memory is taken then")
	flag.BoolVar(&o.profile, "pprof", false, "with -dir: write profiles of heap and goroutines there, after the warm-up and at the end")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, &o); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop is called
	}
}

func run(ctx context.Context, o *options) (err error) {
	dir := o.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "stemma-soak-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	} else if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	command, err := measured.New(ctx, o.stemma, dir)
	if err != nil {
		return err
	}
	p := &program{command}
	span := time.Duration(o.hours * float64(time.Hour))
	news, err := invented.News(o.reports, invented.Options{Span: span, Seed: 1})
	if err != nil {
		return err
	}
	long := time.Duration(o.minutes * float64(time.Minute))
	fmt.Printf("%d reports of the %d days before are imported\n", o.days*o.before, o.days)
	for day := o.days; day > 0; day-- {
		old, err := invented.News(o.before, invented.Options{Span: span, Seed: uint64(1 + day)})
		if err != nil {
			return err
		}
		if err := p.fill(ctx, filepath.Join(dir, fmt.Sprintf("before-%d.jsonl", day)), old, time.Now().Add(long-time.Duration(1+day)*span)); err != nil {
			return err
		}
	}
	t := newTraffic(news, o.feeds, span, long)
	if err := t.listen(ctx); err != nil {
		return err
	}
	defer t.close()
	s := &soak{options: o, program: p, traffic: t, long: long}
	if err := s.play(ctx); err != nil {
		return err
	}
	return s.verdict(ctx)
}
