package warc_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/stemma-news/stemma/warc"
)

// FuzzReader reads any bytes to their end, and again from each record.
func FuzzReader(f *testing.F) {
	for _, name := range []string{"plain", "gzip members", "one gzip", "gzip blocks", "zstd frames", "zstd dictionary"} {
		f.Add(layouts[name](f, crawl()[:5]))
	}
	f.Add([]byte("WARC-Type: response\nContent-Length: 5\n\nHTTP/1.1 200\n\nWARC/1.0\n"))
	f.Add([]byte("filedesc://a 0.0.0.0 20040314050607 text/plain 3\nabc\nhttp://a/ 1.1.1.1 20040314050607 text/html 1\na\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
		if len(all)+len(problems) > len(file) {
			t.Errorf("%d records and %d problems of %d bytes", len(all), len(problems), len(file))
		}
		for i, r := range all {
			if r.Offset < 0 || r.Offset > int64(len(file)) || r.Inner < 0 || !utf8.ValidString(r.URI) {
				t.Errorf("record %d: %+v", i, r)
			}
		}
		if len(problems) > 0 || len(all) == 0 {
			return
		}
		last := all[len(all)-1]
		resumed, err := warc.Resume(bytes.NewReader(file), last.Offset, last.Inner)
		if err != nil {
			t.Fatal(err)
		}
		rest, _ := readAll(t, resumed)
		if diff := cmp.Diff(all[len(all)-1:], rest); diff != "" {
			t.Errorf("taken up at the last record: %s", diff)
		}
	})
}

// FuzzResponse undoes any body.
func FuzzResponse(f *testing.F) {
	f.Add("Content-Encoding: gzip\r\n", []byte(coded(f, "gzip", story)))
	f.Add("Content-Encoding: br, deflate\r\nTransfer-Encoding: chunked\r\n", []byte(chunks(story)))
	f.Add("Content-Encoding: br\r\n", []byte(coded(f, "br", story)))
	f.Add("Content-Encoding: zstd\r\n", []byte(coded(f, "zstd", story)))
	f.Add("Content-Encoding: deflate\r\n", []byte(coded(f, "flate", story)))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		const most = 4096
		rec, err := warc.NewReader(bytes.NewReader([]byte(page("x:a", header, string(body)).text())), warc.Options{}).Next()
		if err != nil {
			return // the header ended the record
		}
		resp, err := rec.Response(most)
		if err == nil && len(resp.Body) > most {
			t.Errorf("%d bytes", len(resp.Body))
		}
		if _, err := io.Copy(io.Discard, rec.Block); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("block: %v", err)
		}
	})
}
