package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	// headSize is how much of a file is looked at to recognise it.
	headSize = 64 << 10
	// A compressed file may be maxRatio times as large unpacked, once it is
	// larger than freeSize. Text is 3 to 10 times, a bomb about 1,000 times.
	maxRatio = 100
	freeSize = 64 << 20
	// maxZstdWindow bounds the memory that a zstd file can ask for.
	maxZstdWindow = 64 << 20
)

// stream is an opened file, unpacked.
type stream struct {
	*bufio.Reader
	head   []byte // its beginning; valid until the next read
	packed bool
	close  func()
	at     io.ReaderAt   // as seek
	seek   io.ReadSeeker // the file as it lies on the disk; nil where it can be read only once
}

// errBomb says that a file unpacks to too much.
var errBomb = fmt.Errorf("unpacks to more than %d times its size, which articles do not: unpack it yourself if it is what it should be", maxRatio)

// openStream unpacks a file where it is packed.
func openStream(ctx context.Context, r io.Reader, limit *budget) (*stream, error) {
	in := &counter{ctx: ctx, r: r}
	if limit.in == nil {
		limit.in = in
	}
	s := &stream{Reader: bufio.NewReaderSize(in, headSize), close: func() {}}
	magic, err := s.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if s.head = s.archiveHead(magic); s.head != nil {
		return s, nil
	}
	if err := s.unpack(magic, in, limit); err != nil {
		return nil, err
	}
	if s.head, err = s.Peek(headSize); err != nil && !errors.Is(err, io.EOF) {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stream) unpack(magic []byte, in *counter, limit *budget) error {
	var r io.Reader
	switch {
	case bytes.HasPrefix(magic, []byte("\x1F\x8B")):
		z, err := gzip.NewReader(s.Reader)
		if err != nil {
			return fmt.Errorf("not a whole gzip file (%s): compress it again", plainly(err))
		}
		r = z
	case bytes.Equal(magic, []byte("\x28\xB5\x2F\xFD")):
		z, err := zstd.NewReader(s.Reader, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return fmt.Errorf("not a whole zstd file (%s): compress it again", plainly(err))
		}
		r, s.close = z, z.Close
	default:
		return nil
	}
	s.packed = true
	s.Reader = bufio.NewReaderSize(&unpacked{counter: counter{ctx: in.ctx, r: r}, in: in, limit: limit}, headSize)
	return nil
}

// archiveHead returns how a packed web archive begins when it is unpacked, or
// nil for another file. Its records are packed one by one, and their offsets
// are those of the packed file, so that its reader unpacks them itself.
func (s *stream) archiveHead(magic []byte) []byte {
	const enough = 4 << 10 // bytes to unpack the first few from
	head, _ := s.Peek(enough)
	var r io.Reader
	switch {
	case len(magic) < 4:
		return nil
	case magic[0]&0xF0 == 0x50 && bytes.Equal(magic[1:], []byte("\x2A\x4D\x18")): // zstd, and first a dictionary
		return []byte("WARC/")
	case bytes.HasPrefix(magic, []byte("\x1F\x8B")):
		z, err := gzip.NewReader(bytes.NewReader(head))
		if err != nil {
			return nil
		}
		r = z
	case bytes.Equal(magic, []byte("\x28\xB5\x2F\xFD")):
		z, err := zstd.NewReader(bytes.NewReader(head), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow))
		if err != nil {
			return nil
		}
		defer z.Close()
		r = z
	default:
		return nil
	}
	begin := make([]byte, len("filedesc:"))
	n, _ := io.ReadFull(r, begin)
	if begin = begin[:n]; bytes.HasPrefix(begin, []byte("WARC/")) || string(begin) == "filedesc:" {
		return begin
	}
	return nil
}

// counter counts what is read, and stops with its context.
type counter struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// unpacked is what a decompressor gives, watched for bombs.
type unpacked struct {
	counter
	in    *counter
	limit *budget
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.n > freeSize && u.n/maxRatio > u.in.n || u.limit.over() {
		return 0, errBomb
	}
	n, err := u.counter.Read(p)
	u.limit.unpacked += int64(n)
	if err != nil && !errors.Is(err, io.EOF) && u.ctx.Err() == nil {
		err = fmt.Errorf("damaged (%s): get it again, or compress it again", plainly(err))
	}
	return n, err
}

// utf16 returns the encoding of text in UTF-16, by its byte order mark or by
// where its zeros are.
func utf16(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), zerosAt(head, 1):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xFE\xFF")), zerosAt(head, 0):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	return nil
}

// zerosAt reports whether only every second byte is zero, and a third of
// these are at least: Latin text in UTF-16 without a mark.
func zerosAt(head []byte, parity int) bool {
	zeros := 0
	for i, c := range head {
		if c != 0 {
			continue
		}
		if i%2 != parity {
			return false
		}
		zeros++
	}
	return len(head) >= 16 && zeros > len(head)/6
}

// transcode makes the stream UTF-8.
func (s *stream) transcode(e encoding.Encoding) error {
	s.Reader = bufio.NewReaderSize(transform.NewReader(s.Reader, e.NewDecoder()), headSize)
	var err error
	if s.head, err = s.Peek(headSize); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// validHead reports whether the head is UTF-8, but for a character that is
// cut at its end.
func validHead(head []byte) bool {
	for cut := range min(utf8.UTFMax, len(head)+1) {
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	return false
}
