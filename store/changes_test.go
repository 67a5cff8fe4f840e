package store

import "testing"

// TestChanges: the number changes with what anybody writes, and not by itself.
func TestChanges(t *testing.T) {
	w := damaged(t, true)
	r, err := Open(t.Context(), w.Dir(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	last := int64(-1)
	look := func(changed bool) {
		t.Helper()
		n, err := r.Changes(t.Context())
		if err != nil || (n != last) != changed {
			t.Errorf("%d, was %d, %v", n, last, err)
		}
		last = n
	}
	look(true)
	look(false)
	for _, value := range []string{"a", "b"} {
		if err := w.PutState(t.Context(), "name", []byte(value)); err != nil {
			t.Fatal(err)
		}
		look(true)
		look(false)
	}
	if _, err := w.Compact(t.Context(), CompactOptions{}); err != nil {
		t.Fatal(err)
	}
	look(true)
	if err := w.Close(); err != nil { // empties the log
		t.Fatal(err)
	}
	if _, err := r.Changes(t.Context()); err != nil {
		t.Error(err)
	}
}
