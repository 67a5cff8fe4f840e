package ingest

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Place is where in a file something begins. The zero Place is the beginning of
// the file.
type Place struct {
	// N is the number of a line, an element or an entry, counted from 1, or an
	// offset in the file as it lies on the disk.
	N int64
	// Inner is how many bytes to pass over in what is packed at that offset: 0
	// but in web archives that are packed as a whole.
	Inner int64
}

// End is the place of what has been read to its end.
func End() Place { return Place{N: math.MaxInt64} }

// String returns "12", "12+345" or "end".
func (p Place) String() string {
	switch {
	case p == End():
		return "end"
	case p.Inner > 0:
		return fmt.Sprintf("%d+%d", p.N, p.Inner)
	}
	return strconv.FormatInt(p.N, 10)
}

// ParsePlace reads what String writes.
func ParsePlace(s string) (Place, error) {
	if s == "end" {
		return End(), nil
	}
	var p Place
	var err error
	n, inner, found := strings.Cut(s, "+")
	if p.N, err = parsePositive(n); err == nil && found {
		p.Inner, err = parsePositive(inner)
	}
	if err != nil {
		return Place{}, fmt.Errorf("not a place in a file (12, 12+345 or end): %q", s)
	}
	return p, nil
}

func parsePositive(s string) (int64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	return int64(n), err //nolint:gosec // 63 bits
}

func (p Place) before(q Place) bool {
	return cmp.Or(cmp.Compare(p.N, q.N), cmp.Compare(p.Inner, q.Inner)) < 0
}
