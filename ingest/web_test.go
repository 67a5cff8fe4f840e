package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/fetch"
)

// site serves pages by their paths. "{site}" in them is its own address; a
// first line "Content-Type: …" is their type.
func site(t *testing.T, pages map[string]string) string {
	t.Helper()
	var s *httptest.Server
	s = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if header, body, ok := strings.Cut(page, "\n"); ok && strings.HasPrefix(header, "Content-Type: ") {
			w.Header().Set("Content-Type", strings.TrimPrefix(header, "Content-Type: "))
			page = body
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(page, "{site}", s.URL)))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func fetcher(t *testing.T) *fetch.Client {
	t.Helper()
	c := fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1})
	t.Cleanup(c.Close)
	return c
}

// pageOf is a web page with a text of several sentences.
func pageOf(title, text string, head ...string) string {
	return "<!DOCTYPE html><html><head><title>" + title + "</title>" + strings.Join(head, "") + "</head><body><nav><a href=\"/\">Home</a></nav><article><h1>" +
		title + "</h1><p>" + text + "</p></article></body></html>"
}

const (
	ferry   = "The ferry Alva ran aground on the Skerry reef off Larn early on Saturday with 83 passengers aboard, the harbour office said."
	faehre  = "Die Fähre Alva ist am frühen Samstag mit 83 Passagieren an Bord auf das Skerry-Riff vor Larn aufgelaufen, teilte das Hafenamt mit."
	harbour = "The harbour of Larn stays closed until Monday, when divers are to look at the hull of the Alva and the reef below it."
)

// TestAddresses reads what stands at an address, whatever it is.
func TestAddresses(t *testing.T) {
	at := site(t, map[string]string{
		"/story":        "Content-Type: text/html\n" + pageOf("Ferry aground", ferry),
		"/ru":           "Content-Type: text/html; charset=windows-1251\n" + encode(t, "windows-1251", pageOf("Паром", russian)),
		"/lines":        "Content-Type: text/plain\n" + `{"text":"eins"}` + "\noops\n" + `{"text":"drei"}`,
		"/array":        "Content-Type: application/json\n" + `[{"text":"one"},{"text":"two","url":"https://larn.example/2"}]`,
		"/note.txt":     "Content-Type: text/plain; charset=utf-8\n渡轮搁浅",
		"/packed.jsonl": "Content-Type: application/octet-stream\n" + gz(t, `{"text":"packed"}`),
		"/lies":         "Content-Type: application/json\n" + pageOf("Ferry aground", ferry),
		"/card":         "Content-Type: text/html\n" + pageOf("Ferry", ferry, `<link rel="canonical" href="https://larn.example/">`),
		"/own":          "Content-Type: text/html\n" + pageOf("Ferry", ferry, `<link rel="canonical" href="https://larn.example/ferry-aground">`),
	})
	tests := []struct {
		path     string
		articles []string
		problem  string
	}{
		{"/story", []string{at + "/story " + at + "/story " + ferry}, ""},
		{"/story#3", []string{at + "/story " + at + "/story " + ferry}, ""},
		{"/story#comments", []string{at + "/story " + at + "/story " + ferry}, ""},
		{"/ru", []string{at + "/ru " + at + "/ru " + russian}, ""},
		{"/lines", []string{at + "/lines#1  eins", at + "/lines#3  drei"}, at + "/lines#2: not JSON"},
		{"/lines#3", []string{at + "/lines#3  drei"}, ""},
		{"/array#2", []string{at + "/array#2 https://larn.example/2 two"}, ""},
		{"/note.txt", []string{at + "/note.txt " + at + "/note.txt 渡轮搁浅"}, ""},
		{"/packed.jsonl", []string{at + "/packed.jsonl#1  packed"}, ""},
		{"/lies", []string{at + "/lies " + at + "/lies " + ferry}, ""},
		{"/card", []string{at + "/card " + at + "/card " + ferry}, ""},
		{"/own", []string{at + "/own https://larn.example/ferry-aground " + ferry}, ""},
		{"/none", nil, at + "/none: "},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			b, err := Read(t.Context(), []string{at + tt.path}, Options{Fetch: fetcher(t)})
			if err != nil {
				t.Fatal(err)
			}
			var articles []string
			for _, a := range b.Articles {
				articles = append(articles, a.Input+" "+a.URL+" "+a.Text)
			}
			if diff := cmp.Diff(tt.articles, articles); diff != "" {
				t.Error(diff)
			}
			_, problems := list(b)
			checkProblem(t, problems, tt.problem)
		})
	}
}

// TestSlowAddresses: pages come in the order in which they were asked for, also
// where the first is the last to come; and the end of the context ends all.
func TestSlowAddresses(t *testing.T) {
	fetched, others := make(chan bool, 1), make(chan bool)
	served := sync.OnceFunc(func() { close(others) })
	quick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/a":
			defer served()
			fallthrough
		default:
			_, _ = io.WriteString(w, "The ferry Alva.")
		}
	}))
	t.Cleanup(quick.Close)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/never":
			fetched <- true
			<-r.Context().Done()
		default:
			<-others // the last of the inputs is there before the first
			_, _ = io.WriteString(w, "The reef of Skerry.")
		}
	}))
	t.Cleanup(slow.Close)
	slow.URL = strings.Replace(slow.URL, "127.0.0.1", "localhost", 1) // another host
	b, err := Read(t.Context(), []string{slow.URL + "/c", quick.URL + "/b", "testdata/folder/10-merrow.txt", quick.URL + "/a"}, Options{Fetch: fetcher(t)})
	if err != nil || len(b.Errors) > 0 {
		t.Fatal(err, b.Errors)
	}
	articles, _ := list(b)
	for i, want := range []string{slow.URL + "/c: The reef", quick.URL + "/b: The ferry", "testdata/folder", quick.URL + "/a: The ferry"} {
		if !strings.HasPrefix(articles[i], want) {
			t.Errorf("%d: %q, want %q", i, articles[i], want)
		}
	}
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-fetched
		cancel()
	}()
	c := fetcher(t)
	if _, err := Read(ctx, []string{quick.URL + "/a", slow.URL + "/never", quick.URL + "/b"}, Options{Fetch: c}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	c.Close()
	for range 100 {
		if runtime.NumGoroutine() <= before+4 { // those of the servers' connections
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// TestArchivedCopies: the address of a copy gives that of the original, and when
// it was taken.
func TestArchivedCopies(t *testing.T) {
	articles, err := ReadFS(t.Context(), files(map[string]string{
		"a.jsonl": `{"url":"https://web.archive.org/web/20250301180000/https://larn.example/ferry","text":"A"}` + "\n" + `{"url":"https://larn.example/b","text":"B"}`,
		"c.html":  pageOf("Ferry", ferry, `<link rel="canonical" href="https://archive.ph/20250302/https://larn.example/c">`),
	}), ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range articles.Articles {
		got = append(got, a.URL+" "+string(a.Extra["captured"]))
	}
	want := []string{`https://larn.example/ferry "2025-03-01T18:00:00Z"`, "https://larn.example/b ", `https://larn.example/c "2025-03-02"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// rss is a feed of items.
func rss(items ...string) string {
	return `Content-Type: application/rss+xml
<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Larn Herald</title><link>{site}/</link><language>en</language>` +
		strings.Join(items, "") + `</channel></rss>`
}

func rssItem(path, date, more string) string {
	return "<item><title>Item " + path + "</title><link>{site}" + path + "</link><pubDate>" + date + "</pubDate>" + more + "</item>"
}

// TestFeeds reads entries that are articles, fetches the pages of the others in
// order, and gives what the feed says where a page cannot be had.
func TestFeeds(t *testing.T) {
	const date = "Sat, 01 Mar 2025 09:30:00 GMT"
	summary := "<description>The ferry Alva ran aground.</description>"
	at := site(t, map[string]string{
		"/feed": rss(
			rssItem("/whole", date, "<content:encoded><![CDATA[<p>"+ferry+"</p><p>"+harbour+"</p>]]></content:encoded>"),
			rssItem("/page", date, summary), rssItem("/gone", date, summary), rssItem("/loop", date, ""), rssItem("/later", date, summary)),
		"/page":  "Content-Type: text/html\n" + pageOf("Fähre", faehre, `<meta property="article:published_time" content="2025-03-01">`),
		"/later": "Content-Type: text/html\n" + pageOf("Harbour", harbour, `<meta property="article:published_time" content="2025-03-04T10:00:00Z">`),
		"/loop":  rss(rssItem("/page", date, summary)),
		"/":      "Content-Type: text/html\n" + pageOf("Larn Herald", "News from Larn.", `<link rel="alternate" type="application/rss+xml" href="/feed">`),
		"/map.xml": `Content-Type: application/xml
<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{site}/later</loc><lastmod>2025-03-04</lastmod></url><url><loc>{site}/page</loc><lastmod>2025-03-05</lastmod></url></urlset>`,
		"/index.xml": `Content-Type: application/xml
<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site}/map.xml</loc></sitemap></sitemapindex>`,
		"/feeds.opml": `Content-Type: text/x-opml
<?xml version="1.0"?><opml version="2.0"><body><outline type="rss" text="Larn" xmlUrl="{site}/feed"/><outline type="rss" text="No" xmlUrl="{site}/nofeed"/></body></opml>`,
	})
	entries := []string{
		at + "/feed#1 2025-03-01T09:30:00Z Larn Herald: " + ferry + "\n" + harbour,
		at + "/page 2025-03-01T09:30:00Z Larn Herald: " + faehre,
		at + "/gone 2025-03-01T09:30:00Z Larn Herald: The ferry Alva ran aground.",
		at + "/later 2025-03-01T09:30:00Z Larn Herald: " + harbour,
	}
	fails := []string{at + "/gone: ", at + "/loop: a list of addresses in place of a page: give its own address"}
	tests := []struct {
		input    string
		o        Options
		articles []string
		problems []string
	}{
		{"/feed", Options{}, entries, fails},
		{"/feed#2", Options{}, entries[1:2], nil},
		{"/feed#9", Options{}, nil, []string{at + "/feed#9: there are fewer entries in it (5): check the number"}},
		{"/", Options{}, entries, fails},
		{"/feeds.opml", Options{}, entries, append(fails[:2:2], at+"/nofeed: ")},
		{"/map.xml", Options{}, []string{at + "/later 2025-03-04T10:00:00Z 127.0.0.1: " + harbour, at + "/page 2025-03-01T00:00:00Z 127.0.0.1: " + faehre}, nil},
		{"/map.xml", Options{MaxPages: 1}, []string{at + "/page 2025-03-01T00:00:00Z 127.0.0.1: " + faehre}, []string{at + "/map.xml: of the 2 pages that it names, only the newest 1 are fetched"}},
		{"/index.xml", Options{}, []string{at + "/later 2025-03-04T10:00:00Z 127.0.0.1: " + harbour, at + "/page 2025-03-01T00:00:00Z 127.0.0.1: " + faehre}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.input, func(t *testing.T) {
			tt.o.Fetch = fetcher(t)
			b, err := Read(t.Context(), []string{at + tt.input}, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			var articles []string
			for _, a := range b.Articles {
				articles = append(articles, fmt.Sprintf("%s %s %s: %s", a.Input, a.Published.Format(time.RFC3339), a.Outlet, a.Text))
			}
			if diff := cmp.Diff(tt.articles, articles); diff != "" {
				t.Error(diff)
			}
			_, problems := list(b)
			if len(problems) != len(tt.problems) {
				t.Fatalf("%q, want %q", problems, tt.problems)
			}
			for i, p := range problems {
				if !strings.HasPrefix(p, tt.problems[i]) {
					t.Errorf("%q, want %q", p, tt.problems[i])
				}
			}
		})
	}
}

// TestFeedFile reads a feed that was saved, without fetching anything.
func TestFeedFile(t *testing.T) {
	_, feed, _ := strings.Cut(rss(
		rssItem("/whole", "2025-03-01", "<content:encoded><![CDATA[<p>"+ferry+"</p>]]></content:encoded>"),
		rssItem("/short", "2025-03-01", "<description>The ferry.</description>")), "\n")
	articles, problems := readAll(t, map[string]string{"feed.xml": strings.ReplaceAll(feed, "{site}", "https://larn.example")}, Options{})
	if diff := cmp.Diff([]string{"feed.xml#1: " + ferry, "feed.xml#2: The ferry."}, articles); diff != "" {
		t.Error(diff)
	}
	checkProblem(t, problems, "1 of its 2 entries have not the whole article")
}

// TestBetterDate chooses between the date of a page and that of a feed.
func TestBetterDate(t *testing.T) {
	tests := []struct{ page, announced, want string }{
		{"2025-03-01", "2025-03-01T09:30:00Z", "2025-03-01T09:30:00Z"}, // the same day, and more precise
		{"2025-03-01", "2025-03-02T01:30:00Z", "2025-03-02T01:30:00Z"}, // the same day somewhere
		{"2025-03-01T09:30:00+02:00", "2025-03-01", "2025-03-01T09:30:00+02:00"},
		{"2025-03-01", "2025-03-09T09:30:00Z", "2025-03-01"},                     // the feed moved it on
		{"2025-03-09T09:30:00Z", "2025-03-01T10:00:00Z", "2025-03-01T10:00:00Z"}, // the page did
		{"2025-03", "2025-03-09", "2025-03-09"},
		{"", "2025-03-09", "2025-03-09"},
		{"2025-03-09", "", "2025-03-09"},
		{"", "", ""},
		{"2025-03-01T09:30:00Z", "2025-06-01T09:30:00Z", "2025-03-01T09:30:00Z"},
	}
	moment := func(s string) stemma.Moment {
		if m, ok := date.Parse(s); ok {
			return m
		}
		return date.None()
	}
	for _, tt := range tests {
		if got := better(moment(tt.page), moment(tt.announced)); momentText(got) != tt.want && (got.Known() || tt.want != "") {
			t.Errorf("%s and %s: %s, want %s", tt.page, tt.announced, momentText(got), tt.want)
		}
	}
}
