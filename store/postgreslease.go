package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A lease in a database is an advisory lock of a session on the server. What it is for is fenced besides (Lamport's token, as Kleppmann
// 2016 has it): each time that one is taken it gets the next number, in a transaction that waits for all that write, and what
// only one may do looks whether its number is still the last.

const (
	// leaseLook is how often the connection of a lease is tried, or oftener where its server may say nothing for a shorter time only, and
	// how long an answer may take. A server that ends, or a process that is killed, is seen at once.
	leaseLook = 10 * time.Second
	// freeIn bounds the farewell to a server that may not answer.
	freeIn = 3 * time.Second
)

// held is a lease that this archive has.
type held struct {
	lease *Lease
	epoch int64
}

func (s *server) lease(ctx context.Context, name string) (*Lease, error) {
	conn, free, err := s.ask(ctx, name)
	if err != nil {
		return nil, err
	}
	if !free {
		defer s.askAgain(conn) //nolint:contextcheck // it is kept, or ended in any case
		return nil, fmt.Errorf("%w%s", ErrLocked, holderOf(ctx, conn, s.lockKey(name)))
	}
	h := &held{}
	err = s.archive.transact(ctx, func(t *transaction) error {
		return t.one(ctx, "INSERT INTO lease (name, epoch) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1 RETURNING epoch", []any{name}, &h.epoch)
	})
	if err != nil {
		return nil, errors.Join(err, hangUp(ctx, conn))
	}
	s.hold(context.WithoutCancel(ctx), name, h, conn)
	return h.lease, nil
}

// ask takes the lock of a lease if it is free, by a connection that is to keep it: the one by which it was last asked in vain, where that
// is still good. Who waits to lead asks every two seconds, for weeks.
func (s *server) ask(ctx context.Context, name string) (conn *pgx.Conn, free bool, err error) {
	s.leasing.Lock()
	conn, s.asking = s.asking, nil
	s.leasing.Unlock()
	const try = "SELECT pg_try_advisory_lock($1)"
	if conn != nil {
		if err := conn.QueryRow(ctx, try, s.lockKey(name)).Scan(&free); err == nil {
			return conn, free, nil
		}
		_ = hangUp(ctx, conn)
	}
	if conn, err = pgx.ConnectConfig(ctx, s.address.config.Copy()); err != nil {
		return nil, false, err
	}
	if err := conn.QueryRow(ctx, try, s.lockKey(name)).Scan(&free); err != nil {
		return nil, false, errors.Join(err, hangUp(ctx, conn))
	}
	return conn, free, nil
}

// askAgain keeps a connection that holds nothing for the next who asks for a lease.
func (s *server) askAgain(conn *pgx.Conn) {
	s.leasing.Lock()
	if s.asking == nil && !s.closed {
		s.asking, conn = conn, nil
	}
	s.leasing.Unlock()
	if conn != nil {
		_ = hangUp(context.Background(), conn)
	}
}

// hold keeps a lease, and looks whether its connection is still there.
func (s *server) hold(ctx context.Context, name string, h *held, conn *pgx.Conn) {
	watching, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	h.lease = newLease(func() error {
		stop()
		<-done
		if h.lease.isLost() {
			return nil // and it stays known as lost until it is taken anew
		}
		if !s.free(ctx, name, conn) {
			h.lease.lose()
			return nil
		}
		s.leasing.Lock()
		defer s.leasing.Unlock()
		if s.leases[name] == h {
			delete(s.leases, name)
		}
		return nil
	})
	s.leasing.Lock()
	s.leases[name] = h
	s.leasing.Unlock()
	go func() {
		defer close(done)
		if !stays(watching, conn, s.address.silence.within(leaseLook)) {
			h.lease.lose()
			_ = hangUp(ctx, conn) // it is gone
		}
	}()
}

// free gives a lease back with its connection, and says whether it was held till then. Told so, the server has freed it when this
// returns; of a connection that ends it frees it soon after.
func (s *server) free(ctx context.Context, name string, conn *pgx.Conn) (was bool) {
	last, cancel := context.WithTimeout(ctx, freeIn)
	defer cancel()
	if err := conn.QueryRow(last, "SELECT pg_advisory_unlock($1)", s.lockKey(name)).Scan(&was); err != nil {
		was = false // the connection is gone
	}
	_ = hangUp(ctx, conn)
	return was
}

// stays returns false when a connection is gone, for which it looks so often, and true when nobody wants to know any more.
func stays(ctx context.Context, conn *pgx.Conn, look time.Duration) bool {
	for {
		wait, cancel := context.WithTimeout(ctx, look)
		err := conn.PgConn().WaitForNotification(wait) // nobody notifies: it waits for the end of the connection
		cancel()
		if ctx.Err() != nil {
			return true
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !pgconn.Timeout(err) {
			return false
		}
		ask, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseLook) // a question that is broken off ends the connection
		err = conn.Ping(ask)
		cancel()
		if err != nil {
			return false
		}
	}
}

// hangUp ends a connection, and with it the locks that it holds.
func hangUp(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freeIn)
	defer cancel()
	_ = conn.Close(ctx) // the server frees the locks of a connection that is gone, however it went
	return nil
}

// holderQuery finds who holds an advisory lock: the server has its number in two halves.
const holderQuery = `SELECT coalesce(s.application_name, ''), coalesce(host(s.client_addr), ''), l.pid FROM pg_locks l LEFT JOIN pg_stat_activity s ON s.pid = l.pid
	WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
	AND ((l.classid::bigint << 32) | l.objid::bigint) = $1 LIMIT 1`

// holderOf names the process that holds a lock, as " (stemma 123 on host, from 10.0.0.7, connection 4711)".
func holderOf(ctx context.Context, conn *pgx.Conn, key int64) string {
	var name, from string
	var pid int64
	if err := conn.QueryRow(ctx, holderQuery, key).Scan(&name, &from, &pid); err != nil {
		return "" // it is gone meanwhile, or may not be seen
	}
	return holder(name, from, pid)
}

func holder(name, from string, pid int64) string {
	var parts []string
	if name != "" {
		parts = append(parts, name)
	}
	if from != "" {
		parts = append(parts, "from "+from)
	}
	return " (" + strings.Join(append(parts, fmt.Sprintf("connection %d", pid)), ", ") + ")"
}

// alone looks whether the lease of placing is ours, or nobody's for the time of this transaction. One that was ours and was lost stays
// so, also when it was closed.
func (s *server) alone(ctx context.Context, t *transaction) error {
	s.leasing.Lock()
	h := s.leases[Placing]
	s.leasing.Unlock()
	if h != nil {
		return s.still(ctx, t, h)
	}
	key := s.lockKey(Placing)
	var free bool
	if err := t.one(ctx, "SELECT pg_try_advisory_xact_lock(?)", []any{key}, &free); err != nil {
		return err
	}
	if free {
		return nil
	}
	var name, from string
	var pid int64
	if err := t.tx.QueryRowContext(ctx, holderQuery, key).Scan(&name, &from, &pid); err != nil {
		return ErrLocked
	}
	return fmt.Errorf("%w%s", ErrLocked, holder(name, from, pid))
}

// still says whether nobody has taken a lease after us.
func (s *server) still(ctx context.Context, t *transaction, h *held) error {
	if h.lease.isLost() {
		return ErrLost
	}
	var epoch int64
	if err := t.one(ctx, "SELECT epoch FROM lease WHERE name = ?", []any{Placing}, &epoch); err != nil {
		return err
	}
	if epoch != h.epoch {
		return ErrLost
	}
	return nil
}
