package warc_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/stemma-news/stemma/warc"
)

const story = "<!doctype html><title>Ferga er sein</title><p>Паром опаздывает на час. 渡轮晚点一小时。</p>"

// coded compresses a body as a server does.
func coded(t testing.TB, coding, body string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		return string(gzipped(t, body))
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, err = flate.NewWriter(&b, 6)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, err = zstd.NewWriter(&b)
	}
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// chunks cuts a body into chunks.
func chunks(body string) string {
	var b strings.Builder
	for i := 0; len(body) > 0; i++ {
		n := min(len(body), 7+i%3)
		fmt.Fprintf(&b, "%x%s\r\n%s\r\n", n, []string{"", ";a=b"}[i%2], body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}

func respond(t testing.TB, w wrote, maxBody int) (*warc.Response, error) {
	t.Helper()
	rec, err := warc.NewReader(strings.NewReader(w.text()), warc.Options{}).Next()
	if err != nil {
		t.Fatal(err)
	}
	return rec.Response(maxBody)
}

func TestBodies(t *testing.T) {
	const chunked = "Transfer-Encoding: chunked\r\n"
	encoding := func(s string) string { return "Content-Encoding: " + s + "\r\n" }
	tests := map[string]struct{ header, body string }{
		"as it is":                  {"", story},
		"chunked":                   {chunked, chunks(story)},
		"chunked, LF only":          {chunked, strings.ReplaceAll(chunks(story), "\r\n", "\n")},
		"chunked, not declared":     {"", chunks(story)},
		"declared chunked":          {chunked, story},
		"gzip":                      {encoding("gzip"), coded(t, "gzip", story)},
		"x-gzip":                    {encoding("X-GZIP"), coded(t, "gzip", story)},
		"deflate":                   {encoding("deflate"), coded(t, "zlib", story)},
		"deflate without its frame": {encoding("deflate"), coded(t, "flate", story)},
		"br":                        {encoding("br"), coded(t, "br", story)},
		"zstd":                      {encoding("zstd"), coded(t, "zstd", story)},
		"gzip in chunks":            {chunked + encoding("gzip"), chunks(coded(t, "gzip", story))},
		"br in chunks":              {chunked + encoding("br"), chunks(coded(t, "br", story))},
		"twice":                     {encoding("br, gzip"), coded(t, "gzip", coded(t, "br", story))},
		"twice, declared once":      {encoding("gzip"), coded(t, "gzip", coded(t, "gzip", story))},
		"gzip, not declared":        {"", coded(t, "gzip", story)},
		"declared gzip":             {encoding("gzip"), story},
		"declared deflate":          {encoding("deflate"), story},
		"declared br":               {encoding("br"), story},
		"declared zstd":             {encoding("zstd"), story},
		"declared both":             {chunked + encoding("br"), story},
		"unknown":                   {encoding("utf-8, identity"), story},
	}
	for name, test := range tests {
		resp, err := respond(t, page("x:a", test.header, test.body), 10_000)
		if err != nil || string(resp.Body) != story || resp.Cut != "" || resp.Status != 200 || resp.ContentType != "text/html; charset=utf-8" {
			t.Errorf("%s: %+v, %v", name, resp, err)
		}
	}
}

func TestBodiesThatAreNotWhole(t *testing.T) {
	const chunked = "Transfer-Encoding: chunked\r\n"
	long := strings.Repeat(story, 200)
	tests := map[string]struct {
		header, body string
		least        int
		cut          string
	}{
		"too long":             {"", long, 10_000, "longer than 10000 bytes"},
		"too long, gzip":       {"Content-Encoding: gzip\r\n", coded(t, "gzip", long), 10_000, "longer than 10000 bytes"},
		"bomb":                 {"Content-Encoding: gzip\r\n", coded(t, "gzip", strings.Repeat("a", 5_000_000)), 10_000, "longer than 10000 bytes"},
		"bomb in a bomb":       {"Content-Encoding: br, gzip\r\n", coded(t, "gzip", coded(t, "br", strings.Repeat("a", 5_000_000))), 10_000, "longer than 10000 bytes"},
		"gzip breaks off":      {"Content-Encoding: gzip\r\n", coded(t, "gzip", story)[:90], 20, "it breaks off: gzip"},
		"chunks break off":     {chunked, chunks(story)[:60], 20, "it breaks off among its chunks"},
		"a chunk is too short": {chunked, chunks(story)[:50] + "x" + chunks(story)[50:], 20, "it breaks off among its chunks"},
	}
	for name, test := range tests {
		resp, err := respond(t, page("x:a", test.header, test.body), 10_000)
		if err != nil || len(resp.Body) < test.least || len(resp.Body) > 10_000 || !strings.HasPrefix(resp.Cut, test.cut) {
			t.Errorf("%s: %d bytes, cut %q, %v", name, len(resp.Body), resp.Cut, err)
		}
	}
	for field, cut := range map[string]string{
		"WARC-Truncated: length": "the archive has only its beginning (length)",
		"WARC-Segment-Number: 1": "the rest is in continuation records, which are not joined",
	} {
		w := page("x:a", "", story)
		w.more = []string{field}
		if resp, err := respond(t, w, 10_000); err != nil || resp.Cut != cut || string(resp.Body) != story {
			t.Errorf("%s: %+v, %v", field, resp, err)
		}
	}
}

func TestResponseOfAFileThatWasCutOff(t *testing.T) {
	var body strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&body, "<p>%x", i*i*7919)
	}
	file := gzipped(t, page("x:a", "", body.String()).text())
	r := warc.NewReader(bytes.NewReader(file[:len(file)/2]), warc.Options{})
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rec.Response(1 << 20)
	if err != nil || len(resp.Body) == 0 || !strings.Contains(resp.Cut, "cut off") {
		t.Errorf("%+v, %v", resp, err)
	}
	if _, problems := readAll(t, r); len(problems) != 1 {
		t.Errorf("problems %q", problems)
	}
}

func TestHeadersOfServers(t *testing.T) {
	tests := map[string]struct {
		block  string
		status int
		mime   string
		body   string
	}{
		"LF only":         {"HTTP/1.0 404 Not Found\nContent-Type: text/plain\n\nno", 404, "text/plain", "no"},
		"HTTP/2":          {"HTTP/2 200 \r\ncontent-type: text/plain\r\n\r\na", 200, "text/plain", "a"},
		"continue":        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\na", 200, "text/plain", "a"},
		"proxy":           {"HTTP/1.0 200 Connection established\r\nVia: p\r\n\r\nHTTP/1.1 404 No\r\nContent-Type: text/plain\r\n\r\na", 404, "text/plain", "a"},
		"about HTTP":      {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHTTP/1.1 200 OK\r\n\r\na", 200, "text/plain", "HTTP/1.1 200 OK\r\n\r\na"},
		"no status line":  {"Content-Type: text/plain\r\n\r\na", 0, "text/plain", "a"},
		"odd status line": {"HTTP/1.1 OK\r\nContent-Type: text/plain\r\n\r\na", 0, "text/plain", "a"},
		"folded":          {"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=koi8-r\r\n\r\na", 200, "text/html; charset=koi8-r", "a"},
		"rubbish in it":   {"HTTP/1.1 200 OK\r\n<b>Warning</b>\r\nContent-Type: text/plain\r\n\r\na", 200, "text/plain", "a"},
		"twice":           {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\na", 200, "text/plain", "a"},
		"no body":         {"HTTP/1.1 304 Not Modified\r\nContent-Type: text/plain\r\n\r\n", 304, "text/plain", ""},
		"no end":          {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", 200, "text/plain", ""},
		"empty lines":     {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n\r\n\r\na", 200, "text/plain", "\r\n\r\na"},
	}
	for name, test := range tests {
		w := wrote{kind: "response", uri: "x:a", mime: "application/http;msgtype=response", block: test.block}
		resp, err := respond(t, w, 1000)
		if err != nil || resp.Status != test.status || resp.ContentType != test.mime || string(resp.Body) != test.body || resp.Cut != "" {
			t.Errorf("%s: %+v, %v", name, resp, err)
		}
	}
	for name, block := range map[string]string{"empty": "", "a line without end": "HTTP/1.1 " + strings.Repeat("a", 200_000)} {
		w := wrote{kind: "response", uri: "x:a", mime: "application/http;msgtype=response", block: block}
		if resp, err := respond(t, w, 1000); err == nil {
			t.Errorf("%s: %+v", name, resp)
		}
	}
}

func TestDocumentsWithoutAServer(t *testing.T) {
	for _, kind := range []string{"resource", "conversion"} {
		resp, err := respond(t, wrote{kind: kind, uri: "x:a", mime: "text/plain", block: "渡轮晚点"}, 1000)
		if err != nil || resp.Status != 200 || resp.ContentType != "text/plain" || string(resp.Body) != "渡轮晚点" {
			t.Errorf("%s: %+v, %v", kind, resp, err)
		}
	}
	for _, kind := range []string{"request", "warcinfo", "metadata"} {
		if resp, err := respond(t, wrote{kind: kind, uri: "x:a", mime: "text/plain", block: "a"}, 1000); err == nil {
			t.Errorf("%s: %+v", kind, resp)
		}
	}
}

func TestBodiesAreTheCallersOwn(t *testing.T) {
	r := warc.NewReader(bytes.NewReader(plainFile(t, pages(3))), warc.Options{})
	var bodies [][]byte
	for range 3 {
		rec, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		resp, err := rec.Response(1 << 20)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, resp.Body)
	}
	for i, b := range bodies {
		if !bytes.Contains(b, []byte(fmt.Sprintf("<p>%d ", i))) {
			t.Errorf("body %d was overwritten: %.40q", i, b)
		}
	}
}

func TestARC(t *testing.T) {
	doc := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + story
	version := "1 0 Harbour\nURL IP-address Archive-date Content-type Archive-length\n"
	file := fmt.Sprintf("filedesc://merrow-1.arc 0.0.0.0 20040314050607 text/plain %d\n%s\n", len(version), version) +
		fmt.Sprintf("http://merrow.example/ 10.0.0.1 20040314050608 text/html %d\n%s\n", len(doc), doc) +
		"rubbish\nmore\n" +
		fmt.Sprintf("http://merrow.example/2 and 3 10.0.0.1 20040314050609 text/html 200 - - 0 m.arc %d\n%s\n", len(doc), doc)
	r := warc.NewReader(strings.NewReader(file), warc.Options{})
	for i, want := range []string{"warcinfo 2004-03-14 05:06:07", "response 2004-03-14 05:06:08", "", "response 2004-03-14 05:06:09"} {
		rec, err := r.Next()
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "belong to no record") {
				t.Errorf("rubbish: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := rec.Type + " " + rec.Date.Format("2006-01-02 15:04:05"); got != want || rec.Version != "ARC" {
			t.Errorf("record %d: %s, want %s", i, got, want)
		}
		if i > 0 {
			resp, err := rec.Response(1000)
			if err != nil || string(resp.Body) != story || resp.ContentType != "text/html" {
				t.Errorf("record %d: %+v, %v", i, resp, err)
			}
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("end: %v", err)
	}
}
