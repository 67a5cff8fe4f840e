package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
)

// visitorKey is where a request has its connection.
type visitorKey struct{}

// known tells requests of their connection, as http.Server.ConnContext.
func (c *crowd) known(ctx context.Context, conn net.Conn) context.Context {
	if v, is := visitorOf(conn); is {
		return context.WithValue(ctx, visitorKey{}, v)
	}
	return ctx
}

// attend has a handler answer, and the crowd know when it waits for what a request has yet to send: the head alone costs nobody
// anything, so that who sends no more must not count as being answered.
func (c *crowd) attend(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, is := r.Context().Value(visitorKey{}).(*visitor)
		if !is {
			next.ServeHTTP(w, r)
			return
		}
		b := &awaited{ReadCloser: r.Body, crowd: c, of: v}
		if r.Body != nil && r.Body != http.NoBody {
			r = r.WithContext(r.Context()) // net/http goes by what is in its own
			r.Body = b
		} else {
			b.whole = true
		}
		c.change(v, func() { v.serving++ })
		defer c.change(v, func() {
			v.serving--
			v.left = !b.whole && r.ProtoMajor == 1
		})
		next.ServeHTTP(w, r)
	})
}

// awaited is the body of a request.
type awaited struct {
	io.ReadCloser
	crowd *crowd
	of    *visitor
	whole bool // it came to its end; the crowd's
}

func (a *awaited) Read(p []byte) (n int, err error) {
	a.crowd.change(a.of, func() { a.of.waiting++ })
	n, err = a.ReadCloser.Read(p)
	a.crowd.change(a.of, func() {
		a.of.waiting--
		a.whole = a.whole || errors.Is(err, io.EOF)
	})
	return n, err
}
