package watch

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// BenchmarkAsk asks feeds of as many hosts, which have a report each: by one process into a folder, and through the queue of a
// database, by one and by two. It is what asking costs besides the network.
func BenchmarkAsk(b *testing.B) {
	const hosts = 1000
	w := newWeb()
	var inputs []string
	for i := range hosts {
		address := fmt.Sprintf("https://host%d.example/feed", i)
		inputs = append(inputs, address)
		body := rss(fmt.Sprintf("Host %d", i), item(fmt.Sprintf("host%d-1", i), fmt.Sprintf("Notice %d", i), fmt.Sprintf("%s It is notice %d of this kind.", ferry, i), noon))
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) { return answer(address, body, v), nil }
	}
	for _, processes := range []int{0, 1, 2} {
		b.Run(fmt.Sprintf("processes=%d", processes), func(b *testing.B) {
			for range b.N {
				name := b.TempDir()
				if processes > 0 {
					name = pgtest.Database(b)
				}
				began := time.Now()
				benchAsk(b, w, name, inputs, max(1, processes))
				b.ReportMetric(hosts/time.Since(began).Seconds(), "hosts/s")
			}
		})
	}
}

// benchAsk watches until all reports are there.
func benchAsk(b *testing.B, w *web, name string, inputs []string, processes int) {
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	ended := make(chan error, processes)
	var first *store.Archive
	for range processes {
		a, err := store.Create(ctx, name)
		if err != nil {
			b.Fatal(err)
		}
		defer a.Close()
		first = a
		go func() {
			_, err := Run(ctx, Options{Archive: a, Lists: NewLists(inputs), Web: w, NoTrees: true})
			ended <- err
		}()
	}
	for {
		c, err := first.Count(ctx)
		if err != nil {
			b.Fatal(err)
		}
		if c.Articles >= len(inputs) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	for range processes {
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
	}
}
