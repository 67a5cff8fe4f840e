package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func gzipped(s string) []byte {
	return squeeze(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func squeeze(s string, with func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	z := with(&b)
	fmt.Fprint(z, s)
	z.Close()
	return b.Bytes()
}

// packed says how its body is compressed.
func packed(coding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", coding)
		fmt.Fprint(w, string(body))
	}
}

func TestCompressions(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(page, 100)
	raw := squeeze(long, func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 9); return z })
	wrapped := squeeze(long, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	br := squeeze(long, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
	zs := squeeze(long, func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z })
	for name, h := range map[string]http.HandlerFunc{
		"gzip":       packed("gzip", gzipped(long)),
		"x-gzip":     packed("X-GZIP", gzipped(long)),
		"deflate":    packed("deflate", wrapped),
		"bare":       packed("deflate", raw),
		"brotli":     packed("br", br),
		"zstd":       packed("zstd", zs),
		"twice":      packed("br, gzip", gzipped(string(br))),
		"lying gzip": packed("gzip", []byte(long)),
		"identity":   packed("identity", []byte(long)),
	} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", h)}}
		if r := get(t, w.client(t, quick()), "http://gazette.example/"); string(r.Body) != long {
			t.Errorf("%s: %d bytes", name, len(r.Body))
		}
	}
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", packed("gzip", nil))}}
	if r := get(t, w.client(t, quick()), "http://gazette.example/"); len(r.Body) != 0 {
		t.Error("a body out of nothing")
	}
}

func TestBodiesThatAreNotRead(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		kind error
		say  string
	}{
		"large":            {says(strings.Repeat("a", limit+1)), ErrTooLarge, "1 MiB"},
		"said to be large": {length("99999999", page), ErrTooLarge, "1 MiB"},
		"gzip bomb":        {packed("gzip", gzipped(strings.Repeat("a", 20*limit))), ErrTooLarge, "1 MiB"},
		"brotli bomb":      {packed("br", squeeze(strings.Repeat("a", 20*limit), func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 1) })), ErrTooLarge, ""},
		"bomb in a bomb":   {packed("gzip, gzip", gzipped(string(gzipped(strings.Repeat("a", 20*limit))))), ErrTooLarge, ""},
		"empty members":    {packed("gzip", bytes.Repeat(gzipped(""), limit/15)), ErrTooLarge, ""},
		"wide zstd window": {packed("zstd", squeeze(strings.Repeat("ab", limit*9), func(w io.Writer) io.WriteCloser {
			z, _ := zstd.NewWriter(w, zstd.WithWindowSize(32<<20))
			return z
		})), nil, ""},
		"broken gzip":        {packed("gzip", gzipped(page)[:40]), ErrBroken, ""},
		"broken brotli":      {packed("br", []byte("no brotli at all")), ErrBroken, "compression is broken"},
		"unknown":            {packed("sdch", []byte(page)), ErrBroken, "sdch"},
		"four times":         {packed(strings.Repeat("gzip, ", 3)+"gzip", gzipped(page)), ErrBroken, "4 times"},
		"less than promised": {length("500", page), ErrBroken, "cut"},
		"cut in a chunk":     {cutChunk, ErrBroken, "cut"},
		"nonsense":           {raw("HTTP/1.1 2e3 OK\r\n\r\n"), ErrBroken, "no answer that can be read"},
		"endless header":     {raw("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Filler: "+strings.Repeat("x", 1000)+"\r\n", 400) + "\r\n"), ErrBroken, "header"},
	} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", c.h)}}
		o := quick()
		o.MaxBody, o.Tries = limit, 1
		client := w.client(t, o)
		t.Run(name, func(t *testing.T) { fails(t, client, "http://gazette.example/", c.kind, c.say) })
	}
}

// raw answers with bytes that no server of Go's would send.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		fmt.Fprint(conn, answer)
		conn.Close()
	}
}

func length(says, body string) http.HandlerFunc {
	return raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + says + "\r\n\r\n" + body)
}

func cutChunk(w http.ResponseWriter, r *http.Request) {
	raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n"+page)(w, r)
}

func TestJustAtTheLimit(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", says(strings.Repeat("a", 1000)))}}
	o := quick()
	o.MaxBody = 1000
	if r := get(t, w.client(t, o), "http://gazette.example/"); len(r.Body) != 1000 {
		t.Errorf("%d bytes", len(r.Body))
	}
}

func TestSlowServers(t *testing.T) {
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, "<p>")
			w.(http.Flusher).Flush()
			time.Sleep(time.Second)
		}
	}
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, c := range map[string]struct {
		h       http.HandlerFunc
		say     string
		seconds float64 // that it takes at most
	}{
		"drip": {drip, "too slowly", 15},
		"drip in a redirect": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/")
			w.WriteHeader(http.StatusFound)
			drip(w, r)
		}, "", 15},
		"promises more": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "9")
			fmt.Fprint(w, "a")
			w.(http.Flusher).Flush()
			silent(w, r)
		}, "too slowly", 15},
		"silence": {silent, "no answer in time", 30},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", c.h)}}
				o := quick()
				o.Tries = 1
				client, began := w.clientIn(t, o), time.Now()
				fails(t, client, "http://gazette.example/", nil, c.say)
				if took := time.Since(began).Seconds(); took > c.seconds {
					t.Errorf("took %v seconds", took)
				}
			})
		})
	}
}

// Each answer is in time, and all of them together are not.
func TestManySlowAnswers(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/robots.txt" {
				time.Sleep(25 * time.Second)
			}
			to(r.URL.Path+"x")(w, r)
		}}}
		o := quick()
		o.Timeout = time.Minute
		fails(t, w.clientIn(t, o), "http://gazette.example/", ErrSlow, "within 1m0s")
		if n := len(w.requests()); n != 3 {
			t.Errorf("%d requests", n)
		}
	})
}

// Slow, but not too slow: windows follow each other.
func TestSlowButSteady(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
			for range 20 {
				fmt.Fprint(w, strings.Repeat("a", 2000))
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Second)
			}
		})}}
		if r := get(t, w.clientIn(t, quick()), "http://gazette.example/"); len(r.Body) != 20*2000 {
			t.Errorf("%d bytes", len(r.Body))
		}
	})
}
