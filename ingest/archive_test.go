package ingest

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
)

// record is a record of a web archive.
func warcRecord(kind, uri, mediaType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-03-02T12:00:00Z\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, uri, mediaType, len(block), block)
}

func response(uri, status, mediaType, body string) string {
	return warcRecord("response", uri, "application/http; msgtype=response", "HTTP/1.1 "+status+"\r\nContent-Type: "+mediaType+"\r\n\r\n"+body)
}

// crawl is what a crawler brings home: pages in three languages, and much that
// is no page.
func crawl(t *testing.T) []string {
	return []string{
		warcRecord("warcinfo", "", "application/warc-fields", "software: harbour-crawler/0.1\r\n"),
		response("https://larn.example/ferry", "200 OK", "text/html", pageOf("Ferry aground", ferry, `<meta property="article:published_time" content="2025-03-01T09:30:00Z">`)),
		warcRecord("request", "https://larn.example/ferry", "application/http; msgtype=request", "GET /ferry HTTP/1.1\r\n\r\n"),
		response("https://larn.example/logo.png", "200 OK", "image/png", "\x89PNG"),
		response("https://herold.example/faehre", "200 OK", "text/html; charset=iso-8859-1", encode(t, "iso-8859-1", pageOf("Fähre", faehre, `<meta property="article:published_time" content="2025-06-01">`))),
		response("https://larn.example/moved", "301 Moved Permanently", "text/html", "<p>moved</p>"),
		response("https://larn.example/gone", "404 Not Found", "text/html", pageOf("Not found", "There is nothing here.")),
		warcRecord("revisit", "https://larn.example/ferry", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\n\r\n"),
		warcRecord("conversion", "https://bode.example/veer", "text/plain", "渡轮在岬角附近搁浅。"),
		response("https://web.archive.org/web/20250301180000/https://post.example/alva", "200 OK", "text/html", pageOf("Harbour", harbour)),
	}
}

const passedOver = "passed over: 1 error page, 1 file that is no page, 1 redirect, 1 revisit (the page is that of an earlier visit)"

// packed are the forms in which archives come, by their names.
func packed(t *testing.T, records []string) map[string]string {
	t.Helper()
	plain := strings.Join(records, "")
	var members strings.Builder
	for _, r := range records {
		members.WriteString(gz(t, r))
	}
	var frames bytes.Buffer
	for _, r := range records {
		z, err := zstd.NewWriter(&frames, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write([]byte(r)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{"a.warc": plain, "a.warc.gz": members.String(), "whole.warc.gz": gz(t, plain), "a.warc.zst": frames.String()}
}

// TestArchives reads web archives, and says of each page when it was captured.
func TestArchives(t *testing.T) {
	want := []string{
		"https://larn.example/ferry 2025-03-01T09:30:00Z second captured \"2025-03-02T12:00:00Z\": " + ferry,
		"https://herold.example/faehre 0001-01-01T00:00:00Z none captured \"2025-03-02T12:00:00Z\": " + faehre, // dated after its capture
		"https://bode.example/veer 0001-01-01T00:00:00Z none captured \"2025-03-02T12:00:00Z\": 渡轮在岬角附近搁浅。",
		"https://post.example/alva 0001-01-01T00:00:00Z none captured \"2025-03-01T18:00:00Z\": " + harbour,
	}
	for name, content := range packed(t, crawl(t)) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folderOf(t, map[string]string{name: content}), name)
			b, err := Read(t.Context(), []string{path}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var articles []string
			for _, a := range b.Articles {
				articles = append(articles, fmt.Sprintf("%s %s %s captured %s: %s", a.URL, a.Published.Format(time.RFC3339), a.PublishedPrecision, a.Extra["captured"], a.Text))
			}
			if diff := cmp.Diff(want, articles); diff != "" {
				t.Error(diff)
			}
			if len(b.Errors) > 0 || len(b.Notes) != 1 || b.Notes[0].Problem != passedOver {
				t.Errorf("problems %v, notes %v", b.Errors, b.Notes)
			}
			for _, a := range b.Articles {
				one, err := Read(t.Context(), []string{a.Input}, Options{})
				if err != nil || len(one.Articles) != 1 || len(one.Errors) > 0 {
					t.Fatal(a.Input, one, err)
				}
				if diff := cmp.Diff(a, one.Articles[0]); diff != "" {
					t.Errorf("%s alone: %s", a.Input, diff)
				}
			}
		})
	}
}

// TestArchiveGoesOn takes up the reading of an archive at each of its articles.
func TestArchiveGoesOn(t *testing.T) {
	for name, content := range packed(t, crawl(t)) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folderOf(t, map[string]string{name: content}), name)
			all := told(t, Each(t.Context(), []string{path}, Options{}))
			n := 0
			for it, err := range Each(t.Context(), []string{path}, Options{}) {
				if err != nil {
					t.Fatal(err)
				}
				if it.Article == nil {
					continue
				}
				rest := told(t, Each(t.Context(), []string{path}, Options{From: func(string) Place { return it.At }}))
				if diff := cmp.Diff(all[n:], rest); diff != "" {
					t.Errorf("from %s:\n%s", it.At, diff)
				}
				n++
			}
		})
	}
}

// TestDamagedArchive loses what is damaged and reads the rest.
func TestDamagedArchive(t *testing.T) {
	records := crawl(t)
	members := make([]string, len(records))
	offset := 0
	for i, r := range records {
		members[i] = gz(t, r)
		if i < 4 {
			offset += len(members[i])
		}
	}
	members[4] = members[4][:40] + "\xFF\xFF\xFF\xFF" + members[4][44:]
	articles, problems := readAll(t, map[string]string{"a.warc.gz": strings.Join(members, "")}, Options{})
	if len(articles) != 3 || len(problems) != 1 || !strings.HasPrefix(problems[0], fmt.Sprintf("a.warc.gz#%d: ", offset)) {
		t.Errorf("%q\n%q", articles, problems)
	}
}

// archiveWithoutEnd gives conversion records of some 3,000 bytes, until there
// are n bytes.
type archiveWithoutEnd struct {
	articlesWithoutEnd
}

func (a *archiveWithoutEnd) Read(p []byte) (int, error) {
	if len(a.left) == 0 {
		if a.n <= 0 {
			return 0, io.EOF
		}
		a.count++
		a.left = []byte(warcRecord("conversion", fmt.Sprintf("https://larn.example/%d", a.count), "text/plain", reportOf3000))
		a.n -= int64(len(a.left))
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n, nil
}

// TestArchiveInConstantMemory reads an archive that is larger than what may be
// held of it.
func TestArchiveInConstantMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	in := &archiveWithoutEnd{articlesWithoutEnd{n: 100 << 20}}
	n, most := 0, uint64(0)
	for it, err := range Each(t.Context(), []string{"-"}, Options{Stdin: in}) {
		if err != nil || it.Problem != nil {
			t.Fatal(err, it.Problem)
		}
		if n++; n%5000 == 0 {
			most = max(most, heap())
		}
	}
	if n-1 != in.count || most > 64<<20 {
		t.Errorf("%d articles of %d, a heap of %s", n-1, in.count, size(int64(most)))
	}
}

// TestPagesAgain: that a crawler came by twice is no problem, and counted.
func TestPagesAgain(t *testing.T) {
	page := func(at string) string {
		return strings.Replace(response("https://larn.example/ferry", "200 OK", "text/html", pageOf("Ferry aground", ferry)), "2025-03-02T12", at, 1)
	}
	b, err := ReadFS(t.Context(), files(map[string]string{"a.warc": page("2025-03-02T12") + page("2025-03-02T18"), "b.warc": page("2025-03-03T12")}), ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []stemma.InputError{{Input: "a.warc", Problem: "passed over: 1 pages that are there already"}, {Input: "b.warc", Problem: "passed over: 1 pages that are there already"}}
	if diff := cmp.Diff(want, b.Notes); diff != "" || len(b.Errors) > 0 || len(b.Articles) != 1 {
		t.Error(diff, b.Errors, len(b.Articles))
	}
}

// A header that is not as it should be is read, and said to have been put right.
func TestArchiveHeaderPutRight(t *testing.T) {
	mended := strings.Replace(response("https://larn.example/ferry", "200 OK", "text/html", pageOf("Ferry aground", ferry)), "\r\n", "\r\nno field at all\r\n", 1)
	b, err := Read(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(mended)})
	if err != nil || len(b.Articles) != 1 || len(b.Errors) != 0 {
		t.Fatal(b, err)
	}
	if got := fmt.Sprint(b.Notes); !strings.Contains(got, "1 record has a header that is not as it should be, and read all the same") {
		t.Error(got)
	}
}
