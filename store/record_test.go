package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
)

func testCodec(t testing.TB) codec {
	c, err := newCodec()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

// FuzzRecord: what is packed comes back, whatever bytes the fields have.
func FuzzRecord(f *testing.F) {
	f.Add("Ferry aground", "https://quay.example/1", "The ferry Alva ran aground.\n\nNobody was hurt.")
	f.Add("", "", "")
	f.Add("\xff\xfe", "\n", "\x00\n{\"text\":\"other\"}\n\xc3")
	f.Add("渡轮“阿尔瓦”号", "https://港口.example/渡轮", "جنحت العبّارة\u200f\u2028𠮷")
	c := testCodec(f)
	f.Fuzz(func(t *testing.T, title, address, text string) {
		want := repaired(stemma.Article{ID: "one", Title: title, URL: address, Byline: title, Text: text, Sentences: []stemma.Span{{Start: 0, End: len(text)}}})
		record, err := c.pack(&want)
		if err != nil {
			t.Fatal(err)
		}
		have, err := c.unpack("one", record)
		if err != nil || have.Text != text || contentOf(&have) != contentOf(&want) || have.Sentences[0] != want.Sentences[0] {
			t.Errorf("have %+v, %v, want %+v", have, err, want)
		}
		_ = pageOf(address)
		_ = alike(&want, &stemma.Article{Title: address, Text: title})
	})
}

// FuzzUnpack: a record that is damaged is an error.
func FuzzUnpack(f *testing.F) {
	c := testCodec(f)
	record, err := c.pack(&stemma.Article{ID: "one", Text: strings.Repeat("The ferry Alva ran aground. ", 20)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(record)
	f.Add(record[:len(record)/2])
	f.Add([]byte{})
	packed, err := (&said{Sources: []stemma.Source{{ID: "src1", Name: "Norlink"}}}).pack(c)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add(c.enc.EncodeAll([]byte("{}"), nil))
	f.Add(c.enc.EncodeAll([]byte("[1]\ntext"), nil))
	f.Add(c.enc.EncodeAll([]byte(`{"boilerplate":[{"start":9,"end":-1}]}`+"\n"), nil))
	f.Fuzz(func(t *testing.T, record []byte) {
		var h zstd.Header
		if h.Decode(record) == nil && h.FrameContentSize > 1<<20 {
			t.Skip("large")
		}
		if s, err := c.said(record); err == nil {
			if _, err := s.pack(c); err != nil {
				t.Errorf("packed again: %v", err)
			}
		}
		a, err := c.unpack("one", record)
		if err != nil {
			return
		}
		_ = alike(&a, &a)
		if again, err := c.pack(&a); err == nil {
			if b, err := c.unpack("one", again); err != nil || b.Text != a.Text {
				t.Errorf("unpacked again: %v", err)
			}
		}
	})
}

// TestDerived: the ids that ingest derives are known for such.
func TestDerived(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reports.jsonl")
	if err := os.WriteFile(file, []byte(`{"text":"The ferry Alva ran aground."}`), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for it, err := range ingest.Each(t.Context(), []string{file}, ingest.Options{Everything: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if a := it.Article; a != nil {
			if n++; !reDerived.MatchString(a.ID) {
				t.Errorf("%q is not known for a derived id", a.ID)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d articles", n)
	}
}
