package store

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReplaced: who reads an archive for long learns that another is in its place, and not of what is written into it.
func TestReplaced(t *testing.T) {
	w := damaged(t, true)
	r, err := Open(t.Context(), w.Dir(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	addTo(t, w, Added{Known: 1, Mended: 1}, ferry(2))
	if _, err := w.Compact(t.Context(), CompactOptions{}); err != nil {
		t.Fatal(err)
	}
	if r.Replaced() {
		t.Error("by what is written into it")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := reader(t, w.Dir()) // who may not write
	if err != nil {
		t.Fatal(err)
	}
	if aside.Replaced() {
		t.Error("by nothing")
	}
	again, err := Open(t.Context(), w.Dir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.PutState(t.Context(), "a", []byte("b")); err != nil {
		t.Fatal(err)
	}
	if !aside.Replaced() {
		t.Error("not by what is written beside one who does not see it")
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(w.Dir(), fileName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".new", b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
	if !r.Replaced() {
		t.Error("not by another file")
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if !r.Replaced() {
		t.Error("not where it is gone")
	}
}
