package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What is set at the server (tcp_…, lock_timeout) ends what the server does. It is of no use to who waits for a server that says nothing more:
// a machine that sleeps, one whose disk hangs, a network that forgot a connection. So this side has bounds of its own.
const (
	// connectsIn is how long to wait for a connection, if the address does not say it (connect_timeout).
	connectsIn = 30 * time.Second
	// answersIn is how long a server may say nothing in the middle of what it was asked, if the address does not say it (answer_timeout).
	// What it is asked takes seconds, but for what goes through the whole archive: that has as long as it takes (unhurried).
	answersIn = 10 * time.Minute
	// goneIn is for how long what is sent may get no sign that it came to the other machine.
	goneIn = 30 * time.Second
)

// silence is how long a server may say nothing.
type silence struct {
	limit     time.Duration // 0 for as long as it takes
	unhurried atomic.Int32  // how many do what may take as long as it takes
}

// parseSilence reads the parameter of an address. Who is to wait for others for longer than usual may not be called silent for it.
func parseSilence(config *pgx.ConnConfig) (*silence, error) {
	s := &silence{limit: answersIn}
	given, there := config.RuntimeParams["answer_timeout"]
	delete(config.RuntimeParams, "answer_timeout")
	if _, waits := config.RuntimeParams["lock_timeout"]; waits {
		s.limit = 0
	}
	if there {
		d, err := time.ParseDuration(given)
		if err != nil || d < 0 {
			return nil, fmt.Errorf("answer_timeout is %q: give a time as 90s or 10m, or 0s to wait for as long as it takes", given)
		}
		s.limit = d
	}
	return s, nil
}

// takeTime lets the server take as long as it needs until what it returns is called.
func (s *silence) takeTime() (done func()) {
	s.unhurried.Add(1)
	return func() { s.unhurried.Add(-1) }
}

// till is when a server is to have said something that is asked now; zero for whenever.
func (s *silence) till() time.Time {
	if s.limit == 0 || s.unhurried.Load() > 0 {
		return time.Time{}
	}
	return time.Now().Add(s.limit)
}

// within is a time, or a shorter one after which nobody takes a server for silent that was not asked.
func (s *silence) within(d time.Duration) time.Duration {
	if s.limit == 0 {
		return d
	}
	return min(d, s.limit/2)
}

// bounds has connections of these settings end that get no answer.
func (s *silence) bounds(config *pgx.ConnConfig) {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectsIn
	}
	dial := dialer().DialContext
	config.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &bounded{Conn: c, silence: s}, nil
	}
}

// dialer makes connections of which the system itself sees when the other machine is gone.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3},
		Control:         goneAfter,
	}
}

// listening is how connections are made that wait for what others say: nobody has to say anything there.
var listening pgconn.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
	return dialer().DialContext(ctx, network, addr)
}

// errSilent stands for a time that is up: pgx takes such for one of its caller's.
var errSilent = errors.New("the server says nothing more")

// bounded is a connection on which nobody waits for longer than a silence may be, nor than who uses it says.
type bounded struct {
	net.Conn
	silence *silence

	mu          sync.Mutex
	read, write end
}

// end is when reading or writing is to have ended: by who uses the connection, and by how long a silence may be.
type end struct{ given, silent time.Time }

func (m end) first() time.Time {
	if m.given.IsZero() || !m.silent.IsZero() && m.silent.Before(m.given) {
		return m.silent
	}
	return m.given
}

func (c *bounded) Read(b []byte) (int, error) {
	c.mu.Lock()
	c.read.silent = c.silence.till()
	silent := c.read.silent
	err := c.readBy()
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	return n, c.told("read", silent, err)
}

func (c *bounded) Write(b []byte) (int, error) {
	c.mu.Lock()
	c.write.silent = c.silence.till()
	silent := c.write.silent
	err := c.writeBy()
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(b)
	return n, c.told("write", silent, err)
}

// told tells the silence of a server from a time of who uses the connection.
func (c *bounded) told(op string, silent time.Time, err error) error {
	if !errors.Is(err, os.ErrDeadlineExceeded) || silent.IsZero() || time.Now().Before(silent) {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Addr: c.RemoteAddr(), Err: fmt.Errorf("%w, for %s (?answer_timeout=1h in the address waits longer)", errSilent, c.silence.limit)}
}

func (c *bounded) readBy() error  { return c.Conn.SetReadDeadline(c.read.first()) }
func (c *bounded) writeBy() error { return c.Conn.SetWriteDeadline(c.write.first()) }

// SetDeadline is for who uses the connection.
func (c *bounded) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline is for who uses the connection.
func (c *bounded) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read.given = t
	return c.readBy()
}

// SetWriteDeadline is for who uses the connection.
func (c *bounded) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write.given = t
	return c.writeBy()
}
