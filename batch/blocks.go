package batch

import (
	"cmp"
	"fmt"
	"slices"
)

// A block is what one worker traces at a time: some hundred articles of a few days,
// and all of a component. What is common in the news, which names are rare, which
// sentences are formulas: the steps learn all of that from the articles that they are
// given, and so a component alone would tell them too little. Where all articles
// fit one block, they are traced exactly as `stemma trace` does.
//
// An article that nothing ties to another one is in no block, unless all fit in one:
// beside some hundred of a day's hundred thousands it would hardly meet its like.

// wholeBlock is the name of the block that has all articles.
const wholeBlock = "all"

// pack fills blocks of at most size articles with components, in the order of their
// first articles, and calls f with each article's block.
func pack(w window, days int, components []component, size int, f func(id, block string)) {
	slices.SortFunc(components, func(x, y component) int {
		return cmp.Or(earlier(x.Members[0], y.Members[0]))
	})
	number, filled := 0, 0
	for _, c := range components {
		if filled > 0 && filled+len(c.Members) > size {
			number, filled = number+1, 0
		}
		filled += len(c.Members)
		name := blockName(w, days, number)
		for _, m := range c.Members {
			f(m.ID, name)
		}
	}
}

// blockName names a block by its window's first day, so that names are in the order of time.
func blockName(w window, days, number int) string {
	if !w.dated() {
		return fmt.Sprintf("%s/%d/%06d", Undated, undatedWindow-w, number)
	}
	return fmt.Sprintf("%s/%06d", Day(int64(w)*int64(days)), number)
}
