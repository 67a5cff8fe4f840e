package warc

import (
	"io"
)

// historySize is how much of the file is kept to go back in after damage: at
// least half of it, which is more than most members of a web archive have.
const historySize = 1 << 20

// disk is the file as it lies on disk. It remembers the last stretch that was
// read, so that a search for the next record can begin within a damaged one.
type disk struct {
	r     io.Reader
	buf   []byte // the bytes at [start, start+len(buf)) of the file
	start int64
	next  int // index in buf of the byte to give next
	err   error
	back  int64 // how far reading went back, in all
}

func newDisk(r io.Reader, base int64) *disk {
	return &disk{r: r, start: base}
}

// pos returns the offset of the next byte.
func (d *disk) pos() int64 { return d.start + int64(d.next) }

// end returns the offset behind what was read so far.
func (d *disk) end() int64 { return d.start + int64(len(d.buf)) }

func (d *disk) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if d.next == len(d.buf) {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
		if d.next == len(d.buf) {
			return 0, d.err
		}
	}
	n := copy(p, d.buf[d.next:])
	d.next += n
	return n, nil
}

// fill reads on, and drops the older half of the history when it is full.
func (d *disk) fill() {
	if d.buf == nil {
		d.buf = make([]byte, 0, historySize)
	}
	if len(d.buf) == cap(d.buf) {
		n := copy(d.buf, d.buf[len(d.buf)/2:])
		d.start += int64(len(d.buf) - n)
		d.next -= len(d.buf) - n
		d.buf = d.buf[:n]
	}
	// A reader may give nothing for a while, but not for ever.
	for range 100 {
		n, err := d.r.Read(d.buf[len(d.buf):min(cap(d.buf), len(d.buf)+diskBuffer)])
		d.buf = d.buf[:len(d.buf)+n]
		if d.err = err; n > 0 || err != nil {
			return
		}
	}
	d.err = io.ErrNoProgress
}

// seek goes back to an offset, or as near behind it as the history reaches
// and the underlying reader allows. It reports whether it went: in all it
// goes back a few times the file at most, so that a file made for it cannot
// have itself read for ever.
func (d *disk) seek(offset int64) bool {
	if offset < d.start && !d.reread(offset) {
		offset = d.start
	}
	far := d.pos() - offset
	if far < 0 || d.back+far > 4*d.end()+4*historySize {
		return false
	}
	d.back += far
	d.next = int(offset - d.start)
	return true
}

// reread goes back to what is no longer in the history, in a file that can
// seek.
func (d *disk) reread(offset int64) bool {
	s, ok := d.r.(io.Seeker)
	if !ok || d.back+d.pos()-offset > 4*d.end() {
		return false
	}
	if _, err := s.Seek(offset-d.end(), io.SeekCurrent); err != nil {
		return false
	}
	d.back += d.pos() - offset
	d.start, d.buf, d.next, d.err = offset, d.buf[:0], 0, nil
	return true
}
