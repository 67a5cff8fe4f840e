package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// diskBuffer is how much is read from the file at once.
	diskBuffer = 64 << 10
	// A member may unpack to maxRatio times its size once it gives more than
	// freeSize. Pages are 3 to 20 times as large, a bomb about 1,000 times.
	maxRatio = 200
	freeSize = 64 << 20
)

// packing is how a file, or a part of it, is packed.
type packing int

const (
	plain packing = iota
	gzipped
	zstandard
	unknown
)

// member is a part of the file that unpacks by itself.
type member struct {
	offset int64 // in the file
	at     int64 // in what the file unpacks to, counted from where reading began
}

// damage is an error of the file, not of a record: what follows in the member
// cannot be read.
type damage struct {
	offset int64 // of the member
	err    error
}

func (d *damage) Error() string { return d.err.Error() }
func (d *damage) Unwrap() error { return d.err }

var (
	errBomb = fmt.Errorf("unpacks to more than %d times its size, which web pages do not", maxRatio)
	errGap  = errors.New("bytes that are neither gzip nor zstd")
)

// unpacker unpacks the members of a file one after the other, and remembers
// where they began.
type unpacker struct {
	disk    *disk
	br      *bufio.Reader // over disk
	packing packing
	open    bool // within a member
	dict    []byte
	gz      *gzip.Reader
	trial   *gzip.Reader
	zst     *zstd.Decoder
	frame   frame
	at      int64 // how much was unpacked
	// members are those whose beginnings the record reader has not passed,
	// and the last one that it has.
	members []member
	// last is where a member of which nothing has come out yet began.
	last int64
	// opened is where, unpacked, the open member began.
	opened int64
	err    *damage // what reading stopped at, until recover
}

func newUnpacker(r io.Reader, o Options) (*unpacker, error) {
	u := &unpacker{disk: newDisk(r, o.Base), dict: o.Dict}
	u.br = bufio.NewReaderSize(u.disk, diskBuffer)
	head, err := u.br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return u, err
	}
	if u.packing = packingOf(head); u.packing == unknown {
		u.packing = plain
		u.begin(o.Base)
	}
	return u, nil
}

// packingOf tells the packing by the first bytes of a member.
func packingOf(head []byte) packing {
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		return gzipped
	case bytes.HasPrefix(head, zstdMagic), isSkippable(head):
		return zstandard
	}
	return unknown
}

// pos returns the offset in the file of what is unpacked next.
func (u *unpacker) pos() int64 { return u.disk.pos() - int64(u.br.Buffered()) }

// begin notes that what is unpacked from here is of the member at the offset.
func (u *unpacker) begin(offset int64) {
	if n := len(u.members); n > 0 && u.members[n-1].at == u.at {
		u.members[n-1].offset = offset
		return
	}
	u.members = append(u.members, member{offset: offset, at: u.at})
}

// where returns the member that holds a position of the unpacked file.
func (u *unpacker) where(at int64) member {
	drop := 0
	for drop+1 < len(u.members) && u.members[drop+1].at <= at {
		drop++
	}
	u.members = u.members[drop:]
	if len(u.members) == 0 {
		return member{offset: u.pos(), at: at}
	}
	return u.members[0]
}

// boundary returns where after a position the next member begins, as far as
// is known: the beginnings of all that is unpacked are.
func (u *unpacker) boundary(at int64) (int64, bool) {
	for _, m := range u.members {
		if m.at > at {
			return m.at, true
		}
	}
	return 0, false
}

// Read gives unpacked bytes of one member at most.
func (u *unpacker) Read(p []byte) (int, error) {
	for {
		if u.err != nil {
			return 0, u.err
		}
		if !u.open && u.packing != plain {
			if err := u.openMember(); err != nil {
				return 0, err
			}
		}
		if u.packing == plain {
			n, err := u.br.Read(p)
			u.at += int64(n)
			return n, err
		}
		if n, err := u.readMember(p); n > 0 || err != nil {
			return n, err
		}
	}
}

// readMember reads the open member; nothing and no error is its end.
func (u *unpacker) readMember(p []byte) (int, error) {
	n, err := u.inflate(p)
	if n > 0 && u.opened == u.at {
		u.begin(u.last)
	}
	u.at += int64(n)
	switch {
	case errors.Is(err, io.EOF):
		u.open = false
	case err != nil:
		return n, u.damaged(err)
	case u.bomb():
		return n, u.damaged(errBomb)
	}
	return n, nil
}

func (u *unpacker) inflate(p []byte) (int, error) {
	var n int
	var err error
	if u.packing == gzipped {
		n, err = u.gz.Read(p)
	} else if n, err = u.zst.Read(p); errors.Is(err, io.EOF) && !u.frame.ended {
		err = io.ErrUnexpectedEOF // the decoder takes a header that is cut off for the end
	}
	if n == 0 && err == nil {
		err = io.ErrNoProgress
	}
	return n, err
}

func (u *unpacker) bomb() bool {
	out := u.at - u.opened
	return u.open && out > freeSize && out/maxRatio > u.pos()-u.last
}

// damaged closes a member that cannot be read on.
func (u *unpacker) damaged(err error) error {
	u.open = false
	u.err = &damage{offset: u.last, err: err}
	return u.err
}

// openMember begins the member at the present offset.
func (u *unpacker) openMember() error {
	if err := u.skipZeros(); err != nil {
		return err
	}
	if err := u.passSkippable(); err != nil {
		return u.damaged(err)
	}
	head, err := u.br.Peek(4)
	if len(head) == 0 {
		return err
	}
	u.last = u.pos()
	switch kind := packingOf(head); kind {
	case gzipped:
		u.packing, err = kind, u.openGzip()
	case zstandard:
		u.packing, err = kind, u.openFrame()
	default:
		if isVersion(peek(u.br, versionSize)) {
			u.packing = plain
			u.begin(u.last)
			return nil
		}
		err = errGap
	}
	if err != nil {
		return u.damaged(err)
	}
	u.open, u.opened = true, u.at
	return nil
}

// skipZeros passes over the padding of tapes and disks.
func (u *unpacker) skipZeros() error {
	for {
		head, err := u.br.Peek(1)
		if err != nil {
			return err
		}
		if head[0] != 0 {
			return nil
		}
		rest, _ := u.br.Peek(u.br.Buffered())
		zeros := len(rest) - len(bytes.TrimLeft(rest, "\x00"))
		if _, err := u.br.Discard(zeros); err != nil {
			return err
		}
	}
}

func (u *unpacker) openGzip() error {
	if u.gz == nil {
		u.gz = new(gzip.Reader)
	}
	if err := u.gz.Reset(u.br); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	u.gz.Multistream(false)
	return nil
}

// recover goes on at the first member that can be found behind the beginning
// of a damaged one.
func (u *unpacker) recover(d *damage) error {
	u.err = nil
	if target := d.offset + 1; u.pos() < target {
		if _, err := u.br.Discard(int(target - u.pos())); err != nil {
			return noError(err)
		}
	} else if u.disk.seek(target) {
		u.br.Reset(u.disk)
	}
	return u.scan()
}

// rewind goes back to a position of a plain file, or as near behind it as it
// can.
func (u *unpacker) rewind(at int64) bool {
	if u.packing != plain || len(u.members) == 0 {
		return false
	}
	from := u.members[0]
	if !u.disk.seek(from.offset + at - from.at) {
		return false
	}
	u.br.Reset(u.disk)
	u.at = u.disk.pos() - from.offset + from.at
	return true
}

// turn goes on by the packing of what lies at a position of a plain part of
// the file: files of both sorts are found joined into one.
func (u *unpacker) turn(at int64) bool {
	if !u.rewind(at) || u.at != at {
		return false
	}
	u.packing = packingOf(peek(u.br, 4))
	return true
}

func peek(br *bufio.Reader, n int) []byte {
	b, _ := br.Peek(n)
	return b
}

// scan goes to the next beginning of a member.
func (u *unpacker) scan() error {
	for {
		window, err := u.br.Peek(trialSize)
		at := nextMagic(window)
		if at < 0 {
			// A magic number may be cut by the window's end.
			at = max(1, len(window)-3)
			if err != nil {
				at = len(window)
			}
		}
		if _, derr := u.br.Discard(at); derr != nil {
			return derr
		}
		window, peekErr := u.br.Peek(trialSize)
		if len(window) == 0 {
			return noError(peekErr)
		}
		if packingOf(window) != unknown && u.opens(window) {
			return nil
		}
		if _, err := u.br.Discard(1); err != nil {
			return err
		}
	}
}

// noError hides the end of the file, which the next reading finds again.
func noError(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// trialSize is how much of a member is looked at to see if it is one.
const trialSize = 4 << 10

var (
	gzipMagic = []byte("\x1F\x8B\x08")
	zstdMagic = []byte("\x28\xB5\x2F\xFD")
)

// nextMagic returns the index of the next bytes that a member can begin with,
// or -1.
func nextMagic(b []byte) int {
	first := bytes.Index(b, gzipMagic)
	for _, magic := range [][]byte{zstdMagic, skippableMagic} {
		i := bytes.Index(b, magic)
		if len(magic) == 3 {
			i-- // its first byte varies
		}
		if i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// opens reports whether a member begins here: the magic number of gzip comes
// up by chance in every 16 MB of compressed data.
func (u *unpacker) opens(window []byte) bool {
	if packingOf(window) == zstandard {
		var h zstd.Header
		return h.Decode(window) == nil
	}
	if u.trial == nil {
		u.trial = new(gzip.Reader)
	}
	if u.trial.Reset(bytes.NewReader(window)) != nil {
		return false
	}
	u.trial.Multistream(false)
	var some [512]byte
	n, err := io.ReadFull(u.trial, some[:])
	return err == nil || n > 0 && (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF))
}
