package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
)

// engine is what an archive is kept in, as far as that makes a difference: a folder (SQLite) or a database of a
// server (PostgreSQL). All else is asked of both in the same words (postgressql.go).
type engine interface {
	// begin begins a transaction that writes, once all others that write are done.
	begin(context.Context) (*sql.Tx, error)
	// committed looks at the error of a commit.
	committed(error) error
	// alone is an error where somebody else has the right to do, in this transaction, what only one may do at a time.
	alone(context.Context, *transaction) error
	lease(ctx context.Context, name string) (*Lease, error)
	// changes is another number whenever somebody has written.
	changes(context.Context) (int64, error)
	replaced() bool
	// sound looks for damage in what is below tables, and references for what refers to nothing.
	sound(context.Context, *checking) error
	references(context.Context, *checking) error
	size(context.Context) (int64, error)
	// shrink gives room back that is not used.
	shrink(context.Context, CompactOptions, *Compacted) error
	// reorder gives revisions the numbers that ordering.number has found.
	reorder(context.Context, *ordering) error
	// ordered ends what reorder began, after its transaction.
	ordered(context.Context, error) error
	reopen(context.Context, Options) (*Archive, error)
	close() error
}

// Placing is the lease of who places articles in stories, and does what else rests on what it has read before: brings
// arrivals into order, makes the index of search, compacts, leads others that watch.
const Placing = "placing"

// ErrLost says that a lease was lost, and that another process may have it by now: what was read under it is to be read anew.
var ErrLost = errors.New("the right to write it was lost, and another process may have it by now: what was to be written was not; read the archive anew")

// Shared says that several processes may write into the archive: it is in a database.
func (a *Archive) Shared() bool { return a.Database() != nil }

// Reopen opens the same archive once more.
func (a *Archive) Reopen(ctx context.Context, o Options) (*Archive, error) {
	return a.engine.reopen(ctx, o)
}

// Database is the database that an archive is in, for what others keep there in tables of their own; nil where it is in a folder.
// It is closed with the archive, and may be written to where the archive is open for reading only.
func (a *Archive) Database() *sql.DB {
	if s, ok := a.engine.(*server); ok {
		return s.plain
	}
	return nil
}

// Door is the same database by a connection of its own, for what says who may ask a server: it is asked each second, and nobody is let
// in while it does not answer. It is opened when it is first asked.
func (a *Archive) Door() *sql.DB {
	if s, ok := a.engine.(*server); ok {
		return s.door
	}
	return nil
}

// Connection returns a copy of the settings by which the archive connects to its database, and the schema that it is in; nil
// where it is in a folder.
func (a *Archive) Connection() (*pgx.ConnConfig, string) {
	if s, ok := a.engine.(*server); ok {
		c := s.address.config.Copy()
		c.DialFunc = listening
		return c, s.address.schema
	}
	return nil, ""
}

// texts and numbers are arguments of a query that are many: json_each(?) gives their values one by one, as j and as k.
type (
	texts   []string
	numbers []int64
)

// Value is what SQLite takes. PostgreSQL takes them as arrays (postgresconn.go).
func (l texts) Value() (driver.Value, error)   { return asJSON(l) }
func (l numbers) Value() (driver.Value, error) { return asJSON(l) }

func asJSON[T any](l []T) (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(l)
	return string(b), err
}
