package batch

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// lines makes a file of lines and returns its name.
func lines(t *testing.T, name string, lines ...string) string {
	t.Helper()
	must(t, os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return name
}

const (
	bridge = `{"id":"r1","outlet":"Vela Post","title":"Bridge closed","published":"2031-03-04T10:00:00Z","text":"The bridge over the Mirr was closed on Tuesday after a barge hit it."}`
	mill   = `{"id":"r2","outlet":"Kadda Times","title":"Mill burnt","published":"2031-03-05","text":"A mill in Kadda burnt down on Wednesday night; nobody was hurt."}`
)

// partsOf reads units as the first pipeline does, and returns the articles as the second
// one gives them, by id and in the order of the ids.
func partsOf(t *testing.T, dir string, units []Unit) (out []stemma.Article) {
	t.Helper()
	byID := grouped[stemma.Article]{}
	for _, u := range units {
		must(t, (&readFn{dir}).ProcessElement(t.Context(), u, func(Record) {}))
		must(t, (&partFn{dir}).ProcessElement(t.Context(), u, byID.emit))
	}
	for id, list := range byID {
		uniqueFn{}.ProcessElement(t.Context(), []byte(id), iterator(list), func(a stemma.Article) { out = append(out, a) })
	}
	slices.SortFunc(out, func(a, b stemma.Article) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// TestReadUnits: small files are one unit and what cannot be read stands beside the
// articles; a second run reads nothing, and a file that has changed is read again.
func TestReadUnits(t *testing.T) {
	dir, in := t.TempDir(), t.TempDir()
	a := lines(t, filepath.Join(in, "a.jsonl"), bridge, "{not JSON", mill)
	lines(t, filepath.Join(in, "b.jsonl"), bridge)
	units, problems, err := Units(t.Context(), []string{in, filepath.Join(in, "none.warc")})
	must(t, err)
	if len(units) != 1 || len(units[0].Files) != 2 || len(problems) != 1 || !strings.Contains(problems[0].Problem, "no such file") {
		t.Fatalf("%+v, %+v", units, problems)
	}
	must(t, WriteUnits(dir, units))
	listed, err := readUnits(dir)
	must(t, err)
	if diff := cmp.Diff(units, listed); diff != "" {
		t.Fatal(diff)
	}
	got := partsOf(t, dir, units)
	if len(got) != 2 || got[0].ID != "r1" || got[1].Title != "Mill burnt" || got[0].Lang != "en" || DayOf(&got[1]).String() != "2031-03-05" {
		t.Errorf("%+v", got)
	}
	records, err := Records(dir, units)
	must(t, err)
	if r := records[0]; r.Articles != 3 || r.BadRecords != 1 {
		t.Errorf("%+v", r)
	}
	bad, err := os.ReadFile(filepath.Join(dir, readDir, records[0].Bad))
	must(t, err)
	if !strings.Contains(string(bad), `a.jsonl#2","problem":"`) {
		t.Errorf("%s", bad)
	}
	for _, again := range []struct {
		change  func()
		resumed bool
	}{
		{func() {}, true},
		{func() { must(t, os.Remove(filepath.Join(dir, readDir, records[0].Part))) }, false},
		{func() { lines(t, a, mill) }, false},
	} {
		again.change()
		r, err := readUnit(t.Context(), dir, units[0])
		must(t, err)
		if r.Resumed != again.resumed {
			t.Errorf("resumed %v, want %v", r.Resumed, again.resumed)
		}
	}
	if names, err := filepath.Glob(filepath.Join(dir, readDir, ".part-*")); err != nil || len(names) > 0 {
		t.Errorf("left over: %q, %v", names, err)
	}
}

// TestFieldsAreBounded: what stemma has no name for goes along up to a bound.
func TestFieldsAreBounded(t *testing.T) {
	dir := t.TempDir()
	small := strings.Replace(bridge, "{", `{"section":"news",`, 1)
	large := strings.Replace(mill, "{", `{"captured":"2031-03-06T00:00:00Z","raw":"`+strings.Repeat("x", maxFields)+`",`, 1)
	u := Unit{Files: []string{lines(t, filepath.Join(dir, "a.jsonl"), small, large)}}
	must(t, WriteUnits(dir, []Unit{u}))
	got := partsOf(t, dir, []Unit{u})
	if len(got) != 2 || string(got[0].Extra["section"]) != `"news"` || len(got[1].Extra) != 1 || got[1].Extra["captured"] == nil {
		t.Errorf("%+v", got)
	}
	if r, err := recordOf(dir, &u); err != nil || r.BadRecords != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestUnits: large files are units of their own.
func TestUnits(t *testing.T) {
	in := t.TempDir()
	for i, size := range []int64{10, unitBytes + 1, 10, 10, unitBytes} {
		f, err := os.Create(filepath.Join(in, fmt.Sprintf("%d.warc.gz", i)))
		must(t, err)
		must(t, f.Truncate(size))
		must(t, f.Close())
	}
	units, _, err := Units(t.Context(), []string{in})
	must(t, err)
	var got []string
	for _, u := range units {
		var names []string
		for _, f := range u.Files {
			names = append(names, filepath.Base(f)[:1])
		}
		got = append(got, strings.Join(names, "+"))
	}
	if diff := cmp.Diff([]string{"0", "1", "2+3", "4"}, got); diff != "" {
		t.Error(diff)
	}
	if _, problems, err := Units(t.Context(), []string{"-", "https://news.example/feed"}); err != nil || len(problems) != 2 {
		t.Errorf("%v, %v", problems, err)
	}
}

// TestUnique: one article of each content, whatever the order, and each with an id
// of its own.
func TestUnique(t *testing.T) {
	first := stemma.Article{ID: "x", Input: "1.jsonl", Text: "one"}
	again := stemma.Article{ID: "x", Input: "2.jsonl", Text: "one"}
	other := stemma.Article{ID: "x", Input: "3.jsonl", Text: "another"}
	for _, order := range [][]stemma.Article{{first, again, other}, {other, again, first}} {
		var got []string
		uniqueFn{}.ProcessElement(t.Context(), []byte("x"), iterator(order), func(a stemma.Article) {
			got = append(got, a.ID+" "+a.Input+" "+a.Text)
		})
		if len(got) != 2 || got[0] != "x 1.jsonl one" || !strings.HasPrefix(got[1], "x-") || !strings.HasSuffix(got[1], "3.jsonl another") {
			t.Errorf("%q", got)
		}
	}
	var many []stemma.Article
	for i := range 50 {
		many = append(many, stemma.Article{ID: "x", Text: fmt.Sprint(i)})
	}
	n := 0
	uniqueFn{}.ProcessElement(t.Context(), []byte("x"), iterator(many), func(stemma.Article) { n++ })
	if n != mostOfOneID {
		t.Errorf("%d articles of one id, want %d", n, mostOfOneID)
	}
}

// TestReplace: a file is there whole, or as it was.
func TestReplace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f")
	lines(t, name, "before")
	err := replace(name, func(w io.Writer) error {
		_, err := w.Write(bytes.Repeat([]byte("half"), 1<<20))
		return cmp2(err, io.ErrUnexpectedEOF)
	})
	if b, _ := os.ReadFile(name); err == nil || string(b) != "before\n" {
		t.Errorf("%v, %d bytes", err, len(b))
	}
}

func cmp2(err, or error) error {
	if err != nil {
		return err
	}
	return or
}
