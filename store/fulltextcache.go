package store

import "sync"

// How many rows a generation of a rowCache has: 16 MB; of a database, where each comes from another process, 64.
const (
	cachedRows  = 1024
	cachedOfFar = 4 * cachedRows
)

// rowCache keeps rows that were read of segments. A word of a query is looked for in each form
// that it has in one of the languages, and most forms are in no text: that a row has none is
// learnt again with each query, at 15 µs for each row and segment. There are two generations,
// and the older one is dropped when the younger is full.
type rowCache struct {
	mu         sync.Mutex
	most       int
	young, old map[cachedRow][]byte
}

// cachedRow is a row by its number in a segment. Segments are never changed.
type cachedRow struct {
	segment *segment
	row     int
}

func (c *rowCache) get(segment *segment, row int) []byte {
	k := cachedRow{segment, row}
	c.mu.Lock()
	defer c.mu.Unlock()
	if data := c.young[k]; data != nil {
		return data
	}
	data := c.old[k]
	if data != nil {
		c.add(k, data)
	}
	return data
}

func (c *rowCache) put(segment *segment, row int, data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(cachedRow{segment, row}, data)
}

func (c *rowCache) add(k cachedRow, data []byte) {
	if c.young == nil || len(c.young) >= c.most {
		c.young, c.old = map[cachedRow][]byte{}, c.young
	}
	c.young[k] = data
}
