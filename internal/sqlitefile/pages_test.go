package sqlitefile_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/internal/pages"
	"github.com/stemma-news/stemma/internal/sqlitefile"
)

const size = 4096

// fill makes a file with tables of every kind: rows of all types and sizes, one without keys, an index, and some that were deleted.
func fill(t testing.TB, file string, q ...string) *sql.DB {
	t.Helper()
	db := sqlitefile.Open(file, nil, fmt.Sprintf("page_size(%d)", size), sqlitefile.WAL)
	db.SetMaxOpenConns(1)
	for _, s := range append([]string{
		"CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT, i INTEGER, f REAL, b BLOB)",
		"CREATE TABLE w (k TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID",
		"CREATE INDEX at ON a (t, i)",
		"CREATE TABLE gone (n INTEGER PRIMARY KEY, x TEXT)",
		`WITH RECURSIVE c (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < 900)
			INSERT INTO a SELECT k * 7, 'report ' || k || CASE WHEN k % 50 = 0 THEN hex(zeroblob(k * 20)) ELSE '' END,
			CASE k % 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN -1 WHEN 4 THEN 300 WHEN 5 THEN -70000 WHEN 6 THEN 1 << 30 WHEN 7 THEN 1 << 45 ELSE -(1 << 60) END, k + 0.5, zeroblob(1 + k % 13) FROM c`,
		"INSERT INTO w SELECT t || '-' || n, i FROM a WHERE length(t) < 500",
		"INSERT INTO gone SELECT n, hex(zeroblob(300)) FROM a",
		"DELETE FROM gone",
	}, q...) {
		if _, err := db.ExecContext(context.Background(), s); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func rowsOf(t testing.TB, db *sql.DB, query string, n int) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		v := make([]any, n)
		to := make([]any, n)
		for i := range v {
			to[i] = &v[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%#v", v))
	}
	return all
}

func open(t testing.TB, file string) *pages.File {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	log, _ := os.ReadFile(file + "-wal") // there need be none
	return pages.Open(bytes.NewReader(b), int64(len(b)), bytes.NewReader(log), int64(len(log)), size)
}

// TestAsSQLite: what is read is what SQLite reads, be it in the file or in the log.
func TestAsSQLite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	db := fill(t, file)
	defer db.Close()
	for _, checkpoint := range []bool{false, true} {
		if checkpoint {
			if _, err := db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE); UPDATE a SET i = 5 WHERE n = 7; UPDATE a SET t = 'x' WHERE n = 350"); err != nil {
				t.Fatal(err)
			}
		}
		w := open(t, file).Begin()
		tables, bad := w.Tables()
		have := map[string][]string{}
		for _, table := range tables {
			bad = append(bad, w.Tree(table.Root, func(r pages.Row) bool {
				if r.Key != 0 {
					if r.Values[0] != nil {
						t.Error("the key is kept twice")
					}
					r.Values[0] = r.Key
				}
				again, err := w.Again(r.Page, r.Cell)
				if err != nil || len(again.Values) != len(r.Values) {
					t.Errorf("again: %v", err)
				}
				have[table.Name] = append(have[table.Name], fmt.Sprintf("%#v", r.Values))
				return true
			})...)
		}
		w.Orphans(func(r pages.Row) bool {
			t.Errorf("on page %d, which nothing leads to: %v", r.Page, r.Values)
			return true
		})
		if len(bad) > 0 {
			t.Errorf("pages %d cannot be read", bad)
		}
		for name, want := range map[string][]string{
			"a": rowsOf(t, db, "SELECT * FROM a ORDER BY n", 5), "w": rowsOf(t, db, "SELECT * FROM w ORDER BY k", 2),
			"at": rowsOf(t, db, "SELECT t, i, n FROM a ORDER BY t, i, n", 3), "gone": nil,
		} {
			if !slices.Equal(have[name], want) {
				t.Errorf("%s: %d rows, want %d", name, len(have[name]), len(want))
			}
		}
	}
}

// TestOrphans: rows behind a page that is damaged are found, and those that were deleted are not.
func TestOrphans(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.db")
	db := fill(t, file, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f := pages.Open(bytes.NewReader(b), int64(len(b)), nil, 0, size)
	tables, _ := f.Begin().Tables()
	for _, table := range tables {
		if table.Name == "a" {
			clear(b[(table.Root-1)*size:][:size])
		}
	}
	w := f.Begin()
	n := 0
	for _, table := range tables {
		bad := w.Tree(table.Root, func(pages.Row) bool {
			if table.Name == "a" {
				t.Error("the root can be read")
			}
			return true
		})
		if want := table.Name == "a"; (len(bad) == 1) != want {
			t.Errorf("%s: %d are bad", table.Name, bad)
		}
	}
	w.Orphans(func(r pages.Row) bool {
		if s, _ := r.Values[1].(string); !strings.HasPrefix(s, "report ") {
			t.Errorf("%v", r.Values)
		}
		n++
		return true
	})
	if n != 900 {
		t.Errorf("%d of 900 rows are found", n)
	}
}

// unreadable is a disk that gives no byte of the first page.
type unreadable struct{ *bytes.Reader }

func (u unreadable) ReadAt(b []byte, off int64) (int, error) {
	if off < size {
		return 0, syscall.EIO
	}
	return u.Reader.ReadAt(b, off)
}

// TestFirstPageUnreadable: a disk that cannot read the first page does not cost the others.
func TestFirstPageUnreadable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.db")
	if err := fill(t, file).Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := pages.Open(unreadable{bytes.NewReader(b)}, int64(len(b)), nil, 0, size).Begin()
	tables, bad := w.Tables()
	n := 0
	w.Orphans(func(pages.Row) bool { n++; return true })
	if w.Head || len(tables) > 0 || !slices.Equal(bad, []uint32{1}) || n < 800 {
		t.Errorf("head %v, tables %v, bad %v, %d rows", w.Head, tables, bad, n)
	}
}
