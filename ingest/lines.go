package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma/extract"
)

// readLines reads JSON lines. A line that is wrong is reported, and the rest read.
func readLines(ctx context.Context, p *part, s *stream) error {
	if err := p.decodeJSON(s); err != nil {
		return err
	}
	return p.lines(ctx, s.Reader, 1)
}

// archiveStream is how an export of an archive begins, whose lines are not articles.
const archiveStream = `{"archive":{"schema":"stemma/archive/`

// lines reads lines of JSON, the first of which has a number. They go to jobs
// as many at a time as are there without waiting, so that a slow pipe is read
// line by line.
func (p *part) lines(ctx context.Context, r *bufio.Reader, n int64) error {
	limit := recordFactor * p.o.MaxArticle
	var b lineBatch
	var list pageList
	without := textless{columns: p.o.Columns}
	for ; ; n++ {
		if there, _ := r.Peek(r.Buffered()); bytes.IndexByte(there, '\n') < 0 {
			b.send(ctx, p)
		}
		if b.text == nil {
			b.text = make([]byte, 0, r.Buffered())
		}
		begin := len(b.text)
		text, long, err := readLine(r, b.text, limit)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			b.send(ctx, p)
			return fmt.Errorf("line %d: %w", n, err)
		}
		b.text = text
		if n == 1 && bytes.HasPrefix(text[begin:], []byte(archiveStream)) {
			p.fail(p.input, "not reports but an export of an archive: stemma archive import makes the archive of it")
			return nil
		}
		if p.wanted(Place{N: n}) {
			if e := without.entry(text[begin:]); e != nil {
				b.send(ctx, p)
				p.begin(ctx, n)
				list.page(ctx, p, e, p.at(n))
			} else {
				b.lines = append(b.lines, jsonLine{n, begin, len(text), long})
			}
		}
		if last || p.only.N == n {
			b.send(ctx, p)
			break
		}
	}
	list.end(p)
	if p.only.N > n {
		p.fail(p.atPlace(p.only), "the file has fewer lines (%d): check the number", n)
	}
	return nil
}

// lineBatch is some lines that go to a job together.
type lineBatch struct {
	text  []byte
	lines []jsonLine
}

// jsonLine is a line of a batch: its number, where in the batch's text it is,
// and its length where that is too much.
type jsonLine struct {
	n          int64
	begin, end int
	long       int64
}

// send hands the batch to a job, and begins another.
func (b *lineBatch) send(ctx context.Context, p *part) {
	if full := *b; len(full.lines) > 0 {
		asked := p.asked()
		p.job(ctx, len(full.text), func(_ context.Context, k *sink) {
			for _, l := range full.lines {
				k.begin(l.n)
				_ = k.guard(func() error {
					k.line(full.text[l.begin:l.end], l, asked)
					return nil
				})
			}
		})
	}
	*b = lineBatch{}
}

// line reads one line. It may be empty unless it is asked for.
func (k *sink) line(text []byte, l jsonLine, asked bool) {
	if l.n == 1 {
		text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	}
	text = bytes.TrimSpace(text)
	switch {
	case l.long > 0:
		k.fail(k.at(l.n), "the line has %s, and a record may have %s: split it", size(l.long), size(int64(recordFactor*k.o.MaxArticle)))
	case len(text) > 0:
		k.jsonArticle(text, k.at(l.n), "line")
	case asked:
		k.fail(k.at(l.n), "the line is empty: check the number")
	}
}

// decodeJSON makes a JSON file UTF-8 if its beginning is in a legacy encoding.
func (p *part) decodeJSON(s *stream) error {
	if validHead(s.head) {
		return nil
	}
	d := extract.Decode(s.head)
	e, name := charset.Lookup(d.Charset)
	if e == nil || name == "utf-8" {
		return nil // damaged UTF-8 is mended line by line
	}
	p.fail(p.input, "not UTF-8, and read as %s, which it looks like: save it as UTF-8 to be sure", name)
	return s.transcode(e)
}

// readLine appends a line to buf. One longer than limit is read to its end and
// not kept: long is then its length.
func readLine(r *bufio.Reader, buf []byte, limit int) (line []byte, long int64, err error) {
	var total int64
	begin := len(buf)
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
			return buf[:begin], total, err
		}
		return buf, 0, err
	}
}

// jsonArticle reads one record. part is what it is called in a remedy.
func (k *sink) jsonArticle(raw []byte, where, part string) {
	switch r, err := recordOf(raw); {
	case errors.Is(err, errFields):
		k.fail(where, "the record %s: leave out those that are not the article's", err)
	case err != nil:
		k.fail(where, "%s; fix the %s or remove it", wrongJSON(err), part)
	case r == nil:
		k.fail(where, "not an article but null; remove the %s", part)
	default:
		k.record(r, where)
	}
}

// record keeps the article of a record.
func (k *sink) record(r record, where string) {
	r = r.unwrapped(k.o.Columns).mapped(k.o.Columns)
	if r.mend() {
		k.fail(where, "not UTF-8; read with U+FFFD in the place of what is wrong: save the file as UTF-8")
	}
	text, err := r.text(k.o.MaxArticle)
	if err != nil {
		k.fail(where, "%s", err)
		return
	}
	a := r.article()
	a.Text = text
	unarchive(&a)
	switch _, ok := r.published(); {
	case ok:
	case r.isUnsure("published"):
		k.fail(where, "%s can be two days, and the article is taken as undated: write it as year-month-day, like 2024-03-31", short(r["published"]))
	default:
		k.fail(where, "%s is not a date that can be read, and the article is taken as undated: write it as year-month-day and the time, like 2024-03-31T18:05:00Z, or as much of it as is known", short(r["published"]))
	}
	k.add(a, where)
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
		return fmt.Sprintf("not JSON: %s (character %d)", plainly(syntax), syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "not JSON: it ends in the middle"
	}
	return "not JSON: " + plainly(err)
}

func article(noun string) string {
	if noun == "array" {
		return "an " + noun
	}
	return "a " + noun
}
