package page

import (
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestSoon: who asks for a page that is being made anew, and takes long, gets the one of before, and later the new one.
func TestSoon(t *testing.T) {
	s := newShelf()
	ask := func(tag string, render func() ([]byte, error)) string {
		t.Helper()
		p, err := s.soon(t.Context(), "/stories/s1\x00false\x00read", tag, render)
		if err != nil {
			t.Fatal(err)
		}
		return string(p.plain)
	}
	text := func(s string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(s), nil } }
	if got := ask("1", text("first")); got != "first" {
		t.Errorf("the first page: %q", got)
	}
	if got := ask("2", text("second")); got != "second" {
		t.Errorf("a page that is made at once: %q", got)
	}
	leave, left := make(chan struct{}), make(chan struct{})
	slow := func() ([]byte, error) {
		defer close(left)
		<-leave
		return []byte("third"), nil
	}
	if got := ask("3", slow); got != "second" {
		t.Errorf("while the third is made: %q", got)
	}
	close(leave)
	<-left
	if got := ask("3", text("third")); got != "third" {
		t.Errorf("afterwards: %q", got)
	}
	if _, err := s.soon(t.Context(), "/stories/s1\x00false\x00read", "4", func() ([]byte, error) { return nil, errors.New("no") }); err == nil {
		t.Error("an error is passed over")
	}
	large := []byte(strings.Repeat("x", shelfSize/2))
	for _, tag := range []string{"5", "6", "7"} {
		if _, err := s.soon(t.Context(), "/other", tag, func() ([]byte, error) { return large, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.last) > len(s.pages) {
		t.Errorf("%d places of %d pages", len(s.last), len(s.pages))
	}
}

// TestOnePageInTheMaking: a story that changes faster than its page can be made has one page in the making, and who asks meanwhile
// is told what there is.
func TestOnePageInTheMaking(t *testing.T) {
	s := newShelf()
	var now, most atomic.Int32
	leave := make(chan struct{})
	slow := func(body string) func() ([]byte, error) {
		return func() ([]byte, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			<-leave
			return []byte(body), nil
		}
	}
	ask := func(tag string) <-chan string {
		got := make(chan string, 1)
		go func() {
			p, err := s.soon(t.Context(), "/stories/s1", tag, slow(tag))
			if err != nil {
				t.Error(err)
				p = &keptPage{}
			}
			got <- string(p.plain)
		}()
		return got
	}
	first := ask("1")
	for now.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	var others []<-chan string
	for tag := range 20 {
		others = append(others, ask(strconv.Itoa(2+tag)))
	}
	time.Sleep(2 * patience)
	close(leave)
	if got := <-first; got != "1" {
		t.Errorf("who asked first got %q", got)
	}
	for _, other := range others {
		if got := <-other; got != "1" {
			t.Errorf("who asked while it was made got %q", got)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d pages of a place were in the making at once", most.Load())
	}
}

// TestResultIsMadeOnce: the page of what a trace found is made once, for all who look at it, and taken off when it is forgotten.
func TestResultIsMadeOnce(t *testing.T) {
	s := newBareSite(t, Options{})
	where := s.drop(t, part{"text", "", firstReport}, part{"text", "", secondReport}, part{"one_story", "", "1"}).Header.Get("Location")
	s.settled(t, where)
	for _, path := range []string{where, where + "?again=1", where} {
		s.get(t, path)
	}
	if n := len(s.kept.pages); n != 1 {
		t.Errorf("%d pages are kept", n)
	}
	s.kept.forget("/traces")
	if len(s.kept.pages) != 1 {
		t.Error("another address is forgotten with it")
	}
	if s.kept.forget(where); len(s.kept.pages)+len(s.kept.last)+s.kept.size+s.kept.order.Len() != 0 {
		t.Error("something is left of it")
	}
}

// TestFaultOfAPage: a page is made in a goroutine of its own, for all who ask for it. A fault in it is an error of that page, and
// does not end the server.
func TestFaultOfAPage(t *testing.T) {
	_, err := newShelf().soon(t.Context(), "/stories/s1", "tag", func() ([]byte, error) { panic("the dam at Orvel") })
	if err == nil || !strings.Contains(err.Error(), "the dam at Orvel") {
		t.Error(err)
	}
}
