package fetch

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxEncodings is how many compressions one upon the other are taken off.
	maxEncodings = 3
	// maxZstdWindow is the window that any receiver must have (RFC 9659).
	maxZstdWindow = 8 << 20
)

// readBody reads and unpacks a body of at most limit bytes, both as sent and unpacked: an endless stream of gzip members
// with nothing in them is a bomb, too.
func readBody(w *watch, resp *http.Response, limit int64) ([]byte, error) {
	tooLarge := failure(ErrTooLarge, "larger than %s: download it with another program and give the file", size(limit))
	if resp.ContentLength > limit {
		return nil, tooLarge
	}
	sent := &limited{r: w.body(resp.Body), left: limit, err: tooLarge}
	r, closeAll, err := unpack(sent, resp.Header.Values("Content-Encoding"))
	defer closeAll()
	if err != nil {
		return nil, broken(sent, err)
	}
	body, err := io.ReadAll(&limited{r: r, left: limit, err: tooLarge})
	if err != nil {
		return nil, broken(sent, err)
	}
	return body, nil
}

// readHead reads and unpacks the first bytes of a body.
func readHead(w *watch, resp *http.Response, limit int64) ([]byte, error) {
	sent := &limited{r: w.body(resp.Body), left: limit, err: io.EOF}
	r, closeAll, err := unpack(sent, resp.Header.Values("Content-Encoding"))
	defer closeAll()
	if err != nil {
		return nil, broken(sent, err)
	}
	body, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil && sent.left > 0 {
		return nil, broken(sent, err)
	}
	return body, nil
}

// limited is a reader that fails after so many bytes, unless it ends there.
type limited struct {
	r    io.Reader
	left int64
	err  error // what it fails with
	fail error // what r failed with
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return l.atEnd(b)
	}
	n, err := l.r.Read(b[:min(int64(len(b)), l.left)])
	l.left -= int64(n)
	l.note(err)
	return n, err
}

// atEnd looks whether there is more.
func (l *limited) atEnd(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := l.r.Read(b[:1])
	if n > 0 {
		return 0, l.err
	}
	l.note(err)
	return 0, err
}

func (l *limited) note(err error) {
	if err != nil && !errors.Is(err, io.EOF) {
		l.fail = err
	}
}

// broken tells what cannot be unpacked from what did not arrive: the latter is for watch.explain.
func broken(sent *limited, err error) error {
	if sent.fail != nil {
		return sent.fail
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return failure(ErrBroken, "its compression is broken: try again later")
}

// unpack takes off the compressions of a body, the last one that was put on first.
func unpack(r io.Reader, header []string) (io.Reader, func(), error) {
	var done []func()
	closeAll := func() {
		for _, f := range done {
			f()
		}
	}
	codings := strings.Split(strings.ToLower(strings.Join(header, ",")), ",")
	if len(codings) > maxEncodings {
		return nil, closeAll, failure(ErrBroken, "it is compressed %d times over: open it in a browser, save the page and give the file", len(codings))
	}
	for _, coding := range slices.Backward(codings) {
		next, end, err := unpackOne(bufio.NewReader(r), strings.TrimSpace(coding))
		if err != nil {
			return nil, closeAll, err
		}
		r = next
		done = append(done, end)
	}
	return r, closeAll, nil
}

func unpackOne(r *bufio.Reader, coding string) (io.Reader, func(), error) {
	nothing := func() {}
	magic, err := r.Peek(2)
	if err != nil {
		return r, nothing, nil //nolint:nilerr // no body, or an error that the reader will give again
	}
	switch coding {
	case "", "identity", "utf-8", "none": // the last two are no codings, and are sent
		return r, nothing, nil
	case "gzip", "x-gzip":
		if magic[0] != 0x1F || magic[1] != 0x8B {
			return r, nothing, nil // servers say so of what they then do not compress
		}
		z, err := gzip.NewReader(r)
		return z, nothing, err
	case "deflate": // zlib by the standard, and without its frame by habit
		if magic[0]&0x0F == 8 && (int(magic[0])<<8|int(magic[1]))%31 == 0 {
			z, err := zlib.NewReader(r)
			return z, nothing, err
		}
		return flate.NewReader(r), nothing, nil
	case "br":
		return brotli.NewReader(r), nothing, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil, nothing, err
		}
		return z, z.Close, nil
	}
	return nil, nothing, failure(ErrBroken, "it is compressed in a way that was not asked for (%q): open it in a browser, save the page and give the file", coding)
}

// size writes a number of bytes for people.
func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
