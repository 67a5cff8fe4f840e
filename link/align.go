package link

// fullRun is the length of a run of the same words that proves reuse.
const fullRun = 8

// seed is a run of n words that two texts have in common, from a in the first
// and from b in the second.
type seed struct{ a, b, n int }

// aligner aligns words by term id; it keeps the memory that this takes.
type aligner struct {
	rows     [2][]int32
	collator collator
	coverA   []bool // words of the streams that links share
	coverB   []bool
}

// seed returns the longest run of words in common, the first of equals; of full
// runs the first that is found.
func (l *aligner) seed(a, b []int32) seed {
	var best seed
	l.rows[0], l.rows[1] = grow(l.rows[0], len(b)+1), grow(l.rows[1], len(b)+1)
	prev, cur := l.rows[0], l.rows[1]
	clear(prev)
	cur[0] = 0
	for i, w := range a {
		for j, x := range b {
			if w != x {
				cur[j+1] = 0
				continue
			}
			cur[j+1] = prev[j] + 1
			if n := int(cur[j+1]); n > best.n {
				best = seed{i + 1 - n, j + 1 - n, n}
				if n == fullRun {
					return best
				}
			}
		}
		prev, cur = cur, prev
	}
	return best
}

func runShare(n int) float64 { return min(1, float64(n)/fullRun) }
