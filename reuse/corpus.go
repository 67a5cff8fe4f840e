package reuse

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// corpus is the words of all texts, in an order of its own. A word takes nine
// bytes: what it is, where it begins and how long it is.
type corpus struct {
	order    []int // place → index of the text as given
	articles []article
}

type article struct {
	words  []word
	starts []uint32
	sizes  []uint8
	halves int   // length in half words
	series int32 // 0 for none
}

// span returns the bytes of a range of words.
func (a *article) span(r extent) stemma.Span {
	last := r.End - 1
	return stemma.Span{Start: int(a.starts[r.Start]), End: int(a.starts[last]) + int(a.sizes[last])}
}

// maxText is how much of a text is read, so that four bytes hold an offset.
const maxText = math.MaxUint32

func newCorpus(ctx context.Context, texts []Text) (*corpus, error) {
	c := &corpus{order: canonical(texts), articles: make([]article, len(texts))}
	series := map[string]int32{"": 0}
	for place, i := range c.order {
		name := texts[i].Series
		if _, ok := series[name]; !ok {
			series[name] = int32(len(series))
		}
		c.articles[place].series = series[name]
	}
	err := parallel(ctx, len(texts), func(next func() (int, bool)) {
		for place, ok := next(); ok; place, ok = next() {
			c.articles[place].read(texts[c.order[place]].Text)
		}
	})
	return c, err
}

// canonical returns an order of texts that depends on them alone. It is that
// of a hash of the id: ids often begin with the outlet, and who follows whom
// must not be a matter of that (see reach).
func canonical(texts []Text) []int {
	keys := make([]uint64, len(texts))
	order := make([]int, len(texts))
	for i := range texts {
		keys[i], order[i] = hashOf(texts[i].ID), i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(keys[x], keys[y]), byID(&texts[x], &texts[y]))
	})
	return order
}

func byID(x, y *Text) int {
	return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Text, y.Text), cmp.Compare(x.Series, y.Series))
}

// read takes over the words of a text.
func (a *article) read(s string) {
	if len(s) > maxText {
		s = s[:maxText]
	}
	words := text.Words(s)
	n := 0
	for i := range words {
		n += (words[i].Len() + longestWord - 1) / longestWord
	}
	a.words, a.starts, a.sizes = make([]word, 0, n), make([]uint32, 0, n), make([]uint8, 0, n)
	for i := range words {
		w := &words[i]
		if w.Len() <= longestWord {
			a.add(wordOf(w.Form), w.Span)
			continue
		}
		for at := w.Start; at < w.End; {
			end := cut(s, at, w.End)
			a.add(wordOf(s[at:end]), stemma.Span{Start: at, End: end})
			at = end
		}
	}
	a.halves = halves(a.words)
}

func (a *article) add(w word, s stemma.Span) {
	a.words = append(a.words, w)
	a.starts = append(a.starts, uint32(s.Start))
	a.sizes = append(a.sizes, uint8(s.Len())) //nolint:gosec // at most longestWord
}

// longestWord is the most bytes of a word: one byte holds its length. What is
// longer (an address, a picture in base64) is taken in parts.
const longestWord = 255

// cut returns the end of a part of a long word that ends with a character.
func cut(s string, at, end int) int {
	if end-at <= longestWord {
		return end
	}
	n := at + longestWord
	for n > at+longestWord-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// parallel calls work on every processor, with a function that hands out the
// numbers below n, until ctx is done.
func parallel(ctx context.Context, n int, work func(next func() (int, bool))) error {
	var at atomic.Int64
	next := func() (int, bool) {
		i := int(at.Add(1)) - 1
		return i, i < n && ctx.Err() == nil
	}
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() { work(next) })
	}
	all.Wait()
	return ctx.Err()
}
