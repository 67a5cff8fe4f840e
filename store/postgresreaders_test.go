package store_test

import (
	"errors"
	"strings"
	"testing"

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
