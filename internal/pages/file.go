// Package pages reads what is in a SQLite file without SQLite, page by page, so that damage costs what is on the damaged page and
// nothing more: SQLite stops at the first one that it meets. It follows the form that sqlite.org/fileformat2.html tells of,
// and does what SQLite's own recovery does (sqlite.org/recovery.html): walk the trees from their roots, and where a way is cut
// off, find the leaves that nothing leads to, and know by the shape of their rows whose they are.
//
// Bits that were changed within a value are not seen here: the format has no sums. Who wrote the values is to look.
package pages

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
)

// Kinds of page (section 1.6 of the format).
const (
	innerIndex = 2
	innerTable = 5
	leafIndex  = 10
	leafTable  = 13
)

const (
	headSize  = 100
	frameHead = 24
	logHead   = 32
)

// File is a SQLite file with its log, for reading. Its methods are for one goroutine.
type File struct {
	db     io.ReaderAt
	log    io.ReaderAt
	size   int // of a page
	usable int
	count  uint32
	// logged is where in the log the last form of a page is.
	logged map[uint32]int64
	// Head says whether the beginning of the file is that of a SQLite file.
	Head bool
	page []byte
	last node // that Again has read
}

// Open reads the beginnings of a file and its log; log may be nil. size is what a page has where the beginning of the file
// does not tell.
func Open(db io.ReaderAt, bytesOfDB int64, log io.ReaderAt, bytesOfLog int64, size int) *File {
	f := &File{db: db, log: log, size: size, usable: size, logged: map[uint32]int64{}}
	head := make([]byte, headSize)
	_, err := db.ReadAt(head, 0) // the disk may be damaged there, and not elsewhere
	f.Head = err == nil && f.takes(head)
	inLog := uint32(0)
	if log != nil {
		inLog = f.index(bytesOfLog)
	}
	most := bytesOfDB/int64(f.size) + bytesOfLog/int64(f.size) // a log can tell of more pages than there are
	f.count = uint32(min(max(bytesOfDB/int64(f.size), int64(inLog)), most, 1<<31))
	if !f.Head { // its first page may be in the log
		if b, err := f.Page(1); err == nil {
			f.Head = f.takes(b)
		}
	}
	f.page = make([]byte, f.size)
	return f
}

// takes reads the head of a file, and says whether it is one.
func (f *File) takes(head []byte) bool {
	size := int(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 1 << 16
	}
	reserved := int(head[20])
	if !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) || size < 512 || size&(size-1) != 0 || size != f.size || size-reserved < 480 {
		return false
	}
	f.usable = size - reserved
	return true
}

// Form returns the user version and the application id of the file.
func (f *File) Form() (version, application uint32) {
	b, err := f.Page(1)
	if err != nil || !f.Head {
		return 0, 0
	}
	return binary.BigEndian.Uint32(b[60:]), binary.BigEndian.Uint32(b[68:])
}

// index reads the log up to its last transaction that is whole (section 4 of the format), and returns how many pages the file
// has behind it.
func (f *File) index(size int64) (count uint32) {
	head := make([]byte, logHead)
	if _, err := f.log.ReadAt(head, 0); err != nil {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch binary.BigEndian.Uint32(head) {
	case 0x377f0682:
	case 0x377f0683:
		order = binary.BigEndian
	default:
		return 0
	}
	s := sums{order: order}
	s.add(head[:24])
	if !s.are(head[24:]) || int(binary.BigEndian.Uint32(head[8:])) != f.size {
		return 0
	}
	frame, waiting := make([]byte, frameHead+f.size), map[uint32]int64{}
	for at := int64(logHead); at+int64(len(frame)) <= size; at += int64(len(frame)) {
		if _, err := f.log.ReadAt(frame, at); err != nil || !bytes.Equal(frame[8:16], head[16:24]) {
			break
		}
		s.add(frame[:8])
		s.add(frame[frameHead:])
		if !s.are(frame[16:]) {
			break
		}
		waiting[binary.BigEndian.Uint32(frame)] = at + frameHead
		if n := binary.BigEndian.Uint32(frame[4:]); n > 0 { // the end of a transaction
			maps.Copy(f.logged, waiting)
			clear(waiting)
			count = n
		}
	}
	return count
}

// sums are the running sums of a log.
type sums struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *sums) add(data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		s.a += s.order.Uint32(data) + s.b
		s.b += s.order.Uint32(data[4:]) + s.a
	}
}

func (s *sums) are(b []byte) bool {
	return s.a == binary.BigEndian.Uint32(b) && s.b == binary.BigEndian.Uint32(b[4:])
}

// Count is how many pages there are. The first is page 1.
func (f *File) Count() uint32 { return f.count }

// Page reads a page.
func (f *File) Page(n uint32) ([]byte, error) {
	b := make([]byte, f.size)
	return b, f.read(n, b)
}

func (f *File) read(n uint32, b []byte) error {
	if off, ok := f.logged[n]; ok {
		_, err := f.log.ReadAt(b, off)
		return err
	}
	if n == 0 || n > f.count {
		return fmt.Errorf("there is no page %d", n)
	}
	_, err := f.db.ReadAt(b, int64(n-1)*int64(f.size))
	return err
}

// Free returns the pages that hold nothing any more, as far as they can be known (section 1.5).
func (f *File) Free() map[uint32]bool {
	free := map[uint32]bool{}
	head, err := f.Page(1)
	if err != nil || !f.Head {
		return free
	}
	for trunk := binary.BigEndian.Uint32(head[32:]); trunk != 0 && trunk <= f.count && !free[trunk]; {
		free[trunk] = true
		b, err := f.Page(trunk)
		if err != nil {
			return free
		}
		n := min(int(binary.BigEndian.Uint32(b[4:])), f.usable/4-2)
		for i := range n {
			free[binary.BigEndian.Uint32(b[8+4*i:])] = true
		}
		trunk = binary.BigEndian.Uint32(b)
	}
	return free
}
