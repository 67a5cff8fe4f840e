package bound_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
)

func TestBound(t *testing.T) {
	asked := 0
	b := bound.New(func() bool { asked++; return asked == 3 })
	for i, want := range []bool{false, false, true, true} {
		if got := b.Spent(); got != want {
			t.Errorf("asked for the %dth time, Spent() = %v, want %v", i+1, got, want)
		}
	}
	if asked != 3 {
		t.Errorf("the limit was asked %d times; once it is reached it stays so", asked)
	}
	late := stemma.Partial{Step: stemma.StepTree, Detail: "40 of 200 rounds"}
	early := stemma.Partial{Step: stemma.StepLinks, Articles: []string{"a2"}, Detail: "not compared"}
	b.LeftOut(late)
	b.LeftOut(early)
	if diff := cmp.Diff([]stemma.Partial{early, late}, b.Partial()); diff != "" {
		t.Errorf("what was left out (-want +got):\n%s", diff)
	}
}

func TestNilBoundIsNone(t *testing.T) {
	var b *bound.Bound
	b.LeftOut(stemma.Partial{})
	if b.Spent() || b.Partial() != nil {
		t.Error("a nil bound limits something")
	}
}
