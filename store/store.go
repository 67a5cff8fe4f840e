package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Options say how an archive is opened. The zero value opens it for writing.
type Options struct {
	// ReadOnly opens an archive that another process may be writing into. Its reader may be
	// one who may not write into the folder.
	ReadOnly bool
}

// Archive is an open archive. Its methods may be called by many goroutines.
type Archive struct {
	// name is where it is, as it may be shown.
	name   string
	engine engine
	read   *sql.DB
	// write has one connection; nil where the archive is open for reading.
	write *sql.DB
	codec codec
	// spare has room for as many connections as searches may have beside their first.
	spare chan struct{}
}

// Errors that a caller can act on, wrapped in the errors of Open and Create.
var (
	// ErrLocked says that another process writes into the archive.
	ErrLocked = errors.New("another process is writing into this archive: wait until it is done, or stop it")
	// ErrNewer says that the archive has a form that this program does not know.
	ErrNewer = errors.New("this archive was written by a newer stemma: update stemma")
	// ErrOlder says that a database has an older form, which who only reads does not change: programs of before may be at work there.
	ErrOlder = errors.New("it is of an older form than this stemma's: stop all that is older there, make a backup, and run stemma archive check as the owner of the archive, which brings it to the new form")
	// ErrNoArchive says that a directory holds no archive.
	ErrNoArchive = errors.New("there is no archive: make one by importing into it (stemma import --archive)")
	// ErrReadOnly says that the archive was opened for reading.
	ErrReadOnly = errors.New("the archive is open for reading only")
)

// Open opens the archive in a directory, or in a database (postgres://…: database.go). It is an error if there is none.
func Open(ctx context.Context, name string, o Options) (a *Archive, err error) {
	if IsDatabase(name) {
		a, err = openServer(ctx, name, o)
	} else {
		a, err = open(ctx, name, o, migrations())
	}
	if err != nil {
		return nil, fmt.Errorf("open the archive %s: %w", Shown(name), explain(err))
	}
	return a, nil
}

// Create opens the archive in a directory, or in a database, for writing, and makes the directory
// and the archive where there is none. A directory that holds other files is
// refused, and so is a database that is not there.
func Create(ctx context.Context, name string) (*Archive, error) {
	if !IsDatabase(name) {
		return createFolder(ctx, name)
	}
	a, err := createServer(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("make or open the archive %s: %w", Shown(name), explain(err))
	}
	return a, nil
}

func createFolder(ctx context.Context, dir string) (*Archive, error) {
	doing := "open the archive"
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		doing = "make an archive in"
	}
	err := prepare(dir)
	var a *Archive
	if err == nil {
		a, err = openForWriting(ctx, dir, migrations())
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", doing, dir, explain(err))
	}
	return a, nil
}

// ready gives an archive what it codes records with, or closes it.
func (a *Archive) ready(err error) (*Archive, error) {
	if err == nil {
		a.codec, err = newCodec()
	}
	if err != nil {
		_ = a.Close() // the first error says more
		return nil, explain(err)
	}
	return a, nil
}

// Close ends the use of an archive. What was added is kept in any case.
func (a *Archive) Close() error {
	defer a.codec.close()
	return a.engine.close()
}

// disconnect closes what the archive reads and writes by.
func (a *Archive) disconnect() error {
	var errs []error
	for _, db := range []*sql.DB{a.read, a.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Dir returns where the archive is: its directory, or the address of its database as it may be shown, without a password.
func (a *Archive) Dir() string { return a.name }
