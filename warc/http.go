package warc

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// httpBuffer is how much of a block is looked at together, and so the length
// of the longest line of an HTTP header.
const httpBuffer = 64 << 10

// Response is what a server sent, or a document that was archived without it.
type Response struct {
	// Status is 0 where the status line is missing, and 200 for a resource or
	// conversion record, which are documents by themselves.
	Status int
	Header http.Header
	// ContentType is as the server declared it, or as the record does where it
	// holds the document by itself.
	ContentType string
	// Body is without chunks and compression. A revisit record has none: it is
	// that of the record it refers to.
	Body []byte
	// Cut is why Body is not whole; "" where it is.
	Cut string
}

// Response reads the record's block as what a server sent, with a body of
// maxBody bytes at most. An error says that there is none: the record is of
// another type, or its block cannot be read at all. A body that breaks off,
// is too long or badly compressed is given as far as it goes, see Cut.
func (rec *Record) Response(maxBody int) (*Response, error) {
	switch rec.Type {
	case TypeResponse, TypeResource, TypeConversion, TypeRevisit:
	default:
		return nil, fmt.Errorf("a record of type %q has no response", rec.Type)
	}
	r := rec.reader
	if r.http == nil {
		r.http = bufio.NewReaderSize(nil, httpBuffer)
	}
	r.http.Reset(rec.Block)
	resp := &Response{Status: http.StatusOK, Header: http.Header{}, ContentType: rec.ContentType}
	if rec.isHTTP() {
		if err := resp.readHeads(r.http); err != nil {
			return nil, fmt.Errorf("the header of the response: %w", err)
		}
		resp.ContentType = resp.Header.Get("Content-Type")
	}
	if err := resp.readBody(r, maxBody); err != nil {
		return nil, err
	}
	resp.Cut = cmp.Or(resp.Cut, rec.incomplete())
	return resp, nil
}

// incomplete says why the record by itself has not the whole block.
func (rec *Record) incomplete() string {
	switch {
	case rec.Truncated != "":
		return "the archive has only its beginning (" + rec.Truncated + ")"
	case rec.Header.Get("WARC-Segment-Number") != "":
		return "the rest is in continuation records, which are not joined"
	}
	return ""
}

// isHTTP reports whether the block holds an HTTP message: it says so, or it
// begins like one.
func (rec *Record) isHTTP() bool {
	head, _ := rec.reader.http.Peek(5)
	if string(head) == "HTTP/" {
		return true
	}
	media := strings.ToLower(rec.ContentType)
	return strings.HasPrefix(media, "application/http") && (rec.Version != "ARC" || isName(head))
}

// readHeads reads the header, and those of interim answers before it: "100
// Continue", or a proxy's that the connection is made.
func (resp *Response) readHeads(br *bufio.Reader) error {
	const most = 5
	for range most {
		resp.Header = http.Header{}
		if err := resp.readHead(br); err != nil {
			return err
		}
		next, _ := br.Peek(len("HTTP/"))
		if string(next) != "HTTP/" || resp.Status >= 200 && resp.Header.Get("Content-Type") != "" {
			break
		}
	}
	return nil
}

// readHead reads the status line and the header.
func (resp *Response) readHead(br *bufio.Reader) error {
	line, err := br.Peek(httpBuffer)
	if len(line) == 0 {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	resp.Status = 0
	if name, _, found := bytes.Cut(line, []byte(":")); !found || !isName(name) {
		resp.Status = status(string(line))
		if _, err := br.ReadSlice('\n'); err != nil {
			return errTooLong(err)
		}
	}
	h, _, err := fields(br)
	for _, f := range h {
		resp.Header.Add(f.Name, f.Value)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) && len(h) > 0 {
		return nil // as in revisit records: there is no more than the header
	}
	return err
}

// status reads the number of a status line, "HTTP/1.1 200 OK"; 0 if it has
// none.
func status(line string) int {
	f := strings.Fields(line)
	if len(f) < 2 {
		return 0
	}
	n, err := strconv.Atoi(f[1])
	if err != nil || n < 100 || n > 999 {
		return 0
	}
	return n
}

// readBody reads the body and undoes what it is wrapped in.
func (resp *Response) readBody(r *Reader, maxBody int) error {
	maxBody = max(0, maxBody)
	raw, err := readUpTo(r.raw[:0], r.http, maxBody)
	r.raw = raw
	if cap(r.raw) > 8<<20 {
		r.raw = nil // one long body is no reason to keep its memory
	}
	var d *damage
	switch {
	case errors.Is(err, errLong):
		resp.Cut = fmt.Sprintf("longer than %d bytes", maxBody)
	case errors.As(err, &d), errors.Is(err, io.ErrUnexpectedEOF):
		resp.Cut = "the archive is damaged or cut off"
	case err != nil:
		return err
	}
	body := resp.unchunk(raw)
	if resp.Body, err = resp.decode(body, maxBody); err != nil && resp.Cut == "" {
		resp.Cut = err.Error()
	}
	if len(resp.Body) > 0 && len(raw) > 0 && &resp.Body[0] == &body[0] {
		resp.Body = bytes.Clone(resp.Body) // raw is used again
	}
	return nil
}

var errLong = errors.New("too long")

// readUpTo appends what r gives to b, n bytes at most; errLong says that there
// was more.
func readUpTo(b []byte, r io.Reader, n int) ([]byte, error) {
	limit := len(b) + n
	for {
		if len(b) > limit {
			return b[:limit], errLong
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		m, err := r.Read(b[len(b):min(cap(b), limit+1)])
		b = b[:len(b)+m]
		if errors.Is(err, io.EOF) {
			err = nil
			if len(b) > limit {
				return b[:limit], errLong
			}
			return b, err
		}
		if err != nil {
			return b[:min(len(b), limit)], err
		}
	}
}
