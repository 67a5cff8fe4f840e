package watch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// errAlone says that a process is cut off from the database: for the others it is gone, and its work is theirs.
var errAlone = errors.New("the connection by which others know of this process is lost: its work is given up, and begun again")

const (
	// presenceEvery is how often a process makes sure that it is seen, presenceWait is how long it waits for an answer. Others take
	// its jobs when it was not seen at two looks (takeBackEvery), which is later than that.
	presenceEvery = 2 * time.Second
	presenceWait  = 3 * time.Second
	// turnPause is how long to wait before it is asked again whether a host is free that another process asks, at the most.
	turnPause = 300 * time.Millisecond
)

// presence is how a process is seen by the others that watch the same database: a connection of its own, and what it
// holds on it by advisory locks. One is its life sign, each other the turn at a host, or at a story. The server frees them in the
// moment in which the process is gone, however it ends; no clock is compared, and no row is left behind.
type presence struct {
	mu   sync.Mutex
	conn *pgx.Conn // nil once it is closed
	// members, hosts and trees are the first halves of the locks, n is the second of the life sign.
	members, hosts, trees, n int32
}

// newPresence connects, and is seen. A machine that is gone without a word is missed after half a minute (store sets TCP's keepalive).
func newPresence(ctx context.Context, c *pgx.ConnConfig, schema string) (*presence, error) {
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	p := &presence{conn: conn, members: lockKey("stemma members", schema), hosts: lockKey("stemma hosts", schema), trees: treesLock(schema)}
	if err := p.appear(ctx); err != nil {
		p.close() //nolint:contextcheck // it ends in any case, and with it what it holds
		return nil, err
	}
	return p, nil
}

// appear takes a life sign.
func (p *presence) appear(ctx context.Context) error {
	for range 10 {
		p.n = rand.Int32() //nolint:gosec // a name, no secret
		if got, err := p.lock(ctx, p.members, p.n); err != nil || got {
			return err
		}
	}
	return errors.New("no number is free to be seen by") // of two milliards
}

// lockKey is half of the name of an advisory lock: not negative, so that it is in pg_locks as it is here.
func lockKey(parts ...string) int32 {
	return int32(hashed(parts...) & 0x7fffffff) //nolint:gosec // 31 bits of it
}

// name is that of the process among the workers of jobs. It ends in the number of its life sign.
func (p *presence) name() string { return fmt.Sprintf("stemma_%d", p.n) }

// lock takes an advisory lock if it is free.
func (p *presence) lock(ctx context.Context, class, key int32) (got bool, err error) {
	err = p.query(ctx, &got, "SELECT pg_try_advisory_lock($1, $2)", class, key)
	return got, err
}

// query asks for one value. It is not broken off when ctx ends, which would end the connection.
func (p *presence) query(ctx context.Context, to any, query string, args ...any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), presenceWait)
	defer cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		return errAlone
	}
	if err := p.conn.QueryRow(ctx, query, args...).Scan(to); err != nil {
		return fmt.Errorf("%w (%w)", errAlone, err)
	}
	return nil
}

// watch makes sure that the process is seen until ctx ends, and returns why it is not.
func (p *presence) watch(ctx context.Context) error {
	for ticks := time.NewTicker(presenceEvery); ; {
		select {
		case <-ticks.C:
		case <-ctx.Done():
			ticks.Stop()
			return ctx.Err()
		}
		var one int
		if err := p.query(ctx, &one, "SELECT 1"); err != nil {
			ticks.Stop()
			return err
		}
	}
}

// turn waits until no other process asks a host, and keeps it until it is left and its pause is over.
func (p *presence) turn(ctx context.Context, host string) (leave func(until time.Time), err error) {
	key := lockKey(host)
	if err := p.wait(ctx, p.hosts, key, turnPause); err != nil {
		return nil, err
	}
	return func(until time.Time) { p.leave(key, until) }, nil //nolint:contextcheck // it is given back also when ctx ends
}

// wait takes a lock once it is free. It asks again after turnPause, and then twice as long, up to most.
func (p *presence) wait(ctx context.Context, class, key int32, most time.Duration) error {
	for next := turnPause; ; next = min(2*next, most) {
		if got, err := p.lock(ctx, class, key); err != nil || got {
			return err
		}
		if !pause(ctx, someOf(next)) {
			return ctx.Err()
		}
	}
}

func (p *presence) leave(key int32, until time.Time) {
	if pause := time.Until(until); pause > 0 {
		time.AfterFunc(pause, func() { p.free(p.hosts, key) })
		return
	}
	p.free(p.hosts, key)
}

// free gives a lock back.
func (p *presence) free(class, key int32) {
	var was bool
	_ = p.query(context.Background(), &was, "SELECT pg_advisory_unlock($1, $2)", class, key) // else it is freed with the connection
}

// close ends the connection, and so frees all that was held.
func (p *presence) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), presenceWait)
		defer cancel()
		_ = p.conn.Close(ctx) // the server ends it otherwise
		p.conn = nil
	}
}
