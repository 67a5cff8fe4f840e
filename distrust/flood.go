package distrust

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/stemma-news/stemma/text"
)

const (
	// flood is how many reports of nearly one text an outlet has in one story before
	// it is a flood. An outlet that reports a story as it goes on prints background
	// again and again, but not fifty times the same report.
	flood = 50
	// sketchSize is how many phrases a text is known by, and alike how many of
	// them two texts have in common that are nearly one (Broder 1997: the share of
	// the smallest hashes in common is that of all).
	sketchSize = 24
	alike      = 18
	// phrase is the length of a phrase in words.
	phrase = 3
)

// floods returns, for the first report of each flood, how many reports it has. A
// report that a hundred outlets print is none: that is how agencies work.
func floods(docs []*text.Document) []int {
	sizes := make([]int, len(docs))
	of := map[string][]int{}
	for i, d := range docs {
		key := publisherName(&d.Article)
		of[key] = append(of[key], i)
	}
	for _, list := range of {
		if len(list) >= flood {
			count(docs, list, sizes)
		}
	}
	return sizes
}

// count puts the reports of one outlet with the first that is like them. Two texts
// are only compared where they have the first or the second phrase in common, and
// with the last that had it, so that the time is that of the texts.
func count(docs []*text.Document, list []int, sizes []int) {
	last := map[uint64]int{} // by a phrase, the first report of the flood that had it last
	known := map[int][]uint64{}
	n := map[int]int{}
	for _, i := range list {
		s := sketch(docs[i])
		first := i
		for _, h := range s[:min(len(s), 4)] {
			if f, ok := last[h]; ok && inCommon(s, known[f]) >= alike*len(s)/sketchSize {
				first = f
				break
			}
		}
		if first == i {
			known[i] = s
		}
		for _, h := range s[:min(len(s), 4)] {
			last[h] = first
		}
		n[first]++
	}
	for i, k := range n {
		if k >= flood {
			sizes[i] = k
		}
	}
}

// sketch returns the smallest hashes of a text's phrases, in their order.
func sketch(d *text.Document) []uint64 {
	var forms []string
	for i := range d.Sentences {
		if d.Sentences[i].Boilerplate {
			continue
		}
		for _, w := range d.Sentences[i].Words {
			forms = append(forms, w.Form)
		}
	}
	var all []uint64
	for i := 0; i+phrase <= len(forms); i++ {
		h := fnv.New64a()
		for _, f := range forms[i : i+phrase] {
			_, _ = h.Write([]byte(f))
			_, _ = h.Write([]byte{0})
		}
		all = append(all, mix(h.Sum64()))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), sketchSize)]
}

// mix spreads a hash, of which the smallest are taken, over all numbers
// (SplitMix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// inCommon counts what two sorted lists have in common.
func inCommon(a, b []uint64) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch cmp.Compare(a[0], b[0]) {
		case -1:
			a = a[1:]
		case 1:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}
