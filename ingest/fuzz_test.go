package ingest

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// fuzz reads a file and holds what comes out to what always holds.
func fuzz(t *testing.T, name string, content []byte) Batch {
	b, err := ReadFS(context.Background(), files(map[string]string{name: string(content)}), name, Options{MaxArticle: 1 << 16})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Articles)+len(b.Errors)+len(b.Notes) == 0 {
		t.Error("neither an article, a problem nor a note")
	}
	ids := map[string]bool{}
	for _, a := range b.Articles {
		if strings.TrimSpace(a.Text) == "" || len(a.Text) > 1<<20 {
			t.Errorf("text %.80q", a.Text)
		}
		if a.ID == "" || ids[a.ID] || reReserved.MatchString(a.ID) {
			t.Errorf("id %q", a.ID)
		}
		ids[a.ID] = true
		if (a.PublishedPrecision == "none") != a.Published.IsZero() {
			t.Errorf("published %v %v", a.Published, a.PublishedPrecision)
		}
		if out, err := json.Marshal(a); err != nil || !utf8.Valid(out) {
			t.Errorf("%v: %q", err, out)
		}
		for _, s := range []string{a.ID, a.URL, a.Outlet, a.Title, a.Byline, a.Lang, a.Text} {
			if !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		}
	}
	for _, e := range b.Errors {
		if e.Input == "" || e.Problem == "" {
			t.Errorf("%+v", e)
		}
	}
	return b
}

func FuzzLines(f *testing.F) {
	addFile(f, "testdata/folder/20-sada.jsonl")
	f.Add([]byte("{\"text\":\"a\"}\r\n\r\n{\"text\":\"a\xFF\",\"id\":\"src1\",\"published\":1730918412}\n{\"text\""))
	f.Add([]byte(`{"text":"a","published":"2024-01-02","updated":["x"]}`))
	f.Add([]byte(`{"text":"a","extra":{"x":1},"extra ":{},"byline":[1],"lang":"x-klingon","published":"0000"}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(strings.TrimSpace(string(content))) == 0 || len(content) > 1<<14 {
			t.Skip()
		}
		fuzz(t, "a.jsonl", append([]byte("{\"text\":\"begin\"}\n"), content...))
	})
}

func FuzzDocument(f *testing.F) {
	addFile(f, "testdata/folder/30-reports.json")
	addFile(f, "testdata/folder/60-trace.json")
	f.Add([]byte(`{"articles":[{"text":"a"},[]],"x":[[]]}{"text":"b"} 1 "`))
	f.Fuzz(func(t *testing.T, content []byte) {
		b := fuzz(t, "a.json", content)
		// What is whole JSON has no problem with its JSON.
		for _, e := range b.Errors {
			if json.Valid(content) && strings.Contains(e.Problem, "not JSON") {
				t.Errorf("%q: %v", content, e)
			}
		}
	})
}

func FuzzFile(f *testing.F) {
	for _, name := range []string{"10-merrow.txt", "40-note.md", "50-courier.html", "inner/pt.txt.gz", "inner/hi.jsonl.zst"} {
		addFile(f, "testdata/folder/"+name)
	}
	f.Add([]byte("\xFF\xFEa\x00"))
	f.Add([]byte("---\ntitle: x\n---\n# y\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, name := range []string{"a.txt", "a.md", "a.xml", "a.warc"} {
			fuzz(t, name, content)
		}
	})
}

func addFile(f *testing.F, name string) {
	b, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
}
