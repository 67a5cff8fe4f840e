// Package warc reads web archives: WARC files (ISO 28500:2017, versions 0.17
// to 1.1) and ARC files of version 1, plain, with a gzip member or a zstd
// frame for each record, or packed as a whole.
//
// It streams: records come one after the other in constant memory, however
// long they are, and each says where in the file on disk it begins, so that
// reading can be taken up there (Resume).
//
// It reads what is really there. A wrong Content-Length, a missing version
// line, folded and broken headers, line ends without a carriage return, rubbish
// between records, damaged members, a file that was cut off: what can be read is
// given, what was wrong is said, and reading goes on at the next record that
// can be found. Of what a page's server sent, Response undoes chunks and
// compression, also where they are declared and not there.
//
// What it does not do: write archives, check digests, join continuation
// records, follow revisit records to what they refer to.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Options say where a reading begins. The zero value reads a file from its
// beginning.
type Options struct {
	// Base is the offset in the file at which the reader stands: a record's
	// Offset.
	Base int64
	// Inner is how many unpacked bytes to pass over from there: a record's
	// Inner.
	Inner int64
	// Dict is the dictionary of a .warc.zst file, which stands at the file's
	// beginning; Resume finds it.
	Dict []byte
}

// Reader reads the records of a web archive in their order.
type Reader struct {
	un  *unpacker
	br  *bufio.Reader // over un
	arc bool
	// block is the last record's, nil when it was passed.
	block *block
	// pending is what was found wrong with the last record after it was given.
	pending error
	err     error // of the file: nothing can be read any more

	http *bufio.Reader // over a block, for Response
	raw  []byte        // a body as it was sent, for Response
}

// streamBuffer is how much of the unpacked file is in memory.
const streamBuffer = 64 << 10

// NewReader reads the archive that r gives from its present place on. It
// reads ahead of the records.
func NewReader(r io.Reader, o Options) *Reader {
	un, err := newUnpacker(r, o)
	reader := &Reader{un: un, err: err}
	reader.br = bufio.NewReaderSize(un, streamBuffer)
	if _, err := io.CopyN(io.Discard, reader.br, o.Inner); err != nil && reader.err == nil {
		reader.pending = reader.fail(reader.place(), "cannot be taken up here", err)
	}
	return reader
}

// Resume reads an archive from one of its records on: from the place that the
// record's Offset and Inner name. In a .warc.zst file it reads the dictionary
// first.
func Resume(r io.ReadSeeker, offset, inner int64) (*Reader, error) {
	o := Options{Base: offset, Inner: inner}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if offset > 0 {
		first, err := newUnpacker(r, Options{})
		if err == nil {
			err = first.passSkippable()
		}
		if err != nil {
			return nil, fmt.Errorf("the beginning of the file: %w", err)
		}
		o.Dict = first.dict
		if _, err := r.Seek(offset, io.SeekStart); err != nil {
			return nil, err
		}
	}
	return NewReader(r, o), nil
}

// RecordError is a stretch of the file that is no whole record, and why. The
// next call of Next goes on behind it.
type RecordError struct {
	// Offset and Inner are where it begins, like a Record's.
	Offset, Inner int64
	// Given is true where Next returned the record before: this is what was
	// found wrong with it at its end.
	Given   bool
	Problem string
	Err     error
}

// Error returns the place, the problem, and its cause.
func (e *RecordError) Error() string {
	at := fmt.Sprintf("record at %d", e.Offset)
	if e.Inner > 0 {
		at += fmt.Sprintf("+%d", e.Inner)
	}
	if e.Err != nil {
		return at + ": " + e.Problem + ": " + e.Err.Error()
	}
	return at + ": " + e.Problem
}

func (e *RecordError) Unwrap() error { return e.Err }

// Next returns the next record; the one before can no longer be read then. At
// the end of the file the error is io.EOF. A *RecordError is about one record
// or the bytes between two, and the next call goes on; any other error is the
// underlying reader's and final.
func (r *Reader) Next() (*Record, error) {
	if r.block != nil {
		r.pass()
	}
	if err := r.pending; err != nil {
		r.pending = nil
		return nil, err
	}
	if r.err != nil {
		return nil, r.err
	}
	rec, err := r.next()
	if err != nil {
		return nil, err
	}
	return rec, nil
}

// pass reads the rest of the last record.
func (r *Reader) pass() {
	_, _ = io.Copy(io.Discard, onlyReader{r.block}) // what went wrong is pending
	r.block = nil
}

type onlyReader struct{ io.Reader }

func (r *Reader) next() (*Record, error) {
	if err := r.skipBlank(); err != nil {
		return nil, r.fail(r.place(), "cannot be unpacked", err)
	}
	at := r.place()
	rec := &Record{Offset: at.Offset, Inner: at.Inner}
	var err error
	switch r.ahead() {
	case nothing:
		if r.turn() {
			return r.next()
		}
		return nil, r.search(at)
	case arcRecord:
		err = r.readARC(rec)
	case headless:
		err = r.readHeader(rec, false)
	case versioned:
		err = r.readHeader(rec, true)
	}
	if err != nil {
		return nil, r.fail(at, "its header cannot be read", err)
	}
	r.block.at = at
	rec.Block, rec.reader = r.block, r
	return rec, nil
}

// turn goes on in a packed part behind a plain one, if one begins here.
func (r *Reader) turn() bool {
	head, _ := r.br.Peek(4)
	if r.un.packing != plain || packingOf(head) == unknown || !r.un.turn(r.at()) {
		return false
	}
	r.br.Reset(r.un)
	return true
}

// place returns where the next byte lies, as an error about it.
func (r *Reader) place() RecordError {
	_, _ = r.br.Peek(1) // opens the member that it is in
	m := r.un.where(r.at())
	if r.un.packing == plain {
		return RecordError{Offset: m.offset + r.at() - m.at}
	}
	return RecordError{Offset: m.offset, Inner: r.at() - m.at}
}

// at returns the position in the unpacked file.
func (r *Reader) at() int64 { return r.un.at - int64(r.br.Buffered()) }

// chunk returns what lies ahead unpacked, in one member: one byte at least.
func (r *Reader) chunk() ([]byte, error) {
	if _, err := r.br.Peek(1); err != nil {
		return nil, err
	}
	b, _ := r.br.Peek(r.br.Buffered())
	r.un.where(r.at()) // forgets the members before
	if end, ok := r.un.boundary(r.at()); ok {
		b = b[:min(int64(len(b)), end-r.at())]
	}
	return b, nil
}

// atMember reports whether a member begins here.
func (r *Reader) atMember() bool {
	return r.un.packing != plain && r.un.where(r.at()).at == r.at()
}

// fail makes an error about a place, and goes on behind what is damaged.
func (r *Reader) fail(at RecordError, problem string, err error) error {
	var d *damage
	switch {
	case errors.As(err, &d):
		if !at.Given && d.offset > at.Offset {
			at.Offset, at.Inner = d.offset, 0
		}
		err = d.err
		if r.err = r.un.recover(d); r.err == nil {
			r.br.Reset(r.un)
		}
	case errors.Is(err, errHeader):
	case errors.Is(err, io.ErrUnexpectedEOF):
		problem, err = "the file ends within it: it was cut off", nil
	default: // the end of the file, or what the underlying reader says
		r.err = err
		return err
	}
	at.Problem, at.Err = problem, err
	return &at
}

// skipBlank passes over empty lines.
func (r *Reader) skipBlank() error {
	for {
		c, err := r.br.ReadByte()
		if err != nil {
			return err
		}
		switch c {
		case '\r':
		case '\n':
			r.un.where(r.at()) // forgets the members before
		default:
			return r.br.UnreadByte()
		}
	}
}

// start is what a record can begin with.
type start int

const (
	nothing   start = iota // that is, no record
	versioned              // a line with the version
	headless               // a field, where the line with the version is missing
	arcRecord
)

// ahead tells what begins here.
func (r *Reader) ahead() start {
	head, _ := r.br.Peek(versionSize)
	if isVersion(head) {
		return versioned
	}
	head, _ = r.br.Peek(maxARC)
	line, _, whole := bytes.Cut(head, []byte("\n"))
	switch {
	case whole && isARC(line):
		return arcRecord
	case isField(line):
		return headless
	}
	return nothing
}

// versionSize is the length of "WARC/1.0".
const versionSize = 8

// isVersion reports a line that says "WARC/1.1", or another version.
func isVersion(b []byte) bool {
	return len(b) >= versionSize && string(b[:5]) == "WARC/" &&
		(b[5] == '0' || b[5] == '1') && b[6] == '.' && b[7] >= '0' && b[7] <= '9'
}

// search goes to the next record, over bytes that belong to none.
func (r *Reader) search(at RecordError) error {
	begin := r.at()
	for {
		chunk, err := r.chunk()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.fail(at, "bytes that belong to no record", err)
		}
		n := bytes.IndexByte(chunk, '\n') + 1
		if n == 0 {
			n = len(chunk)
		}
		newLine := chunk[n-1] == '\n'
		_, _ = r.br.Discard(n) // they are there
		if (newLine || r.atMember()) && r.begins() || newLine && r.turn() {
			break
		}
	}
	at.Problem = fmt.Sprintf("%d bytes that belong to no record", r.at()-begin)
	return &at
}

// begins reports whether a record begins here, in the midst of other bytes.
func (r *Reader) begins() bool {
	switch head, _ := r.br.Peek(versionSize); {
	case isVersion(head):
		return true
	case !r.arc:
		return false
	}
	return r.ahead() == arcRecord
}
