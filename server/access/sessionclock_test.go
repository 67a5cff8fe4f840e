package access

import (
	"strings"
	"testing"
)

// TestSessionClock: sessions are measured by the time of the process, so a step of the clock neither lengthens nor ends one.
func TestSessionClock(t *testing.T) {
	const steady = "m=" // how a time shows that it has that of the process, too
	s := New(Options{}).sessions
	id := s.begin("k")
	if !strings.Contains(s.now().String(), steady) {
		t.Fatal("the clock is that of the wall alone")
	}
	for range 2 {
		this, ok := s.find(id)
		if !ok || !strings.Contains(this.began.String(), steady) || !strings.Contains(this.seen.String(), steady) {
			t.Errorf("%v: began %v, seen %v", ok, this.began, this.seen)
		}
	}
}
