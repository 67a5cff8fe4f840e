package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	gooselock "github.com/pressly/goose/v3/lock"
)

// The steps of the schema in a database, which goose makes: by number, each in a transaction, and those that are made are noted in
// versionTable. What reviewers and servers keep in a database is in steps of its own here, so that there is one order of all.
//
//go:embed postgres/*.sql
var postgresSteps embed.FS

const (
	versionTable = "schema_version"
	schemaLock   = "schema" // held by who makes the steps
)

const (
	// stepsFor is how long who only reads waits for another process that makes the steps, and looks again after stepsLook.
	stepsFor  = time.Minute
	stepsLook = 50 * time.Millisecond
)

// leastServer is the oldest PostgreSQL: what older ones are not asked is not tried there.
const leastServer = 150_000

var errEncoding = errors.New("the database is not in UTF-8: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")

func databaseSteps() fs.FS {
	steps, _ := fs.Sub(postgresSteps, "postgres") // embedded
	return steps
}

// prepare looks whether there is an archive of a form that is known, and makes one or brings it to the present form. Who is only to
// read changes nothing.
func (s *server) prepare(ctx context.Context, create, readOnly bool, steps fs.FS) error {
	standby, err := s.look(ctx)
	if err != nil {
		return err
	}
	locker, err := gooselock.NewPostgresSessionLocker(gooselock.WithLockID(s.lockKey(schemaLock)), gooselock.WithLockTimeout(1, 600))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, s.plain, steps,
		goose.WithSessionLocker(locker), goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	known := sources[len(sources)-1].Version
	version, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case version > known:
		return fmt.Errorf("%w (form %d, and this one knows %d)", ErrNewer, version, known)
	case version == known:
		return nil
	case version == 0 && !create:
		return ErrNoArchive
	case standby:
		return errors.New("it is of an older form, and this server is a copy that takes no changes: run stemma archive check of this version on the primary first")
	case readOnly:
		return s.broughtTo(ctx, known)
	}
	if err := s.makeSchema(ctx); err != nil {
		return err
	}
	defer s.address.silence.takeTime()()
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring it to form %d: %w", known, err)
	}
	return nil
}

// broughtTo waits as long as another process brings the archive to a form; nobody does so for who only reads.
func (s *server) broughtTo(ctx context.Context, form int64) error {
	for began := time.Now(); ; {
		busy, err := s.isLocked(ctx, schemaLock)
		if err != nil {
			return err
		}
		version, err := s.version(ctx) // after that: who is not busy any more is done
		switch {
		case err != nil:
			return err
		case version >= form:
			return nil
		case !busy || time.Since(began) > stepsFor:
			return fmt.Errorf("%w (form %d, and this one's is %d)", ErrOlder, version, form)
		}
		select {
		case <-time.After(stepsLook):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// isLocked says whether a process has the lock of a name. PostgreSQL tells of a lock's key in two halves.
func (s *server) isLocked(ctx context.Context, name string) (is bool, err error) {
	return is, s.plain.QueryRowContext(ctx, `SELECT EXISTS (
		SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint << 32 | objid::bigint = $1)`, s.lockKey(name)).Scan(&is)
}

// look asks the server what it is; standby says that it takes no changes.
func (s *server) look(ctx context.Context) (standby bool, err error) {
	var version int
	var encoding string
	if err := s.plain.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), pg_is_in_recovery()").Scan(&version, &encoding, &standby); err != nil {
		return false, err
	}
	return standby, suits(version, encoding)
}

// suits says what is wrong with a server of a version, as it numbers them, and an encoding.
func suits(version int, encoding string) error {
	switch {
	case version < leastServer:
		return fmt.Errorf("the server is PostgreSQL %d, and %d or newer is needed", version/10_000, leastServer/10_000)
	case encoding != "UTF8":
		return errEncoding
	}
	return nil
}

// version is the last step that was made; 0 where there is no archive.
func (s *server) version(ctx context.Context) (n int64, err error) {
	var there bool
	if err := s.plain.QueryRowContext(ctx, "SELECT to_regclass($1) IS NOT NULL", s.address.schema+"."+versionTable).Scan(&there); err != nil || !there {
		return 0, err
	}
	return n, s.plain.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable+" WHERE is_applied").Scan(&n)
}

// makeSchema makes the schema where it is not there: who may not make one may use one that is.
func (s *server) makeSchema(ctx context.Context) error {
	var there bool
	if err := s.plain.QueryRowContext(ctx, "SELECT to_regnamespace($1) IS NOT NULL", s.address.schema).Scan(&there); err != nil || there {
		return err
	}
	_, err := s.plain.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+s.address.schema)
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && (e.Code == "23505" || e.Code == "42P06") { // another process was as quick
		return nil
	}
	return err
}
