package batch

import (
	"fmt"
	"strconv"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/stemma-news/stemma"
)

// How rare a key is, and how finely vectors are divided, goes by how many articles its
// window has. The number of all articles would make a month's formula rare in an archive of
// ten years, and leave hardly two articles to a key of vectors: what is found in a week must
// not depend on how many others were read with it.

// windowsFn counts the articles of windows of so many days; see span. An article that is in
// two counts in both, as its keys do. It adds up those of a bundle.
type windowsFn struct {
	Days int

	held map[int32]int64
}

// ProcessElement takes an article.
func (f *windowsFn) ProcessElement(a stemma.Article, emit func(string, int64)) {
	if f.held == nil {
		f.held = map[int32]int64{}
	}
	for _, w := range spanOf(f.Days).windows(DayOf(&a)) {
		f.held[w]++
	}
	if len(f.held) >= mostFolders {
		f.FinishBundle(emit)
	}
}

// FinishBundle gives the sums.
func (f *windowsFn) FinishBundle(emit func(string, int64)) {
	for w, n := range f.held {
		emit(strconv.Itoa(int(w)), n)
	}
	clear(f.held)
}

// sized counts the articles of each window.
func sized(s beam.Scope, articles beam.PCollection, days int) beam.PCollection {
	s = s.Scope("sized")
	return beam.ParDo(s, &sumFn{}, beam.GroupByKey(s, beam.ParDo(s, &windowsFn{Days: days}, articles)))
}

// windowSizes is how many articles each window has: of ten years 130 of texts, and 228
// of stories.
type windowSizes map[int32]int64

// read takes what sized gives, once.
func (s *windowSizes) read(all func(*string, *int64) bool) error {
	if *s != nil {
		return nil
	}
	sizes, window, n := windowSizes{}, "", int64(0)
	for all(&window, &n) {
		w, err := strconv.ParseInt(window, 10, 32)
		if err != nil {
			return fmt.Errorf("the number of a window: %w", err)
		}
		sizes[int32(w)] = n
	}
	*s = sizes
	return nil
}
