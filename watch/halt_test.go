package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/internal/powercut"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// hourly is a web with a feed that has one report more each hour, up to n of them.
func hourly(began time.Time, n int) *web {
	const address = "https://herald.example/feed"
	w := newWeb()
	w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
		var items []string
		for i := range min(n, int(time.Since(began)/time.Hour)+1) {
			items = append(items, item(fmt.Sprintf("herald-%d", i), "Ferry Alva aground off Larn", fmt.Sprintf("%s This was report %d.", ferry, i), began.Add(time.Duration(i)*time.Hour)))
		}
		return answer(address, rss("Herald", items...), v), nil
	}
	return w
}

// lockedBuffer is a log that can be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// everyReport are rules by which each report is told of.
func everyReport() ([]alert.Rule, error) {
	return []alert.Rule{{Name: "karo", Kind: alert.Cites, Sources: []string{"Ines Karo"}, Each: alert.EachReport}}, nil
}

// TestDiskFullForHours: where the disk is full, read-only or fails for three hours, nothing is taken in, which is said; then watch goes
// on by itself, and has all reports and told of each once.
func TestDiskFullForHours(t *testing.T) {
	for name, code := range map[string]int32{
		"full": sqlite3.SQLITE_FULL, "read-only": sqlite3.SQLITE_READONLY, "failing": sqlite3.SQLITE_IOERR_WRITE, "no descriptors": sqlite3.SQLITE_CANTOPEN,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, dir := time.Now(), t.TempDir()
				disk := powercut.Watch(t, dir)
				a := archive(t, dir)
				var lines bytes.Buffer
				var log lockedBuffer
				var figures Figures
				ctx, cancel := context.WithTimeout(t.Context(), 16*time.Hour)
				defer cancel()
				done := make(chan error, 1)
				var sum Summary
				go func() {
					var err error
					sum, err = Run(ctx, Options{Archive: a, Web: hourly(began, 10), Lists: NewLists([]string{"https://herald.example/feed"}), Alerts: &lines, Rules: everyReport, Log: slog.New(slog.NewTextHandler(&log, nil)), Figures: &figures})
					done <- err
				}()
				time.Sleep(3*time.Hour + 30*time.Minute)
				disk.Fail(func(_ int, o powercut.Op) int32 {
					if o.Kind == powercut.Write {
						return code
					}
					return 0
				})
				time.Sleep(2 * time.Hour)
				if n := figures.halted.Load(); n != 1 {
					t.Errorf("halted: %d", n)
				}
				time.Sleep(time.Hour)
				disk.Fail(nil)
				if err := errors.Join(<-done, a.Close()); err != nil {
					t.Fatal(err)
				}
				if n := strings.Count(lines.String(), "\n"); sum.New != 10 || n != 10 || sum.Alerts != 10 {
					t.Errorf("%d reports, %d alerts, %d lines:\n%s\n%s", sum.New, sum.Alerts, n, lines.String(), log.String())
				}
				if n := strings.Count(log.String(), "nothing is taken in"); n != 1 || !strings.Contains(log.String(), "halted=2h") || figures.halted.Load() != 0 {
					t.Errorf("said %d times:\n%s", n, log.String())
				}
			})
		})
	}
}

// TestDiskFailsAtAnyWrite has the disk fail at each of the writes of a short run, for a minute, and wants what comes of it to be what comes without:
// the same reports in the same stories, each told of once.
func TestDiskFailsAtAnyWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("it is some runs in one goroutine")
	}
	var want string
	for n := -1; ; n += 1 + max(n, 0)/haltEach {
		past := false
		synctest.Test(t, func(t *testing.T) {
			began, dir := time.Now(), t.TempDir()
			disk := powercut.Watch(t, dir)
			a := archive(t, dir)
			var failed time.Time
			disk.Fail(func(tried int, o powercut.Op) int32 {
				if n < 0 || o.Kind != powercut.Write && o.Kind != powercut.Sync || tried < n {
					return 0
				}
				if failed.IsZero() {
					failed = time.Now()
				}
				if time.Since(failed) < time.Minute {
					return sqlite3.SQLITE_FULL
				}
				return 0
			})
			ctx, cancel := context.WithTimeout(t.Context(), 6*time.Hour)
			defer cancel()
			var lines, log bytes.Buffer
			_, err := Run(ctx, Options{Archive: a, Web: hourly(began, 3), Lists: NewLists([]string{"https://herald.example/feed"}), Alerts: &lines, Rules: everyReport, Log: slog.New(slog.NewTextHandler(&log, nil))})
			have := stories(t, a)
			if err := errors.Join(err, a.Close()); err != nil {
				t.Fatalf("write %d: %v", n, err)
			}
			if want == "" {
				want = have
			}
			if told := strings.Count(lines.String(), "\n"); have != want || told != 3 {
				t.Errorf("write %d: %d alerts\n%s\nwant %s\n%s", n, told, have, want, log.String())
			}
			past = n >= 0 && failed.IsZero()
		})
		if past || t.Failed() {
			t.Logf("%d writes", n)
			return
		}
	}
}

// TestTakenAndNotNoted: what a webhook took while the disk was full is not sent again, and nothing else is before that is written down.
func TestTakenAndNotNoted(t *testing.T) {
	dir := t.TempDir()
	disk := powercut.Watch(t, dir)
	a := archive(t, dir)
	defer a.Close()
	took := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { took[r.Header.Get("Webhook-Id")]++ }))
	defer s.Close()
	endpoint, err := webhook.New(s.URL, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	put := store.Update{}
	for _, id := range []string{"one", "two", "three"} {
		put.Outbox = append(put.Outbox, store.Message{Topic: topicOf(endpoint), ID: id, Body: []byte("{}")})
	}
	if err := a.Update(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	d := newDeliverer(a, []*webhook.Endpoint{endpoint}, slog.New(slog.DiscardHandler))
	disk.Fail(func(int, powercut.Op) int32 { return sqlite3.SQLITE_FULL })
	for range 3 {
		d.round(t.Context())
	}
	if len(took) != 1 || took["one"] != 1 {
		t.Errorf("while the disk is full: %v", took)
	}
	disk.Fail(nil)
	for range 2 {
		d.round(t.Context())
	}
	if len(took) != 3 || took["one"] != 1 || took["two"] != 1 || took["three"] != 1 {
		t.Errorf("%v", took)
	}
}

// TestTakenAsItHalts: what a webhook is taking in the moment in which watch halts is waited for, written down, and not sent again.
func TestTakenAsItHalts(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	ctx, halts := context.WithCancel(t.Context())
	defer halts()
	var took atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		took.Add(1)
		halts()
		select { // who is broken off is gone at once
		case <-r.Context().Done():
		case <-time.After(200 * time.Millisecond):
		}
	}))
	defer s.Close()
	endpoint, err := webhook.New(s.URL, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Update(t.Context(), store.Update{Outbox: []store.Message{{Topic: topicOf(endpoint), ID: "one", Body: []byte("{}")}}}); err != nil {
		t.Fatal(err)
	}
	d := newDeliverer(a, []*webhook.Endpoint{endpoint}, slog.New(slog.DiscardHandler))
	d.run(ctx, t.Context(), nil)
	d.round(t.Context())
	if n := took.Load(); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

// TestOnTheWay: what was on its way when watch halts is not on its way any more.
func TestOnTheWay(t *testing.T) {
	w := &watcher{Options: Options{}.withDefaults()}
	in := make(chan found, 3)
	p := &poller{out: in, onWay: &w.Figures.queued}
	for range 3 {
		p.send(t.Context(), found{})
	}
	close(in)
	full := errors.New("the disk is full")
	if err := (&keeper{w: w}).last(t.Context(), in, full, func(error) {}); !errors.Is(err, full) || w.Figures.queued.Load() != 0 {
		t.Errorf("%v, %d on their way", err, w.Figures.queued.Load())
	}
}
