package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// TestReadersChangeNothing: an archive of an older form is brought to the new one by who writes; who reads is told so, and leaves the
// database to the older programs that are at work there.
func TestReadersChangeNothing(t *testing.T) {
	at := schemas(t)()
	a := create(t, at)
	defer a.Close()
	terminate(t, a, "DROP TABLE token, door; DELETE FROM schema_version WHERE version_id = 11") // as before the last step
	for range 2 {
		_, err := store.Open(t.Context(), at, store.Options{ReadOnly: true})
		if !errors.Is(err, store.ErrOlder) || !strings.Contains(err.Error(), "stemma archive check") {
			t.Errorf("opened to be read: %v", err)
		}
	}
	w, err := store.Open(t.Context(), at, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r, err := store.Open(t.Context(), at, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
}

// TestReadersAwaitSteps: who reads while another process brings the archive to the new form waits for it.
func TestReadersAwaitSteps(t *testing.T) {
	at := schemas(t)()
	a := create(t, at)
	defer a.Close()
	terminate(t, a, "DROP TABLE token, door; DELETE FROM schema_version WHERE version_id = 11")
	held, err := a.Database().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback()                                                                                   //nolint:errcheck // nothing of it is to stay
	if _, err := held.ExecContext(t.Context(), "LOCK TABLE schema_version IN EXCLUSIVE MODE"); err != nil { // the step can be made, and not be noted
		t.Fatal(err)
	}
	opened := make(chan error, 2)
	open := func(o store.Options) {
		x, err := store.Open(t.Context(), at, o)
		if err == nil {
			err = x.Close()
		}
		opened <- err
	}
	go open(store.Options{})
	for making := false; !making; {
		row := a.Database().QueryRowContext(t.Context(), "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'schema_version'::regclass AND NOT granted)")
		if err := row.Scan(&making); err != nil {
			t.Fatal(err)
		}
	}
	go open(store.Options{ReadOnly: true})
	select {
	case err := <-opened:
		t.Errorf("opened while a step is made: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}

// TestWaitsNotForEver: who cannot write for long because another does is told so.
func TestWaitsNotForEver(t *testing.T) {
	at := schemas(t)()
	slow := create(t, at)
	defer slow.Close()
	tx, err := slow.Database().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing of it is to stay
	if _, err := tx.ExecContext(t.Context(), "UPDATE written SET n = n + 1"); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), at+"&lock_timeout=100ms", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	_, err = a.Add(t.Context(), articlesOf("one", 1))
	if err == nil || !strings.Contains(err.Error(), "another process has been writing") || !store.Passes(err) {
		t.Errorf("behind who writes: %v", err)
	}
}
