package warc

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxARC is how long the line that begins a record of an ARC file may be.
const maxARC = 8 << 10

// isARC reports the line that begins a record of an ARC file.
func isARC(line []byte) bool {
	_, ok := parseARC(string(line))
	return ok
}

// arcLine is what the line before a record says: "URL IP-address date type
// length", and in version 2 five more fields before the length.
type arcLine struct{ url, ip, date, mime, length string }

// parseARC reads such a line, from behind: addresses are found with spaces.
func parseARC(line string) (arcLine, bool) {
	f := strings.Fields(strings.ToValidUTF8(line, "\uFFFD"))
	for _, fields := range []int{5, 10} {
		at := len(f) - fields // the last part of the address
		if at < 0 || !isStamp(f[at+2]) {
			continue
		}
		l := arcLine{strings.Join(f[:at+1], " "), f[at+1], f[at+2], f[at+3], f[len(f)-1]}
		length, err := strconv.ParseInt(l.length, 10, 64)
		return l, err == nil && length >= 0 && length <= maxLength && strings.Contains(f[0], ":")
	}
	return arcLine{}, false
}

// isStamp reports a date of fourteen digits.
func isStamp(s string) bool {
	_, ok := parseDate(s)
	return ok && len(s) == len("20060102150405")
}

// readARC reads the line that begins a record of an ARC file. The first
// record describes the file.
func (r *Reader) readARC(rec *Record) error {
	line, err := r.br.ReadSlice('\n')
	if err != nil {
		return errTooLong(err)
	}
	l, _ := parseARC(string(line)) // it is one, see ahead
	rec.Version, rec.TargetURI = "ARC", l.url
	rec.Type, rec.ContentType = TypeResponse, "application/http; msgtype=response"
	if strings.HasPrefix(l.url, "filedesc:") {
		rec.Type, rec.ContentType = TypeWarcinfo, l.mime
	}
	rec.Date, _ = parseDate(l.date)
	rec.Header = Header{{"WARC-IP-Address", l.ip}, {"WARC-Identified-Payload-Type", l.mime}, {"Content-Length", l.length}}
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
