package tagger

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

const (
	classedWords = 40_000
	rounds       = 20
)

// classCounts is how many classes there are at each level.
var classCounts = [levels]int{64, 320, 1200}

// cluster makes word classes by spherical k-means (Dhillon and Modha 2001), at
// each level anew.
func cluster(words []WordVector) *classes {
	words = words[:min(len(words), classedWords)]
	points := make([][]float32, len(words))
	for i, w := range words {
		points[i] = slices.Clone(w.Vector)
		vector.Normalise(points[i])
	}
	of := make([][levels]uint16, len(words))
	for level, k := range classCounts {
		for i, class := range kMeans(points, k) {
			of[i][level] = class
		}
	}
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(hash(words[i].Word), hash(words[j].Word)) })
	c := &classes{}
	for _, i := range order {
		h := hash(words[i].Word)
		if n := len(c.words); n > 0 && c.words[n-1] == h {
			continue
		}
		c.words, c.of = append(c.words, h), append(c.of, of[i])
	}
	return c
}

// kMeans returns for each point its class, from 1.
func kMeans(points [][]float32, k int) []uint16 {
	random := rand.New(rand.NewPCG(1, 0))
	centres := make([][]float32, k)
	for i, p := range random.Perm(len(points))[:k] {
		centres[i] = slices.Clone(points[p])
	}
	of := make([]uint16, len(points))
	for range rounds {
		assign(points, centres, of)
		for i := range centres {
			centres[i] = make([]float32, len(points[0]))
		}
		for i, p := range points {
			addTo(centres[of[i]-1], p, 1)
		}
		for _, c := range centres {
			vector.Normalise(c)
		}
	}
	return of
}

func assign(points, centres [][]float32, of []uint16) {
	for i, p := range points {
		best := float32(-2)
		for k, c := range centres {
			if d := vector.Dot(p, c); d > best {
				best, of[i] = d, uint16(k)+1
			}
		}
	}
}
