package store

import (
	"context"
	"testing"
)

// TestCheckIndex: damage is told of.
func TestCheckIndex(t *testing.T) {
	x := fillIndex(t, 600)
	faults := func() []string {
		c := checking{Archive: x.Archive, q: x.read}
		if err := c.index(context.Background()); err != nil {
			t.Fatal(err)
		}
		return c.faults
	}
	if f := faults(); len(f) > 0 {
		t.Fatalf("faults of a sound index: %v", f)
	}
	if _, err := x.write.ExecContext(t.Context(), "UPDATE search_row SET data = substr(data, 1, 100) WHERE n = (SELECT min(n) FROM search_row)"); err != nil {
		t.Fatal(err)
	}
	if f := faults(); len(f) != 1 {
		t.Errorf("faults: %v", f)
	}
}
