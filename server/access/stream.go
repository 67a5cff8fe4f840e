package access

import (
	"context"
	"net/http"
	"time"
)

// takeTime is how long who reads a stream may take for what is written at once. It is for all that is asked for as a stream, be
// it one or not: who asks for a page so, and never reads it, would else keep its place for ever.
const takeTime = time.Minute

// stream takes the times of a request away, which are for answers that end, and ends it when the server stops. What writes the
// answer has the time for each piece.
func stream(w http.ResponseWriter, r *http.Request, b *Bounds) (http.ResponseWriter, *http.Request, func()) {
	c := http.NewResponseController(w)
	sent := time.Time{}
	if r.ContentLength != 0 {
		sent = time.Now().Add(uploadTime)
	}
	_ = c.SetReadDeadline(sent)         // an error is of a writer without deadlines: a test's
	_ = c.SetWriteDeadline(time.Time{}) // the same
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		select {
		case <-b.Stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	p := &pieces{w, c, b.take}
	return p, r.WithContext(ctx), func() {
		cancel()
		_ = c.SetWriteDeadline(time.Now().Add(p.take)) // for what net/http has still to send
	}
}

// pieces gives each piece of an answer its own time. Between them there is none: by HTTP/2 a stream ends as soon as its time is
// over, also when nothing is to be written.
type pieces struct {
	http.ResponseWriter
	control *http.ResponseController
	take    time.Duration
}

func (p *pieces) Write(b []byte) (int, error) {
	defer p.timed()()
	return p.ResponseWriter.Write(b)
}

// timed begins the time of a piece, and returns what ends it.
func (p *pieces) timed() (end func()) {
	_ = p.control.SetWriteDeadline(time.Now().Add(p.take)) // as in stream
	return func() { _ = p.control.SetWriteDeadline(time.Time{}) }
}

// Flush is here for writers that look for it themselves.
func (p *pieces) Flush() { _ = p.FlushError() }

// FlushError sends what was written so far. http.ResponseController calls it.
func (p *pieces) FlushError() error {
	defer p.timed()()
	return p.control.Flush()
}

// Unwrap is for http.ResponseController.
func (p *pieces) Unwrap() http.ResponseWriter { return p.ResponseWriter }
