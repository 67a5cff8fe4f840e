package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// maxZipList is how many bytes the list of the files in a zip archive may have:
// about a million names, which take five times as much memory as in the archive.
const maxZipList = 64 << 20

var errZipList = fmt.Errorf("the list of its files has more than %s", size(maxZipList))

// leastInList is how many bytes a file has in the list at least.
const leastInList = 46

// openZip reads the list of the files in a zip archive, which is held whole. Room
// is made for as many files as the archive says it has before the list is read, and
// a file with holes can be large enough for any number: so that is looked at first.
func openZip(r io.ReaderAt, size, longest int64) (*zip.Reader, error) {
	if saidFiles(r, size) > uint64(longest)/leastInList { //nolint:gosec // it is positive
		return nil, errZipList
	}
	list := &bounded{r: r, left: longest}
	z, err := zip.NewReader(list, size)
	list.done = true
	return z, err
}

// saidFiles is how many files a zip archive says it has, at its end (APPNOTE.TXT,
// 4.3.14 to 4.3.16): the larger number where it says it twice. 0 where it has no end.
func saidFiles(r io.ReaderAt, size int64) uint64 {
	const end, locator, end64 = 22, 20, 56
	tail := make([]byte, min(size, 65<<10+locator)) // archive/zip looks for the end in 65 KiB
	from := size - int64(len(tail))
	if n, _ := r.ReadAt(tail, from); n < len(tail) || n < end { // the end of a file is no error
		return 0
	}
	at := bytes.LastIndex(tail[:len(tail)-end+4], []byte("PK\x05\x06"))
	if at < 0 {
		return 0
	}
	files := uint64(binary.LittleEndian.Uint16(tail[at+10:]))
	if at < locator || !bytes.HasPrefix(tail[at-locator:], []byte("PK\x06\x07")) {
		return files
	}
	b := make([]byte, end64)
	where := binary.LittleEndian.Uint64(tail[at-locator+8:])
	if where > uint64(size) { //nolint:gosec // it is positive
		return files
	}
	if n, _ := r.ReadAt(b, int64(where)); n < end64 || !bytes.HasPrefix(b, []byte("PK\x06\x06")) { //nolint:gosec // within the file
		return files
	}
	return max(files, binary.LittleEndian.Uint64(b[32:]))
}

// bounded is a file of which a list is read whole before the rest.
type bounded struct {
	r    io.ReaderAt
	left int64
	done bool // the list is read
}

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.done {
		return b.r.ReadAt(p, at)
	}
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errZipList
	}
	return b.r.ReadAt(p, at)
}
