package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// silentFor is how long the server of these tests may say nothing; told is when that is to have been noticed, on a busy machine too.
const (
	silentFor = "1s"
	told      = 20 * time.Second
)

// byWire is an archive in a database by way of a wire, of which one batch is acknowledged.
func byWire(t *testing.T) (*store.Archive, *pgtest.Wire) {
	t.Helper()
	w, through := pgtest.NewWire(t, pgtest.Database(t))
	a := create(t, through+"&answer_timeout="+silentFor)
	t.Cleanup(func() { a.Close() })
	t.Cleanup(w.Mend) // the first of all
	if err := oneBatch(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	return a, w
}

// endsSoon has something end in time with an error that passes.
func endsSoon(t *testing.T, what string, do func() error) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- do() }()
	select {
	case err := <-ended:
		if !store.Passes(err) {
			t.Errorf("%s: an error that is not said to pass: %v", what, err)
		}
		return err
	case <-time.After(told):
		t.Fatalf("%s waits for a server that says nothing", what)
		return nil
	}
}

// goesOn has an archive go on as if nothing had been, once the connections that were lost are known to be.
func goesOn(t *testing.T, a *store.Archive, acknowledged int) {
	t.Helper()
	var err error
	for range 10 {
		if err = oneBatch(t.Context(), a, acknowledged); err == nil {
			break
		}
		if !store.Passes(err) {
			t.Fatal(err)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	held(t.Context(), t, a, acknowledged+1)
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
}

// TestServerSaysNothing: of a server that says nothing more, while its connections stay, who adds and who reads is told in time, and
// all goes on when it speaks again.
func TestServerSaysNothing(t *testing.T) {
	t.Parallel()
	a, w := byWire(t)
	w.Stall()
	err := endsSoon(t, "to add", func() error { return oneBatch(context.WithoutCancel(t.Context()), a, 1) })
	if err == nil || !strings.Contains(err.Error(), "connection") {
		t.Errorf("what is said: %v", err)
	}
	_ = endsSoon(t, "to read", func() error { _, err := a.Count(context.WithoutCancel(t.Context())); return err })
	w.Mend()
	goesOn(t, a, 1)
}

// TestHalfAnAnswer: an answer that breaks off in the middle, anywhere, is none; what was acknowledged is kept, and all goes on.
func TestHalfAnAnswer(t *testing.T) {
	t.Parallel()
	a, w := byWire(t)
	acknowledged := 1
	for _, bytes := range []int{0, 1, 7, 60, 300, 700} {
		w.CutAfter(bytes)
		if err := oneBatch(t.Context(), a, acknowledged); err == nil {
			acknowledged++
		} else if !store.Passes(err) {
			t.Errorf("cut after %d bytes: an error that is not said to pass: %v", bytes, err)
		}
		w.CutAfter(bytes)
		if _, err := a.Count(t.Context()); err != nil && !store.Passes(err) {
			t.Errorf("cut after %d bytes: read: %v", bytes, err)
		}
		w.Mend()
		goesOn(t, a, acknowledged)
		acknowledged++
	}
}

// TestAnswerToCommitIsLost: who was told to keep something, and whose answer was lost, may have kept it or not; that is said, doing it again
// changes nothing, and nothing is lost.
func TestAnswerToCommitIsLost(t *testing.T) {
	t.Parallel()
	a, w := byWire(t)
	w.CutAt("commit")
	err := oneBatch(t.Context(), a, 1)
	if !errors.Is(err, store.ErrUnsure) || !store.Passes(err) {
		t.Fatalf("it is not said to be unknown: %v", err)
	}
	before := counted(t.Context(), t, a).Articles
	if before != 2*crashBatch {
		t.Errorf("the archive has %d reports, and the server was told to keep %d", before, 2*crashBatch)
	}
	goesOn(t, a, 1) // does the same again
	if after := counted(t.Context(), t, a).Articles; after != before {
		t.Errorf("done again: %d reports, and %d before", after, before)
	}
}

// TestSlowServer: one that is slow, and says something all the time, is waited for, however long that takes.
func TestSlowServer(t *testing.T) {
	t.Parallel()
	a, w := byWire(t)
	began := time.Now()
	w.Drip(2 * time.Millisecond)
	if err := oneBatch(t.Context(), a, 1); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < time.Second {
		t.Errorf("it was slow for %s, and one may say nothing for as long", took)
	}
	w.Mend()
	goesOn(t, a, 2)
}

// TestQuietLeaseStays: nobody says anything on the connection of a lease, and that is no silence, however short one may be.
func TestQuietLeaseStays(t *testing.T) {
	t.Parallel()
	a, _ := byWire(t)
	mine := lease(t, a)
	select {
	case <-mine.Lost():
		t.Error("the lease is lost, and its server is well")
	case <-time.After(3 * time.Second):
	}
	if err := errors.Join(placeOne(t, a, 1), mine.Close()); err != nil {
		t.Error(err)
	}
}

// TestAnswerTimeout: what is no time is refused.
func TestAnswerTimeout(t *testing.T) {
	for _, bad := range []string{"soon", "-1s", "5"} {
		_, err := store.Open(t.Context(), "postgres://stemma@127.0.0.1:1/x?answer_timeout="+bad, store.Options{})
		if err == nil || !strings.Contains(err.Error(), "answer_timeout") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
