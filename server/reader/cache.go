package reader

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// kept is a tree that is ready to be shown. It is not changed any more.
type kept struct {
	story   string
	version int64 // of the story
	key     string
	result  *stemma.Result
	digest  string // of what it was read from
	size    int64
	since   time.Time // when it came to be known here
	// reviewed are the verdicts on it, as of the last time that somebody asked.
	reviewed atomic.Pointer[reviewed]
}

// read decodes a tree; nil where it is damaged.
func read(t *store.Trace) *kept {
	r, ok := watch.Read(*t)
	if !ok {
		return nil
	}
	sum := sha256.Sum256(t.Result)
	return &kept{story: t.Story, version: t.Version, key: t.Key, result: r, digest: hex.EncodeToString(sum[:12]), size: job.Size(r), since: time.Now()}
}

// origins is how many origins it has; nil where one report alone makes no tree.
func (k *kept) origins() *int {
	if k == nil || len(k.result.Stories) == 0 {
		return nil
	}
	return &k.result.Stories[0].Origins
}

// cache has one tree of each story, those that were used last: so many bytes of them, and the last in any case.
type cache struct {
	most  int64
	mu    sync.Mutex
	size  int64
	order *list.List // of *kept, the last used in front
	by    map[string]*list.Element
}

func newCache(most int64) *cache {
	return &cache{most: most, order: list.New(), by: map[string]*list.Element{}}
}

func (c *cache) get(story string) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.by[story]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept) //nolint:forcetypeassert // there is nothing else in it
}

func (c *cache) put(k *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.by[k.story]; e != nil {
		c.remove(e)
	}
	c.by[k.story] = c.order.PushFront(k)
	for c.size += k.size; c.size > c.most && c.order.Len() > 1; {
		c.remove(c.order.Back())
	}
}

func (c *cache) remove(e *list.Element) {
	k := c.order.Remove(e).(*kept) //nolint:forcetypeassert // as above
	delete(c.by, k.story)
	c.size -= k.size
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order.Init()
	clear(c.by)
	c.size = 0
}

func (c *cache) bytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}
