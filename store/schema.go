package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/stemma-news/stemma/internal/durable"
)

//go:embed schema/*.sql
var schema embed.FS

// migration is one step of the schema: what it is called, its statements, and what
// else is to be done after them.
type migration struct {
	name, sql string
	fill      func(context.Context, *sql.Tx) error
}

// migrations are the steps in their order. The version of an archive is how
// many of them it has had.
func migrations() []migration {
	names, _ := fs.Glob(schema, "schema/*.sql") // sorted; the pattern is right
	steps := make([]migration, len(names))
	for i, name := range names {
		b, _ := schema.ReadFile(name) // embedded
		steps[i] = migration{name: path.Base(name), sql: string(b)}
		if steps[i].name == "002_addresses.sql" {
			steps[i].fill = fillAddresses
		}
	}
	return steps
}

var errNotOurs = errors.New(fileName + " is a database, and no archive of stemma")

// versionOf returns how many steps an archive has had. 0 is a file that is
// still empty.
func versionOf(ctx context.Context, db *sql.DB) (int, error) {
	var version, application, tables int
	for query, value := range map[string]*int{
		"PRAGMA user_version": &version, "PRAGMA application_id": &application, "SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := db.QueryRowContext(ctx, query).Scan(value); err != nil {
			return 0, err
		}
	}
	if application != applicationID && (application != 0 || version != 0 || tables != 0) {
		return 0, errNotOurs
	}
	return version, nil
}

func checkVersion(version, known int, err error) error {
	if err == nil && version > known {
		return fmt.Errorf("%w (form %d, and this one knows %d)", ErrNewer, version, known)
	}
	return err
}

// migrate brings an archive to the present form, step by step. Each step is
// done as a whole or not at all.
func migrate(ctx context.Context, db *sql.DB, dir string, steps []migration) error {
	version, err := versionOf(ctx, db)
	if err := checkVersion(version, len(steps), err); err != nil {
		return err
	}
	if version > 0 && version < len(steps) {
		if err := backup(ctx, db, filepath.Join(dir, fmt.Sprintf("archive-v%d.db", version))); err != nil {
			return fmt.Errorf("make a copy of the archive before it is changed: %w", err)
		}
	}
	for i, m := range steps[min(version, len(steps)):] {
		if err := m.apply(ctx, db, version+i+1); err != nil {
			return fmt.Errorf("bring the archive to form %d (%s): %w", version+i+1, m.name, err)
		}
	}
	return nil
}

func (m migration) apply(ctx context.Context, db *sql.DB, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	for _, statement := range []string{
		m.sql, fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", version),
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if m.fill != nil {
		if err := m.fill(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// backup writes a copy of an archive. One that is there from an attempt that
// failed is replaced.
func backup(ctx context.Context, db *sql.DB, to string) error {
	if err := removeFile(to); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return err
	}
	return durable.Folder(filepath.Dir(to))
}
