package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestZipLists: the list of a zip archive's files is held whole, and bounded.
func TestZipLists(t *testing.T) {
	var all []entry
	for i := range 100 {
		all = append(all, entry{fmt.Sprintf("%d.txt", i), "x"})
	}
	z := zipOf(t, all...)
	const longNames = 5000 // each file has some 50 bytes there
	if _, err := openZip(strings.NewReader(z), int64(len(z)), longNames); !errors.Is(err, errZipList) {
		t.Error(err)
	}
	r, err := openZip(strings.NewReader(z), int64(len(z)), maxZipList)
	if err != nil || len(r.File) != len(all) {
		t.Fatal(err)
	}
	for _, f := range r.File { // what comes behind the list is not bounded
		if _, err := f.OpenRaw(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestZipsThatSayTooMuch: no room is made for files that an archive only says it
// has, which a file with holes can make as many as memory does not hold.
func TestZipsThatSayTooMuch(t *testing.T) {
	const length, files = 1 << 40, 1 << 34
	end := zipEnd(length, files)
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "a.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = f.WriteAt([]byte("PK\x03\x04"), 0)
	if _, err2 := f.WriteAt(end, length); err != nil || err2 != nil {
		t.Skip("no file with holes can be made here:", err, err2)
	}
	if n := saidFiles(f, length+int64(len(end))); n != files {
		t.Fatalf("it says %d files", n) // and would end the test as it ended the program
	}
	if err := os.WriteFile(filepath.Join(dir, "b.txt"), []byte(harbour), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := Read(t.Context(), []string{dir}, Options{})
	if err != nil || len(b.Articles) != 1 {
		t.Errorf("%d articles, %v", len(b.Articles), err)
	}
	if len(b.Errors) != 1 || !strings.Contains(b.Errors[0].Problem, "the list of its files has more than 64.0 MiB: unpack it") {
		t.Errorf("%v", b.Errors)
	}
}

// TestSaidFiles reads what zip archives of all kinds say.
func TestSaidFiles(t *testing.T) {
	z := zipOf(t, entry{"a.txt", "x"}, entry{"b.txt", "y"})
	var commented bytes.Buffer
	w := zip.NewWriter(&commented)
	if err := errors.Join(w.SetComment(strings.Repeat("c", 1<<16-1)), w.Close()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file string
		want       uint64
	}{
		{"an ordinary one", z, 2},
		{"with something behind it", z + strings.Repeat("x", 1000), 2},
		{"with the longest comment", commented.String(), 0},
		{"of the other form", "PK" + string(zipEnd(2, 1<<20)), 1 << 20},
		{"whose end is elsewhere", string(zipEnd(1<<50, 7)), 0xffff},
		{"no zip archive", "the ferry", 0},
		{"nothing", "", 0},
	} {
		if got := saidFiles(strings.NewReader(c.file), int64(len(c.file))); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// zipEnd is the end of a large zip archive (ZIP64) that has this length before it.
func zipEnd(length, files uint64) []byte {
	const list = 1000
	le := binary.LittleEndian
	b := append([]byte("PK\x06\x06"), make([]byte, 20)...)
	for _, v := range []uint64{files, files, list, length - list} {
		b = le.AppendUint64(b, v)
	}
	b = append(b, "PK\x06\x07\x00\x00\x00\x00"...)
	b = le.AppendUint32(le.AppendUint64(b, length), 1)
	b = append(b, "PK\x05\x06\x00\x00\x00\x00"...)
	b = append(b, bytes.Repeat([]byte{0xff}, 12)...)
	return append(b, 0, 0)
}
