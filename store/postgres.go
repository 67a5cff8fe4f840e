package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the engine of an archive in a database: PostgreSQL. Several processes write, one after the other.
type server struct {
	address *address
	archive *Archive
	// plain is what others ask (Archive.Database).
	plain *sql.DB

	// door is for who may ask a server (Archive.Door).
	door *sql.DB

	leasing sync.Mutex
	leases  map[string]*held // also those that were lost
	asking  *pgx.Conn        // by which a lease was asked for in vain; nil for none
	closed  bool
}

// plainConns are how many connections there are for what others keep beside the archive.
const plainConns = 2

// doorConns is the one that tells who is let in, beside all others: where those wait for something, nobody else could come in.
const doorConns = 1

// idleConns is for how long a connection is kept that nobody uses.
const idleConns = 5 * time.Minute

func openServer(ctx context.Context, given string, o Options) (*Archive, error) {
	return connect(ctx, given, o, false, databaseSteps())
}

func createServer(ctx context.Context, given string) (*Archive, error) {
	return connect(ctx, given, Options{}, true, databaseSteps())
}

// connect opens an archive in a database. Who is to write brings it to the present form.
func connect(ctx context.Context, given string, o Options, create bool, steps fs.FS) (*Archive, error) {
	at, err := parseAddress(given)
	if err != nil {
		return nil, err
	}
	s := &server{address: at, plain: plainly(at.config), door: plainly(at.config), leases: map[string]*held{}}
	a := &Archive{name: Shown(given), engine: s}
	s.archive = a
	bound(s.plain, plainConns)
	bound(s.door, doorConns)
	if err := s.prepare(ctx, create, o.ReadOnly, steps); err != nil {
		return a.ready(err)
	}
	readers := at.conns - plainConns
	if !o.ReadOnly {
		readers--
		a.write = translated(at.config)
		bound(a.write, 1)
	}
	a.read = translated(at.reader())
	bound(a.read, readers)
	a.spare = make(chan struct{}, readers/2)
	return a.ready(nil)
}

func bound(db *sql.DB, conns int) {
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	db.SetConnMaxIdleTime(idleConns)
}

// begin counts the transaction: the row is locked until it ends, so that others that write wait here. So transactions that write are
// one after the other, and arrivals have their numbers in the order in which they are seen: who follows them leaves none out. An
// advisory lock would be one more statement, and the count is needed in any case (changes).
func (s *server) begin(ctx context.Context) (*sql.Tx, error) {
	tx, err := s.archive.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE written SET n = n + 1"); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// ErrUnsure says that it is not known whether something was written. To do the same again is safe.
var ErrUnsure = errors.New("the connection to the database was lost while it was told to write, and it is not known whether it has written: do the same again; nothing is written twice by that")

// committed tells what was surely not written from what may have been.
func (s *server) committed(err error) error {
	if MayBeWritten(err) {
		return fmt.Errorf("%w (%w)", ErrUnsure, err)
	}
	return err
}

// changes is how many transactions have written.
func (s *server) changes(ctx context.Context) (n int64, err error) {
	return n, s.archive.read.QueryRowContext(ctx, "SELECT n FROM written").Scan(&n)
}

func (s *server) replaced() bool { return false }

// sound has nothing to look at: what is below tables is the server's.
func (s *server) sound(context.Context, *checking) error { return nil }

// references: the server lets none be without what it refers to.
func (s *server) references(context.Context, *checking) error { return nil }

// tables are those of an archive. There may be others in its schema.
func tables() []string {
	return []string{
		"input", "address", "alias", "facet", "profile", "trace", "cite", "attribution", "member", "story", "revision", "article", "state", "outbox", "placed",
		"search_segment", "search_row", "search_dead", "written", "lease",
	}
}

// size is what the tables take, with their indexes and what lies beside them, and without the maps that the server makes when it tidies up.
func (s *server) size(ctx context.Context) (n int64, err error) {
	return n, s.archive.read.QueryRowContext(ctx, `SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint FROM json_each(?) j JOIN pg_class t ON t.oid = to_regclass(j.value)
		JOIN pg_class c ON c.oid IN (t.oid, t.reltoastrelid) OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (t.oid, t.reltoastrelid))`, texts(tables())).Scan(&n)
}

// shrink has the server use the room again of what was dropped. To give it back to the disk (VACUUM FULL) keeps all others out for as
// long as it takes, and is for who looks after the server.
func (s *server) shrink(ctx context.Context, _ CompactOptions, _ *Compacted) error {
	defer s.address.silence.takeTime()()
	for _, table := range tables() {
		if _, err := s.archive.write.ExecContext(ctx, "VACUUM (ANALYZE) "+table); err != nil {
			return err
		}
	}
	return nil
}

// reorder gives revisions their numbers by way of others, which are below 0: no two may have the same for a moment.
func (s *server) reorder(ctx context.Context, x *ordering) error {
	defer s.address.silence.takeTime()()
	var last int64
	if err := x.one(ctx, "SELECT max(n) FROM temp.arrival", nil, &last); err != nil {
		return err
	}
	for _, statement := range []string{
		"UPDATE revision SET n = -v.n FROM temp.arrival v WHERE v.old = revision.n AND v.n <> v.old",
		"UPDATE revision SET n = -n WHERE n < 0",
		"UPDATE article SET latest = v.n FROM temp.arrival v WHERE v.old = latest AND v.n <> v.old",
	} {
		if err := x.exec(ctx, statement); err != nil {
			return err
		}
	}
	if x.o.Progress != nil {
		x.o.Progress(last, last)
	}
	return nil
}

func (s *server) ordered(_ context.Context, err error) error { return err }

func (s *server) reopen(ctx context.Context, o Options) (*Archive, error) {
	return Open(ctx, s.address.given, o)
}

// close gives all leases back.
func (s *server) close() error {
	s.leasing.Lock()
	var all []*Lease
	for _, h := range s.leases {
		all = append(all, h.lease)
	}
	asking := s.asking
	s.closed, s.asking = true, nil
	s.leasing.Unlock()
	if asking != nil {
		_ = hangUp(context.Background(), asking)
	}
	var errs []error
	for _, l := range all {
		errs = append(errs, l.Close())
	}
	return errors.Join(append(errs, s.archive.disconnect(), s.plain.Close(), s.door.Close())...)
}

// lockKey is the number by which the server knows a lock of an archive.
func (s *server) lockKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("stemma\x00" + s.address.schema + "\x00" + name))
	return int64(h.Sum64()) //nolint:gosec // any bits will do
}
