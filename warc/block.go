package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// block is what a record holds, up to where it really ends. That is where its
// Content-Length says if an empty line follows there, or the next record, or
// the end of the member or file; else it goes on to one of these.
type block struct {
	r        *Reader
	at       RecordError // of the record
	begin    int64       // unpacked
	declared int64       // -1 where the header does not say
	left     int64
	// own is true where a member begins with the record, and so ends with it.
	own bool
	// loose is true where the end is looked for.
	loose bool
	// nested is where in a plain file, unpacked, the first line stands within
	// the block that could begin a record; -1 for none.
	nested int64
	seam   []byte // the last bytes that were given
	err    error
}

func newBlock(r *Reader, declared int64, own bool) *block {
	return &block{
		r: r, begin: r.at(), declared: declared, left: declared, nested: -1,
		own: own && r.un.packing != plain, loose: declared < 0,
	}
}

func (b *block) Read(p []byte) (int, error) {
	if b.err == nil && b.left == 0 && !b.loose {
		b.close()
	}
	switch {
	case b.err != nil:
		return 0, b.err
	case len(p) == 0:
		return 0, nil
	case b.loose:
		return b.readLoose(p)
	}
	chunk, err := b.r.chunk()
	if err != nil {
		return 0, b.cut(err)
	}
	if b.tooLong() {
		b.end(fmt.Sprintf("its Content-Length is %d, but it ends after %d bytes", b.declared, b.declared-b.left))
		b.err = io.ErrUnexpectedEOF
		return 0, b.err
	}
	n := copy(p, chunk[:min(int64(len(chunk)), b.left)])
	b.look(chunk[:n])
	_, _ = b.r.br.Discard(n) // they are there
	b.left -= int64(n)
	return n, nil
}

// tooLong reports that the next member begins with a record although the
// block should go on.
func (b *block) tooLong() bool {
	if !b.own || b.r.at() == b.begin || !b.r.atMember() {
		return false
	}
	head, _ := b.r.br.Peek(versionSize)
	return isVersion(head)
}

// end ends the block; a problem is reported by the next Next.
func (b *block) end(problem string) {
	b.err = io.EOF
	if problem != "" {
		b.at.Given, b.at.Problem = true, problem
		b.r.pending = &b.at
	}
}

// close ends a block that has its declared length, if its end is there.
func (b *block) close() {
	if b.r.arc {
		b.end("")
		return
	}
	const blank = len("\r\n\r\n")
	tail, _ := b.r.br.Peek(blank + versionSize)
	rest := bytes.TrimLeft(tail, "\r\n")
	next, ok := b.r.un.boundary(b.r.at())
	switch {
	case len(rest) == 0, isVersion(rest), ok && next <= b.r.at()+int64(len(tail)-len(rest)),
		b.r.atMember(), bytes.HasPrefix(tail, []byte("\r\n\r\n")), bytes.HasPrefix(tail, []byte("\n\n")):
		b.end("")
	case b.nested >= 0 && b.goBack():
	default:
		b.loose = true
	}
}

// goBack gives what the block took in back to the records that it is of.
func (b *block) goBack() bool {
	if !b.r.un.rewind(b.nested) {
		return false
	}
	b.r.br.Reset(b.r.un)
	b.end(fmt.Sprintf("its Content-Length of %d is too large, it takes in what follows", b.declared))
	return true
}

// cut ends the block where the file cannot be read on.
func (b *block) cut(err error) error {
	switch {
	case !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		at := b.at
		at.Given = true
		b.r.pending = b.r.fail(at, "its end cannot be unpacked", err)
		b.err = err
	case b.loose:
		b.end("")
	case b.nested >= 0 && b.goBack():
		b.err = io.ErrUnexpectedEOF
	default:
		b.end(fmt.Sprintf("the file ends %d bytes before it: it was cut off", b.left))
		b.err = io.ErrUnexpectedEOF
	}
	return b.err
}

// look looks for the beginning of another record in what is given.
func (b *block) look(given []byte) {
	if b.r.un.packing != plain || b.nested >= 0 || b.r.arc {
		return
	}
	const size = 1 + versionSize
	at := b.r.at()
	if i := recordLine(append(b.seam, given[:min(len(given), size)]...)); i >= 0 {
		b.nested = at - int64(len(b.seam)) + int64(i)
	} else if i := recordLine(given); i >= 0 {
		b.nested = at + int64(i)
	}
	if len(given) >= size {
		b.seam = append(b.seam[:0], given[len(given)-size+1:]...)
		return
	}
	b.seam = append(b.seam, given...)
	b.seam = b.seam[max(0, len(b.seam)-size+1):]
}

// recordLine returns where the first line that can begin a record begins, or
// -1. The line before must end there.
func recordLine(b []byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte("WARC/"))
		if i < 0 {
			return -1
		}
		if from += i; from > 0 && b[from-1] == '\n' && isVersion(b[from:]) {
			return from
		}
		from++
	}
}

// readLoose reads a block whose end is found by what follows.
func (b *block) readLoose(p []byte) (int, error) {
	const hold = 64 // more than the empty lines and the version line
	_, _ = b.r.br.Peek(2 * hold)
	chunk, err := b.r.chunk()
	if err != nil {
		return 0, b.cut(err)
	}
	if b.r.at() > b.begin && b.r.atMember() {
		b.looseEnd()
		return 0, b.err
	}
	n, last := len(chunk)-hold, false
	if i := recordLine(chunk); i >= 0 {
		n, last = i, true
	} else if n <= 0 { // the member or the file ends
		n, last = len(chunk), true
	}
	give := n
	if last {
		give = len(trimEnd(chunk[:n]))
	}
	if last && give == 0 {
		_, _ = b.r.br.Discard(n)
		b.looseEnd()
		return 0, b.err
	}
	give = copy(p, chunk[:give])
	_, _ = b.r.br.Discard(give)
	return give, nil
}

// looseEnd ends a block whose end was found.
func (b *block) looseEnd() {
	if b.declared < 0 {
		b.end("")
		return
	}
	b.end(fmt.Sprintf("its Content-Length is %d, but it has %d bytes", b.declared, b.r.at()-b.begin))
}

// trimEnd removes the two line ends that follow a block.
func trimEnd(b []byte) []byte {
	for range 2 {
		b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	}
	return b
}
