package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/observe"
)

// door is in front of the operations: it finds the one that is asked for, sees to scopes and limits of time, keeps answers
// until they are whole, and gives them ETags. It is the adapter between huma and net/http.
type door struct {
	mux  *http.ServeMux
	log  *slog.Logger
	room room
}

func newDoor(log *slog.Logger) *door {
	return &door{mux: http.NewServeMux(), log: log, room: newRoom()}
}

// traits are what the door must know of an operation, in huma.Operation.Metadata.
type traits struct {
	scope  access.Scope
	limit  time.Duration
	stream bool // it is sent as it is made, without limit of time
}

const traitsKey = "stemma"

// Handle adds an operation.
func (d *door) Handle(op *huma.Operation, handler func(huma.Context)) {
	t, _ := op.Metadata[traitsKey].(traits)
	numbers := numbersOf(op)
	answerIt := func(w http.ResponseWriter, r *http.Request) {
		if name := emptied(r.URL, numbers); name != "" {
			tell(w, r, wrong("query."+name, "it is empty"))
			return
		}
		if op.RequestBody != nil {
			if p := askedIn(r.Context()).load.forBody(r.Context(), r.ContentLength, op.MaxBodyBytes); p != nil {
				w.Header().Set("Retry-After", retryAfter)
				tell(w, r, p)
				return
			}
		}
		handler(humago.NewContext(op, r, w))
	}
	if !t.stream {
		answerIt = d.whole(t.limit, answerIt)
	}
	d.mux.Handle(op.Method+" "+Root+op.Path, within(t.scope, answerIt))
}

// numbersOf are the parameters in the query of an operation that are numbers, or true or false.
func numbersOf(op *huma.Operation) (names []string) {
	for _, p := range op.Parameters {
		if p.In == "query" && slices.Contains([]string{huma.TypeInteger, huma.TypeNumber, huma.TypeBoolean}, p.Schema.Type) {
			names = append(names, p.Name)
		}
	}
	return names
}

// emptied returns one of some parameters that is there and empty, which huma takes as one that is not there.
func emptied(at *url.URL, names []string) string {
	query := at.Query()
	for _, name := range names {
		if query.Has(name) && query.Get(name) == "" {
			return name
		}
	}
	return ""
}

// within lets through who may. Who was let in and may not is told here, nobody by package access.
func within(scope access.Scope, h http.HandlerFunc) http.Handler {
	return access.Require(access.Read, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if who := access.Who(r.Context()); !who.May(scope) {
			tell(w, r, forbidden.of("%q is for %s, and this needs %s.", who.Name, who.Scope, scope))
			return
		}
		h(w, r)
	}))
}

// ServeHTTP answers a request. HEAD is GET without the body, which net/http leaves out.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, pattern := d.mux.Handler(r)
	switch {
	case pattern == "":
		d.nowhere(w, r, h)
	case r.Method == http.MethodPost && !isJSON(r):
		w.Header().Set("Accept", "application/json")
		tell(w, r, mediaType.of("The body is of the type %q.", r.Header.Get("Content-Type")))
	default:
		observe.Routed(d.mux).ServeHTTP(w, r)
	}
}

// isJSON tells whether a body is said to be JSON. A form of another site cannot say so: together with the rules of cookies, that keeps it
// from writing in the name of who is logged in.
func isJSON(r *http.Request) bool {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && t == "application/json"
}

// nowhere answers for an address that there is not, or not with this method: h is what the mux would answer.
func (d *door) nowhere(w http.ResponseWriter, r *http.Request, h http.Handler) {
	said := newAnswer(w)
	h.ServeHTTP(said, r)
	if said.status == http.StatusMethodNotAllowed {
		allow := said.header.Get("Allow")
		w.Header().Set("Allow", allow)
		tell(w, r, notAllowed.of("%s is not for this address, %s is.", printable(r.Method), allow))
		return
	}
	tell(w, r, unknownPath.of("There is nothing at this address."))
}

// printable is a word of a request as it may be shown.
func printable(s string) string {
	return strings.Trim(strconv.QuoteToGraphic(s[:min(len(s), 40)]), `"`)
}

// tell writes a problem outside of an operation.
func tell(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.Instance = r.URL.EscapedPath()
	h := w.Header()
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = writeJSON(w, p)
}

// writeJSON writes a value as the command does: <, > and & as they are.
func writeJSON(w interface{ Write([]byte) (int, error) }, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// whole keeps an answer until it is whole: only then its ETag and its length are known, and what fails on the way is a problem and
// no half answer.
func (d *door) whole(limit time.Duration, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := &load{room: d.room}
		defer l.done()
		known := strings.Join(r.Header.Values("If-None-Match"), ",")
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), askedKey{}, asked{r.URL, r.Header.Get("Accept"), known, l}), limit)
		defer cancel()
		r = r.Clone(ctx)
		r.Header.Del("Accept") // asked has it: operations choose among forms of their own, all others answer JSON
		a := newAnswer(w)
		if d.safely(a, r, h) {
			a.send(w, r)
			return
		}
		tell(w, r, internal.of("The request could not be answered."))
	}
}

// asked is what an operation may want to know of a request beside its input.
type asked struct {
	at     *url.URL
	accept string
	known  string // the ETags of answers that who asks has
	load   *load
}

type askedKey struct{}

// askedIn returns it.
func askedIn(ctx context.Context) asked {
	a, _ := ctx.Value(askedKey{}).(asked)
	return a
}

// safely calls h, and reports false where it panicked.
func (d *door) safely(a *answer, r *http.Request, h http.HandlerFunc) (ok bool) {
	defer func() {
		p := recover()
		if p == http.ErrAbortHandler { //nolint:errorlint // it is compared as net/http does
			panic(p)
		}
		if p != nil {
			d.log.Error("an operation of the API panicked", "path", r.URL.Path, "panic", p)
		}
		ok = p == nil
	}()
	h(a, r)
	return true
}

// answer is a response that is kept until it is whole.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	under  http.ResponseWriter
}

func newAnswer(w http.ResponseWriter) *answer { return &answer{header: http.Header{}, under: w} }

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// Unwrap lets http.ResponseController find what it needs.
func (a *answer) Unwrap() http.ResponseWriter { return a.under }

// send sends the answer, or says that who asks has it already.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	h := w.Header()
	for k, v := range a.header {
		if k == "Vary" { // what is around it may have said something, too
			v = append(h.Values(k), v...)
		}
		h[k] = v
	}
	readable := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case readable && (a.status == http.StatusOK || a.status == http.StatusNotModified):
		if h.Get("ETag") == "" {
			h.Set("ETag", tagOf(a.body.Bytes()))
		}
		if h.Get("Cache-Control") == "" {
			h.Set("Cache-Control", "private, no-cache")
		}
		if matches(strings.Join(r.Header.Values("If-None-Match"), ","), h.Get("ETag")) {
			a.status = http.StatusNotModified
		}
	default:
		h.Set("Cache-Control", "no-store")
	}
	if a.status == http.StatusNotModified || a.status == http.StatusNoContent {
		h.Del("Content-Type")
		w.WriteHeader(a.status)
		return
	}
	h.Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
}

// tagOf is the ETag of bytes: a strong one, for the same answer has the same bytes.
func tagOf(b []byte) string {
	sum := sha256.Sum256(b)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// matches tells whether an ETag is in the list of an If-None-Match or If-Match. They are compared weakly, and without what who compresses
// the answer adds to them.
func matches(list, tag string) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimSpace(t); t != "" && bare(t) == bare(tag) {
			return true
		}
	}
	return false
}

func bare(tag string) string {
	tag = strings.Trim(strings.TrimPrefix(tag, "W/"), `"`)
	for _, coding := range []string{"-gzip", "-zstd", "-br"} {
		tag = strings.TrimSuffix(tag, coding)
	}
	return tag
}
