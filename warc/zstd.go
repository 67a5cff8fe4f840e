package warc

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

const (
	// maxWindow bounds the memory that a zstd frame can ask for. It is the
	// window of zstd --long, the largest that decoders take unasked.
	maxWindow = 128 << 20
	// maxDict bounds a dictionary. Those of web archives have about 1 MB.
	maxDict = 64 << 20
	// dictFrame is the first byte of the skippable frame that holds the
	// dictionary of a .warc.zst file (IIPC, "WARC-Zstd", 2021).
	dictFrame = 0x5D
)

// skippableMagic follows the first byte of a frame that decoders pass over.
var skippableMagic = []byte("\x2A\x4D\x18")

func isSkippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xF0 == 0x50 && bytes.Equal(head[1:4], skippableMagic)
}

// passSkippable passes over skippable frames; of one that begins the file it
// keeps the dictionary.
func (u *unpacker) passSkippable() error {
	for {
		head, _ := u.br.Peek(4)
		if !isSkippable(head) {
			return nil
		}
		u.last = u.pos()
		var err error
		if head[0] == dictFrame && u.zst == nil && u.dict == nil {
			u.dict, err = readDict(u.br)
		} else {
			err = skipFrame(u.br)
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacker) openFrame() error {
	if u.zst == nil {
		z, err := newDecoder(u.dict)
		if err != nil {
			return err
		}
		u.zst = z
	}
	u.frame = frame{br: u.br}
	return u.zst.Reset(&u.frame)
}

func newDecoder(dict []byte) (*zstd.Decoder, error) {
	options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)}
	switch {
	case bytes.HasPrefix(dict, []byte("\x37\xA4\x30\xEC")):
		options = append(options, zstd.WithDecoderDicts(dict))
	case len(dict) > 0:
		options = append(options, zstd.WithDecoderDictRaw(0, dict))
	}
	z, err := zstd.NewReader(nil, options...)
	if err != nil {
		return nil, fmt.Errorf("the file's dictionary: %w", err)
	}
	return z, nil
}

// readDict reads the frame with the dictionary, which may be compressed
// itself.
func readDict(br *bufio.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(br, head[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[4:])
	if size > maxDict {
		return nil, fmt.Errorf("a dictionary of %d bytes, at most %d are read", size, maxDict)
	}
	dict, err := io.ReadAll(io.LimitReader(br, int64(size)))
	if err != nil || len(dict) < int(size) {
		return nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	if !bytes.HasPrefix(dict, zstdMagic) {
		return dict, nil
	}
	z, err := zstd.NewReader(bytes.NewReader(dict), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	dict, err = io.ReadAll(io.LimitReader(z, maxDict+1))
	if err == nil && len(dict) > maxDict {
		err = fmt.Errorf("a dictionary of more than %d bytes", maxDict)
	}
	return dict, err
}

func skipFrame(br *bufio.Reader) error {
	var head [8]byte
	if _, err := io.ReadFull(br, head[:]); err != nil {
		return err
	}
	_, err := io.CopyN(io.Discard, br, int64(binary.LittleEndian.Uint32(head[4:])))
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// frame gives the bytes of one zstd frame and no more, by the sizes that its
// header and its blocks state (RFC 8878, section 3.1.1). The decoder by itself
// goes on into the next frame and does not say where that began.
type frame struct {
	br       *bufio.Reader
	left     int // bytes of the part at hand
	begun    bool
	checksum bool
	lastOne  bool // the part at hand belongs to the last block
	ended    bool
}

func (f *frame) Read(p []byte) (int, error) {
	for f.left == 0 {
		if f.ended {
			return 0, io.EOF
		}
		if err := f.nextPart(); err != nil {
			return 0, err
		}
	}
	n, err := f.br.Read(p[:min(len(p), f.left)])
	f.left -= n
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// nextPart measures the header, a block, or the checksum.
func (f *frame) nextPart() error {
	switch {
	case !f.begun:
		return f.measureHeader()
	case !f.lastOne:
		return f.measureBlock()
	case f.checksum:
		f.left, f.checksum = 4, false
	default:
		f.ended = true
	}
	return nil
}

func (f *frame) measureHeader() error {
	head, _ := f.br.Peek(zstd.HeaderMaxSize)
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return err
	}
	f.begun, f.checksum, f.left = true, h.HasCheckSum, h.HeaderSize
	return nil
}

func (f *frame) measureBlock() error {
	head, _ := f.br.Peek(3)
	if len(head) < 3 {
		return io.ErrUnexpectedEOF
	}
	bits := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	f.lastOne = bits&1 != 0
	f.left = 3 + bits>>3
	if kind := bits >> 1 & 3; kind == 1 { // one byte, repeated
		f.left = 3 + 1
	}
	return nil
}
