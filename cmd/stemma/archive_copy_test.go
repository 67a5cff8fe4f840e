package main

import (
	"bytes"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

// TestCopiedVerdicts: a copy is held to each verdict that was copied, also where its book has others.
func TestCopiedVerdicts(t *testing.T) {
	verdict := func(id, note string, withdrawn bool) review.Verdict {
		v := review.Verdict{ID: id, Note: note, Opinion: review.Confirmed}
		if withdrawn {
			v.Withdrawn = &review.Withdrawal{By: "林", At: time.Unix(1, 0)}
		}
		return v
	}
	book := func(all ...review.Verdict) iter.Seq2[review.Verdict, error] {
		return func(yield func(review.Verdict, error) bool) {
			for _, v := range all {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
	copied := sayings{}
	for _, err := range copied.noting(book(verdict("v1", "wörtlich", false), verdict("v2", "", true))) {
		if err != nil {
			t.Fatal(err)
		}
	}
	before := maps.Clone(copied)
	for name, c := range map[string]struct {
		book iter.Seq2[review.Verdict, error]
		want string
	}{
		"the same":         {book(verdict("v2", "", true), verdict("v1", "wörtlich", false)), ""},
		"more":             {book(verdict("v0", "", false), verdict("v1", "wörtlich", false), verdict("v2", "", true)), ""},
		"withdrawn since":  {book(verdict("v1", "wörtlich", true), verdict("v2", "", true)), ""},
		"one of two":       {book(verdict("v1", "wörtlich", false)), "lacks 1 verdict of those that were copied, or has them otherwise (v2)"},
		"none, and others": {book(verdict("v8", "", false), verdict("v9", "", false)), "lacks 2 verdicts"},
		"other words":      {book(verdict("v1", "anders", false), verdict("v2", "", true)), "(v1)"},
		"good again":       {book(verdict("v1", "wörtlich", false), verdict("v2", "", false)), "(v2)"},
	} {
		if err := copied.areIn(c.book); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if !maps.Equal(before, copied) {
		t.Error("what was copied is forgotten")
	}
}

// TestCopyThatDiffers: a copy that is not what was copied is told, and what to do about it.
func TestCopyThatDiffers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := copying{from: filepath.Join(dir, "from"), to: filepath.Join(dir, "to")}
	output1(t, "import", "--archive", c.from, "../../trace/demo")
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetErr(io.Discard)
	from, err := store.Open(t.Context(), c.from, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	done, err := c.restore(cmd, from)
	if err != nil {
		t.Fatal(err)
	}
	compare := func(was bool) error {
		to, err := store.Open(t.Context(), c.to, store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		return c.compare(cmd, to, done, was)
	}
	if err := compare(false); err != nil {
		t.Errorf("a copy as it was made: %v", err)
	}
	another := filepath.Join(dir, "another.txt")
	if err := os.WriteFile(another, []byte("The ferry Alva ran aground off Larn on Monday, the harbour master said."), 0o600); err != nil {
		t.Fatal(err)
	}
	output1(t, "import", "--archive", c.to, another)
	for was, want := range map[bool]string{false: "is not what was copied", true: "there is another archive in"} {
		if err := compare(was); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), c.to) {
			t.Errorf("a copy with a report more: %v, want %q", err, want)
		}
	}
}

// TestCheckBringsToTheNewForm: who only reads a database leaves its form as it is, and says which command brings it to the new one.
func TestCheckBringsToTheNewForm(t *testing.T) {
	t.Parallel()
	at := pgtest.Database(t)
	a, err := store.Create(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Database().ExecContext(t.Context(), "DROP TABLE token, door; DELETE FROM schema_version WHERE version_id = 11"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"stories"}, {"archive", "export"}, {"serve", "--listen", "127.0.0.1:0"}} {
		var out, errs bytes.Buffer
		if code := run(append(args, "--archive", at), strings.NewReader(""), &out, &errs); code == exitDone || !strings.Contains(errs.String(), "run stemma archive check") {
			t.Errorf("%v: %d, %s%s", args, code, out.String(), errs.String())
		}
	}
	if have := output1(t, "archive", "check", "--archive", at); !strings.HasPrefix(have, "sound: 0 reports") {
		t.Error(have)
	}
	output1(t, "archive", "export", "--archive", at)
}
