package feed_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
)

// holds checks what always holds of an entry.
func holds(t *testing.T, e feed.Entry) {
	t.Helper()
	for _, s := range []string{e.URL, e.GUID, e.Title, e.Outlet, e.OutletURL, e.Byline, e.Lang, e.HTML, e.Text, e.Summary} {
		if !utf8.ValidString(s) {
			t.Errorf("not UTF-8: %q", s)
		}
	}
	for _, s := range []string{e.URL, e.OutletURL} {
		if u, err := url.Parse(s); err != nil || s != "" && u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("no address: %q", s)
		}
	}
	if strings.ContainsAny(e.Title+e.Byline+e.Summary, "\n\x00") || e.HTML != "" && e.Text != "" {
		t.Errorf("%+v", e)
	}
	for _, m := range []stemma.Moment{e.Published, e.Updated} {
		if m.Precision == "" || (m.Precision == stemma.PrecisionNone) != m.Time.IsZero() {
			t.Errorf("moment %+v", m)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, test := range formats {
		f.Add([]byte(test.in))
	}
	f.Add([]byte("<rss><channel><item><title>a</title><item><ti"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := feed.Parse(context.Background(), data, base)
		if got == nil && err == nil {
			t.Fatal("neither a feed nor an error")
		}
		if got != nil {
			for _, e := range got.Entries {
				holds(t, e)
			}
		}
	})
}

func FuzzLists(f *testing.F) {
	f.Add([]byte(newsMap))
	f.Add([]byte("<opml><outline text='a'><outline xmlUrl='https://a.example'/></outline></opml>"))
	f.Add([]byte("<html lang=de><base href=/x><link rel=feed href=y><a href=/rss>a</a>"))
	f.Add([]byte("https://a.example/1\nhttps://a.example/2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, _ := feed.ParseSitemap(context.Background(), data, base); s != nil {
			for _, e := range s.Entries {
				holds(t, e)
			}
		}
		links, _ := feed.ParseOPML(context.Background(), data)
		for _, l := range append(links, feed.Discover(data, base)...) {
			if u, err := url.Parse(l.URL); err != nil || u.Host == "" || !utf8.ValidString(l.Title) {
				t.Errorf("link %+v", l)
			}
		}
	})
}

// Reading takes time in proportion to what is read, whatever it is.
func TestHugeFeedsAreReadInLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time")
	}
	tests := map[string]string{
		"entries":      "<rss><channel>" + strings.Repeat("<item><title>a</title></item>", 4_000) + "</channel></rss>",
		"unclosed":     "<rss><channel>" + strings.Repeat("<item><title>a</title>", 4_000),
		"broken":       "<rss><channel>" + strings.Repeat("<item><title a=\"></title></item>", 4_000),
		"one text":     item("<title>" + strings.Repeat("<b>&amp;amp;", 40_000) + "</title>"),
		"ampersands":   item("<title>" + strings.Repeat("&", 200_000) + "</title>"),
		"attributes":   item("<x " + strings.Repeat("a=\"b\" ", 40_000) + "/>"),
		"CDATA":        item("<title>" + strings.Repeat("<![CDATA[x]]>", 20_000) + "</title>"),
		"comments":     item(strings.Repeat("<!-- ", 40_000)),
		"date":         item("<pubDate>" + strings.Repeat("14 Mar ", 20_000) + "</pubDate>"),
		"author":       item("<author>" + strings.Repeat("a@b (c) ", 20_000) + "</author>"),
		"creators":     item(strings.Repeat("<dc:creator>a</dc:creator>", 10_000)),
		"extensions":   item(strings.Repeat("<x:y><x:z/></x:y>", 10_000)),
		"less than":    item("<title>" + strings.Repeat("< ", 100_000) + "</title>"),
		"JSON":         `{"items":[` + strings.Repeat(`{"id":"1"},`, 4_000) + `{}]}`,
		"deep JSON":    `{"items":[` + strings.Repeat(`[`, 100_000),
		"quoted":       item("<title a='" + strings.Repeat("<", 100_000)),
		"references":   item("<title>" + strings.Repeat("&#1;", 60_000) + "</title>"),
		"bases":        item(strings.Repeat("<x xml:base=\"https://a.example/b\"/>", 4_000)),
		"processing":   strings.Repeat("<?a ?>", 40_000) + item(""),
		"doctype":      "<!DOCTYPE rss [" + strings.Repeat("<!ENTITY a 'b'>", 20_000) + "]>" + item(""),
		"sitemap urls": "<urlset>" + strings.Repeat("<url><loc>https://a.example/</loc></url>", 4_000),
		"text":         strings.Repeat("a <", 60_000),
	}
	for name, in := range tests {
		begin := time.Now()
		f, err := feed.Parse(context.Background(), []byte(in), base)
		if f == nil && err == nil {
			t.Errorf("%s: neither a feed nor an error", name)
		}
		_, _ = feed.ParseSitemap(context.Background(), []byte(in), base)
		_, _ = feed.ParseOPML(context.Background(), []byte(in))
		feed.Discover([]byte(in), base)
		if d := time.Since(begin); d > 5*time.Second {
			t.Errorf("%s: took %v for %d bytes", name, d, len(in))
		} else {
			t.Logf("%s: %v for %d bytes", name, d, len(in))
		}
	}
}
