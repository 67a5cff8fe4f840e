package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
)

// rows reads the rows of a table as spreadsheets and programs write them (RFC
// 4180), and what people make of it: quotation marks within a cell, rows of any
// length, a first line "sep=;". A quotation mark that is never closed costs its
// own line and not the rest of the file.
type rows struct {
	r     *bufio.Reader
	comma rune
	limit int // bytes of a row
	// ahead are lines that were read to look for the end of a cell.
	ahead [][]byte
	begun bool
	ended bool
	// unclosed counts the cells whose end was looked for in vain.
	unclosed int
	// The row at hand, in a buffer that is not made anew for each.
	raw   bytes.Reader
	cells *bufio.Reader
}

const (
	// maxAhead is how many bytes are looked at for the end of a cell.
	maxAhead = 1 << 20
	// maxUnclosed is how often that is tried in vain: from then on, every line
	// of the file is a row.
	maxUnclosed = 20
	// maxCells is how many cells a row may have, twice as many as a spreadsheet's
	// (16,384). A cell takes fifty times the memory of the comma that ends it.
	maxCells = 1 << 15
)

var (
	errUnclosed = errors.New("a quotation mark that opens a cell is not closed, and the row is read to the end of its line: close it, or write it twice where it is part of the text")
	errWide     = fmt.Errorf("the row has more than %d cells, as many as no spreadsheet has: check what parts its columns, or leave it out", maxCells)
	reSeparator = regexp.MustCompile(`^sep=(.)\r?\n?$`)
	byteOrder   = []byte("\xEF\xBB\xBF")
)

func newRows(r *bufio.Reader, comma rune, limit int) *rows {
	return &rows{r: r, comma: comma, limit: limit, cells: bufio.NewReader(nil)}
}

// all yields the rows. A row comes with errUnclosed where a cell of it has no
// end, and none comes with errLarge or errWide where it has more than may be.
// Any other error is the last.
func (r *rows) all() iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for {
			row, err := r.next()
			if errors.Is(err, io.EOF) || !yield(row, err) {
				return
			}
			if err != nil && !isOfRow(err) {
				return
			}
		}
	}
}

// isOfRow reports an error of one row, behind which the others are read.
func isOfRow(err error) bool {
	return errors.Is(err, errUnclosed) || errors.Is(err, errLarge) || errors.Is(err, errWide)
}

func (r *rows) next() ([]string, error) {
	line, err := r.line()
	for err == nil && len(bytes.TrimSpace(line)) == 0 && r.comma != '\t' {
		line, err = r.line() // an empty line is no row
	}
	if err != nil {
		return nil, err
	}
	raw, closed, err := r.toEnd(line)
	if err != nil {
		return nil, err
	}
	r.raw.Reset(raw)
	r.cells.Reset(&r.raw)
	one := csv.NewReader(r.cells)
	one.Comma, one.LazyQuotes, one.FieldsPerRecord = r.comma, true, -1
	row, err := one.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil // a line of spaces
	case err == nil && !closed:
		return row, errUnclosed
	}
	return row, err
}

// line returns the next line with its end. It is errLarge where it is too long.
func (r *rows) line() ([]byte, error) {
	if len(r.ahead) > 0 {
		line := r.ahead[0]
		r.ahead = r.ahead[1:]
		return line, nil
	}
	line, long, err := readLine(r.r, nil, r.limit)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if errors.Is(err, io.EOF) && (r.ended || len(line) == 0 && long == 0) {
		return nil, io.EOF
	}
	r.ended = errors.Is(err, io.EOF)
	if long > 0 {
		return nil, errLarge
	}
	if !r.begun {
		r.begun = true
		line = bytes.TrimPrefix(line, byteOrder)
		if m := reSeparator.FindSubmatch(line); m != nil {
			r.comma = rune(m[1][0])
			return r.line()
		}
	}
	return line, nil
}

// toEnd adds the lines to a row over which its quoted cells go on. closed is
// false where they do not end: then the row is its first line.
func (r *rows) toEnd(first []byte) (row []byte, closed bool, err error) {
	q := quoting{comma: byte(r.comma)} //nolint:gosec // one of the commas, or a byte
	q.read(first)
	if q.cells > maxCells {
		return nil, true, errWide
	}
	row = first
	var more [][]byte
	for q.open && !q.broken && q.cells <= maxCells {
		if len(row) > maxAhead || r.unclosed >= maxUnclosed {
			break
		}
		line, err := r.line()
		if errors.Is(err, io.EOF) || errors.Is(err, errLarge) {
			break
		}
		if err != nil {
			return nil, false, err
		}
		more = append(more, line)
		row = append(row, line...)
		q.goesOn = true
		q.read(line)
	}
	switch {
	case q.open:
		r.unclosed++
		if len(more) > 0 { // those that are put back already are not copied for each row
			r.ahead = append(more, r.ahead...)
		}
		return bytes.TrimRight(first, "\r\n"), false, nil
	case q.cells > maxCells:
		return nil, true, errWide
	}
	return row, true, nil
}

// quoting follows the quotation marks of a row.
type quoting struct {
	comma byte
	cells int
	// open is true within a quoted cell, goesOn once one has passed a line end.
	open, goesOn bool
	// broken is true where a cell that has passed a line end has a single
	// quotation mark within: it opens another cell, and this one has no end.
	broken bool
}

// read takes in a line of the row.
func (q *quoting) read(line []byte) {
	start := !q.open // of a cell
	for i := 0; i < len(line) && !q.broken; i++ {
		c := line[i]
		switch {
		case q.open && c == '"':
			i += q.mark(line[i+1:])
		case q.open:
		case start && c == '"':
			q.open, q.goesOn = true, false
		}
		if start = !q.open && c == q.comma; start {
			q.cells++
		}
	}
}

// mark reads a quotation mark within a quoted cell by what follows it, and
// returns how many bytes of that belong to it.
func (q *quoting) mark(rest []byte) int {
	switch {
	case len(rest) == 0 || rest[0] == q.comma || rest[0] == '\r' || rest[0] == '\n':
		q.open = false
	case rest[0] == '"':
		return 1
	default:
		q.broken = q.goesOn
	}
	return 0
}
