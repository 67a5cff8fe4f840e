package store_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

func articlesOf(name string, n int) []stemma.Article {
	all := make([]stemma.Article, n)
	for i := range all {
		all[i] = stemma.Article{ID: fmt.Sprintf("%s-%d", name, i), Text: "渡轮“阿尔瓦”号在拉恩附近搁浅。", Outlet: "Larn Herald"}
	}
	return all
}

// TestManyOpen: several that start at once on an empty database make one archive.
func TestManyOpen(t *testing.T) {
	next := schemas(t)
	at := next()
	if _, err := store.Open(t.Context(), at, store.Options{}); !errors.Is(err, store.ErrNoArchive) {
		t.Errorf("there is none: %v", err)
	}
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			a, err := store.Create(t.Context(), at)
			if err != nil {
				t.Error(err)
				return
			}
			defer a.Close()
			if _, err := a.Add(t.Context(), articlesOf(fmt.Sprint(i), 2)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r, err := store.Open(t.Context(), at, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if n, err := r.Count(t.Context()); err != nil || n.Articles != 10 {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := r.Add(t.Context(), nil); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a reader writes: %v", err)
	}
	if !r.Shared() || r.Replaced() || strings.Contains(r.Dir(), ":"+password(t, at)) || !strings.Contains(r.Dir(), "search_path=s1") {
		t.Errorf("%s, shared %v", r.Dir(), r.Shared())
	}
	before, err := r.Changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.Reopen(t.Context(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if same, err := r.Changes(t.Context()); same != before || err != nil {
		t.Errorf("nobody has written: %d, was %d (%v)", same, before, err)
	}
	if err := w.PutState(t.Context(), "x", nil); err != nil {
		t.Error(err)
	}
	if after, err := r.Changes(t.Context()); after == before || err != nil {
		t.Errorf("somebody has written: %d (%v)", after, err)
	}
	terminate(t, w, "INSERT INTO schema_version (version_id, is_applied) VALUES (9999, true)")
	if _, err := store.Open(t.Context(), at, store.Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("of a newer form: %v", err)
	}
}

func password(t *testing.T, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	word, _ := u.User.Password()
	return word
}

// TestOpenErrors: who cannot open an archive in a database is told why and what to do, and no error has the password.
func TestOpenErrors(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{Settings: []string{"max_connections = 12", "superuser_reserved_connections = 0"}})
	at := server.Database(t)
	word := password(t, at)
	host := at[strings.LastIndexByte(at, '@')+1:]
	for name, c := range map[string]struct{ at, want string }{
		"another password": {strings.Replace(at, word, "geheim-"+word, 1), "the right ones in the address, in PGPASSWORD"},
		"no such database": {strings.Replace(at, "?", "x?", 1), "there is no such database"},
		"no server":        {"postgres://stemma:" + word + "@127.0.0.1:1/x", "look whether it runs"},
		"no address":       {"postgres://stemma:" + word + "@127.0.0.1:port/x", "its address cannot be read"},
		"too many":         {at + "&pool_max_conns=many", "pool_max_conns is"},
		"no schema":        {at + "&search_path=a,b", "cannot be the schema"},
		"nonsense":         {"postgres://%zz:" + word + "@" + host, "its address cannot be read"},
		"parameter":        {at + "&sslmode=" + word, "its address cannot be read"},
	} {
		_, err := store.Create(t.Context(), c.at)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		} else if strings.Contains(err.Error(), word) {
			t.Errorf("%s: the error has the password: %v", name, err)
		}
	}
	var open []*store.Archive
	defer func() {
		for _, a := range open {
			a.Close()
		}
	}()
	for range 20 {
		a, err := store.Create(t.Context(), at)
		if err == nil {
			open = append(open, a)
			_, err = a.Add(t.Context(), nil)
		}
		if err == nil {
			continue
		}
		if !strings.Contains(err.Error(), "has no connection left") || !store.Passes(err) {
			t.Errorf("all connections taken: %v", err)
		}
		return
	}
	t.Error("the server has more connections than it should")
}

func TestRestoreIntoADatabase(t *testing.T) {
	next := schemas(t)
	at := next()
	a := create(t, at)
	defer a.Close()
	if _, err := a.Add(t.Context(), articlesOf("one", 3)); err != nil {
		t.Fatal(err)
	}
	var stream strings.Builder
	if _, err := a.Export(t.Context(), &stream); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), at, strings.NewReader(stream.String())); err == nil || !strings.Contains(err.Error(), "is not empty (table ") {
		t.Errorf("where there is one: %v", err)
	}
	to := next()
	cut := stream.String()[:stream.Len()-200]
	if _, err := store.Restore(t.Context(), to, strings.NewReader(cut)); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a stream that is cut off: %v", err)
	}
	done, err := store.Restore(t.Context(), to, strings.NewReader(stream.String()))
	if err != nil || !strings.Contains(stream.String(), done.SHA256) {
		t.Errorf("then the whole: %+v, %v", done, err)
	}
	folder := t.TempDir()
	if _, err := store.Restore(t.Context(), folder, strings.NewReader(stream.String())); err != nil {
		t.Fatal(err)
	}
	b := create(t, folder)
	defer b.Close()
	var again strings.Builder
	if _, err := b.Export(t.Context(), &again); err != nil || again.String() != stream.String() {
		t.Errorf("out of a database, into a folder, and out again: %v", err)
	}
	if _, err := store.Repair(t.Context(), at, t.TempDir()); err == nil || !strings.Contains(err.Error(), "pg_restore") {
		t.Errorf("repaired: %v", err)
	}
}
