package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/watch"
)

// Times of connections. A request's head is short; what else it has may be large (access.Door.Bounded gives it longer), and
// who reads an answer may have a slow line.
const (
	headTime  = 10 * time.Second
	readTime  = time.Minute
	writeTime = 2 * time.Minute
	idleTime  = 2 * time.Minute
	maxHead   = 32 << 10
	// endTime is how long requests may take that are under way when the server ends.
	endTime = 10 * time.Second
	// graceTime is how long traces may go on of them; who waits for one is then told that the server ends.
	graceTime = 3 * time.Second
)

// Serving says how a handler is served.
type Serving struct {
	Listener net.Listener
	Handler  http.Handler
	Log      *slog.Logger
	Notify   watch.Notifier
	// Stopping is closed when no more requests are taken, so that streams can end.
	Stopping chan struct{}
	// Cancel ends what requests wait for; nil for nothing.
	Cancel func()
}

// Run serves until ctx ends. Then it takes no more connections, tells streams to end, and waits a few seconds for the
// requests under way.
func Run(ctx context.Context, s Serving) error {
	h := &http.Server{
		Handler: s.Handler, ReadHeaderTimeout: headTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHead, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	if d, is := s.Listener.(*door); is {
		h.ConnState, h.ConnContext, h.Handler, d.crowd.log = d.crowd.note, d.crowd.known, d.crowd.attend(s.Handler), s.Log
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(s.Listener) }()
	s.Notify.Ready("serving at " + s.Listener.Addr().String())
	alive := s.heartbeat()
	for {
		select {
		case err := <-failed:
			return fmt.Errorf("serve: %w", err)
		case <-alive:
			s.Notify.Alive()
		case <-ctx.Done():
			return s.end(context.WithoutCancel(ctx), h, failed)
		}
	}
}

func (s *Serving) heartbeat() <-chan time.Time {
	if s.Notify.Watchdog <= 0 {
		return nil
	}
	return time.Tick(s.Notify.Watchdog / 2)
}

func (s *Serving) end(ctx context.Context, h *http.Server, served <-chan error) error {
	s.Notify.Stopping()
	close(s.Stopping)
	if s.Cancel != nil {
		defer time.AfterFunc(graceTime, s.Cancel).Stop()
	}
	ctx, cancel := context.WithTimeout(ctx, endTime)
	defer cancel()
	err := h.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.Warn("requests under way were cut off", "after", endTime)
		err = h.Close()
	}
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
