package table

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// TestInert: no cell of a table is a formula, whatever program opens it, and text that is
// none stays as it is.
func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"":              "",
		"larn-1":        "larn-1",
		"12 - 3":        "12 - 3",
		"=1+1":          "'=1+1",
		"+49 30":        "'+49 30",
		"-marks-":       "'-marks-",
		"@SUM(A1)":      "'@SUM(A1)",
		" +1":           "' +1",
		"\n=1":          "'\n=1",
		"\tLarn":        "'\tLarn",
		"\rx":           "'\rx",
		"＝1＋1":          "'＝1＋1",
		"－1":            "'－1",
		"'=quoted":      "'=quoted",
		"مرفأ لارن = 1": "مرفأ لارن = 1",
	} {
		if have := Inert(in); have != want {
			t.Errorf("Inert(%q) = %q, want %q", in, have, want)
		}
	}
}

// TestCells: numbers stay numbers, also negative ones; nothing is an empty cell.
func TestCells(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{{-3, "-3"}, {0.25, "0.25"}, {-1.5, "-1.5"}, {true, "true"}, {nil, ""}, {[]string{"=a", "b"}, "'=a; b"}, {"a\x1b[2J\nb", "a b"}} {
		if have := inCell(c.in); have != c.want {
			t.Errorf("%v: %q, want %q", c.in, have, c.want)
		}
	}
}

func sample() (*stemma.Result, []*family.Family) {
	r := &stemma.Result{
		Articles: []stemma.Article{{ID: "a", Outlet: "Larn Wire"}, {ID: "b", Outlet: "Orlow Post"}},
		Stories:  []stemma.Story{{ID: "s1", Articles: []string{"a", "b"}}},
	}
	return r, []*family.Family{family.New(family.NewIndex(r), &r.Stories[0], 0)}
}

// TestBundles: a folder and a zip hold the tables as they are one by one, and a zip that is
// written later is the same.
func TestBundles(t *testing.T) {
	r, f := sample()
	dir := filepath.Join(t.TempDir(), "new")
	if err := WriteFolder(dir, r, f); err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, w := range []io.Writer{&first, &second} {
		if err := WriteZip(w, r, f); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Millisecond)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two zips of one trace differ")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil || len(z.File) != len(Names()) {
		t.Fatalf("%v: %d files", err, len(z.File))
	}
	for i, name := range Names() {
		var want bytes.Buffer
		if err := Write(&want, r, f, name); err != nil {
			t.Fatal(err)
		}
		lies, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil || !bytes.Equal(lies, want.Bytes()) {
			t.Errorf("%s in the folder: %v", name, err)
		}
		in, err := z.Open(z.File[i].Name)
		if err != nil {
			t.Fatal(err)
		}
		if packed, err := io.ReadAll(in); err != nil || !bytes.Equal(packed, want.Bytes()) || z.File[i].Name != name+".csv" {
			t.Errorf("%s in the zip: %v", name, err)
		}
	}
}

func TestNoSuchTable(t *testing.T) {
	r, f := sample()
	if err := Write(io.Discard, r, f, "sums"); err == nil {
		t.Error("no error")
	}
}

// full is a disk with no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrInvalid }

func TestFullDisk(t *testing.T) {
	r, f := sample()
	if Write(full{}, r, f, "edges") == nil || WriteZip(full{}, r, f) == nil {
		t.Error("no error")
	}
}
