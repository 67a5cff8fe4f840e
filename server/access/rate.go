package access

import (
	"container/list"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bound what one token, with its sessions, may ask for from one address, and one address without any. The zero value
// stands for the defaults.
type Limits struct {
	// Rate is how many points a second come in, Burst how many there are at the most. A request takes one.
	Rate  float64 // 50
	Burst int     // 300
	// Heavy is what a request takes that has the program read and compare texts.
	Heavy int // 20
}

func (l Limits) orDefault() Limits {
	if l.Rate <= 0 {
		l.Rate = 50
	}
	if l.Burst <= 0 {
		l.Burst = 300
	}
	if l.Heavy <= 0 {
		l.Heavy = 20
	}
	l.Heavy = min(l.Heavy, l.Burst)
	return l
}

// Attempts that fail: a wrong token is a slip of a person or a program that was not told of a new one. Nobody guesses 256
// bits; what is bounded is the noise. A good token is let in all the same, so that one who shares an address with such a
// program is not kept out.
const (
	failures     = 10
	failureEvery = 10 * time.Second
)

// maxKeys bounds a table of limits. Who was not seen for longest is forgotten, which is no loss: it has long had its points
// back, unless more than this ask at once.
const maxKeys = 20_000

// limiter keeps the points of many.
type limiter struct {
	mu    sync.Mutex
	now   func() time.Time
	every rate.Limit
	burst int
	order *list.List // of *points, the last seen in front
	keys  map[string]*list.Element
}

type points struct {
	key  string
	left *rate.Limiter
}

func newLimiter(every rate.Limit, burst int, now func() time.Time) *limiter {
	return &limiter{now: now, every: every, burst: burst, order: list.New(), keys: map[string]*list.Element{}}
}

// take takes points. Where there are too few it takes none, and says how long to wait.
func (l *limiter) take(key string, n int) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, left := l.now(), l.of(key)
	if left.AllowN(now, n) {
		return 0, true
	}
	lacking := float64(n) - left.TokensAt(now)
	return time.Duration(lacking / float64(l.every) * float64(time.Second)), false
}

func (l *limiter) of(key string) *rate.Limiter {
	if e := l.keys[key]; e != nil {
		l.order.MoveToFront(e)
		return e.Value.(*points).left
	}
	p := &points{key, rate.NewLimiter(l.every, l.burst)}
	l.keys[key] = l.order.PushFront(p)
	if l.order.Len() > maxKeys {
		delete(l.keys, l.order.Remove(l.order.Back()).(*points).key)
	}
	return p.left
}

// network is what counts as one address: of IPv6, one customer has a /64 at least.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// retryAfter says when to come again, in whole seconds.
func retryAfter(h http.Header, wait time.Duration) {
	h.Set("Retry-After", strconv.Itoa(max(1, int((wait+time.Second-1)/time.Second))))
}
