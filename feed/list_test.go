package feed_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
)

func TestOPML(t *testing.T) {
	const in = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Feeds &amp; more</title></head><body>
<outline text="North"><outline text="Coast" title="Coast & sea">
  <outline type="rss" text="Merrow Courier" xmlUrl="https://merrow.example/feed" htmlUrl="https://merrow.example/" language="en"/>
  <outline TEXT="うみ新聞" XMLURL="https://umi.example/rdf"></outline></outline>
  <outline text="Берег" xmlurl="feed://bereg.example/rss"/></outline>
<outline text="again" xmlUrl="https://merrow.example/feed"/><outline text="no feed" htmlUrl="https://x.example"/>
<outline type="atom" title="Top" xmlUrl="https://top.example/atom"/></body></opml>`
	want := []feed.Link{
		{URL: "https://merrow.example/feed", Title: "Merrow Courier", Type: "rss", Lang: "en", Site: "https://merrow.example/"},
		{URL: "https://umi.example/rdf", Title: "うみ新聞"},
		{URL: "http://bereg.example/rss", Title: "Берег"},
		{URL: "https://top.example/atom", Title: "Top", Type: "atom"},
	}
	got, err := feed.ParseOPML(context.Background(), []byte(in))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	before, _, _ := strings.Cut(in, `<outline text="again"`)
	got, err = feed.ParseOPML(context.Background(), []byte(before))
	if err == nil || len(got) != 3 {
		t.Errorf("cut off: %d links, %v", len(got), err)
	}
	if _, err := feed.ParseOPML(context.Background(), []byte("<rss/>")); !errors.Is(err, feed.ErrNotFeed) {
		t.Errorf("RSS: %v", err)
	}
}

const newsMap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://ostrand.example/ferge?a=1&amp;b=2</loc><lastmod>2026-03-14T06:00:00+01:00</lastmod>
<news:news><news:publication><news:name>Ostrand Blad</news:name><news:language>nb</news:language></news:publication>
<news:publication_date>2026-03-14T05:06:07+01:00</news:publication_date><news:title>Ferga &quot;Havn&quot; er sein</news:title></news:news>
<image:image><image:loc>https://ostrand.example/1.jpg</image:loc><image:title>Ferga</image:title></image:image></url>
<url><loc> /relativ </loc><lastmod>2026-03-14</lastmod></url><url><lastmod>2026</lastmod></url>`

func TestSitemap(t *testing.T) {
	want := feed.Sitemap{Entries: []feed.Entry{
		{
			URL: "https://ostrand.example/ferge?a=1&b=2", Title: `Ferga "Havn" er sein`, Outlet: "Ostrand Blad", Lang: "nb",
			Published: second("2026-03-14T05:06:07+01:00"), Updated: second("2026-03-14T06:00:00+01:00"),
		},
		{URL: "https://ostrand.example/relativ", Published: none, Updated: stemma.Moment{Time: second("2026-03-14T00:00:00Z").Time, Precision: stemma.PrecisionDay}},
	}}
	for name, in := range map[string][]byte{"XML": []byte(newsMap + "</urlset>"), "gzip": zipped(t, []byte(newsMap+"</urlset>"))} {
		got, err := feed.ParseSitemap(context.Background(), in, "https://ostrand.example/sitemap.xml")
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	got, err := feed.ParseSitemap(context.Background(), []byte(newsMap+"<url><loc>https://ostrand.ex"), "https://ostrand.example/")
	if err == nil || len(got.Entries) != 2 {
		t.Errorf("cut off: %d entries, %v", len(got.Entries), err)
	}
}

func TestSitemapsThatAreOthers(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"index": {
			`<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc><lastmod>2026-03-14</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap><sitemap/></sitemapindex>`,
			"[] [https://a.example/1.xml.gz https://a.example/2.xml]",
		},
		"list":       {"\uFEFFhttps://a.example/1\r\nhttps://a.example/2\n\n", "[https://a.example/1 https://a.example/2] []"},
		"feed":       {item("<link>https://a.example/1</link>"), "[https://a.example/1] []"},
		"prefixes":   {`<s:urlset xmlns:s="x"><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>`, "[https://a.example/1] []"},
		"javascript": {`<urlset><url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/passwd</loc></url></urlset>`, "[] []"},
	}
	for name, test := range tests {
		s, err := feed.ParseSitemap(context.Background(), []byte(test.in), "https://a.example/x/")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		pages, maps := []string{}, []string{}
		for _, e := range s.Entries {
			pages = append(pages, e.URL)
		}
		for _, l := range s.Sitemaps {
			maps = append(maps, l.URL)
		}
		if got := fmt.Sprint(pages, maps); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	for _, in := range []string{"", "no address\n", "<html></html>"} {
		if s, err := feed.ParseSitemap(context.Background(), []byte(in), base); s != nil || !errors.Is(err, feed.ErrNotFeed) {
			t.Errorf("%q: %+v, %v", in, s, err)
		}
	}
	if s, err := feed.ParseSitemap(context.Background(), []byte("https://a.example/1\nnonsense\n"), base); err == nil || len(s.Entries) != 1 {
		t.Errorf("a list with other lines: %+v, %v", s, err)
	}
}

func TestDiscover(t *testing.T) {
	tests := map[string]struct{ page, want string }{
		"declared, comments last": {
			`<!doctype html><html lang="de"><head><link rel="alternate" type="application/rss+xml" title="Küste » Kommentar-Feed" href="https://kueste.example/comments/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed"><link rel="stylesheet" href="/feed.css">
<link rel="Alternate" type="application/rss+xml; charset=UTF-8" title="Hafen" href="/category/hafen/feed/"><link rel=alternate type=application/atom+xml href="/atom.xml" title="K&uuml;ste">
<link rel="alternate" hreflang="fr" href="/fr/"></head><body><a href="/rss">RSS</a></body></html>`,
			"1 https://kueste.example/atom.xml Küste|1 https://kueste.example/category/hafen/feed/ Hafen|1 https://kueste.example/comments/feed/ Küste » Kommentar-Feed|2 https://kueste.example/rss RSS",
		},
		"linked": {
			`<base href="https://x.example/a/"><body><a href="b.rss"><b>新闻</b> RSS</a><a href="/feedback">feedback</a><a href="feed:https://y.example/index.rdf">y</a><a href="/?feed=rss2">z</a><a href="mailto:rss@x">m</a>`,
			"2 https://x.example/a/b.rss 新闻 RSS|2 https://y.example/index.rdf y|2 https://x.example/?feed=rss2 z",
		},
		"guessed": {
			`<p>nothing</p>`,
			"3 https://kueste.example/feed/ |3 https://kueste.example/rss.xml |3 https://kueste.example/feed.xml |3 https://kueste.example/atom.xml |3 https://kueste.example/rss |3 https://kueste.example/index.xml |3 https://kueste.example/feed.json ",
		},
	}
	for name, test := range tests {
		var got []string
		for _, l := range feed.Discover([]byte(test.page), "https://kueste.example/seite/1") {
			got = append(got, fmt.Sprintf("%d %s %s", l.Found, l.URL, l.Title))
		}
		if diff := cmp.Diff(strings.Split(test.want, "|"), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	many := strings.Repeat(`<link rel="feed" href="/a"><a href="/x.rss`+"\n", 50_000)
	if n := len(feed.Discover([]byte(many), "https://kueste.example/")); n == 0 || n > 100 {
		t.Errorf("%d feeds of a page with too many", n)
	}
}

func TestSniff(t *testing.T) {
	tests := map[string]feed.Kind{
		formats["RSS 2.0 with everything"].in:         feed.KindFeed,
		formats["RDF (RSS 1.0) with Dublin Core"].in:  feed.KindFeed,
		formats["Atom 0.3"].in:                        feed.KindFeed,
		formats["JSON Feed 1.1"].in:                   feed.KindFeed,
		"\xEF\xBB\xBF  <!-- x --><rss version='2.0'>": feed.KindFeed,
		newsMap: feed.KindSitemap,
		`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`:            feed.KindSitemap,
		`<?xml version="1.0"?><opml version="1.1">`:                                     feed.KindOPML,
		`<!DOCTYPE html><html><body><pre>&lt;rss&gt;</pre></body></html>`:               feed.KindNone,
		`<nitf><body><rss /></body></nitf>`:                                             feed.KindNone,
		`{"title":"a","text":"b"}`:                                                      feed.KindNone,
		"The <rss> element is what feeds begin with. A text that says so is none of it": feed.KindNone,
		"": feed.KindNone,
	}
	for in, want := range tests {
		if got := feed.Sniff([]byte(in)); got != want {
			t.Errorf("%.60q: %d, want %d", in, got, want)
		}
	}
}
