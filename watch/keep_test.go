package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

var errPipe = errors.New("broken pipe")

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

// TestKeeperFails: where nothing can be kept or told any more the run ends, and says why.
func TestKeeperFails(t *testing.T) {
	for _, once := range []bool{true, false} {
		a := archive(t, t.TempDir())
		o := Options{
			Archive: a, Lists: NewLists([]string{"https://herald.example/feed"}), Web: oneFeed(ferry), Once: once, NoTrees: true, Alerts: brokenPipe{},
			Rules: func() ([]alert.Rule, error) { return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}, nil },
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		if _, err := Run(ctx, o); !errors.Is(err, errPipe) || ctx.Err() != nil {
			t.Errorf("once %v: %v, %v", once, err, ctx.Err())
		}
		cancel()
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// testKeeper is one without feeds.
func testKeeper(t *testing.T, o Options) *keeper {
	t.Helper()
	o.Archive = archive(t, t.TempDir())
	t.Cleanup(func() { _ = o.Archive.Close() })
	w := &watcher{Options: o.withDefaults()}
	w.polled = make(chan found, w.Parallel)
	k, err := newKeeper(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestNoRoomForStories: that stories get no trees is told, once.
func TestNoRoomForStories(t *testing.T) {
	var log bytes.Buffer
	k := testKeeper(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	var all []string
	for n := range maxWaitingStories + 7 {
		all = append(all, fmt.Sprint("s", n))
	}
	for range 2 {
		k.dropped(k.open.wait(all))
	}
	if n := strings.Count(log.String(), "no room for 7 more"); n != 1 || len(k.open.Stories) != maxWaitingStories {
		t.Errorf("told %d times, %d wait\n%s", n, len(k.open.Stories), log.String())
	}
}

// TestPlaceFails: a batch that could not be written leaves nothing behind in memory: it is placed the next time as if it
// had not been.
func TestPlaceFails(t *testing.T) {
	failing, whole := filled(t, 48), filled(t, 48)
	if _, err := CatchUp(t.Context(), whole, CatchUpOptions{batch: 12}); err != nil {
		t.Fatal(err)
	}
	n, full := 0, errors.New("the disk is full")
	p, err := newPlacer(t.Context(), failing, CatchUpOptions{batch: 12, placing: func(context.Context, []reading, []cluster.Event) (store.Update, error) {
		if n++; n == 2 {
			return store.Update{}, full
		}
		return store.Update{}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.catchUp(t.Context()); !errors.Is(err, full) {
		t.Fatal(err)
	}
	if _, err := p.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have, want := stories(t, failing), stories(t, whole); have != want {
		t.Errorf("%s\nwant %s", have, want)
	}
}

// TestSecrets: what may be secret in an address is in no line of the log.
func TestSecrets(t *testing.T) {
	const address = "https://desk:hunter2@herald.example/feed?token=s3cret&lang=en"
	w := newWeb()
	w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
		r := answer(address, rss("Herald", item("herald-1", "Ferry Alva aground off Larn", ferry, noon)), v)
		r.Moved = "https://herald.example/new?token=s3cret"
		return r, nil
	}
	a := archive(t, t.TempDir())
	defer a.Close()
	var log bytes.Buffer
	_, err := Run(t.Context(), Options{
		Archive: a, Lists: NewLists([]string{address, "ftp://desk:hunter2@herald.example/"}), Web: w, Once: true, NoTrees: true,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), "hunter2") || strings.Contains(log.String(), "s3cret") || !strings.Contains(log.String(), "herald.example/feed?token=…&lang=en") {
		t.Errorf("%s", log.String())
	}
}
