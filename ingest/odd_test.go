package ingest

import (
	"archive/tar"
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestZeroBytes reads what has a zero byte in it by accident, and refuses what is
// no text.
func TestZeroBytes(t *testing.T) {
	page := strings.Replace(pageOf("Ferry", ferry+" "+harbour), "Saturday", "Satur\x00day", 1)
	articles, problems := readAll(t, map[string]string{"a.html": page}, Options{})
	if len(articles) != 1 || !strings.Contains(articles[0], "83 passengers") || len(problems) > 0 {
		t.Errorf("%q, %v", articles, problems)
	}
	articles, problems = readAll(t, map[string]string{"a.txt": strings.Repeat(harbour, 3) + "\x00" + faehre}, Options{})
	if len(articles) != 1 || !strings.Contains(articles[0], "\uFFFDDie Fähre") {
		t.Errorf("%q", articles)
	}
	checkProblem(t, problems, "1 zero byte in the text: read with U+FFFD in its place; save it again as text")
	articles, problems = readAll(t, map[string]string{"a.txt": strings.Repeat(harbour, 3) + "\x00\x01" + faehre}, Options{})
	if len(articles) > 0 {
		t.Errorf("%q", articles)
	}
	checkProblem(t, problems, "not text but binary data")
}

// TestLinksInArchives names what an archive has beside files.
func TestLinksInArchives(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "reports/", Typeflag: tar.TypeDir},
		{Name: "reports/a.txt", Typeflag: tar.TypeReg, Size: int64(len(faehre))},
		{Name: "link.txt", Typeflag: tar.TypeSymlink, Linkname: "/etc/hosts"},
		{Name: "pipe.txt", Typeflag: tar.TypeFifo},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(faehre)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := readAlone(t, "a.tar", b.String(), Options{})
	if len(got.Articles) != 1 || len(got.Errors) > 0 || len(got.Notes) != 1 ||
		got.Notes[0].Problem != "passed over, for it is no file but a link, a pipe, a file with holes or the like: link.txt, pipe.txt" {
		t.Errorf("%d articles, %v, %v", len(got.Articles), got.Errors, got.Notes)
	}
}

// TestArchivesOfOddPages passes over what a crawler stores and is no page, though
// its server says so.
func TestArchivesOfOddPages(t *testing.T) {
	noise := make([]byte, 3000)
	r := rand.NewChaCha8([32]byte{7})
	_, _ = r.Read(noise)
	records := response("https://larn.example/robots.txt", "200 OK", "text/plain", "User-agent: *\nDisallow: /private\n") +
		response("https://larn.example/look.css", "200 OK", "text/plain", "body { color: black }") +
		response("https://larn.example/noise", "200 OK", "text/html", string(noise)) +
		response("https://larn.example/long", "200 OK", "text/html", strings.Repeat("a", 70_000)) +
		response("https://larn.example/veer", "200 OK", "text/plain", "渡轮在岬角附近搁浅。")
	path := filepath.Join(folderOf(t, map[string]string{"a.warc": records}), "a.warc")
	b, err := Read(t.Context(), []string{path}, Options{MaxArticle: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Articles) != 1 || b.Articles[0].Text != "渡轮在岬角附近搁浅。" {
		t.Errorf("%v", b.Articles)
	}
	if len(b.Errors) != 1 || !strings.Contains(b.Errors[0].Problem, "has more than 48.8 KiB, and one article may have as much") {
		t.Errorf("%v", b.Errors)
	}
	if len(b.Notes) != 1 || b.Notes[0].Problem != "passed over: 3 files that are not pages" {
		t.Errorf("%v", b.Notes)
	}
}

// TestEntriesWithoutText makes no article of a title, and says which addresses of
// a feed are none.
func TestEntriesWithoutText(t *testing.T) {
	const feed = `<rss version="2.0"><channel><title>Larn Herald</title>
<item><title>Ferry aground</title><link>file:///etc/hosts</link></item>
<item><title>Harbour shut</title><link>javascript:open()</link></item>
<item><title>Goats</title><link>ftp://larn.example/goats</link><description>Goats are on the roof again.</description></item></channel></rss>`
	articles, problems := readAll(t, map[string]string{"feed.xml": feed}, Options{})
	if diff := cmp.Diff([]string{"feed.xml#3: Goats are on the roof again."}, articles); diff != "" {
		t.Error(diff)
	}
	all := strings.Join(problems, "\n")
	for _, want := range []string{"3 entries give an address that is none of the web (file:///etc/hosts)", "2 entries have no text and are left out: a title alone is no report"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s\ndoes not say %q", all, want)
		}
	}
}

// TestFeedsOfUpdates dates an entry by when it was changed, where that is all that
// a feed has: Atom demands no other date.
func TestFeedsOfUpdates(t *testing.T) {
	feed := `<feed xmlns="http://www.w3.org/2005/Atom"><title>Larn Herald</title><entry><title>Ferry</title><id>urn:x:1</id>
<updated>2025-03-04T18:20:00Z</updated><content type="html">&lt;p&gt;` + ferry + `&lt;/p&gt;</content></entry></feed>`
	b := readAlone(t, "feed.xml", feed, Options{})
	if len(b.Articles) != 1 {
		t.Fatal(b.Errors)
	}
	a := b.Articles[0]
	if got := a.Published.Format("2006-01-02T15:04Z07:00") + " " + string(a.PublishedPrecision); got != "2025-03-04T18:20Z second" {
		t.Error(got)
	}
	if got := string(a.Extra["published_from"]); got != `"feed_updated"` || !a.Updated.IsZero() {
		t.Errorf("from %s, updated %v", got, a.Updated)
	}
}

// TestForwards follows pages that only lead to others, and no others.
func TestForwards(t *testing.T) {
	refresh := func(content string) string {
		return `<html><head><meta http-equiv="refresh" content="` + content + `"></head><body></body></html>`
	}
	const kind = "Content-Type: text/html\n"
	at := site(t, map[string]string{
		"/old":    kind + refresh("0; url=/story"),
		"/older":  kind + refresh("3;URL='{site}/old?a=1&amp;b=2'"),
		"/reload": kind + strings.Replace(pageOf("Harbour", harbour), "<head>", `<head><meta http-equiv="refresh" content="300;url=/story">`, 1),
		"/script": kind + strings.Replace(pageOf("Fähre", faehre), "<head>", `<head><noscript><meta http-equiv="refresh" content="0;url=/story"></noscript>`, 1),
		"/file":   kind + refresh("0;url=file:///etc/hosts"),
		"/circle": kind + refresh("0;url=/circle2"), "/circle2": kind + refresh("0;url=/circle"),
		"/story": kind + pageOf("Ferry aground", ferry),
	})
	for path, want := range map[string]string{"/old": ferry, "/older": ferry, "/reload": harbour, "/script": faehre, "/file": "", "/circle": ""} {
		b, err := Read(t.Context(), []string{at + path}, Options{Fetch: fetcher(t)})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(b.Articles) > 0 {
			got = b.Articles[0].Text
		}
		if got != want || (want == "") != (len(b.Errors) > 0) {
			t.Errorf("%s: %q, %v", path, got, b.Errors)
		}
		if followed := path == "/old"; followed && (len(b.Notes) != 1 || !strings.Contains(b.Notes[0].Problem, "leads to "+at+"/story")) {
			t.Errorf("%s: %v", path, b.Notes)
		}
	}
}

// TestUpdatedToTheDay makes up no time for a change that is known to the day.
func TestUpdatedToTheDay(t *testing.T) {
	for modified, want := range map[string]string{"2025-03-05": "0001-01-01T00:00:00Z", "2025-03-05T08:15:00Z": "2025-03-05T08:15:00Z"} {
		page := pageOf("Ferry", ferry, `<meta property="article:published_time" content="2025-03-04T18:20:00Z"><meta property="article:modified_time" content="`+modified+`">`)
		b := readAlone(t, "a.html", page, Options{})
		if len(b.Articles) != 1 || b.Articles[0].Updated.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v", modified, b.Articles, b.Errors)
		}
	}
}
