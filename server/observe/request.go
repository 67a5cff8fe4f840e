package observe

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/server/access"
)

// header is where a request's id comes in and goes out.
const header = "X-Request-Id"

// unknown is the route of what has none, and the method of what is none: one label for all of them.
const unknown = "other"

// request is what is told of one. What is inside writes into it what only it knows.
type request struct {
	id       string
	route    string
	identity string
	inner    *http.Request // the one that the routes have, whose pattern they set
}

type requestKey struct{}

// RequestID is the id of the request that is being answered, "" where none is.
func RequestID(ctx context.Context) string {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q.id
	}
	return ""
}

// Middleware tells of each request, and answers 500 where a handler panics. It is the outermost.
func (o *Observer) Middleware(next http.Handler) http.Handler {
	return o.tracing.handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		q := &request{id: requestID(r.Header.Get(header)), route: unknown}
		w.Header().Set(header, q.id)
		o.metrics.inFlight.Inc()
		answer := &response{ResponseWriter: w, get: r.Method == http.MethodGet, opened: func() {
			q.routed()
			o.metrics.streams.WithLabelValues(q.route).Inc()
		}}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, q))
		defer func() {
			o.metrics.inFlight.Dec()
			cause := recover()
			answered := cause == nil || !aborts(cause) && o.panicked(answer, q, cause)
			o.tell(r, q, answer, time.Since(began))
			if !answered {
				panic(http.ErrAbortHandler) // what was sent is no whole answer, and the connection must show it
			}
		}()
		next.ServeHTTP(answer, r)
	}))
}

// Inside notes what is known only inside the rules of access and beside the routes: who asks, and which pattern answers.
func (o *Observer) Inside(next http.Handler) http.Handler {
	routed := Routed(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q, ok := r.Context().Value(requestKey{}).(*request); ok {
			q.identity = access.Who(r.Context()).Name
		}
		routed.ServeHTTP(w, r)
	})
}

// Routed notes which pattern of routes answers. Routes below others that are handed another request are wrapped by
// themselves: the innermost counts.
func Routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q, ok := r.Context().Value(requestKey{}).(*request); ok {
			q.inner = r
			defer q.routed() // of a handler that panics, too
		}
		next.ServeHTTP(w, r)
	})
}

// routed notes the pattern that answers, unless one further inside did.
func (q *request) routed() {
	if q.route != unknown || q.inner == nil {
		return
	}
	pattern := q.inner.Pattern
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path // the method is told by itself
	}
	if pattern != "" {
		q.route = pattern
	}
}

// requestID is the id that came with a request, if it is one, or else a new one.
func requestID(s string) string {
	ok := len(s) > 0 && len(s) <= 64
	for i := range len(s) {
		c := s[i]
		ok = ok && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.')
	}
	if ok {
		return s
	}
	return rand.Text()[:16]
}

// panicked tells of a handler's fault, and answers unless the handler has begun to.
func (o *Observer) panicked(w *response, q *request, cause any) bool {
	o.fault("request", cause, "id", q.id, "route", q.route)
	if w.status != 0 {
		return false
	}
	h := w.Header()
	clear(h)
	h.Set(header, q.id)
	http.Error(w, "something went wrong here: the log has it under "+q.id, http.StatusInternalServerError)
	return true
}

// fault tells of a panic, and where it was: of a worker that is another place than where it was recovered.
func (o *Observer) fault(of string, cause any, more ...any) {
	stack := debug.Stack()
	if f, is := cause.(*crew.FaultError); is {
		cause, stack = f.Value, f.Stack
	}
	o.log.Error("panic", append(more, "of", of, "panic", quoted(asText(cause)), "stack", string(stack))...)
}

// aborts says that a handler panicked to have the connection closed, which is no fault.
func aborts(cause any) bool {
	err, ok := cause.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

func asText(v any) string {
	if err, ok := v.(error); ok {
		return err.Error()
	}
	if s, ok := v.(string); ok {
		return s
	}
	return "a value"
}

// tell counts and logs a request that has been answered.
func (o *Observer) tell(r *http.Request, q *request, w *response, took time.Duration) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	o.metrics.answered(q.route, r.Method, w, took)
	span := trace.SpanFromContext(r.Context())
	span.SetName(method(r.Method) + " " + q.route)
	span.SetAttributes(attribute.String("http.route", q.route), attribute.String("stemma.request_id", q.id),
		attribute.String("url.path", q.route)) // in the place of that which was asked for

	level := slog.LevelInfo
	if w.status >= 500 {
		level = slog.LevelError
	}
	if !o.log.Enabled(r.Context(), level) {
		return
	}
	told := []slog.Attr{
		slog.String("method", method(r.Method)), slog.String("route", q.route), slog.Int("status", w.status), slog.Int64("bytes", w.bytes),
		slog.Float64("ms", milliseconds(took)), slog.String("id", q.id), slog.String("who", quoted(q.identity)), slog.String("remote", quoted(o.options.Remote(r))),
	}
	if o.options.Debug {
		told = append(told, slog.String("path", quoted(r.URL.EscapedPath())), slog.String("query", quoted(r.URL.RawQuery)))
	}
	o.log.LogAttrs(r.Context(), level, "request", told...)
}

// milliseconds are exact to a hundredth.
func milliseconds(d time.Duration) float64 { return float64(d/(10*time.Microsecond)) / 100 }

// method is one of those that there are.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return unknown
}

// class is the first digit of a status, as in 2xx.
func class(status int) string {
	if status < 100 || status > 599 {
		return unknown
	}
	return strconv.Itoa(status/100) + "xx"
}
