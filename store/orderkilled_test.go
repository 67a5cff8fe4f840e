package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/store"
)

// orderSlowly brings an archive into order with a cache that is too small for it, so that most of it
// is in the log before it is done, and says on standard output how far it is.
func orderSlowly(dir string) error {
	ctx := context.Background()
	a, err := store.Create(ctx, dir)
	if err != nil {
		return err
	}
	if err := a.Pragma(ctx, "cache_size = 20"); err != nil {
		return err
	}
	o := orderOptions
	o.Progress = func(done, all int64) { fmt.Println(done, all) }
	fmt.Println("begins")
	if _, err := a.OrderByDate(ctx, o); err != nil {
		return err
	}
	fmt.Println("done")
	time.Sleep(time.Minute) // until it is killed
	return nil
}

// TestOrderKilled kills a process that brings an archive into order, at several moments of it. The archive is
// as it was or as it is to be, and the next time it is brought into order.
func TestOrderKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	from := t.TempDir()
	a := orderArchive(t, from, mixed(3000))
	old := timeless(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	whole, ordered := killedInOrder(t, from, killed.Never)
	if slices.Equal(ordered, old) {
		t.Fatal("nothing was done")
	}
	const moments = 6
	left := 0
	for n := range moments {
		_, have := killedInOrder(t, from, whole*time.Duration(n)/(moments-1))
		switch {
		case slices.Equal(have, old):
			left++
		case !slices.Equal(have, ordered):
			t.Errorf("killed at %d of %d: the archive is neither the old nor the new one", n, moments-1)
		}
	}
	t.Logf("of %d kills in %v, %d left the old order", moments, whole, left)
	if left == 0 {
		t.Error("no kill came before it was done")
	}
}

// killedInOrder brings a copy of an archive into order, kills that so long after it has begun, or when it is done if
// Never, and returns when it was done and what is then there. What was not done is then done.
func killedInOrder(t *testing.T, from string, after time.Duration) (whole time.Duration, lines []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	var began time.Time
	was, err := killed.Run(killed.Self(t.Context(), "order", dir), func(line string) time.Duration {
		switch line {
		case "begins":
			began = time.Now()
			return after
		case "done":
			whole = time.Since(began)
			return 0
		}
		return killed.Never
	})
	if err != nil || !was {
		t.Fatalf("the process ended by itself: %v", err)
	}
	a := create(t, dir)
	defer a.Close()
	sound(t, a)
	lines = timeless(t, a)
	if _, err := a.OrderByDate(t.Context(), orderOptions); err != nil {
		t.Fatal(err)
	}
	sound(t, a)
	if again, err := a.OrderByDate(t.Context(), orderOptions); err != nil || again.Revisions > 0 {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	return whole, lines
}
