package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/internal/sqlitefile"
	"github.com/stemma-news/stemma/store"
)

// opened is a book whose clock goes a minute with each look at it.
func opened(t *testing.T, dir string) *Book {
	t.Helper()
	b, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return ticking(t, b)
}

// ticking gives a book such a clock, and closes it with the test.
func ticking(t *testing.T, b *Book) *Book {
	t.Helper()
	n := 0
	b.now = func() time.Time { n++; return minute(n) }
	t.Cleanup(func() { b.Close() })
	return b
}

// said is a verdict as somebody gives it.
func said(parent, child string) Verdict {
	return Verdict{Story: "s" + child, Subject: Edge, Opinion: Confirmed, From: End{Article: parent}, To: End{Article: child}, Reviewer: "Ada"}
}

func add(t *testing.T, b *Book, v Verdict, key string) Verdict {
	t.Helper()
	v, err := b.Add(t.Context(), v, key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// children are the children of listed verdicts, which tell them apart.
func children(t *testing.T, b *Book, f Filter) string {
	t.Helper()
	all, err := b.List(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, v := range all {
		id := v.To.Article
		if v.Withdrawn != nil {
			id += "-"
		}
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

// TestBookBegins: the first verdict makes the file, and nothing else does.
func TestBookBegins(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	b := opened(t, dir)
	all, err := b.List(ctx, Filter{})
	n, err2 := b.Version(ctx)
	faults, err3 := b.Check(ctx)
	if _, err4 := b.Verdict(ctx, "v1"); len(all)+len(faults) > 0 || n != 0 || err != nil || err2 != nil || err3 != nil || !errors.Is(err4, ErrUnknown) {
		t.Error(all, n, faults, err, err2, err3, err4)
	}
	if _, err := b.Withdraw(ctx, "v1", ""); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	if _, err := b.Add(ctx, Verdict{}, ""); !isInvalid(err, "subject") {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("%v is there before the first verdict", files)
	}
	v := add(t, b, said("a", "b"), "")
	if _, err := os.Stat(filepath.Join(dir, beginName)); err == nil {
		t.Error("the mark of the beginning is still there")
	}
	again := opened(t, dir)
	if have, err := again.Verdict(ctx, v.ID); err != nil || !cmp.Equal(have, v) {
		t.Error(cmp.Diff(v, have), err)
	}
	if !strings.HasPrefix(v.ID, "v") || v.At != minute(2) {
		t.Errorf("id %q at %v", v.ID, v.At)
	}
	nowhere := opened(t, filepath.Join(dir, "none"))
	if _, err := nowhere.Add(ctx, said("a", "b"), ""); !errors.Is(err, store.ErrNoArchive) {
		t.Errorf("without a folder: %v", err)
	}
	if have := children(t, nowhere, Filter{}); have != "" {
		t.Error(have)
	}
}

// TestKey: what comes twice by one key is one verdict.
func TestKey(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		ctx, b := t.Context(), made().open(t)
		v := add(t, b, said("a", "b"), "k")
		version, _ := b.Version(ctx)
		again := said("a", "b")
		again.Story, again.To.Digest, again.Reviewer = "merged", Digest("a later text"), " Ada "
		if have := add(t, b, again, "k"); !cmp.Equal(have, v) {
			t.Error(cmp.Diff(v, have))
		}
		if now, _ := b.Version(ctx); now != version {
			t.Error("the version grew, and nothing changed")
		}
		for _, change := range []func(*Verdict){
			func(v *Verdict) { v.Opinion = Rejected }, func(v *Verdict) { v.To.Article = "c" }, func(v *Verdict) { v.Note = "why" },
			func(v *Verdict) { v.Opinion, v.Redirect = Redirected, &End{} },
		} {
			other := said("a", "b")
			change(&other)
			if _, err := b.Add(ctx, other, "k"); !errors.Is(err, ErrKey) {
				t.Errorf("%+v: %v", other, err)
			}
		}
		ben := said("a", "c")
		ben.Reviewer = "Ben"
		add(t, b, ben, "k") // keys of two reviewers have nothing to do with each other
		add(t, b, said("a", "d"), "")
		add(t, b, said("a", "d"), "")
		if have, want := children(t, b, Filter{}), "b c d d"; have != want {
			t.Errorf("have %s, want %s", have, want)
		}
		if _, err := b.Add(ctx, said("a", "b"), strings.Repeat("k", 201)); !isInvalid(err, "key") {
			t.Error(err)
		}
	})
}

// TestWithdraw: what is withdrawn stays, with who withdrew it.
func TestWithdraw(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		ctx, b := t.Context(), made().open(t)
		v := add(t, b, said("a", "b"), "")
		add(t, b, said("a", "c"), "")
		version, _ := b.Version(ctx)
		first, err := b.Withdraw(ctx, v.ID, "Ben")
		if err != nil || first.Withdrawn == nil || *first.Withdrawn != (Withdrawal{"Ben", minute(3)}) {
			t.Errorf("%+v, %v", first.Withdrawn, err)
		}
		if second, err := b.Withdraw(ctx, v.ID, "Cy"); err != nil || *second.Withdrawn != *first.Withdrawn {
			t.Errorf("withdrawn twice: %+v, %v", second.Withdrawn, err)
		}
		if now, _ := b.Version(ctx); now != version+1 {
			t.Errorf("version %d, then %d", version, now)
		}
		if have, want := children(t, b, Filter{})+"/"+children(t, b, Filter{Withdrawn: true}), "c/b- c"; have != want {
			t.Errorf("have %s, want %s", have, want)
		}
		if have, err := b.Verdict(ctx, v.ID); err != nil || have.Withdrawn == nil {
			t.Errorf("%+v, %v", have, err)
		}
	})
}

// TestList by what a filter asks for, in pages.
func TestList(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		ctx, b := t.Context(), made().open(t)
		var ids []string
		for i := range 1203 {
			v := said("a", fmt.Sprint("c", i))
			switch i {
			case 5:
				v.Reviewer = "Ben"
			case 6: // of sources alone
				v.From, v.To = End{Source: "Norlink"}, End{Source: "a source", Nameless: true, Reports: []string{"c1", "x"}}
			case 7:
				v.Opinion, v.Redirect = Rejected, nil
			case 8:
				v.Opinion, v.Redirect = Redirected, &End{Article: "c3"}
			}
			ids = append(ids, add(t, b, v, "").ID)
		}
		for _, c := range []struct {
			filter Filter
			want   string
		}{
			{Filter{Limit: 2}, "c0 c1"},
			{Filter{After: ids[3], Limit: 2}, "c4 c5"},
			{Filter{After: ids[1202]}, ""},
			{Filter{Newest: true, Limit: 2}, "c1202 c1201"},
			{Filter{Newest: true, After: ids[2]}, "c1 c0"},
			{Filter{Stories: []string{"sc9", "none"}}, "c9"},
			{Filter{Articles: []string{"c3"}}, "c3 c8"},
			{Filter{Articles: []string{"x"}, Stories: []string{"sc2"}}, "c2 "},
			{Filter{Reviewer: "Ben"}, "c5"},
			{Filter{Reviewer: "Ben", Articles: []string{"c4"}}, ""},
		} {
			if have := children(t, b, c.filter); have != c.want {
				t.Errorf("%+v: have %q, want %q", c.filter, have, c.want)
			}
		}
		if _, err := b.List(ctx, Filter{After: "v0"}); !isInvalid(err, "after") {
			t.Error(err)
		}
		n := 0
		for v, err := range b.All(ctx, Filter{}) {
			if err != nil || v.ID != ids[n] {
				t.Fatalf("%d: %s, want %s, %v", n, v.ID, ids[n], err)
			}
			n++
		}
		if n != len(ids) {
			t.Errorf("%d of %d", n, len(ids))
		}
	})
}

// TestBounds: what is too large or no text is refused by the name of the field.
func TestBounds(t *testing.T) {
	for field, change := range map[string]func(*Verdict){
		"note":           func(v *Verdict) { v.Note = strings.Repeat("é", MaxNote/2) + "x" },
		"reviewer":       func(v *Verdict) { v.Reviewer = strings.Repeat("x", MaxReviewer+1) },
		"story":          func(v *Verdict) { v.Story = "\xc3" },
		"from":           func(v *Verdict) { v.From = v.To },
		"to":             func(v *Verdict) { v.To = End{} },
		"to.article":     func(v *Verdict) { v.To.Article = strings.Repeat("x", 1001) },
		"from.source":    func(v *Verdict) { v.From = End{Source: "a\x00b"} },
		"from.reports":   func(v *Verdict) { v.From = End{Source: "a source", Nameless: true} },
		"to.sentences":   func(v *Verdict) { v.To.Sentences = []int{1} },
		"from.sentences": func(v *Verdict) { v.Subject = Link },
		"redirect":       func(v *Verdict) { v.Redirect = &End{} },
		"verdict":        func(v *Verdict) { v.Opinion = "" },
		"redirect.quote": func(v *Verdict) {
			v.Opinion, v.Redirect = Redirected, &End{Article: "c", Quote: strings.Repeat("x", MaxQuote+1)}
		},
	} {
		v := said("a", "b")
		change(&v)
		if err := v.check(); !isInvalid(err, field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	v := said("a", "b")
	v.Note, v.Reviewer = strings.Repeat("é", MaxNote/2), strings.Repeat("x", MaxReviewer)
	if err := v.check(); err != nil {
		t.Error(err)
	}
}

// damaged is a folder with a book into which something was done.
func damaged(t *testing.T, statement string) string {
	t.Helper()
	dir := t.TempDir()
	b := opened(t, dir)
	add(t, b, said("a", "b"), "")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	db := sqlitefile.Open(filepath.Join(dir, fileName), nil)
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOtherForms: a book of a later program is let be, and so is what is none.
func TestOtherForms(t *testing.T) {
	for statement, want := range map[string]error{"PRAGMA user_version = 9": ErrNewer, "PRAGMA application_id = 7": errNotOurs} {
		b := opened(t, damaged(t, statement))
		_, err := b.List(t.Context(), Filter{})
		_, err2 := b.Add(t.Context(), said("a", "c"), "")
		if !errors.Is(err, want) || !errors.Is(err2, want) {
			t.Errorf("%s: %v, %v", statement, err, err2)
		}
	}
}

// TestEmptied: a book that has lost everything is not begun anew as if nothing had been.
func TestEmptied(t *testing.T) {
	dir := damaged(t, "SELECT 1")
	if err := os.Truncate(filepath.Join(dir, fileName), 0); err != nil {
		t.Fatal(err)
	}
	b := opened(t, dir)
	_, err := b.List(t.Context(), Filter{})
	_, err2 := b.Add(t.Context(), said("a", "c"), "")
	faults, err3 := b.Check(t.Context())
	if !errors.Is(err, errEmpty) || !errors.Is(err2, errEmpty) || len(faults) != 1 || err3 != nil {
		t.Errorf("%v, %v, %q, %v", err, err2, faults, err3)
	}
}

// TestCheckFinds damage of every kind.
func TestCheckFinds(t *testing.T) {
	for _, statement := range []string{
		"UPDATE verdict SET body = '{'", "UPDATE verdict SET body = json_set(body, '$.to', json('{}'))", "UPDATE verdict SET reviewer = 'Ben'",
		"DELETE FROM report WHERE id = 'a'",
	} {
		faults, err := opened(t, damaged(t, statement)).Check(t.Context())
		if err != nil || len(faults) != 1 || !strings.Contains(faults[0], "is damaged") {
			t.Errorf("%s: %q, %v", statement, faults, err)
		}
	}
	dir := damaged(t, "SELECT 1")
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("changed by the disk ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if faults, err := opened(t, dir).Check(t.Context()); err != nil || len(faults) == 0 {
		t.Errorf("%q, %v", faults, err)
	}
}

// TestReadWithoutRights: who may not write beside the file sees what others write.
func TestReadWithoutRights(t *testing.T) {
	dir := t.TempDir()
	w, r := opened(t, dir), opened(t, dir)
	r.shelf.(*file).mayNotWrite.Store(true)
	for i, want := range []string{"c0", "c0 c1", "c0 c1 c2"} {
		add(t, w, said("a", fmt.Sprint("c", i)), "")
		if i == 1 {
			w.Close() // the log goes into the file
			w = opened(t, dir)
		}
		if have := children(t, r, Filter{}); have != want {
			t.Errorf("have %q, want %q", have, want)
		}
	}
}

// TestClosed: a book that is closed says so.
func TestClosed(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		b := made().open(t)
		b.Close()
		_, err := b.List(context.Background(), Filter{})
		if _, err2 := b.Add(context.Background(), said("a", "b"), ""); !errors.Is(err, errClosed) || !errors.Is(err2, errClosed) {
			t.Error(err, err2)
		}
	})
}

// TestSetUp: what the connections are told is what they do.
func TestSetUp(t *testing.T) {
	b := opened(t, t.TempDir())
	add(t, b, said("a", "b"), "")
	if _, err := b.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := b.shelf.(*file)
	for _, c := range []struct {
		db           *sql.DB
		pragma, want string
	}{
		{f.write, "journal_mode", "wal"},
		{f.write, "synchronous", "2"},
		{f.write, "busy_timeout", "10000"},
		{f.write, "foreign_keys", "1"},
		{f.write, "application_id", strconv.Itoa(applicationID)},
		{f.write, "user_version", strconv.Itoa(len(steps()))},
		{f.read, "query_only", "1"},
		{f.read, "busy_timeout", "10000"},
	} {
		var have string
		if err := c.db.QueryRowContext(t.Context(), "PRAGMA "+c.pragma).Scan(&have); err != nil || have != c.want {
			t.Errorf("%s is %s (%v), want %s", c.pragma, have, err, c.want)
		}
	}
}
