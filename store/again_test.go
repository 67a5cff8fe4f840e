package store

import "testing"

// TestReofferIndexed: an article that comes again, and was indexed all the same when nothing else was made of it, is found
// when it is indexed anew, once.
func TestReofferIndexed(t *testing.T) {
	ctx := t.Context()
	x := fillIndex(t, 20)
	if err := x.Place(ctx, Placement{Upto: 20}); err != nil {
		t.Fatal(err)
	}
	found := func(want int) {
		t.Helper()
		v := x.view(t)
		defer v.Close()
		in, err := v.In(Scope{})
		if err != nil {
			t.Fatal(err)
		}
		if hits, err := v.Match([]Words{word("own17")}, in, 10); err != nil || len(hits) != want {
			t.Errorf("%d hits, %v, want %d", len(hits), err, want)
		}
	}
	found(1)
	id := x.docs[17].id
	if n, err := x.Reoffer(ctx, []string{id}); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	found(0)
	if err := x.PutIndex(ctx, []Placed{{N: 21, Article: id, Index: x.docs[17].entry()}}); err != nil {
		t.Fatal(err)
	}
	found(1)
	if faults, err := x.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%q, %v", faults, err)
	}
}
