package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	// Headers of real archives have some hundred bytes; those of HTTP
	// responses with many cookies some thousand.
	maxHeader = 1 << 20
	maxFields = 2000 // with the lines over which they go on, each of which copies what there is
	// maxLength is the largest Content-Length that is believed.
	maxLength = 1 << 40
)

// errHeader says that a header is none.
var errHeader = errors.New("not a header")

// Field is a named field of a header.
type Field struct{ Name, Value string }

// Header is the named fields of a record, in their order. A name may occur
// more than once.
type Header []Field

// Get returns the first value of a field, or "". Names are compared without
// regard to case.
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// differ reports that a field occurs with different values.
func (h Header) differ(name string) bool {
	first := h.Get(name)
	for _, f := range h {
		if strings.EqualFold(f.Name, name) && f.Value != first {
			return true
		}
	}
	return false
}

// fields reads named fields up to an empty line. A line that begins with a
// space continues the one before. Lines that are no fields are passed over and
// counted.
func fields(br *bufio.Reader) (h Header, bad int, err error) {
	for size, lines := 0, 0; ; lines++ {
		if head, _ := br.Peek(versionSize); isVersion(head) {
			return h, bad, fmt.Errorf("%w: the next record begins in it", errHeader)
		}
		line, err := br.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			err = fmt.Errorf("%w: a line of more than %d bytes", errHeader, len(line))
		}
		if err != nil {
			return h, bad, err
		}
		if size += len(line); size > maxHeader || lines > maxFields {
			return h, bad, fmt.Errorf("%w: more than %d bytes or %d fields", errHeader, maxHeader, maxFields)
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return h, bad, nil
		}
		if h, err = addLine(h, line); err != nil {
			bad++
		}
	}
}

// addLine adds a line to a header.
func addLine(h Header, line []byte) (Header, error) {
	value := func(b []byte) string { return strings.ToValidUTF8(string(bytes.TrimSpace(b)), "\uFFFD") }
	if n := len(h); n > 0 && (line[0] == ' ' || line[0] == '\t') {
		h[n-1].Value = strings.TrimSpace(h[n-1].Value + " " + value(line))
		return h, nil
	}
	name, rest, found := bytes.Cut(line, []byte(":"))
	name = bytes.TrimSpace(name)
	if !found || !isName(name) {
		return h, errHeader
	}
	return append(h, Field{Name: string(name), Value: value(rest)}), nil
}

// isName reports what can be the name of a field: a token of RFC 9110.
func isName(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c >= 0x7F || bytes.IndexByte([]byte("()<>@,;:\\\"/[]?={}"), c) >= 0 {
			return false
		}
	}
	return len(b) > 0
}

// isField reports a line that can be the first of a record whose version line
// is missing.
func isField(line []byte) bool {
	name, _, found := bytes.Cut(line, []byte(":"))
	lower := bytes.ToLower(name[:min(len(name), 40)])
	return found && isName(name) && (bytes.HasPrefix(lower, []byte("warc-")) || string(lower) == "content-length")
}

// length returns the Content-Length, or -1 where there is none to believe.
func (h Header) length() int64 {
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 || n > maxLength {
		return -1
	}
	return n
}
