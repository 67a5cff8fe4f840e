package copies

import "math/rand/v2"

// kind is what is copied.
type kind string

const (
	wholeCopy kind = "copy"
	family    kind = "family" // a copy that very many print
	paragraph kind = "paragraph"
	oneSent   kind = "sentence"
	clause    kind = "clause"
)

// group is a passage, the article that it comes from, and those that carry it.
// An article is in one group at most, so the pairs within the groups are all
// the reuse there is.
type group struct {
	kind     kind
	origin   int
	carriers []int
}

// shares are how many articles in a hundred carry a passage of each kind, and
// the most carriers of one passage.
var shares = []struct {
	kind     kind
	percent  int
	carriers int
}{{wholeCopy, 6, 3}, {paragraph, 6, 3}, {oneSent, 8, 4}, {clause, 8, 2}}

// familySize is how many print the text of a big family, in a corpus of n.
func familySize(n int) int { return min(200, n/25) }

// plan deals the articles 0..n-1 out to groups, with so many in a big family.
func plan(n, ofFamily int, rng *rand.Rand) []group {
	free := rng.Perm(n)
	take := func() int {
		i := free[0]
		free = free[1:]
		return i
	}
	takeGroup := func(k kind, carriers int) group {
		g := group{kind: k, origin: take()}
		for range carriers {
			g.carriers = append(g.carriers, take())
		}
		return g
	}
	var groups []group
	if ofFamily > 2 {
		for range max(1, n/10000) {
			groups = append(groups, takeGroup(family, ofFamily-1))
		}
	}
	for _, s := range shares {
		for left := n * s.percent / 100; left > 0; {
			g := takeGroup(s.kind, min(left, 1+rng.IntN(s.carriers)))
			left -= len(g.carriers)
			groups = append(groups, g)
		}
	}
	return groups
}
