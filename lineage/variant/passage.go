package variant

import (
	"cmp"
	"context"
	"slices"
)

// longestPassage is how many words of a passage are collated.
const longestPassage = 20000

// Passage is what one or more witnesses say word for word. Book.Passages makes
// them.
type Passage struct {
	words []int32
	bag   []int32 // the words, sorted
	who   []int   // witnesses
}

// Passages returns the different ones of what witnesses say, as words of the
// book, longest first. Of a very long one the beginning counts.
func (b *Book) Passages(witnesses []int, words func(witness int) []int32) []Passage {
	var list []Passage
	number := map[string]int{}
	for _, a := range witnesses {
		said := words(a)
		said = said[:min(len(said), longestPassage)]
		key := wordsKey(said)
		k, ok := number[key]
		if !ok {
			k = len(list)
			number[key] = k
			list = append(list, passageOf(said))
		}
		list[k].who = append(list[k].who, a)
	}
	slices.SortFunc(list, func(x, y Passage) int { // whatever the order of the witnesses
		return cmp.Or(len(y.words)-len(x.words), b.compare(x.words, y.words))
	})
	return list
}

func passageOf(words []int32, who ...int) Passage {
	bag := slices.Clone(words)
	slices.Sort(bag)
	return Passage{words, bag, who}
}

const (
	// sameWords is the share of the shorter passage's words that are the longer
	// one's too from which two are collated. Between others, as two translations
	// of one sentence, the words are not so many variants: that the wording is
	// another is all there is to say.
	sameWords = 0.6
	// maxWordings is with how many of the parts made so far a passage is compared:
	// hundreds of texts without a word in common are no family.
	maxWordings = 64
)

// Parts parts the passages of a book by whether they are in much
// the same words as the first of their part. It fails when ctx ends.
func Parts(ctx context.Context, list []Passage) ([][]Passage, error) {
	var parts [][]Passage
	for _, p := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k := slices.IndexFunc(parts[:min(len(parts), maxWordings)], func(part []Passage) bool {
			return float64(shared(p.bag, part[0].bag)) >= sameWords*float64(len(p.bag))
		})
		if k < 0 {
			parts = append(parts, []Passage{p})
		} else {
			parts[k] = append(parts[k], p)
		}
	}
	return parts, nil
}

// shared counts what two sorted bags have in common.
func shared(a, b []int32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			n, i, j = n+1, i+1, j+1
		case c < 0:
			i++
		default:
			j++
		}
	}
	return n
}
