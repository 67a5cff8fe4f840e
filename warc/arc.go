package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxARC is how long the line that begins a record of an ARC file may be.
const maxARC = 8 << 10

// isARC reports the line that begins a record of an ARC file, version 1 ("URL
// IP-address date type length") or 2 (five more fields before the length).
func isARC(line []byte) bool {
	f := bytes.Fields(line)
	if len(f) != 5 && len(f) != 10 || !bytes.Contains(f[0], []byte(":")) {
		return false
	}
	length, err := strconv.ParseInt(string(f[len(f)-1]), 10, 64)
	_, ok := parseDate(string(f[2]))
	return err == nil && length >= 0 && length <= maxLength && ok && len(f[2]) == len("20060102150405")
}

// readARC reads the line that begins a record of an ARC file. The first
// record describes the file.
func (r *Reader) readARC(rec *Record) error {
	line, err := r.br.ReadSlice('\n')
	if err != nil {
		return errTooLong(err)
	}
	f := strings.Fields(strings.ToValidUTF8(string(line), "\uFFFD"))
	rec.Version, rec.TargetURI = "ARC", f[0]
	rec.Type, rec.ContentType = TypeResponse, "application/http; msgtype=response"
	if strings.HasPrefix(f[0], "filedesc:") {
		rec.Type, rec.ContentType = TypeWarcinfo, f[3]
	}
	rec.Date, _ = parseDate(f[2])
	length := f[len(f)-1]
	rec.Header = Header{{"WARC-IP-Address", f[1]}, {"WARC-Identified-Payload-Type", f[3]}, {"Content-Length", length}}
	r.arc = true
	r.block = newBlock(r, rec.Header.length(), rec.Inner == 0)
	return nil
}

// errTooLong explains why a line could not be read.
func errTooLong(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: its first line: %w", errHeader, err)
}
