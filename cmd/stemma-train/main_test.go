package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/train"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.bin")
	if err := write(path, []vector.Row{{Bucket: 5, Vector: make([]float32, 8)}}, 4); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := vector.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if m.Dim() != 8 || m.Verify() != nil {
		t.Errorf("%d dimensions, %v", m.Dim(), m.Verify())
	}
	rows, err := rowsFrom(t.Context(), path, train.Options{})
	if err != nil || len(rows) != 1 || rows[0].Bucket != 5 {
		t.Errorf("read again: %v, %v", rows, err)
	}
	if _, err := rowsFrom(t.Context(), path+".gone", train.Options{}); err == nil {
		t.Error("a missing table was read")
	}
	if err := write(path, nil, 4); err == nil {
		t.Error("a table without rows was written")
	}
}
