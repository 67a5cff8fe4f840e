package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// soak is a run.
type soak struct {
	options      *options
	program      *program
	traffic      *traffic
	watch, serve *process
	readers      *readers
	long         time.Duration
	samples      []sample
}

// play has it all happen.
func (s *soak) play(ctx context.Context) (err error) {
	if s.watch, err = s.program.watch(ctx, s.traffic); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.watch.stop()) }()
	if s.serve, err = s.program.serve(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.serve.stop()) }()
	if err := s.ready(ctx); err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	s.readers = newReaders(s.serve.address, s.traffic.news)
	var all sync.WaitGroup
	all.Go(func() { s.readers.run(reading, s.options.readers) })
	defer all.Wait()
	defer stop()
	return s.sampling(ctx)
}

// ready waits until both tell how they are.
func (s *soak) ready(ctx context.Context) error {
	for began := time.Now(); ; {
		_, err := s.watch.figures(ctx)
		_, err2 := s.serve.figures(ctx)
		if err = errors.Join(err, err2); err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-s.watch.ended:
			return fmt.Errorf("watch does not run: %s", s.watch.last())
		case <-s.serve.ended:
			return fmt.Errorf("serve does not run: %s", s.serve.last())
		case <-time.After(100 * time.Millisecond):
		}
		if time.Since(began) > time.Minute {
			return err
		}
	}
}

// sampling looks until the time is over.
func (s *soak) sampling(ctx context.Context) error {
	fmt.Println(header)
	tick := time.NewTicker(s.options.every)
	defer tick.Stop()
	warm := time.Duration(s.options.warm * float64(s.long))
	shown, profiled := time.Duration(0), false
	for time.Since(s.traffic.began) < s.long {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.watch.ended:
			return errors.New("watch has ended")
		case <-s.serve.ended:
			return errors.New("serve has ended")
		}
		x, err := s.look(ctx)
		if err != nil {
			return err
		}
		s.samples = append(s.samples, x)
		if s.options.profile && !profiled && x.at >= warm {
			profiled = true
			if err := s.profiles(ctx, "warm"); err != nil {
				return err
			}
		}
		if x.at-shown >= s.long/30 {
			shown = x.at
			fmt.Println(x.row())
		}
	}
	if s.options.profile {
		return s.profiles(ctx, "end")
	}
	return nil
}

const header = "| news | offered | taken in | on the way | to trace | traced | alerts | to deliver | watch: RSS MB | heap MB | goroutines | files | serve: RSS MB | heap MB | goroutines | files | archive MB | WAL MB | pages | p95 ms |\n" +
	"| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"

func (x *sample) row() string {
	return fmt.Sprintf("| %.1f h | %d | %d | %.0f | %.0f | %.0f | %.0f | %.0f | %s | %s | %.1f | %.1f | %d | %.0f |", x.news.Hours(), x.offered, x.taken, x.onWay, x.trees, x.traced, x.alerts,
		x.undelivered, x.watch.row(), x.serve.row(), float64(x.archive)/1e6, float64(x.wal)/1e6, x.pages, float64(x.slow.Microseconds())/1000)
}

func (h *held) row() string {
	return fmt.Sprintf("%.0f | %.0f | %.0f | %.0f", h.rss, h.heap, h.goroutines, h.files)
}

// verdict tells whether all came in, nothing came twice, and what is held stays as it is.
func (s *soak) verdict(ctx context.Context) error {
	if err := s.rest(ctx); err != nil {
		return err
	}
	messages, again := s.traffic.delivered()
	fmt.Printf("\nfeeds were asked %d times and did not answer %d times; the webhook took %d messages, %d of them more than once; readers looked at %d pages and were asked %d times to come again later\n",
		s.traffic.asked, s.traffic.refused, messages, again, s.readers.pages, s.readers.later)
	var bad []error
	if again > 0 {
		bad = append(bad, fmt.Errorf("%d messages came to the webhook more than once", again))
	}
	for what, n := range s.readers.bad {
		bad = append(bad, fmt.Errorf("readers: %d times %s", n, what))
	}
	bad = append(bad, s.complete(ctx), flat(s.samples, time.Duration(s.options.warm*float64(s.long))))
	return errors.Join(bad...)
}

// rest has watch take in what came out last: hosts that were gone are left alone for some minutes, so it is tried again.
func (s *soak) rest(ctx context.Context) error {
	args, err := s.program.watchArgs(s.traffic)
	if err != nil {
		return err
	}
	args = append(args, "--once", "--no-trees", "--max-pages", "1000", "--log", "none")
	for began := time.Now(); ; {
		last := s.program.Command(ctx, args...)
		last.Env = append(last.Environ(), "STEMMA_WEBHOOK_SECRET="+hookSecret)
		var errs bytes.Buffer
		last.Stderr = &errs
		err := last.Run()
		if err == nil || time.Since(began) > 10*time.Minute {
			if err != nil {
				err = fmt.Errorf("watch --once: %w: %s", err, errs.String())
			}
			return err
		}
		select {
		case <-time.After(15 * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

var sound = regexp.MustCompile(`sound: .*?(\d[\d,]*) reports`)

// complete looks whether the archive is sound, and has all reports.
func (s *soak) complete(ctx context.Context) error {
	out, err := s.program.Command(ctx, "archive", "check", "--archive", s.program.Archive).Output()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("archive check: %w: %s%s", err, out, e.Stderr)
	}
	fmt.Println("stemma archive check:", strings.TrimSpace(string(out)))
	m := sound.FindStringSubmatch(string(out))
	if m == nil {
		return fmt.Errorf("archive check says nothing of how many reports there are: %s", out)
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	if want := s.options.days*s.options.before + s.options.reports; err != nil || n != want {
		return errors.Join(err, fmt.Errorf("there are %d reports in the archive, and were %d", n, want))
	}
	return nil
}
