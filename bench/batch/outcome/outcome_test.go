package outcome

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestAgree(t *testing.T) {
	a := agree([]int{1, 1, 1, 2, 2, 3}, []string{"s", "s", "t", "u", "u", "u"})
	if a.Stories != 3 || a.Events != 3 || math.Abs(a.Precision-(1+1+1+2.0/3+2.0/3+1.0/3)/6) > 1e-9 || math.Abs(a.Recall-(2.0/3+2.0/3+1.0/3+1+1+1)/6) > 1e-9 {
		t.Errorf("%+v", a)
	}
}

// put writes a file below dir, packed where its name says so.
func put(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".zst" {
		z, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		content = string(z.EncodeAll([]byte(content), nil))
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestJudge: of a table the JSON lines are read, packed or not, and the columns are not. A page that was not found, as the third, is
// not judged.
func TestJudge(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "articles/date=2031-03-01/part.jsonl.zst", `{"id":"x","url":"u1","story":"s1"}`+"\n")
	put(t, dir, "articles/date=2031-03-02/part.jsonl", `{"id":"y","url":"u2"}`+"\n")
	put(t, dir, "articles/date=2031-03-02/part.parquet", "PAR1")
	put(t, dir, "pages.jsonl", `{"url":"u1","event":4}`+"\n"+`{"url":"u2","event":4}`+"\n"+`{"url":"u3","event":5}`+"\n")
	a, err := Judge(dir, filepath.Join(dir, "pages.jsonl"))
	if want := (Agreement{Pages: 2, Precision: 1, Recall: 0.5, Stories: 2, Events: 1}); err != nil || a != want {
		t.Errorf("%+v %v, want %+v", a, err, want)
	}
	var ids []string
	if err := Table(filepath.Join(dir, "articles"), func(a struct{ ID string }) error { ids = append(ids, a.ID); return nil }); err != nil || !slices.Equal(ids, []string{"x", "y"}) {
		t.Errorf("%v %v", ids, err)
	}
}
