package batch

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/stemma-news/stemma"
)

// schemaFile describes the columns of the tables to who reads them.
const schemaFile = "../docs/TABLES.md"

// TestColumnsAreDescribed: each column of each table is in the description, in its
// order and with its type, and no other is.
func TestColumnsAreDescribed(t *testing.T) {
	b, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for table, schema := range map[string]*parquet.Schema{
		tableArticles: parquet.SchemaOf(ArticleRow{}), tableLinks: parquet.SchemaOf(LinkRow{}),
		tableEdges: parquet.SchemaOf(EdgeRow{}), tableStories: parquet.SchemaOf(StoryRow{}),
	} {
		_, section, _ := strings.Cut(string(b), "\n## "+table+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		var got []string
		for line := range strings.Lines(section) {
			if cells := strings.Split(line, "|"); len(cells) > 3 && strings.HasPrefix(line, "| `") {
				got = append(got, strings.Trim(cells[1], " `")+" "+strings.TrimSpace(cells[2]))
			}
		}
		var want []string
		for _, f := range schema.Fields() {
			want = append(want, f.Name()+" "+typeOf(f))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: what is in %s differs from the columns: %s", table, schemaFile, diff)
		}
	}
}

func typeOf(f parquet.Field) string {
	name := "list of text"
	if f.Leaf() {
		kind, logical, _ := strings.Cut(f.Type().String(), "(")
		name = map[string]string{"STRING": "text", "TIMESTAMP": "time", "INT": "whole number", "INT64": "whole number", "DOUBLE": "number", "BOOLEAN": "yes or no"}[kind]
		if name == "" {
			name = kind + "(" + logical
		}
	}
	if f.Optional() {
		name += " or null"
	}
	return name
}

// TestColumnsReadBack: what is written as Parquet is read back as it was, and the same
// rows are the same bytes.
func TestColumnsReadBack(t *testing.T) {
	when := time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)
	articles := []stemma.Article{
		{ID: "a", Title: "Fähre", Published: when, PublishedPrecision: stemma.PrecisionMinute, Text: "x\x00y"},
		{ID: "b", Text: "undated", PublishedPrecision: stemma.PrecisionNone},
	}
	var rows []row
	for i := range articles {
		r, err := articleRow(&articles[i], "s1")
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	var files [2]bytes.Buffer
	for i := range files {
		if err := writeColumns[ArticleRow](&files[i], rows); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the same rows gave different bytes")
	}
	got, err := parquet.Read[ArticleRow](bytes.NewReader(files[0].Bytes()), int64(files[0].Len()))
	if err != nil {
		t.Fatal(err)
	}
	want := []ArticleRow{
		{ID: "a", Title: "Fähre", Published: &when, Precision: "minute", Story: "s1", Text: "x\x00y"},
		{ID: "b", Precision: "none", Story: "s1", Text: "undated"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWriteOfAnyOrder: rows may come in any order, and the file is the same.
func TestWriteOfAnyOrder(t *testing.T) {
	setUp()
	rows := []row{{Table: tableBad, Key: "b", Pieces: 1, Line: []byte(`{"input":"b"}`)}, {Table: tableBad, Key: "a", Pieces: 1, Line: []byte(`{"input":"a"}`)}}
	var written []File
	for range 2 {
		rows[0], rows[1] = rows[1], rows[0]
		f, i := &writeFn{Out: t.TempDir()}, 0
		err := f.ProcessElement(t.Context(), "bad/part-00000-of-00001", func(r *row) bool {
			if i == len(rows) {
				return false
			}
			*r = rows[i]
			i++
			return true
		}, func(_ string, f File) { written = append(written, f) })
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(f.Out, "bad", ".*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
	if diff := cmp.Diff(written[0], written[1]); diff != "" || written[0].Rows != 2 {
		t.Errorf("%d rows; %s", written[0].Rows, diff)
	}
}

// TestFolderOf: rows go to folders of their day; those without a day where readers look for null.
func TestFolderOf(t *testing.T) {
	for want, r := range map[string]row{
		"articles/date=2020-12-31":              {Table: tableArticles, Day: 18627},
		"links/date=__HIVE_DEFAULT_PARTITION__": {Table: tableLinks, Day: Undated},
		"bad":                                   {Table: tableBad, Day: Undated},
	} {
		if got := folderOf(&r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestFilesAreBounded: however many rows a day brings, and of whatever table, those of a file have about
// so many bytes; which rows it has does not depend on how the rows were shared out.
func TestFilesAreBounded(t *testing.T) {
	const most = 20_000
	var rows []row
	for i := range 2000 {
		rows = append(rows, row{Table: tables[i%len(tables)], Day: Day(i % 3), Key: fmt.Sprint(i), Line: bytes.Repeat([]byte("x"), i%700)})
	}
	chance := rand.New(rand.NewPCG(1, 2))
	var want map[string]int64
	for _, bundle := range []int{len(rows), 70, 1} {
		files := filesOf(rows, bundle, most)
		if want == nil {
			want = files
		}
		if diff := cmp.Diff(want, files); diff != "" {
			t.Errorf("by %d rows: %s", bundle, diff)
		}
		chance.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	for name, n := range want {
		if n > 3*most/2 {
			t.Errorf("%s has %d bytes", name, n)
		}
	}
	if len(want) < 30 {
		t.Errorf("%d files", len(want))
	}
}

// filesOf sends rows to files, so many at a time, and returns how many bytes each has.
func filesOf(rows []row, bundle int, most int64) map[string]int64 {
	sums := grouped[int64]{}
	for some := range slices.Chunk(rows, bundle) {
		f := &sizeFn{}
		emit := func(folder string, n int64) { sums.emit([]byte(folder), n) }
		for _, r := range some {
			f.ProcessElement(r, emit)
		}
		f.FinishBundle(emit)
	}
	bytes := map[string]int64{}
	for folder, list := range sums {
		(&sumFn{}).ProcessElement(folder, iterator(list), func(folder string, n int64) { bytes[folder] = n })
	}
	files := map[string]int64{}
	for _, r := range rows {
		folder := folderOf(&r)
		files[fileOf(&r, folder, bytes[folder], most)] += r.size()
	}
	return files
}

// TestLists: the workers' lists are one; where one is not there, or there by halves, it is said.
func TestLists(t *testing.T) {
	out := t.TempDir()
	var files []File
	for i := range 500 {
		files = append(files, File{Table: tableLinks, Path: fmt.Sprintf("links/part-%05d", i), Rows: int64(i)})
	}
	if _, err := listed(out); !errors.Is(err, errNotWhole) {
		t.Errorf("without a list: %v", err)
	}
	byList := grouped[File]{}
	for _, f := range files {
		byList.emit([]byte(listOf(&f)), f)
	}
	var index []File
	for name, list := range byList {
		must(t, (&listing{out}).ProcessElement(name, iterator(list), func(_ string, f File) { index = append(index, f) }))
	}
	must(t, (&listing{out}).ProcessElement("", iterator(index), func(string, File) {}))
	got, err := listed(out)
	if diff := cmp.Diff(files, got); err != nil || diff != "" || len(index) != lists {
		t.Errorf("%d lists; %v; %s", len(index), err, diff)
	}
	lines(t, filepath.Join(out, index[3].Path), `{"path":"links/one"}`)
	if _, err := listed(out); err == nil || !strings.Contains(err.Error(), index[3].Path) {
		t.Errorf("half a list: %v", err)
	}
}

func FuzzElements(f *testing.F) {
	f.Add(encodeComponent(parts("a", "b")))
	f.Add(encodeCrossing(crossing{Component: "a", Odd: true, Score: .5}))
	f.Add(encodeGuest(guest{Component: parts("a"), At: offer{Host: "b"}}))
	f.Add(encodeSheaf(sheaf{[]Edge{edge("a", "b", EdgeCopy, .5), edge("b", "c", EdgeStory, .7)}}))
	f.Add(encodeClaim(claim{"a.jsonl#1", "0123456789abcdef"}))
	f.Add(encodeRow(row{Table: tableBad, Key: "a", Line: []byte("{}")}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := decodeComponent(b); err == nil {
			again(t, b, encodeComponent(c), decodeComponent)
		}
		if h, err := decodeCrossing(b); err == nil {
			again(t, b, encodeCrossing(h), decodeCrossing)
		}
		if g, err := decodeGuest(b); err == nil {
			again(t, b, encodeGuest(g), decodeGuest)
		}
		if x, err := decodeSheaf(b); err == nil {
			again(t, b, encodeSheaf(x), decodeSheaf)
		}
		if c, err := decodeClaim(b); err == nil {
			again(t, b, encodeClaim(c), decodeClaim)
		}
		if r, err := decodeRow(b); err == nil {
			again(t, b, encodeRow(r), decodeRow)
		}
	})
}

// again decodes what was encoded of what was decoded.
func again[T any](t *testing.T, from, b []byte, decode func([]byte) (T, error)) {
	t.Helper()
	if _, err := decode(b); err != nil {
		t.Errorf("%x was read, and what was written of it is not: %v", from, err)
	}
}

// TestPieces: a long row goes in pieces, which may come in any order among those of other
// rows, and is whole again in its file.
func TestPieces(t *testing.T) {
	long := row{Table: tableStories, Key: "b", Line: bytes.Repeat([]byte("0123456789"), pieceSize/4), Flat: []byte("{}")}
	want := []row{{Table: tableStories, Key: "a", Line: []byte("x")}, long, {Table: tableStories, Key: "c", Line: []byte("y")}}
	var pieces []row
	for _, r := range want {
		inPieces(r, func(p row) {
			if len(p.Line) > pieceSize {
				t.Errorf("a piece of %d bytes", len(p.Line))
			}
			back, err := decodeRow(encodeRow(p))
			if err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, back)
		})
	}
	slices.Reverse(pieces)
	for name, broken := range map[string][]row{
		"one twice":   append(slices.Clone(pieces), pieces[1]),
		"one missing": slices.Delete(slices.Clone(pieces), 1, 2),
		"all twice":   append(slices.Clone(pieces), pieces...),
	} {
		if _, err := whole(broken); err == nil {
			t.Errorf("%s: made whole", name)
		}
	}
	got, err := whole(pieces)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i := range want {
		if got[i].Key != want[i].Key || !bytes.Equal(got[i].Line, want[i].Line) || !bytes.Equal(got[i].Flat, want[i].Flat) {
			t.Errorf("row %d: %q of %d bytes, want %q of %d", i, got[i].Key, len(got[i].Line), want[i].Key, len(want[i].Line))
		}
	}
}
