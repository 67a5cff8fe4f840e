package reader

import (
	"sync"
	"time"
)

// pace keeps the traces of large stories to a third of the time, and those of one story to a twentieth: readers of a few large ones
// that grow by the minute would have a machine do nothing else, while what they read is a report or two behind.
type pace struct {
	mu   sync.Mutex
	rest time.Time // until when no large story is traced again
	took map[string]time.Duration
}

// maxPaced is for how many stories it is remembered how long they took.
const maxPaced = 1000

// note remembers how long a story of so many reports took to trace.
func (p *pace) note(story string, reports int, took time.Duration) {
	if reports <= alwaysDue {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.took == nil || len(p.took) >= maxPaced {
		p.took = map[string]time.Duration{}
	}
	p.took[story] = took
	p.rest = time.Now().Add(2 * took)
}

// of returns how long a large story took the last time, and whether one may be traced now.
func (p *pace) of(story string) (took time.Duration, now bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.took[story], !time.Now().Before(p.rest)
}
