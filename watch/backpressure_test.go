package watch

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/watch/alert"
)

// crowd puts so many feeds of so many entries each into w, and returns their addresses.
func crowd(w *web, feeds, entries int, asked func()) []string {
	var all []string
	for n := range feeds {
		address := fmt.Sprintf("https://crowd%d.example/feed", n)
		var items []string
		for i := range entries {
			body := fmt.Sprintf("Notice %[1]d of harbour %[2]d: berth%[1]dx%[2]d was let to hull%[1]dx%[2]d for cargo%[1]dx%[2]d, and crane%[1]dx%[2]d stands beside shed%[1]dx%[2]d until spring, the office of pier%[1]dx%[2]d writes. Nobody had asked for lamp%[1]dx%[2]d or for rope%[1]dx%[2]d before.", i, n)
			if i < 3 {
				body = fmt.Sprintf("%s So copy %d of outlet %d has it.", ferry, i, n)
			}
			items = append(items, item(fmt.Sprintf("crowd%d-%d", n, i), fmt.Sprintf("Notice %d of harbour %d", i, n), body, time.Now().Add(-time.Hour)))
		}
		w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
			asked()
			return answer(address, rss("Crowd", items...), v), nil
		}
		all = append(all, address)
	}
	return all
}

// stuckAlerts is where alerts go to that takes none until it is let go: it holds up the one who writes.
type stuckAlerts struct {
	once      sync.Once
	came, let chan struct{}
}

func (h *stuckAlerts) Write(b []byte) (int, error) {
	h.once.Do(func() { close(h.came) })
	<-h.let
	return io.Discard.Write(b)
}

func anyStory() ([]alert.Rule, error) {
	return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}, nil
}

// TestBackPressure: while the one who writes is held up, what is on its way is bounded and no other feed is asked, however long it takes; then all goes on.
func TestBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const parallel, feeds, entries = 4, 7, 200
		var asked atomic.Int64
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour)
		defer cancel()
		w := newWeb()
		lists := NewLists(crowd(w, feeds, entries, func() {
			if asked.Add(1) > parallel {
				cancel() // it goes on, and that is all there is to see
			}
		}))
		h := &stuckAlerts{came: make(chan struct{}), let: make(chan struct{})}
		a := archive(t, t.TempDir())
		defer a.Close()
		figures, ended := &Figures{}, make(chan error, 1)
		go func() {
			_, err := Run(ctx, Options{Archive: a, Web: w, Lists: lists, Parallel: parallel, NoTrees: true, Alerts: h, Rules: anyStory, Figures: figures})
			ended <- err
		}()
		select {
		case <-h.came:
		case err := <-ended:
			t.Fatalf("nothing is told of: %v", err)
		}
		for range 6 {
			time.Sleep(time.Hour)
			synctest.Wait()
			if n := figures.queued.Load(); n < 64 || n > 64+parallel {
				t.Errorf("%d are on their way", n)
			}
			if n := asked.Load(); n != parallel {
				t.Errorf("%d feeds are asked", n)
			}
		}
		close(h.let)
		if err := <-ended; err != nil || asked.Load() <= parallel {
			t.Errorf("%v, %d feeds are asked", err, asked.Load())
		}
	})
}

// crowdedVectors counts how often stories are traced while reports wait to be written.
type crowdedVectors struct {
	*vector.Static
	figures *Figures
	crowded atomic.Int64
}

func (c *crowdedVectors) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	if c.figures.queued.Load() >= queueLength/2 {
		c.crowded.Add(1)
	}
	return c.Static.Vectors(ctx, sentences)
}

// TestTreesUnderLoad: stories are traced though reports come without a pause, from feeds that have more of them than there is room for.
func TestTreesUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := vector.Default()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		w, figures := newWeb(), &Figures{}
		v := &crowdedVectors{Static: m, figures: figures}
		lists := NewLists(crowd(w, 2, 200, func() {}))
		a := archive(t, t.TempDir())
		defer a.Close()
		sum, err := Run(ctx, Options{Archive: a, Web: w, Lists: lists, Trace: trace.Options{Vectors: v}, Figures: figures})
		if err != nil || sum.New != 400 || sum.Traced == 0 || v.crowded.Load() == 0 {
			t.Errorf("%v, %+v, %d times under load", err, sum, v.crowded.Load())
		}
	})
}
