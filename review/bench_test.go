package review

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkBook asks a book of 20,000 verdicts what a page of a story does, and adds to it.
func BenchmarkBook(b *testing.B) {
	ctx := b.Context()
	book, err := Open(ctx, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	var lines strings.Builder
	_, err = Write(&lines, func(yield func(Verdict, error) bool) {
		for i := range 20_000 {
			v := said("a", fmt.Sprint("c", i))
			v.ID, v.At = newID(), minute(i)
			if !yield(v, nil) {
				return
			}
		}
	})
	if err == nil {
		_, err = book.Import(ctx, strings.NewReader(lines.String()))
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Run("version", func(b *testing.B) {
		for b.Loop() {
			if _, err := book.Version(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("story of 300", func(b *testing.B) {
		f := Filter{Stories: []string{"sc7"}}
		for i := range 300 {
			f.Articles = append(f.Articles, fmt.Sprint("c", 60*i))
		}
		for b.Loop() {
			if all, err := book.List(ctx, f); err != nil || len(all) != 301 {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			if _, err := book.Add(ctx, said("a", "b"), ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}
