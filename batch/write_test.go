package batch

import (
	"bytes"
	"fmt"
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
	rows := []row{{Table: tableBad, Key: "b", Line: []byte(`{"input":"b"}`)}, {Table: tableBad, Key: "a", Line: []byte(`{"input":"a"}`)}}
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

// TestFileOf: rows go to files of their day, by how many articles it has; those
// without a day where readers look for null.
func TestFileOf(t *testing.T) {
	for want, r := range map[string]row{
		"articles/date=2020-12-31/part-00000-of-00001":              {Table: tableArticles, Day: 18627, Key: "a"},
		"links/date=__HIVE_DEFAULT_PARTITION__/part-00000-of-00001": {Table: tableLinks, Day: Undated, Key: "a"},
		"bad/part-00000-of-00001":                                   {Table: tableBad, Day: Undated, Key: "a"},
	} {
		if got := fileOf(&r, 0); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	many := map[string]int{}
	for i := range 1000 {
		many[fileOf(&row{Table: tableStories, Day: 1, Key: fmt.Sprint(i)}, 4*perStoryFile)]++
	}
	if len(many) != 4 {
		t.Errorf("%d files, want 4", len(many))
	}
}

func FuzzElements(f *testing.F) {
	f.Add(encodeComponent(parts("a", "b")))
	f.Add(encodeCrossing(crossing{Component: "a", Odd: true, Score: .5}))
	f.Add(encodeGuest(guest{Component: parts("a"), At: offer{Host: "b"}}))
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
	got := whole(pieces)
	for i := range want {
		if got[i].Key != want[i].Key || !bytes.Equal(got[i].Line, want[i].Line) || !bytes.Equal(got[i].Flat, want[i].Flat) {
			t.Errorf("row %d: %q of %d bytes, want %q of %d", i, got[i].Key, len(got[i].Line), want[i].Key, len(want[i].Line))
		}
	}
}
