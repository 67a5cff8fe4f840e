package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPostings(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same each time
	for _, n := range []int{1, 2, 8, 9, 127, 128, 129, 1000, 50000} {
		var list []posting
		doc := uint32(r.IntN(3))
		for range n {
			list = append(list, posting{doc, uint8(r.IntN(256))}) //nolint:gosec // a byte
			doc += 1 + uint32(r.IntN(1+r.IntN(300)))              //nolint:gosec // small
		}
		var rows [][]byte
		w := &rowWriter{put: func(row []byte) error {
			if len(row) > rowSize {
				t.Errorf("a row of %d bytes", len(row))
			}
			rows = append(rows, slices.Clone(row))
			return nil
		}}
		if err := addPostings(w, []byte("tword\x00en\x00"), list); err != nil {
			t.Fatal(err)
		}
		if err := w.flush(); err != nil {
			t.Fatal(err)
		}
		var got []posting
		for i, row := range rows {
			for in := (rowReader{data: row}); in.next(); {
				value := in.value
				if len(got) == 0 {
					_, value, _ = cutListHead(value)
				}
				base := uint32(in.key[9])<<24 | uint32(in.key[10])<<16 | uint32(in.key[11])<<8 | uint32(in.key[12])
				var ok bool
				if got, ok = appendPostings(got, value, base, func(d uint32) (uint32, bool) { return d, true }); !ok {
					t.Fatalf("row %d is damaged", i)
				}
			}
		}
		if !slices.Equal(got, list) {
			t.Errorf("%d postings: %d came back", n, len(got))
		}
	}
}

// FuzzRow: whatever is in a file, reading it ends, and reads nothing beyond it.
func FuzzRow(f *testing.F) {
	f.Add([]byte("\x00\x05twordxxxx\x03\x01\xff\x00\x00\x07"))
	f.Add([]byte{0, 5, 't', 0, 0, 0, 0, 8, 20, 255, 19, 200, 5, 9, 1, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(_ *testing.T, data []byte) {
		for in := (rowReader{data: data}); in.next(); {
			if _, value, ok := cutListHead(in.value); ok {
				appendPostings(nil, value, 0, func(d uint32) (uint32, bool) { return d, true })
			}
			if p, ok := cutPassages(in.value); ok {
				p.places(func(int, uint32, uint16) bool { return true })
			}
		}
		_, _ = readDirectory(data, 3)
	})
}
