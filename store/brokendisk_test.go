//go:build linux

package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/internal/smalldisk"
	"github.com/stemma-news/stemma/store"
)

// TestRealDiskFull fills a real disk: what was acknowledged is there, the error says what to do, and the same process goes on when there is room.
func TestRealDiskFull(t *testing.T) {
	disk := smalldisk.New(t, "6m")
	dir, ballast := filepath.Join(disk, "archive"), filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	a := create(t, dir)
	defer a.Close()
	n := 0
	var err error
	for ; err == nil && n < 400; n++ {
		err = addCrashBatch(ctx, a, n*crashBatch)
	}
	n--
	if err == nil || !strings.Contains(err.Error(), "the disk is full: make room") || !strings.Contains(err.Error(), dir) || !store.Passes(err) {
		t.Fatalf("%d batches: %v", n, err)
	}
	if place, err := reached(ctx, a); err != nil || place != n*crashBatch {
		t.Errorf("the checkpoint is %d, want %d (%v)", place, n*crashBatch, err)
	}
	if _, err := a.Compact(ctx, store.CompactOptions{}); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("compact: %v", err)
	}
	if _, err := store.Repair(ctx, dir, filepath.Join(disk, "again")); !errors.Is(err, store.ErrLocked) {
		t.Errorf("repair of an archive that is open: %v", err)
	}
	if _, err := store.Create(ctx, filepath.Join(disk, "other")); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("another archive: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := addCrashBatch(ctx, a, n*crashBatch); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	sound(t, a)
	if _, err := os.Stat(filepath.Join(disk, "again.part")); err == nil {
		t.Error("a half of an archive was left")
	}
}

// TestRealDiskReadOnly: a disk that is read-only can be read, checked and exported, and what writes is told so.
func TestRealDiskReadOnly(t *testing.T) {
	disk := smalldisk.New(t, "16m")
	dir, ctx := filepath.Join(disk, "archive"), t.Context()
	a := create(t, dir)
	if err := addCrashBatch(ctx, a, 0); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	smalldisk.ReadOnly(t, disk, true)
	for name, open := range map[string]func() (*store.Archive, error){
		"open":   func() (*store.Archive, error) { return store.Open(ctx, dir, store.Options{}) },
		"create": func() (*store.Archive, error) { return store.Create(ctx, dir) },
	} {
		a, err := open()
		if err == nil {
			a.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "a disk that is read-only: what is in it can still be read") || !store.Passes(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, r)
	if n, err := r.Count(ctx); err != nil || n.Articles != crashBatch {
		t.Errorf("%+v, %v", n, err)
	}
	_ = streamOf(t, r)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := store.Repair(ctx, dir, filepath.Join(t.TempDir(), "again")); err != nil { // onto another disk
		t.Errorf("repair: %v", err)
	}
	smalldisk.ReadOnly(t, disk, false)
	a = create(t, dir)
	if err := errors.Join(addCrashBatch(ctx, a, crashBatch), a.Close()); err != nil {
		t.Error(err)
	}
}
