package store

import (
	"errors"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestLeaseAskedAgain: who asks for a lease again and again does it by one connection, and by another where that is gone.
func TestLeaseAskedAgain(t *testing.T) {
	at := pgtest.Database(t)
	var both [2]*Archive
	for i := range both {
		var err error
		if both[i], err = Create(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		defer both[i].Close()
	}
	theirs, err := both[0].Lease(t.Context(), Placing)
	if err != nil {
		t.Fatal(err)
	}
	s := both[1].engine.(*server)
	ask := func() uint32 {
		t.Helper()
		if _, err := both[1].Lease(t.Context(), Placing); !errors.Is(err, ErrLocked) || s.asking == nil {
			t.Fatal(err)
		}
		return s.asking.PgConn().PID()
	}
	by := ask()
	if again := ask(); again != by {
		t.Errorf("asked by connection %d, and then by %d", by, again)
	}
	if _, err := both[0].Database().ExecContext(t.Context(), "SELECT pg_terminate_backend($1)", by); err != nil {
		t.Fatal(err)
	}
	if again := ask(); again == by {
		t.Error("asked by a connection that is gone")
	}
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	mine, err := both[1].Lease(t.Context(), Placing)
	if err != nil || s.asking != nil {
		t.Fatalf("a lease that is free: %v, asking %v", err, s.asking)
	}
	if err := mine.Close(); err != nil {
		t.Error(err)
	}
}
