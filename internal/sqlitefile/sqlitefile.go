// Package sqlitefile opens files of SQLite, and tells its errors apart.
package sqlitefile

import (
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite" // the driver "sqlite", too
	sqlite3 "modernc.org/sqlite/lib"
)

// WAL is the pragma of the log that readers and a writer share.
const WAL = "journal_mode(WAL)"

// Open names a file and how its connections are set up; it is opened with the first query. q are further parameters of the
// driver. A transaction that begins writes, unless _txlock says otherwise.
func Open(path string, q url.Values, pragmas ...string) *sql.DB {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if q == nil {
		q = url.Values{"_txlock": {"immediate"}}
	}
	q["_pragma"] = pragmas
	if i := slices.Index(pragmas, WAL); i >= 0 { // the driver sorts _pragma, and page_size must come before
		q["_pragma"], q["_journal_mode"] = slices.Delete(slices.Clone(pragmas), i, i+1), []string{"WAL"}
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… is /C:/… in an address
	}
	// Open fails on an unknown driver only, which is imported above.
	db, _ := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	return db
}

// Code is SQLite's primary code of an error, or 0.
func Code(err error) int {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return 0
	}
	return e.Code() & 0xff
}

// IsDamage says whether an error is one of a file that is damaged, or is none of SQLite's.
func IsDamage(err error) bool {
	code := Code(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// NotWritable says whether an error is one of writing where that is not allowed. To read, too, SQLite wants to
// write: the log, and the memory that readers and writers share.
func NotWritable(err error) bool {
	switch Code(err) {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return true
	}
	return false
}
