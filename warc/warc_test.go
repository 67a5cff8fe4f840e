package warc_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/stemma-news/stemma/warc"
)

// got is what was read of a record.
type got struct {
	Type, URI, Block string
	Offset, Inner    int64
}

// readAll reads an archive to its end: its records, and what went wrong.
func readAll(t testing.TB, r *warc.Reader) (records []got, problems []string) {
	t.Helper()
	for range 100_000 {
		rec, err := r.Next()
		var bad *warc.RecordError
		switch {
		case errors.Is(err, io.EOF):
			return records, problems
		case errors.As(err, &bad):
			problems = append(problems, err.Error())
			continue
		case err != nil:
			return records, append(problems, "final: "+err.Error())
		}
		block, _ := io.ReadAll(rec.Block) // Next says what is wrong
		records = append(records, got{rec.Type, rec.TargetURI, string(block), rec.Offset, rec.Inner})
	}
	t.Fatal("no end")
	return nil, nil
}

func TestEveryLayoutGivesTheSameRecords(t *testing.T) {
	for name, pack := range layouts {
		t.Run(name, func(t *testing.T) {
			file := pack(t, crawl())
			all, problems := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
			if problems != nil {
				t.Fatal(problems)
			}
			if len(all) != len(crawl()) {
				t.Fatalf("%d records, want %d", len(all), len(crawl()))
			}
			for i, w := range crawl() {
				if all[i].Type != w.kind || all[i].URI != w.uri || all[i].Block != w.block {
					t.Errorf("record %d: %s %s %.80q, want %s %s %.80q", i, all[i].Type, all[i].URI, all[i].Block, w.kind, w.uri, w.block)
				}
			}
			slow, problems := readAll(t, warc.NewReader(iotest.OneByteReader(bytes.NewReader(file)), warc.Options{}))
			if diff := cmp.Diff(all, slow); diff != "" || problems != nil {
				t.Errorf("read byte by byte: %v\n%s", problems, diff)
			}
		})
	}
}

func TestTakenUpAtEachRecordItGivesTheSameRest(t *testing.T) {
	for name, pack := range layouts {
		t.Run(name, func(t *testing.T) {
			file := pack(t, crawl())
			all, _ := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
			for i, at := range all {
				r, err := warc.Resume(bytes.NewReader(file), at.Offset, at.Inner)
				if err != nil {
					t.Fatal(err)
				}
				rest, problems := readAll(t, r)
				if diff := cmp.Diff(all[i:], rest); diff != "" || problems != nil {
					t.Errorf("from record %d: %v\n%s", i, problems, diff)
				}
			}
		})
	}
}

func TestOffsetsAreWhereMembersBegin(t *testing.T) {
	file := memberFile(t, crawl())
	all, _ := readAll(t, warc.NewReader(bytes.NewReader(file), warc.Options{}))
	want := int64(0)
	for i, w := range crawl() {
		if all[i].Offset != want || all[i].Inner != 0 {
			t.Errorf("record %d at %d+%d, want %d", i, all[i].Offset, all[i].Inner, want)
		}
		want += int64(len(gzipped(t, w.text())))
	}
}

func TestBlocksNeedNotBeRead(t *testing.T) {
	for name, pack := range layouts {
		r := warc.NewReader(bytes.NewReader(pack(t, crawl())), warc.Options{})
		for i, w := range crawl() {
			rec, err := r.Next()
			if err != nil {
				t.Fatalf("%s, record %d: %v", name, i, err)
			}
			if rec.Type != w.kind {
				t.Errorf("%s, record %d: type %s, want %s", name, i, rec.Type, w.kind)
			}
			if i%2 == 0 {
				if _, err := io.ReadFull(rec.Block, make([]byte, min(5, len(w.block)))); err != nil {
					t.Error(err)
				}
			}
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v at the end", name, err)
		}
	}
}

func TestRecordSaysWhatItsHeaderSays(t *testing.T) {
	r := warc.NewReader(bytes.NewReader(memberFile(t, crawl()[4:5])), warc.Options{})
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if rec.Version != "WARC/1.0" || rec.Profile != "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest" ||
		rec.RefersTo != "urn:uuid:7" || rec.RefersToURI != "https://merrow.example/a" ||
		fmt.Sprint(rec.Date, rec.RefersToDate) != "2026-03-14 05:06:07 +0000 UTC 2026-03-13 00:00:00 +0000 UTC" {
		t.Errorf("%+v", rec)
	}
	if got := rec.Header.Get("warc-refers-to"); got != "<urn:uuid:7>" {
		t.Errorf("Get: %q", got)
	}
	resp, err := rec.Response(100)
	if err != nil || resp.Status != 200 || len(resp.Body) != 0 {
		t.Errorf("response of a revisit record: %+v, %v", resp, err)
	}
}

func TestHeadersAsTheyAreFound(t *testing.T) {
	const head = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Date: 2026-03-14T05:06:07.123456789Z\r\n"
	tests := map[string]struct{ file, uri, block, defects string }{
		"LF only": {
			"WARC/1.0\nWARC-Type: resource\nWARC-Date: 2026-03-14T05:06:07Z\nWARC-Target-URI: x:a\nContent-Length: 3\n\nabc\n\n",
			"x:a", "abc", "[]",
		},
		"folded":         {head + "WARC-Target-URI: x:\r\n\t a\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "x: a", "abc", "[]"},
		"angle brackets": {head + "WARC-Target-URI: <x:a>\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n", "x:a", "abc", "[]"},
		"case":           {head + "warc-target-uri:x:a\r\nCONTENT-LENGTH:3\r\n\r\nabc\r\n\r\n", "x:a", "abc", "[]"},
		"no end":         {head + "WARC-Target-URI: x:a\r\nContent-Length: 3\r\n\r\nabc", "x:a", "abc", "[]"},
		"no version line": {
			"WARC-Type: resource\r\nWARC-Date: 2026\r\nWARC-Target-URI: x:a\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
			"x:a", "abc", "[no version line]",
		},
		"no field": {
			head + "WARC-Target-URI: x:a\r\nrubbish\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
			"x:a", "abc", "[lines in the header that are no fields]",
		},
		"two headers": {
			head + "WARC-Target-URI: x:a\r\nContent-Length: 3\r\nWARC-Type: request\r\n\r\nabc\r\n\r\n",
			"x:a", "abc", "[WARC-Type stands twice: two headers may have run together]",
		},
		"no date": {
			"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Date: today\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
			"", "abc", "[no WARC-Date that can be read]",
		},
		"no length":       {head + "\r\nabc\r\n\r\n", "", "abc", "[no Content-Length that can be believed]"},
		"negative length": {head + "Content-Length: -3\r\n\r\nabc\r\n\r\n", "", "abc", "[no Content-Length that can be believed]"},
		"huge length":     {head + "Content-Length: 99999999999999999999\r\n\r\nabc\r\n\r\n", "", "abc", "[no Content-Length that can be believed]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			second := page("x:second", "", "<p>").text()
			r := warc.NewReader(strings.NewReader("\r\n"+test.file+second), warc.Options{})
			rec, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			block, err := io.ReadAll(rec.Block)
			if err != nil || string(block) != test.block || rec.TargetURI != test.uri || fmt.Sprint(rec.Defects) != test.defects {
				t.Errorf("%q %v %q %v", block, err, rec.TargetURI, rec.Defects)
			}
			if rec, err = r.Next(); err != nil || rec.TargetURI != "x:second" {
				t.Errorf("the next: %+v, %v", rec, err)
			}
		})
	}
}
