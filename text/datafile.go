package text

import (
	"iter"
	"strings"
)

// dataLines yields the lines of a data file that hold something, with their
// numbers: empty lines and comments, which begin with "#", are read over.
func dataLines(data string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(data) {
			n++
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(n, line) {
				return
			}
		}
	}
}

// must returns what a data file holds. The files are part of the program, and
// tests read them all, so that an error in one cannot reach a user.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
