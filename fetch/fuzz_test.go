package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// FuzzBody unpacks bodies by what their servers say of them. What comes out is no more than was allowed, an error has a
// remedy, and the wait that a server asks for is not over before it began.
func FuzzBody(f *testing.F) {
	for coding, w := range map[string]func(io.Writer) io.WriteCloser{
		"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":   func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"deflate": func(w io.Writer) io.WriteCloser {
			z, _ := flate.NewWriter(w, 1)
			return z
		},
		"Deflate , identity": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, _ := zstd.NewWriter(w)
			return z
		},
	} {
		var b bytes.Buffer
		z := w(&b)
		if _, err := z.Write(bytes.Repeat([]byte("Die Brücke ist zu. "), 50)); err != nil {
			f.Fatal(err)
		}
		if err := z.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(coding, b.Bytes(), "120")
	}
	f.Add("gzip,gzip,br,br", []byte("x"), "Mon, 02 Mar 2026 08:05:00 GMT")
	f.Fuzz(func(t *testing.T, coding string, body []byte, wait string) {
		const limit = 1 << 12
		tooLarge := failure(ErrTooLarge, "too large")
		r, end, err := unpack(&limited{r: bytes.NewReader(body), left: limit, err: tooLarge}, []string{coding})
		defer end()
		if err == nil {
			var b []byte
			b, err = io.ReadAll(&limited{r: r, left: limit, err: tooLarge})
			if len(b) > limit {
				t.Errorf("%d bytes", len(b))
			}
		}
		if err != nil {
			if e, ok := errors.AsType[*Error](broken(&limited{}, err)); !ok || e.Error() == "" {
				t.Errorf("%v has no remedy", err)
			}
		}
		now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		if at := retryAfter(wait, now); !at.IsZero() && at.Before(now) {
			t.Errorf("wait %q until %v", wait, at)
		}
		e := entry{Asked: now, Header: http.Header{"Cache-Control": {coding}, "Age": {wait}, "Expires": {wait}, "Date": {"Mon, 02 Mar 2026 08:00:00 GMT"}}}
		if life := e.lifetime(); life > maxFresh {
			t.Errorf("fresh for %v", life)
		}
	})
}
