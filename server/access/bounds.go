package access

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// Bounds are how much is done at once. Zero values stand for defaults.
type Bounds struct {
	// Requests are answered side by side, 512 at the most; Streams of events are open, 256; more are told to come again.
	Requests, Streams int
	// Body says how many bytes are read of a request; nil for a megabyte of each.
	Body func(*http.Request) int64
	// Stream says of a request that its answer goes on for ever, whatever form of answer it accepts; nil for none.
	Stream func(*http.Request) bool
	// Stop ends streams, which would go on for ever; nil for never.
	Stop <-chan struct{}

	take, read time.Duration // takeTime and readTime, but in tests
}

// Times for requests. What somebody sends may be large and their line slow; what is read of an answer is not. A stream has its
// own (takeTime).
const (
	uploadTime = 10 * time.Minute
	heavyTime  = 25 * time.Minute // a trace waits for others, and may take ten minutes itself
	answerTime = time.Minute      // until an answer is found, of all others
	readTime   = 2 * time.Minute  // to read one, from when it begins
	fullWait   = 2 * time.Second
)

func (b Bounds) orDefault() Bounds {
	if b.Requests <= 0 {
		b.Requests = 512
	}
	if b.Streams <= 0 {
		b.Streams = 256
	}
	if b.Body == nil {
		b.Body = func(*http.Request) int64 { return 1 << 20 }
	}
	if b.Stream == nil {
		b.Stream = func(*http.Request) bool { return false }
	}
	if b.take <= 0 {
		b.take = takeTime
	}
	if b.read <= 0 {
		b.read = readTime
	}
	return b
}

// Bounded answers as many requests at once as are bounded to, and 503 to others.
func (d *Door) Bounded(b Bounds, next http.Handler) http.Handler {
	b = b.orDefault()
	requests, streams := make(chan struct{}, b.Requests), make(chan struct{}, b.Streams)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" { // a server that is busy lives
			next.ServeHTTP(w, r)
			return
		}
		places, isStream := requests, IsStream(r) || b.Stream(r)
		if isStream {
			places = streams
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
		default:
			retryAfter(w.Header(), fullWait)
			d.refuse(w, r, http.StatusServiceUnavailable, "too much is asked at the moment: try again in a few seconds")
			return
		}
		if isStream {
			var end func()
			w, r, end = stream(w, r, &b)
			defer end()
		} else {
			var end func()
			w, r, end = d.timed(w, r, b.read)
			defer end()
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, b.Body(r))
		}
		next.ServeHTTP(w, r)
	})
}

// timed gives a request its time: to be sent, to be answered, and for the answer to be read, which is not counted while it is
// still being found. A writer without deadlines is a test's.
func (d *Door) timed(w http.ResponseWriter, r *http.Request, read time.Duration) (http.ResponseWriter, *http.Request, func()) {
	c, limit := http.NewResponseController(w), answerTime
	if r.ContentLength > 1<<20 || r.ContentLength < 0 {
		_ = c.SetReadDeadline(time.Now().Add(uploadTime)) // else the time of all requests
		limit += uploadTime
	}
	if d.Heavy != nil && d.Heavy(r) {
		limit = heavyTime
	}
	_ = c.SetWriteDeadline(time.Now().Add(limit + readTime))
	ctx, end := context.WithTimeout(r.Context(), limit)
	return &found{w, c, read, false}, r.WithContext(ctx), end
}

// found is an answer that must be read in its time once it has begun: else who never reads the result of a trace would keep their
// place for as long as any trace may take.
type found struct {
	http.ResponseWriter
	control *http.ResponseController
	read    time.Duration
	begun   bool
}

func (f *found) begin() {
	if !f.begun {
		f.begun = true
		_ = f.control.SetWriteDeadline(time.Now().Add(f.read)) // as in timed
	}
}

func (f *found) WriteHeader(status int) {
	if status >= http.StatusOK { // others are ahead of the answer
		f.begin()
	}
	f.ResponseWriter.WriteHeader(status)
}

func (f *found) Write(b []byte) (int, error) {
	f.begin()
	return f.ResponseWriter.Write(b)
}

// Flush is here for writers that look for it themselves.
func (f *found) Flush() { _ = f.control.Flush() }

// Unwrap is for http.ResponseController.
func (f *found) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// IsStream says whether a request asks for events as they happen, by what it accepts.
func IsStream(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}
