package reuse

import (
	"errors"
	"slices"
	"testing"
)

func TestAddUp(t *testing.T) {
	first := []uint32{0, 3, 0, 5}
	if err := addUp(first); err != nil || !slices.Equal(first, []uint32{0, 3, 3, 8}) {
		t.Errorf("%d, error %v", first, err)
	}
	if err := addUp([]uint32{0, 1 << 31, 1 << 31}); !errors.Is(err, ErrTooMuch) {
		t.Errorf("error %v for more postings than four bytes count", err)
	}
}
