package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// lines reads JSON lines. A line that is wrong is reported, and the rest read.
func (p *part) lines(s *stream) error {
	limit := recordFactor * p.o.MaxArticle
	var line []byte
	for n := 1; ; n++ {
		var long int64
		var err error
		line, long, err = readLine(s.Reader, line[:0], limit)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if p.line == 0 || p.line == n {
			p.oneLine(line, long, n, limit)
		}
		if last && p.line > n {
			p.fail(p.at(p.line), "the file has fewer lines (%d): check the number", n)
		}
		if last || p.line == n || p.full() {
			return nil
		}
	}
}

func (p *part) oneLine(line []byte, long int64, n, limit int) {
	if n == 1 {
		line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	if long > 0 {
		p.fail(p.at(n), "the line has %s, and a record may have %s: split it", size(long), size(int64(limit)))
		return
	}
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		if p.line == n {
			p.fail(p.at(n), "the line is empty: check the number")
		}
		return
	}
	p.jsonArticle(line, p.at(n), "line")
}

// readLine appends a line without its end to buf. A line longer than limit is
// read to its end and not kept: long is then its length.
func readLine(r *bufio.Reader, buf []byte, limit int) (line []byte, long int64, err error) {
	var total int64
	for {
		chunk, err := r.ReadSlice('\n')
		total += int64(len(chunk))
		if total <= int64(limit) {
			buf = append(buf, chunk...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if total > int64(limit) {
			return nil, total, err
		}
		return buf, 0, err
	}
}

// jsonArticle reads one record. part is what it is called in a remedy.
func (p *part) jsonArticle(raw []byte, where, part string) {
	var r record
	switch err := json.Unmarshal(raw, &r); {
	case err != nil:
		p.fail(where, "%s; fix the %s or remove it", wrongJSON(err), part)
	case r == nil:
		p.fail(where, "not an article but null; remove the %s", part)
	default:
		p.record(r, where)
	}
}

// record keeps the article of a record.
func (p *part) record(r record, where string) {
	if r.mend() {
		p.fail(where, "not UTF-8; read with U+FFFD in the place of what is wrong: save the file as UTF-8")
	}
	text, err := r.text(p.o.MaxArticle)
	if err != nil {
		p.fail(where, "%s", err)
		return
	}
	a := r.article()
	a.Text = text
	if _, ok := r.published(); !ok {
		p.fail(where, "%s is not a date that can be read, and the article is taken as undated: write it as 2006-01-02T15:04:05Z, or only the first parts of it", short(r["published"]))
	}
	p.add(a, where)
}

// short is the beginning of a value, for a message.
func short(raw []byte) string {
	const limit = 60
	if len(raw) <= limit {
		return string(raw)
	}
	return string(bytes.ToValidUTF8(raw[:limit], nil)) + "…"
}

// wrongJSON says what is wrong with a record.
func wrongJSON(err error) string {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch):
		return "not an object but " + article(mismatch.Value)
	case errors.As(err, &syntax) && syntax.Offset > 0:
		return fmt.Sprintf("not JSON: %s (character %d)", syntax.Error(), syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "not JSON: it ends in the middle"
	}
	return "not JSON: " + err.Error()
}

func article(noun string) string {
	if noun == "array" {
		return "an " + noun
	}
	return "a " + noun
}
