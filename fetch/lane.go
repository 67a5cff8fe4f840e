package fetch

import (
	"context"
	"sync"
	"time"
)

// lanes hold the requests to each host in line: one at a time, with pauses. A host is a name, whatever the port: what
// politeness spares is a machine.
type lanes struct {
	mu sync.Mutex
	of map[string]*lane
}

// lane is the line before one host. Who holds its turn may use the other fields.
type lane struct {
	turn  chan struct{}
	users int       // guarded by lanes.mu
	next  time.Time // when the next request may go out
	// closed is the end of a time for which the host asked to be left alone, and status how it said so.
	closed time.Time
	status int
	// weary says that its last answer was one that asks for a pause.
	weary bool
}

// maxLanes is how many hosts are remembered, beyond those that are in use.
const maxLanes = 4096

// longWait is from when on a pause is told of.
const longWait = 10 * time.Second

// enter waits for the turn at a host, and for its pause, which waiting is told of where it is long. The lane must be left.
func (l *lanes) enter(ctx context.Context, host string, waiting func(string, time.Duration)) (*lane, error) {
	ln := l.join(host)
	select {
	case <-ln.turn:
	case <-ctx.Done():
		l.part(ln)
		return nil, ctx.Err()
	}
	pause := time.Until(ln.next)
	if pause > longWait && waiting != nil {
		waiting(host, pause)
	}
	if err := sleep(ctx, pause); err != nil {
		l.leave(ln)
		return nil, err
	}
	return ln, nil
}

// leave gives the turn to the next in line.
func (l *lanes) leave(ln *lane) {
	ln.turn <- struct{}{}
	l.part(ln)
}

func (l *lanes) join(host string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln := l.of[host]
	if ln == nil {
		if l.of == nil || len(l.of) >= maxLanes {
			l.sweep()
		}
		ln = &lane{turn: make(chan struct{}, 1)}
		ln.turn <- struct{}{}
		l.of[host] = ln
	}
	ln.users++
	return ln
}

func (l *lanes) part(ln *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln.users--
}

// sweep forgets the hosts that nobody waits for and that may be asked at once.
func (l *lanes) sweep() {
	kept := map[string]*lane{}
	now := time.Now()
	for host, ln := range l.of {
		if ln.users > 0 || now.Before(ln.next) || now.Before(ln.closed) {
			kept[host] = ln
		}
	}
	l.of = kept
}

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
