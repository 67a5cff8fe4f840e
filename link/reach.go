package link

const (
	width   = 2*sway + 1
	nowhere = -1 << 20
)

// The ways to reach a cell of an extension: with a word of both texts that is
// the same or is not, or with a word of one of them.
const (
	bySame = iota
	byOther
	byA
	byB
)

// reach aligns what follows i and j, in steps of one word forward or back, and
// appends the words in common of the best alignment, the farthest first. Cell
// d of row r is the best alignment of r words of a with r+d-sway of b.
func (c *collator) reach(i, j, step int) {
	prev, cur := grow(c.rows[0], width), grow(c.rows[1], width)
	c.rows[0], c.rows[1] = prev, cur
	c.back = append(c.back[:0], make([]byte, width)...)
	for d := range prev {
		prev[d] = nowhere
		if n := d - sway; n >= 0 && (n == 0 || c.free(c.b, c.usedB, j+(n-1)*step)) && (n < 2 || prev[d-1] > nowhere) {
			prev[d], c.back[d] = int32(n*skipScore), byB
		}
	}
	var best int32
	bestRow, bestAt := 0, 0
	for r := 1; r <= maxReach && c.free(c.a, c.usedA, i+(r-1)*step); r++ {
		top, at := c.row(r, i+(r-1)*step, j, step, prev, cur)
		if top > best {
			best, bestRow, bestAt = top, r, at
		}
		if top < best-giveUp {
			break
		}
		prev, cur = cur, prev
	}
	c.trace(bestRow, bestAt, i, j, step)
}

func (c *collator) free(words []int32, used []bool, k int) bool {
	return k >= 0 && k < len(words) && !used[k]
}

// row fills in row r, word i of a, and returns its best cell.
func (c *collator) row(r, i, j, step int, prev, cur []int32) (top int32, at int) {
	top = nowhere
	base := len(c.back)
	c.back = append(c.back, make([]byte, width)...)
	for d := range width {
		cur[d] = nowhere
		n := r + d - sway // words of b
		if n < 0 {
			continue
		}
		score, way := int32(nowhere), byte(byA)
		if d+1 < width {
			score = prev[d+1] + skipScore
		}
		if n > 0 && c.free(c.b, c.usedB, j+(n-1)*step) {
			if d > 0 && cur[d-1]+skipScore > score {
				score, way = cur[d-1]+skipScore, byB
			}
			if prev[d] > nowhere {
				gain := c.alike(c.a[i], c.b[j+(n-1)*step])
				if prev[d]+gain > score {
					score, way = prev[d]+gain, bySame
					if gain < 0 {
						way = byOther
					}
				}
			}
		}
		cur[d], c.back[base+d] = max(score, nowhere), way
		if cur[d] > top {
			top, at = cur[d], d
		}
	}
	return top, at
}

// trace walks back from a cell and appends the words in common.
func (c *collator) trace(r, d, i, j, step int) {
	for r > 0 {
		switch c.back[r*width+d] {
		case bySame:
			c.pairs = append(c.pairs, pairing{i + (r-1)*step, j + (r+d-sway-1)*step})
			r--
		case byOther:
			r--
		case byA:
			r, d = r-1, d+1
		default:
			d--
		}
	}
}

// alike scores two words.
func (c *collator) alike(x, y int32) int32 {
	p, q := &c.spell[x], &c.spell[y]
	switch {
	case x == y && p.content():
		return contentScore
	case x == y:
		return wordScore
	case p.figure && q.figure || p.variant(q):
		return variantScore
	}
	return otherScore
}
