package warc_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What follows writes small archives, as crawlers do.

// wrote is a record to write.
type wrote struct {
	kind, uri, mime string
	more            []string // further lines of the header
	block           string
}

const stamp = "2026-03-14T05:06:07Z"

// text returns the record as it stands in a plain file.
func (w wrote) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%x>\r\nWARC-Date: %s\r\n", w.kind, len(w.block), stamp)
	if w.uri != "" {
		fmt.Fprintf(&b, "WARC-Target-URI: %s\r\n", w.uri)
	}
	for _, line := range w.more {
		b.WriteString(line + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", w.mime, len(w.block), w.block)
	return b.String()
}

func page(uri, header, body string) wrote {
	return wrote{
		kind: "response", uri: uri, mime: "application/http; msgtype=response",
		block: "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + header + "\r\n" + body,
	}
}

// crawl is an archive with a record of every type.
func crawl() []wrote {
	return []wrote{
		{kind: "warcinfo", mime: "application/warc-fields", block: "software: harbour-crawler/0.1\r\nformat: WARC File Format 1.0\r\n"},
		{kind: "request", uri: "https://merrow.example/a", mime: "application/http; msgtype=request", block: "GET /a HTTP/1.1\r\nHost: merrow.example\r\n\r\n"},
		page("https://merrow.example/a", "", "<title>The ferry to Ostrand is late</title>"),
		page("https://sada.example/خبر", "", "<title>العبّارة إلى أوستراند متأخرة</title>"),
		{
			kind: "revisit", uri: "https://merrow.example/b", mime: "application/http; msgtype=response",
			more: []string{
				"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
				"WARC-Refers-To: <urn:uuid:7>", "WARC-Refers-To-Target-URI: https://merrow.example/a", "WARC-Refers-To-Date: 2026-03-13T00:00:00Z",
			},
			block: "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
		},
		{kind: "metadata", uri: "https://merrow.example/a", mime: "application/warc-fields", block: "fetchTimeMs: 12\r\n"},
		{kind: "resource", uri: "file:///notes.txt", mime: "text/plain", block: "Oslavia: 渡轮晚点。\r\n\r\nEnd.\r\n"},
		{kind: "conversion", uri: "https://merrow.example/a", mime: "text/plain", block: ""},
		page("https://courier.example/c", "", "<p>"+strings.Repeat("Паром опаздывает. ", 9000)),
	}
}

func plainFile(_ testing.TB, records []wrote) []byte {
	var b bytes.Buffer
	for _, w := range records {
		b.WriteString(w.text())
	}
	return b.Bytes()
}

func gzipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// memberFile has a gzip member for each record.
func memberFile(t testing.TB, records []wrote) []byte {
	var all []byte
	for _, w := range records {
		all = append(all, gzipped(t, w.text())...)
	}
	return all
}

// wholeFile is one gzip member.
func wholeFile(t testing.TB, records []wrote) []byte {
	return gzipped(t, string(plainFile(t, records)))
}

// blockFile has gzip members of a fixed size, whatever the records.
func blockFile(t testing.TB, records []wrote) []byte {
	var all []byte
	for rest := plainFile(t, records); len(rest) > 0; {
		n := min(len(rest), 700)
		all = append(all, gzipped(t, string(rest[:n]))...)
		rest = rest[n:]
	}
	return all
}

// frameFile has a zstd frame for each record, with a dictionary if it is given.
func frameFile(t testing.TB, records []wrote, dict []byte) []byte {
	options := []zstd.EOption{zstd.WithEncoderConcurrency(1)}
	if dict != nil {
		options = append(options, zstd.WithEncoderDict(dict))
	}
	z, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all []byte
	for _, w := range records {
		all = z.EncodeAll([]byte(w.text()), all)
	}
	return all
}

// dictFile is a .warc.zst file with its dictionary in front.
func dictFile(compressed bool) func(testing.TB, []wrote) []byte {
	return func(t testing.TB, records []wrote) []byte {
		dict := dictionary(t, records)
		frames := frameFile(t, records, dict)
		if compressed {
			z, err := zstd.NewWriter(nil)
			if err != nil {
				t.Fatal(err)
			}
			dict = z.EncodeAll(dict, nil)
		}
		return append(skippable(0x5D, dict), frames...)
	}
}

func skippable(first byte, content []byte) []byte {
	n := len(content)
	return append([]byte{first, 0x2A, 0x4D, 0x18, byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}, content...)
}

func dictionary(t testing.TB, records []wrote) []byte {
	var samples [][]byte
	for i := range 20 {
		samples = append(samples, []byte(records[i%len(records)].text()[:150]+strings.Repeat("ferry harbour ", i)))
	}
	history := []byte(strings.Repeat(records[2].text()[:200], 3))
	dict, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 77, Contents: samples, History: history, Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	return dict
}

// layouts are the ways in which archives are packed.
var layouts = map[string]func(testing.TB, []wrote) []byte{
	"plain":           plainFile,
	"gzip members":    memberFile,
	"one gzip":        wholeFile,
	"gzip blocks":     blockFile,
	"zstd frames":     func(t testing.TB, w []wrote) []byte { return frameFile(t, w, nil) },
	"zstd dictionary": dictFile(false),
	"packed dict":     dictFile(true),
	"one zstd": func(t testing.TB, w []wrote) []byte {
		z, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return z.EncodeAll(plainFile(t, w), nil)
	},
}
