package batch

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// pieceSize is how many bytes of a line go from worker to worker at a time: runners
// take elements of that size whatever memory they are given, and the trace of a story
// may have tens of megabytes.
const pieceSize = 256 << 10

// inPieces calls f with the pieces of a row.
func inPieces(r row, f func(row)) {
	line := r.Line
	r.Pieces = max(1, (len(line)+pieceSize-1)/pieceSize)
	for len(line) > pieceSize {
		r.Line, line = line[:pieceSize], line[pieceSize:]
		f(r)
		r.Flat, r.Piece = nil, r.Piece+1
	}
	r.Line = line
	f(r)
}

// whole puts rows in their order and their pieces together. A piece that is missing, or there twice,
// would make another row of it, and is an error.
func whole(pieces []row) ([]row, error) {
	slices.SortFunc(pieces, inOrder)
	rows := pieces[:0]
	for i := 0; i < len(pieces); {
		r, n := pieces[i], pieces[i].Pieces
		if r.Piece != 0 || n < 1 || i+n > len(pieces) {
			return nil, fmt.Errorf("table %s: row %q: piece %d of %d, and not all of them once: %w", r.Table, r.Key, r.Piece+1, n, errShort)
		}
		r.Line = slices.Clip(r.Line) // what is appended goes elsewhere
		for j := 1; j < n; j++ {
			next := &pieces[i+j]
			if next.Key != r.Key || next.Piece != j || next.Pieces != n {
				return nil, fmt.Errorf("table %s: row %q: piece %d of %d is not there once: %w", r.Table, r.Key, j+1, n, errShort)
			}
			r.Line = append(r.Line, next.Line...)
		}
		rows = append(rows, r)
		i += n
	}
	return rows, nil
}

// inOrder orders rows as they stand in a file.
func inOrder(x, y row) int {
	return cmp.Or(strings.Compare(x.Key, y.Key), cmp.Compare(x.Piece, y.Piece), bytes.Compare(x.Line, y.Line))
}
