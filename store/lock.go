package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"
)

const (
	lockName   = "lock"
	writerName = "writer"
)

// lock keeps other writers out for as long as an archive is open for writing:
// SQLite's own lock lasts for one transaction, and two imports that take turns
// would each go on from checkpoints that the other has moved. It is an
// exclusive transaction on an empty database beside the archive, because
// SQLite knows how to lock a file on every system, and the system releases it
// when the process ends, however it ends.
type lock struct {
	db   *sql.DB
	conn *sql.Conn
}

func takeLock(ctx context.Context, dir string) (*lock, error) {
	l := &lock{db: database(dir, lockName, "busy_timeout(200)", "journal_mode(MEMORY)")}
	l.db.SetMaxOpenConns(1)
	err := l.take(ctx)
	if err == nil {
		// Only for the message to others: an error takes nothing away.
		_ = os.WriteFile(filepath.Join(dir, writerName), []byte(thisProcess()), 0o644) //nolint:gosec // no secret
		return l, nil
	}
	_ = l.release()
	if code(err) == sqlite3.SQLITE_BUSY {
		return nil, fmt.Errorf("%w%s", ErrLocked, otherProcess(dir))
	}
	return nil, explain(err)
}

func (l *lock) take(ctx context.Context) (err error) {
	if l.conn, err = l.db.Conn(ctx); err != nil {
		return err
	}
	_, err = l.conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	return err
}

func (l *lock) release() error {
	if l == nil {
		return nil
	}
	if l.conn != nil {
		_ = l.conn.Close()
	}
	return l.db.Close()
}

func thisProcess() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("process %d on %s", os.Getpid(), host)
}

// otherProcess names the process that holds the lock, as " (process 123 on host)".
func otherProcess(dir string) string {
	b, err := os.ReadFile(filepath.Join(dir, writerName))
	if err != nil || len(b) == 0 || len(b) > 300 {
		return ""
	}
	return " (" + strings.TrimSpace(string(b)) + ")"
}
