//go:build unix

package watch

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// BenchmarkTrees traces a story of 200 reports of 2 kB on by one more, with all that the archive has to do with it: the
// reports are read, and the tree is kept. The figure to look at is cpu-ms/op, which other work on the machine hardly changes.
func BenchmarkTrees(b *testing.B) {
	const n = 200
	a, err := store.Create(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	join := func(from, to int) {
		var all []stemma.Article
		for i := from; i < to; i++ {
			all = append(all, retold(i))
		}
		if _, err := a.Add(b.Context(), all); err != nil {
			b.Fatal(err)
		}
		arrivals, err := a.Unplaced(b.Context(), len(all))
		if err != nil {
			b.Fatal(err)
		}
		p := store.Placement{Upto: arrivals[len(arrivals)-1].N}
		for i, v := range arrivals {
			kind := store.StoryJoined
			if from+i == 0 {
				kind = store.StoryFounded
			}
			p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID})
			p.Events = append(p.Events, store.StoryEvent{Kind: kind, Story: "sbench", Article: v.Article.ID})
		}
		if err := a.Place(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	trees, err := NewTrees(a, Options{}.Trace, "")
	if err != nil {
		b.Fatal(err)
	}
	trace := func() {
		if tree, err := trees.Trace(b.Context(), "sbench"); err != nil || tree.Kept {
			b.Fatal(tree, err)
		}
	}
	join(0, n)
	trace()
	used := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	took, next := int64(0), n
	for b.Loop() {
		b.StopTimer()
		join(next, next+1)
		next++
		b.StartTimer()
		before := used()
		trace()
		took += used() - before
	}
	b.ReportMetric(float64(took)/1e6/float64(b.N), "cpu-ms/op")
}

// retold is the i-th report of one event: sentences of those before it, in other words each third time, and one of its own.
func retold(i int) stemma.Article {
	var t strings.Builder
	for k := range 14 {
		of := i - k*k%(i+1) // whose sentence it is
		words := "The ferry Alva ran aground off Larn at %d o'clock with %d passengers aboard, the harbour master Ines Karo said in the port of Brede on Saturday. "
		if of%3 == 1 {
			words = "At %d o'clock the Alva, a ferry with %d people on it, hit the rocks near Larn, as Ines Karo of the harbour office in Brede put it. "
		}
		fmt.Fprintf(&t, words, of%12+1, 100+of)
	}
	return stemma.Article{
		ID: fmt.Sprintf("t%04d", i), Outlet: fmt.Sprintf("Outlet %d", i%60), URL: fmt.Sprintf("https://outlet%d.example/%d", i%60, i), Lang: "en",
		Title: "Ferry Alva aground off Larn", Text: t.String(), Published: noon.Add(time.Duration(i) * time.Minute), PublishedPrecision: stemma.PrecisionSecond,
	}
}
