package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// readDocument reads a JSON document: one article, an array of articles, or an
// object with an array "articles", as the result of a trace has it. Several
// values after each other are read as so many documents. It is read as a
// stream, article by article; after a syntax error there is no way to go on.
func readDocument(ctx context.Context, p *part, s *stream) error {
	if err := p.decodeJSON(s); err != nil {
		return err
	}
	if lines, err := p.longLine(s); lines || err != nil {
		if err != nil {
			return err
		}
		return p.lines(ctx, s.Reader, 1)
	}
	in := &budgeted{r: s, limit: int64(recordFactor * p.o.MaxArticle)}
	in.refill()
	d := documentReader{part: p, in: in, dec: json.NewDecoder(in), without: textless{columns: p.o.Columns}}
	for values := 0; ; values++ {
		err := d.value(ctx)
		switch {
		case err == nil:
			continue
		case errors.Is(err, errFound):
			return nil
		case errors.Is(err, io.EOF) && values > 0:
			d.missing()
			d.list.end(p)
			return nil
		}
		return d.problem(err)
	}
}

// longLine reports that what was taken for a document is JSON lines: its first
// line, which is longer than what was looked at, is an object, and more follows.
func (p *part) longLine(s *stream) (bool, error) {
	if len(s.head) == 0 || s.head[0] != '{' || bytes.IndexByte(s.head, '\n') >= 0 {
		return false, nil
	}
	line, err := untilNewline(s.Reader, recordFactor*p.o.MaxArticle)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	next, _ := s.Peek(1)
	s.Reader = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(line), s.Reader), headSize)
	return err == nil && len(next) > 0 && json.Valid(line), nil
}

// untilNewline reads a line, or as much of it as a limit allows.
func untilNewline(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for len(line) < limit {
		chunk, err := r.ReadSlice('\n')
		line = append(line, chunk...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
	return line, nil
}

// errFound ends the reading when the one element that was asked for is read.
var errFound = errors.New("found")

// documentReader reads the values of a document.
type documentReader struct {
	*part
	in  *budgeted
	dec *json.Decoder
	n   int64 // articles begun so far
	// list are the articles of which there is an address and no text, as GDELT's
	// lists have them.
	list    pageList
	without textless
}

// value reads one top-level value.
func (d *documentReader) value(ctx context.Context) error {
	tok, err := d.dec.Token()
	if err != nil {
		return err
	}
	switch tok {
	case json.Delim('['):
		return d.array(ctx)
	case json.Delim('{'):
		return d.object(ctx)
	}
	d.n++
	if d.begin(ctx, d.n) {
		d.fail(d.at(d.n), "not an article but %v: give JSON objects with \"text\"", tok)
	}
	return nil
}

// array reads the articles of an array to its end.
func (d *documentReader) array(ctx context.Context) error {
	for d.dec.More() {
		var raw json.RawMessage
		d.in.refill()
		if err := d.decode(&raw); err != nil {
			return err
		}
		d.in.passed(d.dec.InputOffset())
		if err := d.element(ctx, raw); err != nil {
			return err
		}
	}
	_, err := d.dec.Token()
	return err
}

// elements reads the articles of a list that has been read already.
func (d *documentReader) elements(ctx context.Context, all []json.RawMessage) error {
	for _, raw := range all {
		if err := d.element(ctx, raw); err != nil {
			return err
		}
	}
	return nil
}

// element reads one article of a list.
func (d *documentReader) element(ctx context.Context, raw json.RawMessage) error {
	d.n++
	if d.begin(ctx, d.n) {
		where := d.at(d.n)
		if e := d.without.entry(raw); e != nil {
			d.list.page(ctx, d.part, e, where)
		} else {
			d.job(ctx, len(raw), func(_ context.Context, k *sink) { k.jsonArticle(raw, where, "article") })
		}
	}
	if d.only.N == d.n {
		return errFound
	}
	return nil
}

// object reads an object, whose opening brace is read: an article, or one
// that holds articles.
func (d *documentReader) object(ctx context.Context) error {
	r := record{}
	d.in.refill()
	for d.dec.More() {
		key, err := d.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if name == "articles" && r["text"] == nil {
			return d.container(ctx)
		}
		var raw json.RawMessage
		if err := d.decode(&raw); err != nil {
			return err
		}
		if r[name] = raw; len(r) > maxFields {
			return errFields
		}
	}
	if _, err := d.dec.Token(); err != nil {
		return err
	}
	d.in.passed(d.dec.InputOffset())
	return d.single(ctx, r)
}

// decode reads one value. Where it is wrong, the error's offset is made that
// in the document: the decoder gives it without the bytes read as tokens.
func (d *documentReader) decode(raw *json.RawMessage) error {
	err := d.dec.Decode(raw)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	var again json.RawMessage
	if errors.As(json.NewDecoder(d.dec.Buffered()).Decode(&again), &syntax) {
		syntax.Offset += d.dec.InputOffset()
	}
	return syntax
}

// single keeps the article that a whole top-level object is.
func (d *documentReader) single(ctx context.Context, r record) error {
	lists := d.listsIn(r)
	if len(lists) == 1 {
		d.note(d.input, "the list %q in it is read", lists[0].path)
		return d.elements(ctx, lists[0].elements)
	}
	d.n++
	if !d.begin(ctx, d.n) {
		return nil
	}
	where := d.input
	if d.n > 1 || d.asked() {
		where = d.at(d.n)
	}
	if len(lists) > 1 {
		d.fail(where, "no \"text\" field, and more than one list of objects in it (%s): give one of them alone", pathsOf(lists))
		return nil
	}
	d.job(ctx, int(d.in.limit-d.in.left), func(_ context.Context, k *sink) { k.record(r, where) })
	if d.only.N == d.n {
		return errFound
	}
	return nil
}

// container reads the value of "articles" and passes over the rest of the
// object, which in a trace's result can be larger than the articles.
func (d *documentReader) container(ctx context.Context) error {
	tok, err := d.dec.Token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return errNoArray
	}
	if err := d.array(ctx); err != nil {
		return err
	}
	for depth := 1; depth > 0; {
		d.in.refill()
		tok, err := d.dec.Token()
		if err != nil {
			return err
		}
		d.in.passed(d.dec.InputOffset())
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return errDeep
		}
	}
	return nil
}

// maxDepth is how deep JSON may be nested, which is also encoding/json's own
// limit within a value.
const maxDepth = 10_000

var (
	errDeep    = fmt.Errorf("JSON is nested more than %d deep", maxDepth)
	errBlank   = fmt.Errorf("more than %s of white space in a row", size(maxBlank))
	errNoArray = errors.New(`"articles" is not an array`)
	errLarge   = errors.New("the record is larger than one may be")
)

// missing reports a number that the document does not reach.
func (d *documentReader) missing() {
	if d.only.N > d.n {
		d.fail(d.atPlace(d.only), "there are fewer articles in it (%d): check the number", d.n)
	}
	if d.n == 0 {
		d.fail(d.input, "no articles in it: give objects with \"text\"")
	}
}

// problem reports what ends the reading of a document, and returns what is no
// fault of the JSON.
func (d *documentReader) problem(err error) error {
	var syntax *json.SyntaxError
	rest := ""
	if d.n > 0 {
		rest = "; what comes before it is read"
	}
	switch {
	case errors.Is(err, errLarge):
		d.fail(d.at(d.n+1), "the article has more than %s, which a record may have: split it, or remove it%s", size(d.in.limit), rest)
	case errors.Is(err, errFields):
		d.fail(d.input, "an object in it %s: give articles as an array, or as JSON lines%s", err, rest)
	case errors.Is(err, errBlank):
		d.fail(d.input, "%s behind line %d: take it out%s", err, d.in.line(d.in.total), rest)
	case errors.Is(err, errDeep), errors.Is(err, errNoArray):
		d.fail(d.input, "%s: give an array of articles", err)
	case errors.As(err, &syntax):
		d.fail(d.input, "not JSON in line %d: %s; fix it%s", d.in.line(syntax.Offset), plainly(syntax), rest)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		d.fail(d.input, "not JSON: it ends in the middle, in line %d; fix it%s", d.in.line(d.in.total), rest)
	default:
		return err
	}
	return nil
}

// budgeted is a reader that fails when it has given more than its limit since
// it was last refilled, and that knows on which line an offset is.
type budgeted struct {
	r     io.Reader
	limit int64
	left  int64
	total int64
	// breaks are the offsets of line breaks that no record has passed yet;
	// before counts the others.
	breaks []int64
	before int
	// unseen counts the line breaks beyond maxBreaks, blank the white space that
	// came last.
	unseen, blank int
}

const (
	// maxBlank is how much white space there may be in a row: what looks for the
	// next value begins at its beginning each time that more has been read.
	maxBlank = 1 << 20
	// maxBreaks is how many line breaks of a record are remembered.
	maxBreaks = 1 << 20
)

func (b *budgeted) refill() { b.left = b.limit }

func (b *budgeted) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLarge
	}
	n, err := b.r.Read(p)
	for i, c := range p[:n] {
		switch {
		case c == '\n' && len(b.breaks) < maxBreaks:
			b.breaks = append(b.breaks, b.total+int64(i))
		case c == '\n':
			b.unseen++
		}
		if b.blank++; c > ' ' {
			b.blank = 0
		}
	}
	if b.blank > maxBlank {
		return 0, errBlank
	}
	b.left -= int64(n)
	b.total += int64(n)
	return n, err
}

// passed forgets the line breaks before an offset.
func (b *budgeted) passed(offset int64) {
	i := 0
	for i < len(b.breaks) && b.breaks[i] < offset {
		i++
	}
	b.before += i
	if i == len(b.breaks) {
		b.before, b.unseen = b.before+b.unseen, 0
	}
	b.breaks = append(b.breaks[:0], b.breaks[i:]...)
}

// line returns the number of the line that an offset is on.
func (b *budgeted) line(offset int64) int {
	n := b.before + 1
	for _, at := range b.breaks {
		if at < offset-1 {
			n++
		}
	}
	return n
}
