package mail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// Mailbox reads the mails of an mbox file, one by one. The forms are told apart
// by nothing in the file, so that it is read as all of them: a mail begins at a
// line "From " with a date, after an empty line or at the beginning, and one ">"
// is taken off lines ">From " (mboxrd).
type Mailbox struct {
	r     *bufio.Reader
	limit int
	line  []byte // the next one, read ahead
	blank bool   // the line before it is empty
	err   error
}

// NewMailbox returns a reader of a mailbox. A mail may have limit bytes.
func NewMailbox(r io.Reader, limit int) *Mailbox {
	b := &Mailbox{r: bufio.NewReader(r), limit: limit, blank: true}
	b.next()
	return b
}

// LargeError is the error for a mail with more bytes than the limit. The next
// one can be read.
type LargeError struct{ Size int64 }

func (e *LargeError) Error() string {
	return fmt.Sprintf("the mail has %d bytes", e.Size)
}

var reFromLine = regexp.MustCompile(`^From .*\b\d{1,2}:\d{2}\b.*\d{4}`)

// Opens reports whether a line opens a mail in a mailbox.
func Opens(line []byte) bool { return reFromLine.Match(line) }

// Next returns the next mail, without the line that opens it; at the end the
// error is io.EOF.
func (b *Mailbox) Next() ([]byte, error) {
	if len(b.line) == 0 {
		return nil, b.err
	}
	if Opens(b.line) {
		b.next()
	}
	var mail []byte
	var size int64
	for ; len(b.line) > 0 && (!b.blank || !Opens(b.line)); b.next() {
		line := b.line
		if unquoted := bytes.TrimLeft(line, ">"); len(unquoted) < len(line) && bytes.HasPrefix(unquoted, []byte("From ")) {
			line = line[1:]
		}
		if size += int64(len(line)); size <= int64(b.limit) {
			mail = append(mail, line...)
		}
	}
	if b.err != nil && !errors.Is(b.err, io.EOF) {
		return nil, b.err
	}
	if size > int64(b.limit) {
		return nil, &LargeError{size}
	}
	return mail, nil
}

// next reads a line, or a piece of one that is long.
func (b *Mailbox) next() {
	b.blank = len(b.line) == 0 || len(bytes.TrimRight(b.line, "\r\n")) == 0
	line, err := b.r.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		b.err = err
	}
	b.line = append(b.line[:0], line...)
}
