package store

import "sync"

// cachedRows is how many rows a generation of a rowCache has: 16 MB.
const cachedRows = 1024

// rowCache keeps rows that were read of segments. A word of a query is looked for in each form
// that it has in one of the languages, and most forms are in no text: that a row has none is
// learnt again with each query, at 15 µs for each row and segment. There are two generations,
// and the older one is dropped when the younger is full.
type rowCache struct {
	mu         sync.Mutex
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
	if c.young == nil || len(c.young) >= cachedRows {
		c.young, c.old = make(map[cachedRow][]byte, cachedRows), c.young
	}
	c.young[k] = data
}
