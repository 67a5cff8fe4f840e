package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
)

// goneVectors is a server of vectors that can be gone.
type goneVectors struct {
	*vector.Static
	gone  atomic.Bool
	asked atomic.Int64
}

func (g *goneVectors) Name() string { return "far away" }

func (g *goneVectors) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	if g.gone.Load() {
		g.asked.Add(1)
		return nil, errors.New("cannot connect (given up after 6 tries)")
	}
	return g.Static.Vectors(ctx, sentences)
}

// TestVectorsGone: while the server of vectors is gone reports are taken in as before and stories wait for their trees; it is not asked all the
// time, and when it is back all stories are traced.
func TestVectorsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := vector.Default()
		if err != nil {
			t.Fatal(err)
		}
		v := &goneVectors{Static: m}
		v.gone.Store(true)
		began := time.Now()
		a := archive(t, t.TempDir())
		var log bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Hour)
		defer cancel()
		time.AfterFunc(5*time.Hour, func() { v.gone.Store(false) })
		sum, err := Run(ctx, Options{Archive: a, Web: hourly(began, 4), Lists: NewLists([]string{"https://herald.example/feed"}), Trace: trace.Options{Vectors: v}, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err := errors.Join(err, a.Close()); err != nil {
			t.Fatal(err)
		}
		if sum.New != 4 || sum.Traced == 0 || v.asked.Load() > 40 || !strings.Contains(log.String(), "stories are traced again") {
			t.Errorf("%+v, asked %d times\n%s", sum, v.asked.Load(), log.String())
		}
	})
}

// pickyVectors is a server of vectors that breaks down at the sentences of one story.
type pickyVectors struct {
	*vector.Static
	refused atomic.Int64
}

func (*pickyVectors) Name() string { return "picky" }

func (p *pickyVectors) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	if strings.Contains(strings.Join(sentences, " "), "lighthouse") {
		p.refused.Add(1)
		return nil, errors.New("the server answers 400 Bad Request")
	}
	return p.Static.Vectors(ctx, sentences)
}

// TestStoryRefused: a story that the server of vectors does not want, while it is there for all others, is tried a few times, told of and left alone; it does
// not hold up the others for a day.
func TestStoryRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := vector.Default()
		if err != nil {
			t.Fatal(err)
		}
		v := &pickyVectors{Static: m}
		began := time.Now()
		w := hourly(began, 8)
		const address = "https://beacon.example/feed"
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
			var items []string
			for i := range 2 {
				items = append(items, item(fmt.Sprintf("beacon-%d", i), "Old lighthouse of Orsk to be sold", fmt.Sprintf("The council of Orsk sells the old lighthouse on the northern mole to the highest bidder. The lighthouse was built by the guild of pilots. Version %d.", i), began))
			}
			return answer(address, rss("Beacon", items...), v), nil
		}
		a := archive(t, t.TempDir())
		var log bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour)
		defer cancel()
		sum, err := Run(ctx, Options{Archive: a, Web: w, Lists: NewLists([]string{"https://herald.example/feed", address}), Trace: trace.Options{Vectors: v}, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err := errors.Join(err, a.Close()); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(log.String(), "level=ERROR msg=tree"); n != 1 || sum.Traced < 6 || v.refused.Load() > 25 {
			t.Errorf("%+v, refused %d times, given up %d times\n%s", sum, v.refused.Load(), n, log.String())
		}
	})
}

// TestFeedGone: a feed that is gone for an hour, in each of the ways in which it can be, is asked less and less meanwhile; soon after it is
// back all that it has is taken in, once.
func TestFeedGone(t *testing.T) {
	for name, gone := range map[string]func() error{
		"no connection": func() error { return fetch.ErrConnection },
		"too slow":      func() error { return fetch.ErrSlow },
		"cut":           func() error { return fetch.ErrBroken },
		"too large":     func() error { return fetch.ErrTooLarge },
		"overloaded":    func() error { return &fetch.StatusError{Status: http.StatusServiceUnavailable} },
		"asks for a rest": func() error {
			return &fetch.StatusError{Status: http.StatusTooManyRequests, RetryAfter: time.Now().Add(20 * time.Minute)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const address = "https://herald.example/feed"
				began := time.Now()
				w := hourly(began, 8)
				sound := w.feeds[address]
				w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
					if since := time.Since(began); since > 2*time.Hour+50*time.Minute && since < 3*time.Hour+50*time.Minute {
						return nil, gone()
					}
					return sound(v)
				}
				a := archive(t, t.TempDir())
				var lines bytes.Buffer
				o := Options{Archive: a, Web: w, Lists: NewLists([]string{address}), NoTrees: true, Alerts: &lines, Rules: everyReport}
				run := func(long time.Duration) Summary {
					ctx, cancel := context.WithTimeout(t.Context(), long)
					defer cancel()
					sum, err := Run(ctx, o)
					if err != nil {
						t.Fatal(err)
					}
					return sum
				}
				before, during := run(2*time.Hour+49*time.Minute), run(time.Hour)
				after := run(90 * time.Minute)
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				if before.New != 3 || during.New != 0 || during.Failed == 0 || during.Polls > 12 || after.New < 2 || strings.Count(lines.String(), "\n") != before.New+after.New {
					t.Errorf("before %+v\nmeanwhile %+v\nafter %+v\n%s", before, during, after, lines.String())
				}
			})
		})
	}
}

// TestNoDescriptors: where the process itself has no descriptors left nobody is blamed: the feed is asked again soon, and not all the time, and its host is
// not left alone.
func TestNoDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const address = "https://herald.example/feed"
		began := time.Now()
		w := hourly(began, 1)
		sound := w.feeds[address]
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
			if time.Since(began) < 30*time.Minute {
				return nil, fetch.ErrFiles
			}
			return sound(v)
		}
		a := archive(t, t.TempDir())
		ctx, cancel := context.WithTimeout(t.Context(), 33*time.Minute)
		defer cancel()
		sum, err := Run(ctx, Options{Archive: a, Web: w, Lists: NewLists([]string{address}), NoTrees: true})
		if err := errors.Join(err, a.Close()); err != nil {
			t.Fatal(err)
		}
		if sum.New != 1 || sum.Failed < 100 || sum.Failed > 200 {
			t.Errorf("%+v", sum)
		}
	})
}
