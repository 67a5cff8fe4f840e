package cluster

import (
	"slices"
	"testing"
	"time"
)

func TestProfileBinary(t *testing.T) {
	for _, item := range itemsOf(messy(20)) {
		b, err := item.Profile.AppendBinary([]byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		var got Profile
		if err := got.UnmarshalBinary(b[1:]); err != nil {
			t.Fatal(err)
		}
		if again, _ := got.MarshalBinary(); string(again) != string(b[1:]) {
			t.Errorf("article %s: read and written, its profile is another", item.ID)
		}
		for cut := range len(b) - 1 {
			if err := got.UnmarshalBinary(b[1 : 1+cut]); err == nil {
				t.Fatalf("article %s: no error for the first %d of %d bytes", item.ID, cut, len(b)-1)
			}
		}
	}
}

// TestOlderProfile: of a profile that an earlier version of the program wrote,
// all that it has is read, and it can be written again. It counted further.
func TestOlderProfile(t *testing.T) {
	for _, item := range itemsOf(messy(20)) {
		want, written := *item.Profile, *item.Profile
		want.names, written.names = slices.Clone(want.names), slices.Clone(want.names)
		for i := range want.names {
			want.names[i].words, written.names[i].words = 0, 0
			if i%2 == 0 {
				want.names[i].n, written.names[i].n = mostCounted, 200
			}
		}
		b, err := written.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		b[0] = wordlessVersion
		var got Profile
		if err := got.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		again, _ := got.MarshalBinary()
		if wanted, _ := want.MarshalBinary(); !slices.Equal(again, wanted) {
			t.Fatalf("article %s has another profile", item.ID)
		}
	}
}

// TestNoCount: what a profile has, it has at least once; a logarithm of nothing
// would be in all that it is compared to.
func TestNoCount(t *testing.T) {
	p := *itemsOf(messy(1))[0].Profile
	p.names = []count{{7, 0, 0}}
	for _, version := range []byte{profileVersion, wordlessVersion} {
		b, _ := p.MarshalBinary()
		b[0] = version
		if err := new(Profile).UnmarshalBinary(b); err == nil {
			t.Errorf("version %d: a name that is there no time was read", version)
		}
	}
}

func FuzzProfile(f *testing.F) {
	for _, item := range itemsOf(messy(5)) {
		b, _ := item.Profile.MarshalBinary()
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p Profile
		if p.UnmarshalBinary(b) != nil {
			return
		}
		items := itemsOf(many(12))
		items = append(items, Item{ID: "x", Arrival: 13, Profile: &p}, Item{ID: "y", Arrival: 14, Profile: &p})
		s := NewStream(StreamOptions{})
		if _, err := s.Add(t.Context(), items); err != nil {
			t.Fatal(err)
		}
		s.Advance(time.Unix(4000000000, 0))
	})
}
