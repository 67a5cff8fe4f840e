package invented

import (
	"testing"
	"time"
)

// TestNewsIsTheSame: the same numbers make the same news, in the order of time, each event in words of its own.
func TestNewsIsTheSame(t *testing.T) {
	a, err := News(60, Options{Span: 24 * time.Hour, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := News(60, Options{Span: 24 * time.Hour, Seed: 1})
	if err != nil || len(a) != 60 {
		t.Fatal(len(a), err)
	}
	ids := map[string]bool{}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("%+v is not %+v", a[i], b[i])
		}
		if i > 0 && a[i].At < a[i-1].At || a[i].At > 24*time.Hour || ids[a[i].ID] || a[i].Text == "" {
			t.Errorf("report %d: %+v", i, a[i])
		}
		ids[a[i].ID] = true
	}
}
