package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// olderDatabase is a database as a program wrote it, of a form; it returns the address.
func olderDatabase(t *testing.T, form int) string {
	t.Helper()
	dump, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("database%d.sql", form)))
	if err != nil {
		t.Fatal(err)
	}
	at := pgtest.Database(t)
	conn, err := pgx.Connect(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.PgConn().Exec(t.Context(), string(dump)).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return at
}

// databaseForms are the numbers of some steps.
func databaseForms(t *testing.T, steps fs.FS) (forms []int) {
	t.Helper()
	names, err := fs.Glob(steps, "*.sql") // sorted
	if err != nil || len(names) == 0 {
		t.Fatalf("%q, %v", names, err)
	}
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(name, "%d_", &n); err != nil {
			t.Fatal(name, err)
		}
		forms = append(forms, n)
	}
	return forms
}

// databaseNeverWritten are forms that came with the one behind them.
var databaseNeverWritten = []int{1, 10}

// TestEveryDatabaseFormIsKept: as TestEveryFormIsKept, of databases. Each step is a transaction: nothing is left of half of one.
func TestEveryDatabaseFormIsKept(t *testing.T) {
	names, err := fs.Glob(databaseSteps(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if b, err := fs.ReadFile(databaseSteps(), name); err != nil || bytes.Contains(b, []byte("NO TRANSACTION")) {
			t.Errorf("%s is made without a transaction (%v)", name, err)
		}
	}
	for _, form := range databaseForms(t, databaseSteps()) {
		if slices.Contains(databaseNeverWritten, form) {
			continue
		}
		if _, err := os.Stat(filepath.Join("testdata", fmt.Sprintf("database%d.sql", form))); err != nil {
			t.Errorf("%v: testdata/README.md says how it is made", err)
		}
	}
}

// further are the steps that there are and two that there are not yet: what a later program has.
func further(t *testing.T) (steps fs.FS, form int) {
	t.Helper()
	last := slices.Max(databaseForms(t, databaseSteps()))
	all := fstest.MapFS{
		fmt.Sprintf("%05d_one.sql", last+1): {Data: []byte("-- +goose Up\nCREATE TABLE one (n bigint PRIMARY KEY);")},
		fmt.Sprintf("%05d_two.sql", last+2): {Data: []byte("-- +goose Up\nCREATE TABLE two AS SELECT n FROM article;\n" +
			"ALTER TABLE article ADD COLUMN two bigint;\nUPDATE article SET two = n;\nALTER TABLE story ADD COLUMN two bigint;")},
	}
	names, err := fs.Glob(databaseSteps(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(databaseSteps(), name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: b}
	}
	return all, last + 2
}

// openedBy opens a database by a program that has some steps.
func openedBy(t *testing.T, at string, steps fs.FS) *Archive {
	t.Helper()
	a, err := connect(t.Context(), at, Options{}, false, steps)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestOlderDatabases: databases that older programs wrote are brought to the present form, and to one to come, and are whole: reports,
// stories, trees, messages, verdicts and tokens.
func TestOlderDatabases(t *testing.T) {
	later, last := further(t)
	for _, form := range databaseForms(t, databaseSteps()) {
		if slices.Contains(databaseNeverWritten, form) {
			continue
		}
		at := olderDatabase(t, form)
		a := openedBy(t, at, databaseSteps())
		before := wholeDatabase(t, a)
		closed(t, a)
		a = openedBy(t, at, later)
		if after := wholeDatabase(t, a); after != before {
			t.Errorf("form %d, brought to form %d: the archive is another", form, last)
		}
		if n := countOf(t, a, "SELECT max(version_id) FROM schema_version"); n != last {
			t.Errorf("form %d: it is of form %d, want %d", form, n, last)
		}
		closed(t, a)
	}
}

// wholeDatabase holds a database to what the dumps in testdata have, and returns the stream of it.
func wholeDatabase(t *testing.T, a *Archive) string {
	t.Helper()
	sound(t, a)
	if n, err := a.Count(t.Context()); err != nil || n != (Counts{Articles: 7, Revisions: 9, Stories: 4}) {
		t.Errorf("%+v, %v", n, err)
	}
	formSix(t.Context(), t, a)
	for _, table := range []string{"verdict", "report", "token", "door", "search_row"} {
		if countOf(t, a, "SELECT count(*) FROM "+table) == 0 {
			t.Errorf("%s: nothing is in it", table)
		}
	}
	var stream bytes.Buffer
	if _, err := a.Export(t.Context(), &stream); err != nil {
		t.Error(err)
	}
	return stream.String()
}

func countOf(t *testing.T, a *Archive, query string) (n int) {
	t.Helper()
	if err := a.Database().QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Error(err)
	}
	return n
}

// TestDatabaseMigrationKilled: a server that ends a step half-way leaves the database at the step before it, whole, and who opens it
// next makes that step.
func TestDatabaseMigrationKilled(t *testing.T) {
	ctx := t.Context()
	later, last := further(t)
	at := olderDatabase(t, last-2)
	a := openedBy(t, at, databaseSteps())
	defer a.Close()
	before := wholeDatabase(t, a)
	held, err := a.Database().BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback()                                                                     //nolint:errcheck // nothing of it is to stay
	if _, err := held.ExecContext(ctx, "LOCK TABLE story IN ACCESS SHARE MODE"); err != nil { // the last statement waits
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		b, err := connect(ctx, at, Options{}, false, later)
		if err == nil {
			err = b.Close()
		}
		opened <- err
	}()
	endWaiting(ctx, t, a, opened)
	if err := <-opened; err == nil || !Passes(err) {
		t.Errorf("whose connection was ended: %v, and it does not pass", err)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	if n := countOf(t, a, "SELECT max(version_id) FROM schema_version"); n != last-1 || countOf(t, a, "SELECT count(*) FROM pg_tables WHERE tablename = 'two'") != 0 {
		t.Errorf("it is of form %d, want %d, and nothing of the next", n, last-1)
	}
	b := openedBy(t, at, later)
	defer b.Close()
	if after := wholeDatabase(t, b); after != before || countOf(t, b, "SELECT count(*) FROM article WHERE two = n") != 7 {
		t.Error("the next program has not made the step")
	}
}

// endWaiting ends the connection that waits for the stories, once one does.
func endWaiting(ctx context.Context, t *testing.T, a *Archive, opened chan error) {
	t.Helper()
	for {
		var ended bool
		err := a.Database().QueryRowContext(ctx, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'story'::regclass AND NOT granted").Scan(&ended)
		switch {
		case err == nil && ended:
			return
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			t.Fatal(err)
		}
		select {
		case err := <-opened:
			t.Fatalf("it does not wait: %v", err)
		default:
		}
	}
}

// reOwnWord is a line for psql with a word of its own in each dump.
var reOwnWord = regexp.MustCompile(`(?m)^\\.*\n`)

// dumped is all that a database holds.
func dumped(t *testing.T, at string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), pgtest.Program(t, "pg_dump"), "--inserts", at).CombinedOutput() //nolint:gosec // a test
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return reOwnWord.ReplaceAllString(string(out), "")
}

// TestNewerDatabase: a database of a newer form is refused by readers, writers and who would restore into it, in words that name both
// forms, and not a byte of it is changed.
func TestNewerDatabase(t *testing.T) {
	ctx := t.Context()
	later, last := further(t)
	at := olderDatabase(t, last-2)
	closed(t, openedBy(t, at, later))
	before := dumped(t, at)
	want := fmt.Sprintf("this archive was written by a newer stemma: update stemma (form %d, and this one knows %d)", last, last-2)
	for name, open := range map[string]func() error{
		"read":   func() error { _, err := Open(ctx, at, Options{ReadOnly: true}); return err },
		"write":  func() error { _, err := Open(ctx, at, Options{}); return err },
		"create": func() error { _, err := Create(ctx, at); return err },
		"restore": func() error {
			_, err := Restore(ctx, at, strings.NewReader(`{"archive":{"schema":"stemma/archive/v1"}}`))
			return err
		},
	} {
		err := open()
		if err == nil || name != "restore" && (!errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	if dumped(t, at) != before {
		t.Error("it was changed")
	}
}
