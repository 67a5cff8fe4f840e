package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxCodings is how many layers of compression are undone; servers put on
	// one, and two by mistake.
	maxCodings = 3
	// maxBodyWindow bounds the memory that a body in zstd asks for: RFC 9659
	// allows 8 MB.
	maxBodyWindow = 8 << 20
)

// decode undoes the compression that the header declares, where it is there,
// and gzip where it is there and not declared.
func (resp *Response) decode(body []byte, maxBody int) ([]byte, error) {
	codings := resp.codings()
	for range maxCodings {
		coding := ""
		if n := len(codings); n > 0 {
			coding, codings = codings[n-1], codings[:n-1]
		} else if bytes.HasPrefix(body, gzipMagic) && resp.isText() {
			coding = "gzip"
		}
		if coding == "" {
			break
		}
		out, err := expand(coding, body, maxBody)
		if errors.Is(err, errNotCoded) {
			continue
		}
		if body = out; err != nil {
			return body, err
		}
	}
	return body, nil
}

// codings returns the compressions that are declared, in the order in which
// they were put on.
func (resp *Response) codings() []string {
	var all []string
	for name := range strings.SplitSeq(strings.Join(resp.Header["Content-Encoding"], ","), ",") {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "gzip", "x-gzip", "deflate", "br", "zstd":
			all = append(all, strings.TrimPrefix(name, "x-"))
		}
	}
	return all[max(0, len(all)-maxCodings):]
}

// isText reports whether the body is declared to be text of some sort, and so
// cannot be compressed by itself.
func (resp *Response) isText() bool {
	media := strings.ToLower(resp.ContentType)
	for _, s := range []string{"text/", "html", "xml", "json"} {
		if strings.Contains(media, s) {
			return true
		}
	}
	return false
}

// errNotCoded says that bytes are not compressed in the way that was declared.
var errNotCoded = errors.New("not compressed")

// expand undoes one compression. What a broken one gives before it breaks is
// returned with the error.
func expand(coding string, b []byte, maxBody int) ([]byte, error) {
	r, err := expander(coding, b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out, err := readUpTo(make([]byte, 0, min(maxBody, 4*len(b))+1), r, maxBody)
	switch {
	case err == nil:
		return out, nil
	case errors.Is(err, errLong):
		return out, fmt.Errorf("longer than %d bytes", maxBody)
	case len(out) == 0:
		return nil, errNotCoded
	}
	return out, fmt.Errorf("it breaks off: %s that is damaged or not whole", coding)
}

// expander returns a reader that undoes one compression, or errNotCoded.
func expander(coding string, b []byte) (io.ReadCloser, error) {
	in := bytes.NewReader(b)
	switch {
	case coding == "gzip" && bytes.HasPrefix(b, gzipMagic):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, errNotCoded
		}
		return z, nil
	case coding == "zstd" && bytes.HasPrefix(b, zstdMagic):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxBodyWindow))
		if err != nil {
			return nil, errNotCoded
		}
		return z.IOReadCloser(), nil
	case coding == "deflate" && len(b) > 2 && b[0]&0x0F == 8 && (int(b[0])<<8|int(b[1]))%31 == 0:
		z, err := zlib.NewReader(in)
		if err != nil {
			return nil, errNotCoded
		}
		return z, nil
	case coding == "deflate" && !readable(b): // some servers leave zlib's frame away
		return flate.NewReader(in), nil
	case coding == "br" && !readable(b):
		return io.NopCloser(brotli.NewReader(in)), nil
	}
	return nil, errNotCoded
}

// readable reports that bytes are a text already: compressed ones have a
// control character in every nine.
func readable(b []byte) bool {
	b = b[:min(len(b), 512)]
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			return false
		}
	}
	return len(b) >= 32
}
