package batch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
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
	c := newCopies()
	for _, u := range units {
		must(t, (&readFn{dir}).ProcessElement(t.Context(), u, func(Record) {}))
		must(t, (&partFn{dir}).ProcessElement(t.Context(), u, c.texts.emit, c.takings.emit, c.claims.emit))
	}
	return c.unique(t)
}

// copies are what the steps are handed that give each article once.
type copies struct {
	texts   grouped[stemma.Article]
	takings grouped[taking]
	claims  grouped[claim]
}

func newCopies() copies {
	return copies{grouped[stemma.Article]{}, grouped[taking]{}, grouped[claim]{}}
}

// unique runs the steps that give each article once.
func (c copies) unique(t *testing.T) (out []stemma.Article) {
	t.Helper()
	owners, ids := grouped[[]byte]{}, grouped[string]{}
	for id, list := range c.claims {
		(&ownerFn{}).ProcessElement([]byte(id), iterator(list), owners.emit)
	}
	for key, list := range c.takings {
		must(t, (&earliestFn{}).ProcessElement(t.Context(), []byte(key), iterator(list), iterator(owners[key]), ids.emit))
	}
	for copied, list := range c.texts {
		(&uniqueFn{}).ProcessElement(t.Context(), []byte(copied), iterator(list), iterator(ids[copied]), func(a stemma.Article) { out = append(out, a) })
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
	record := filepath.Join(dir, readDir, units[0].name()+recordEnding)
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
		{func() { lines(t, filepath.Join(dir, readDir, records[0].Part), "of another length") }, false},
		{func() { replaceIn(t, record, "b.jsonl", "c.jsonl") }, false},
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

// replaceIn changes a file.
func replaceIn(t *testing.T, name, from, to string) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	changed := strings.ReplaceAll(string(b), from, to)
	if changed == string(b) {
		t.Fatalf("%s has no %q", name, from)
	}
	must(t, os.WriteFile(name, []byte(changed), 0o600))
}

// TestPartsAreTheirs: articles are read from what the record was written for, and from nothing that
// somebody has put in its place, or had the record name.
func TestPartsAreTheirs(t *testing.T) {
	dir := t.TempDir()
	u := Unit{Files: []string{lines(t, filepath.Join(dir, "a.jsonl"), bridge)}}
	must(t, WriteUnits(dir, []Unit{u}))
	r, err := readUnit(t.Context(), dir, u)
	must(t, err)
	read := func() error {
		return (&partFn{dir}).ProcessElement(t.Context(), u, func([]byte, stemma.Article) {}, func([]byte, taking) {}, func([]byte, claim) {})
	}
	must(t, read())
	record := filepath.Join(dir, readDir, u.name()+recordEnding)
	replaceIn(t, record, `"schema"`, `"part":"../../else","bad":"../../../etc/motd","schema"`)
	if r, err := recordOf(dir, &u); err != nil || strings.Contains(r.Part+r.Bad, "/") {
		t.Errorf("a record names %q and %q: %v", r.Part, r.Bad, err)
	}
	part := filepath.Join(dir, readDir, r.Part)
	b, err := os.ReadFile(part)
	must(t, err)
	must(t, os.WriteFile(part, append(b[:len(b)-1], b[len(b)-1]^1), 0o600))
	if err := read(); err == nil || !strings.Contains(err.Error(), "to read it anew") {
		t.Errorf("a part that is not the record's is read: %v", err)
	}
}

// TestFailedReading: what was read while the machine failed is read again another time, and said.
func TestFailedReading(t *testing.T) {
	r := Record{Inputs: []string{"a.warc.gz"}, Fingerprint: "f"}
	var bad bytes.Buffer
	var failed failure
	must(t, r.unsure(json.NewEncoder(&bad), &failed))
	if r.Fingerprint != "f" || bad.Len() > 0 {
		t.Errorf("nothing has failed: %+v, %s", r, &bad)
	}
	readOptions(&failed).Failing(&fs.PathError{Op: "read", Path: "a.warc.gz", Err: syscall.EIO})
	must(t, r.unsure(json.NewEncoder(&bad), &failed))
	if r.Fingerprint != "" || r.BadRecords != 1 || !strings.Contains(bad.String(), "give the same command again") {
		t.Errorf("%+v, %s", r, &bad)
	}
	o := Options{Out: t.TempDir()}
	must(t, o.mayReplaceRead([]Record{r}))
	must(t, os.WriteFile(filepath.Join(o.Out, manifestFile), nil, 0o600))
	if err := o.mayReplaceRead([]Record{{}, r}); !errors.Is(err, ErrWouldShrink) {
		t.Errorf("what the machine failed to read takes the place of what is whole: %v", err)
	}
	o.Replace = true
	must(t, o.mayReplaceRead([]Record{r}))
}

// TestReadAndGone: what was read of a file is not forgotten where that cannot be looked at any more.
func TestReadAndGone(t *testing.T) {
	dir, u := t.TempDir(), Unit{Files: []string{inputOf(t, newsroom)}}
	must(t, WriteUnits(dir, []Unit{u}))
	before, err := readUnit(t.Context(), dir, u)
	must(t, err)
	must(t, os.Rename(u.Files[0], u.Files[0]+".away"))
	if _, err := readUnit(t.Context(), dir, u); err == nil || !strings.Contains(err.Error(), "is it where all workers have it?") {
		t.Errorf("a file that is gone: %v", err)
	}
	must(t, os.Rename(u.Files[0]+".away", u.Files[0]))
	if after, err := readUnit(t.Context(), dir, u); err != nil || !after.Resumed || after.Articles != before.Articles {
		t.Errorf("%+v, %v", after, err)
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

// TestUnitsOfAnotherFile: a small file that comes to the first of very many changes the units around it, and leaves
// what was read of the others.
func TestUnitsOfAnotherFile(t *testing.T) {
	files := []ingest.File{{Name: "/crawl/0000-first.jsonl", Size: 900}}
	for i := range 5000 {
		files = append(files, ingest.File{Name: fmt.Sprintf("/crawl/%05d.jsonl", i), Size: int64(i%20) * 1000})
	}
	before, after := unitsOf(files[1:]), unitsOf(files)
	names := map[string]bool{}
	for _, u := range before {
		names[u.name()] = true
	}
	same := 0
	for _, u := range after {
		if names[u.name()] {
			same++
		}
	}
	if len(before) < 30 || same < len(before)-8 {
		t.Errorf("%d of %d units are as they were", same, len(before))
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
