package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/store"
)

// TestCompact: what is not needed goes and is told, what was imported stays, and the archive
// becomes smaller.
func TestCompact(t *testing.T) {
	ctx, a := t.Context(), filled(t)
	defer a.Close()
	if err := a.Update(ctx, store.Update{
		State: map[string][]byte{"feed/1": make([]byte, 1<<21)}, Outbox: []store.Message{{Topic: "hook", ID: "new", Queued: time.Unix(7, 0).AddDate(0, 0, 30)}},
	}); err != nil {
		t.Fatal(err)
	}
	trace := store.Trace{Story: "story-22", Version: 1, Result: []byte("outgrown"), Work: []byte("too")}
	if err := errors.Join(a.PutState(ctx, "feed/1", nil), a.PutTrace(ctx, trace), a.Update(ctx, store.Update{Done: []int64{4}})); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(a.Dir(), "archive-v1.db")
	write(t, copied, "a copy of what it was")
	want, _ := a.Stories(ctx, store.StoryFilter{})
	counts, _ := a.Count(ctx)

	done, err := a.Compact(ctx, store.CompactOptions{Now: time.Unix(8, 0).AddDate(0, 0, 30)})
	if err != nil {
		t.Fatal(err)
	}
	dropped := []store.Dropped{{What: "trees that closed stories have outgrown", Count: 1, Bytes: 39}, {What: "messages of long ago", Count: 3, Bytes: 13}}
	if len(done.Dropped) > 0 {
		dropped[0].Bytes = done.Dropped[0].Bytes // as zstd likes
	}
	if diff := cmp.Diff(dropped, done.Dropped); diff != "" || done.After > done.Before-1<<21 {
		t.Errorf("%d to %d bytes (-want +have)\n%s", done.Before, done.After, diff)
	}
	have, err := a.Stories(ctx, store.StoryFilter{})
	if n, err2 := a.Count(ctx); err != nil || err2 != nil || n != counts || fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("%+v, want %+v (%v, %v)", n, counts, err, err2)
	}
	if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
	if _, err := os.Stat(copied); err != nil {
		t.Error(err)
	}
	again, err := a.Compact(ctx, store.CompactOptions{Copies: true, Now: time.Unix(0, 0)})
	if diff := cmp.Diff([]store.Dropped{{What: "copies of the archive in earlier forms", Count: 1, Bytes: 21}}, again.Dropped); diff != "" || err != nil {
		t.Errorf("%v (-want +have)\n%s", err, diff)
	}
	if _, err := os.Stat(copied); !errors.Is(err, os.ErrNotExist) {
		t.Error("the copy is there")
	}
}

// TestReadersWhileCompacting: a reader in the middle of the archive goes on.
func TestReadersWhileCompacting(t *testing.T) {
	ctx, a := t.Context(), filled(t)
	defer a.Close()
	r, err := store.Open(ctx, a.Dir(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n := 0
	for _, err := range r.Articles(ctx, store.Filter{}) {
		if n++; err != nil {
			t.Fatal(err)
		}
		if n == 300 {
			if _, err := a.Compact(ctx, store.CompactOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != 1501 {
		t.Errorf("%d articles", n)
	}
	if _, err := r.Compact(ctx, store.CompactOptions{}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a reader compacts: %v", err)
	}
}
