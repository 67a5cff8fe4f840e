package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

func made(t *testing.T, dir string, steps []migration) *Archive {
	t.Helper()
	a, err := openForWriting(t.Context(), dir, steps)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func closed(t *testing.T, a *Archive) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSetUp: what the connections are told is what they do.
func TestSetUp(t *testing.T) {
	a := made(t, t.TempDir(), migrations())
	defer a.Close()
	for _, c := range []struct {
		db           *sql.DB
		pragma, want string
	}{
		{a.write, "page_size", "16384"},
		{a.write, "journal_mode", "wal"},
		{a.write, "synchronous", "2"},
		{a.write, "foreign_keys", "1"},
		{a.write, "cache_size", "-65536"},
		{a.write, "wal_autocheckpoint", "1000"},
		{a.write, "busy_timeout", "10000"},
		{a.write, "application_id", strconv.Itoa(applicationID)},
		{a.read, "query_only", "1"},
		{a.read, "busy_timeout", "10000"},
	} {
		var have string
		if err := c.db.QueryRowContext(t.Context(), "PRAGMA "+c.pragma).Scan(&have); err != nil || have != c.want {
			t.Errorf("%s is %s (%v), want %s", c.pragma, have, err, c.want)
		}
	}
}

// TestMigrate brings an archive to a form that does not exist yet, by a reader or a
// writer, and keeps a copy of what it was.
func TestMigrate(t *testing.T) {
	next := append(migrations(), migration{name: "next.sql", sql: "ALTER TABLE article ADD COLUMN next INTEGER; CREATE TABLE next (n INTEGER PRIMARY KEY) STRICT"})
	for _, readOnly := range []bool{false, true} {
		ctx, dir := t.Context(), t.TempDir()
		a := made(t, dir, migrations())
		if _, err := a.Add(ctx, []stemma.Article{{ID: "one", Text: "The ferry Alva ran aground."}}); err != nil {
			t.Fatal(err)
		}
		closed(t, a)
		b, err := open(ctx, dir, Options{ReadOnly: readOnly}, next)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := versionOf(ctx, b.read); v != len(next) || err != nil {
			t.Errorf("form %d, %v", v, err)
		}
		if have, ok, err := b.Article(ctx, "one"); !ok || err != nil || have.Text == "" {
			t.Errorf("%v, %v, %v", have, ok, err)
		}
		if _, err := b.read.ExecContext(ctx, "SELECT next FROM article"); err != nil {
			t.Error(err)
		}
		closed(t, b)
		for _, o := range []Options{{}, {ReadOnly: true}} {
			if _, err := open(ctx, dir, o, migrations()); !errors.Is(err, ErrNewer) {
				t.Errorf("%+v: a newer archive: %v", o, err)
			}
		}
		if err := os.Rename(filepath.Join(dir, fmt.Sprintf("archive-v%d.db", len(migrations()))), filepath.Join(dir, fileName)); err != nil {
			t.Fatal(err)
		}
		closed(t, made(t, dir, migrations()))
	}
}

// TestMigrateAddresses: an archive of the first form knows its articles by their addresses
// once it is brought to the present one.
func TestMigrateAddresses(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	a := made(t, dir, migrations()[:1])
	const n = 5000 // more than are filled at a time
	if _, err := a.write.ExecContext(ctx, `WITH RECURSIVE c (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < ?)
		INSERT INTO article (n, latest, id, url, outlet, lang, title) SELECT k, k AS latest, 'id' || k, 'https://quay.example/' || (k - 1), '', '', '' FROM c`, n); err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	a = made(t, dir, migrations())
	defer a.Close()
	for _, i := range []int{0, 4095, 4096, n - 1} {
		ids, err := a.AtAddress(ctx, fmt.Sprintf("http://www.quay.example/%d?utm_source=x", i))
		if want := fmt.Sprintf("id%d", i+1); err != nil || !slices.Equal(ids, []string{want}) {
			t.Errorf("%d: %q, %v", i, ids, err)
		}
	}
}

// TestMigrationFails: a step that fails leaves the archive as it was.
func TestMigrationFails(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	closed(t, made(t, dir, migrations()))
	broken := append(migrations(), migration{name: "broken.sql", sql: "CREATE TABLE next (n INTEGER); DROP TABLE no_such_table"})
	for range 2 {
		if _, err := openForWriting(ctx, dir, broken); err == nil || !strings.Contains(err.Error(), "broken.sql") {
			t.Fatalf("error %v", err)
		}
	}
	a := made(t, dir, migrations())
	defer a.Close()
	if v, err := versionOf(ctx, a.write); v != len(migrations()) || err != nil {
		t.Errorf("form %d, %v", v, err)
	}
}

func TestOtherDatabase(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	db := database(dir, fileName)
	if _, err := db.ExecContext(ctx, "CREATE TABLE theirs (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{}, {ReadOnly: true}} {
		if _, err := Open(ctx, dir, o); !errors.Is(err, errNotOurs) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestFull: a full disk loses the batch and nothing else.
func TestFull(t *testing.T) {
	ctx := t.Context()
	a := made(t, t.TempDir(), migrations())
	defer a.Close()
	add := func(id string, size int) error {
		_, err := a.Add(ctx, []stemma.Article{{ID: id, Text: noise(size)}}, Checkpoint{Input: "in", Place: id})
		return err
	}
	if err := add("one", 1000); err != nil {
		t.Fatal(err)
	}
	limit(ctx, t, a, "(SELECT * FROM pragma_page_count)")
	if err := add("two", 1<<20); err == nil || !strings.Contains(err.Error(), "the disk is full: make room") {
		t.Errorf("error %v", err)
	}
	if c, _, err := a.Checkpoint(ctx, "in"); c.Place != "one" || err != nil {
		t.Errorf("checkpoint %+v, %v", c, err)
	}
	limit(ctx, t, a, "1000000")
	if err := add("two", 1<<20); err != nil {
		t.Error(err)
	}
	faults, err := a.Check(ctx)
	if n, _ := a.Count(ctx); n.Articles != 2 || err != nil || len(faults) > 0 {
		t.Errorf("%+v, %q, %v", n, faults, err)
	}
}

// noise is a text that cannot be packed, another each time.
func noise(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('!' + rand.IntN(90)) //nolint:gosec // a test
	}
	return string(b)
}

// limit sets how many pages the file may have.
func limit(ctx context.Context, t *testing.T, a *Archive, pages string) {
	t.Helper()
	var n int
	if err := a.write.QueryRowContext(ctx, "SELECT "+pages).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if _, err := a.write.ExecContext(ctx, "PRAGMA max_page_count = "+strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
}

// TestCheckFinds damage of every kind.
func TestCheckFinds(t *testing.T) {
	for damage, want := range map[string]string{
		"UPDATE revision SET record = x'00' WHERE n = 1":                                   `article "a", revision 1: its record is damaged`,
		"UPDATE revision SET content = zeroblob(32) WHERE n = 2":                           `article "b", revision 1: its record is damaged`,
		"UPDATE article SET latest = 1 WHERE id = 'b'":                                     `article "b": its revisions are not complete`,
		"PRAGMA foreign_keys = 0; DELETE FROM revision WHERE n = 1":                        `article "a": its revisions are not complete`,
		"PRAGMA foreign_keys = 0; UPDATE revision SET article = 7, number = 2 WHERE n = 2": "refers to nothing in article",
	} {
		a := made(t, t.TempDir(), migrations())
		if _, err := a.Add(t.Context(), []stemma.Article{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.write.ExecContext(t.Context(), damage); err != nil {
			t.Fatal(err)
		}
		faults, err := a.Check(t.Context())
		if err != nil || !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("%s: %q, %v, want %q", damage, faults, err, want)
		}
		closed(t, a)
	}
}

// TestCheckFindsInStories what does not fit together.
func TestCheckFindsInStories(t *testing.T) {
	for damage, want := range map[string]string{
		"UPDATE story SET articles = 3 WHERE id = 'one'":                                         `story "one": what is counted is not what it has`,
		"UPDATE story SET last = 7 WHERE id = 'one'":                                             `story "one": what is counted is not what it has`,
		"UPDATE story SET langs = 2 WHERE id = 'one'":                                            `story "one": what is counted is not what it has`,
		"UPDATE story SET lead = 2 WHERE id = 'one'":                                             `story "one": its title is of an article that it does not have`,
		"UPDATE facet SET n = 2":                                                                 `story "one": its outlets or languages are not those of its articles`,
		"UPDATE facet SET value = 'nobody' WHERE kind = 1":                                       `its outlets or languages are not those of its articles`,
		"UPDATE story SET merged = 1 WHERE id = 'two'":                                           `story "two": its redirect does not lead to a story`,
		"UPDATE member SET revision = 2 WHERE article = 1":                                       `article "a": the form of it that was placed is not there`,
		"UPDATE profile SET n = 2 WHERE article = 1":                                             `article "a": its profile is of a form that is not there`,
		"UPDATE placed SET upto = 9":                                                             `the last arrival that was placed is not there`,
		"UPDATE attribution SET data = x'00'":                                                    `article "a": what was read of whom it cites is damaged`,
		"UPDATE attribution SET revision = 2":                                                    `article "a": what was read of whom it cites is damaged`,
		"UPDATE trace SET result = x'00'":                                                        `story "one": its tree is damaged`,
		"PRAGMA foreign_keys = 0; UPDATE member SET story = 9 WHERE article = 1":                 `member 1 refers to nothing in story`,
		"PRAGMA foreign_keys = 0; INSERT INTO cite (article, key, name) VALUES (9, 'k', 'Name')": `refers to nothing in article`,
	} {
		a := made(t, t.TempDir(), migrations())
		ctx := t.Context()
		if _, err := a.Add(ctx, []stemma.Article{{ID: "a", Text: "A", Lang: "en", Outlet: "Larn Herald"}, {ID: "b", Text: "B"}}); err != nil {
			t.Fatal(err)
		}
		if err := a.Place(ctx, Placement{
			Upto: 2, Placed: []Placed{{N: 1, Article: "a", Profile: []byte("p")}},
			Events: []StoryEvent{{Kind: StoryFounded, Story: "one", Article: "a"}, {Kind: StoryFounded, Story: "two", Article: "b"}},
			Update: Update{Traces: []Trace{{Story: "one", Result: []byte("tree")}}, Cites: []Cites{{Article: "a", N: 1}}},
		}); err != nil {
			t.Fatal(err)
		}
		if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
			t.Fatalf("%q, %v", faults, err)
		}
		if _, err := a.write.ExecContext(ctx, damage); err != nil {
			t.Fatal(err)
		}
		faults, err := a.Check(ctx)
		if err != nil || !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("%s: %q, %v, want %q", damage, faults, err, want)
		}
		closed(t, a)
	}
}

// TestCheckFindsBadPages: bytes that the disk has changed.
func TestCheckFindsBadPages(t *testing.T) {
	dir := t.TempDir()
	a := made(t, dir, migrations())
	for range 3 {
		if _, err := a.Add(t.Context(), []stemma.Article{{ID: noise(20), Text: noise(200_000)}}); err != nil {
			t.Fatal(err)
		}
	}
	closed(t, a)
	name := filepath.Join(dir, fileName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1 << 14; i < len(b); i += 1 << 14 { // every page but the first
		copy(b[i:], "changed by the disk")
	}
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if faults, err := r.Check(t.Context()); err != nil || len(faults) == 0 {
		t.Errorf("faults %q, %v", faults, err)
	}
}

// TestArticlesBehindDamage: a damaged record is told, and costs itself alone.
func TestArticlesBehindDamage(t *testing.T) {
	a, err := Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []stemma.Article
	for _, id := range []string{"a", "b", "c"} {
		all = append(all, stemma.Article{ID: id, Text: "The ferry Alva ran aground off Larn."})
	}
	if _, err := a.Add(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if _, err := a.write.ExecContext(t.Context(), "UPDATE revision SET record = x'00' WHERE n = 2"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for article, err := range a.Articles(t.Context(), Filter{}) {
		if broken, ok := errors.AsType[*ArticleError](err); ok {
			got = append(got, broken.ID+" damaged")
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, article.ID)
	}
	if want := []string{"a", "b damaged", "c"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
