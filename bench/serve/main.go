// Command serve measures stemma serve: how long many readers at once wait for a page, while stemma watch writes into the same
// archive.
//
//	go build -o /tmp/stemma ./cmd/stemma
//	go run ./bench/serve -stemma /tmp/stemma
//
// README.md says what it does and what came of it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/stemma-news/stemma/bench/measured"
)

// options are what is measured.
type options struct {
	stemma  string
	readers int
	tracers int
	seconds int
	think   time.Duration
	reports int
	every   time.Duration
	quiet   bool
	profile string
	only    string
}

func main() {
	var o options
	flag.StringVar(&o.stemma, "stemma", "", "the `program` that is measured; \"\" builds it")
	flag.IntVar(&o.readers, "readers", 200, "readers at once")
	flag.IntVar(&o.tracers, "tracers", 4, "programs at once that have reports traced")
	flag.IntVar(&o.seconds, "seconds", 20, "how long each kind of request is measured")
	flag.DurationVar(&o.think, "think", time.Second, "how long a reader looks at a page; the second of two measurements has none")
	flag.IntVar(&o.reports, "reports", 100, "reports of the story that is read, of which some are lost, and some come later")
	flag.DurationVar(&o.every, "every", 500*time.Millisecond, "how often a new report is in the feed that is watched")
	flag.BoolVar(&o.quiet, "quiet", false, "nothing is written meanwhile")
	flag.StringVar(&o.profile, "profile", "", "`file` for a CPU profile of the server, of the last kind that is measured")
	flag.StringVar(&o.only, "only", "", "only requests with this in their `name`")
	flag.Parse()
	if _, err := run(context.Background(), &o); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) (all []*taken, err error) {
	dir, err := os.MkdirTemp("", "stemma-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	command, err := measured.New(ctx, o.stemma, dir)
	if err != nil {
		return nil, err
	}
	p := &program{command}
	news, err := makeNews(o.reports)
	if err != nil {
		return nil, err
	}
	if err := p.fill(ctx, filepath.Join(dir, "first.jsonl"), news.first); err != nil {
		return nil, err
	}
	story, err := p.largest(ctx)
	if err != nil {
		return nil, err
	}
	stop, address, err := p.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if !o.quiet {
		end, told, err := p.watch(ctx, news, o.every)
		if err != nil {
			return nil, err
		}
		defer func() {
			err = errors.Join(err, end())
			fmt.Printf("meanwhile %d reports were in the feed that stemma watch keeps up with\n", told())
		}()
	}
	return measure(ctx, o, address, story, news)
}
