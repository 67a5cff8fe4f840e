package feed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

func second(s string) stemma.Moment {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	if t.UTC().Format("-0700") == t.Format("-0700") {
		t = t.UTC()
	}
	return stemma.Moment{Time: t, Precision: stemma.PrecisionSecond}
}

var none = stemma.Moment{Precision: stemma.PrecisionNone}

const base = "https://merrow.example/news/feed.xml"

// formats are feeds of all formats and what they say.
var formats = map[string]struct {
	in   string
	want feed.Feed
}{
	"RSS 0.91": {
		`<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">
<rss version="0.91"><channel><title>Merrow Courier</title><link>https://merrow.example/</link><language>en-us</language>
<item><title>Ferry late &amp;#8211; again</title><link>/news/ferry</link><description>The &lt;b&gt;Ostrand&lt;/b&gt; ferry.</description></item></channel></rss>`,
		feed.Feed{Title: "Merrow Courier", Site: "https://merrow.example/", Lang: "en-US", Entries: []feed.Entry{{
			URL: "https://merrow.example/news/ferry", Title: "Ferry late – again", Summary: "The Ostrand ferry.", Published: none, Updated: none,
		}}},
	},
	"RSS 0.92, whose source names the wire": {
		`<rss version="0.92"><channel><title>ساحل نيوز</title><link>https://sahel.example/</link><language>ar</language>
<item><title>تأخر العبّارة</title><link>https://sahel.example/1</link><source url="https://sada.example/rss">وكالة صدى</source></item>
<item><title>عاصفة</title><link>https://sahel.example/2</link><source url="https://sahel.example/rss">ساحل نيوز</source></item></channel></rss>`,
		feed.Feed{Title: "ساحل نيوز", Site: "https://sahel.example/", Lang: "ar", Entries: []feed.Entry{
			{URL: "https://sahel.example/1", Title: "تأخر العبّارة", Outlet: "وكالة صدى", OutletURL: "https://sada.example/rss", Published: none, Updated: none},
			{URL: "https://sahel.example/2", Title: "عاصفة", Published: none, Updated: none},
		}},
	},
	"RDF (RSS 1.0) with Dublin Core": {
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://umi.example/"><title>うみ新聞</title><link>https://umi.example/</link><dc:language>ja</dc:language></channel>
<item rdf:about="https://umi.example/1"><title>渡し船が遅延</title><link>https://umi.example/1</link><dc:date>2026-03-14T05:06:07+09:00</dc:date>
<dc:creator>浜野</dc:creator><dc:creator>岸田</dc:creator><dc:source>うみ通信</dc:source></item></rdf:RDF>`,
		feed.Feed{Title: "うみ新聞", Site: "https://umi.example/", Lang: "ja", Entries: []feed.Entry{{
			URL: "https://umi.example/1", Title: "渡し船が遅延", Byline: "浜野, 岸田", Outlet: "うみ通信", Published: second("2026-03-14T05:06:07+09:00"), Updated: none,
		}}},
	},
	"RSS 2.0 with everything": {
		`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:georss="http://www.georss.org/georss" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
<title><![CDATA[Берег]]></title><atom:link href="https://bereg.example/rss" rel="self"/><link>https://bereg.example/</link><language>ru</language>
<item><title><![CDATA[Паром <i>опаздывает</i>]]></title><link>https://proxy.example/~r/1</link><feedburner:origLink>https://bereg.example/1?a=1&amp;b=2</feedburner:origLink>
<guid isPermaLink="false">b-1</guid><author>desk@bereg.example (Анна Волкова)</author><pubDate>Сб, 14 мар 2026 05:06:07 +0300</pubDate>
<dcterms:modified>2026-03-14T06:00:00+03:00</dcterms:modified><georss:point>1 2</georss:point>
<description>Коротко.</description><content:encoded><![CDATA[<p>Паром опаздывает на час.</p>]]></content:encoded><media:content url="https://bereg.example/1.jpg"/></item>
<item><guid>https://bereg.example/2</guid><media:title>Шторм</media:title><media:description>Ветер.</media:description></item>
</channel></rss>`,
		feed.Feed{Title: "Берег", URL: "https://bereg.example/rss", Site: "https://bereg.example/", Lang: "ru", Entries: []feed.Entry{
			{
				URL: "https://bereg.example/1?a=1&b=2", GUID: "b-1", Title: "Паром опаздывает", Byline: "Анна Волкова",
				Published: second("2026-03-14T05:06:07+03:00"), Updated: second("2026-03-14T06:00:00+03:00"),
				HTML: "<p>Паром опаздывает на час.</p>", Summary: "Коротко.",
			},
			{URL: "https://bereg.example/2", GUID: "https://bereg.example/2", Title: "Шторм", Summary: "Ветер.", Published: none, Updated: none},
		}},
	},
	"Atom 1.0": {
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://rive.example/actu/flux.xml"><title>Rive</title>
<link rel="self" href="flux.xml"/><link rel="alternate" href="/"/><author><name>Rédaction</name></author>
<entry><title type="html">Le bac &amp;amp; la &lt;em&gt;brume&lt;/em&gt;</title><link href="bac"/><id>tag:rive.example,2026:1</id>
<updated>2026-03-14T07:00:00Z</updated><published>2026-03-14T05:06:07+01:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Une heure.</p></div></content></entry>
<entry><title>Dépêche</title><link rel="alternate" href="https://rive.example/d"/><id>tag:rive.example,2026:2</id><updated>2026-03-14T07:00:01Z</updated>
<source><title>Agence Écume</title><link href="https://ecume.example/"/><author><name>L. Marin</name></author></source><content>Texte seul.</content></entry></feed>`,
		feed.Feed{Title: "Rive", URL: "https://rive.example/actu/flux.xml", Site: "https://rive.example/", Lang: "fr", Entries: []feed.Entry{
			{
				URL: "https://rive.example/actu/bac", GUID: "tag:rive.example,2026:1", Title: "Le bac & la brume", Byline: "Rédaction",
				Published: second("2026-03-14T05:06:07+01:00"), Updated: second("2026-03-14T07:00:00Z"), HTML: "<p>Une heure.</p>",
			},
			{
				URL: "https://rive.example/d", GUID: "tag:rive.example,2026:2", Title: "Dépêche", Outlet: "Agence Écume", OutletURL: "https://ecume.example/", Byline: "L. Marin",
				Published: none, Updated: second("2026-03-14T07:00:01Z"), Text: "Texte seul.",
			},
		}},
	},
	"Atom 0.3": {
		`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Kıyı</title><link rel="alternate" type="text/html" href="https://kiyi.example/"/>
<entry xmlns:media="http://search.yahoo.com/mrss/"><media:group><media:description>Sis var.</media:description></media:group><title>Vapur gecikti</title><link rel="alternate" type="text/html" href="https://kiyi.example/1"/><id>k1</id><issued>2026-03-14T05:06:07+03:00</issued>
<modified>2026-03-14T05:06:08+03:00</modified><author><name>Deniz Ak</name></author><content type="text/html" mode="escaped">&lt;p&gt;Bir saat.&lt;/p&gt;</content></entry></feed>`,
		feed.Feed{Title: "Kıyı", Site: "https://kiyi.example/", Entries: []feed.Entry{{
			URL: "https://kiyi.example/1", GUID: "k1", Title: "Vapur gecikti", Summary: "Sis var.", Byline: "Deniz Ak", HTML: "<p>Bir saat.</p>",
			Published: second("2026-03-14T05:06:07+03:00"), Updated: second("2026-03-14T05:06:08+03:00"),
		}}},
	},
	"JSON Feed 1.1": {
		`{"version":"https://jsonfeed.org/version/1.1","title":"तट","home_page_url":"https://tat.example/","feed_url":"https://tat.example/feed.json","language":"hi",
"next_url":"https://tat.example/feed2.json","authors":[{"name":"तट"}],"items":[
{"id":"1","url":"https://tat.example/1","title":"नौका देर से","content_html":"<p>एक घंटा।</p>","date_published":"2026-03-14T05:06:07+05:30","authors":[{"name":"आशा"},{"name":"रवि"}]},
{"id":2,"external_url":"https://tat.example/2","content_text":"तूफ़ान।\n\nशाम को।","date_modified":"2026-03-14T05:06:07Z"},
{"id":["no"],"url":7}]}`,
		feed.Feed{Title: "तट", URL: "https://tat.example/feed.json", Site: "https://tat.example/", Lang: "hi", Next: "https://tat.example/feed2.json", Entries: []feed.Entry{
			{URL: "https://tat.example/1", GUID: "1", Title: "नौका देर से", Byline: "आशा, रवि", HTML: "<p>एक घंटा।</p>", Published: second("2026-03-14T05:06:07+05:30"), Updated: none},
			{URL: "https://tat.example/2", GUID: "2", Text: "तूफ़ान।\n\nशाम को।", Published: none, Updated: second("2026-03-14T05:06:07Z")},
		}},
	},
	"JSON Feed 1": {
		`{"version":"https://jsonfeed.org/version/1","title":"Fjord","author":{"name":"Liv"},"items":[{"id":"https://fjord.example/1","content_text":"Ferga er sein.","summary":"Ferga"}]}`,
		feed.Feed{Title: "Fjord", Entries: []feed.Entry{
			{URL: "https://fjord.example/1", GUID: "https://fjord.example/1", Byline: "Liv", Text: "Ferga er sein.", Summary: "Ferga", Published: none, Updated: none},
		}},
	},
}

func TestFormats(t *testing.T) {
	for name, test := range formats {
		t.Run(name, func(t *testing.T) {
			f, err := feed.Parse(context.Background(), []byte(test.in), base)
			if f == nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, *f); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
			if bad := strings.Contains(test.in, `["no"]`); bad != (err != nil) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

// item is a feed of one item.
func item(inner string) string {
	return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><item>` + inner + `</item></channel></rss>`
}

func TestEncodings(t *testing.T) {
	encode := func(label, s string) []byte {
		e, _ := charset.Lookup(label)
		b, err := e.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	utf16 := func(s string) []byte {
		b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	declared := func(label, title string) string {
		return `<?xml version="1.0" encoding="` + label + `"?>` + item("<title>"+title+"</title>")
	}
	long := strings.Repeat("Паром из Мерроу в Острандскую гавань опаздывает на час. ", 5)
	tests := map[string]struct {
		in    []byte
		title string
	}{
		"windows-1251":             {encode("windows-1251", declared("windows-1251", "Паром опаздывает")), "Паром опаздывает"},
		"Shift_JIS":                {encode("shift_jis", declared("Shift_JIS", "渡し船が遅延")), "渡し船が遅延"},
		"GBK":                      {encode("gbk", declared("gb2312", "渡轮晚点")), "渡轮晚点"},
		"EUC-KR":                   {encode("euc-kr", declared("euc-kr", "연락선 지연")), "연락선 지연"},
		"windows-1256":             {encode("windows-1256", declared("windows-1256", "تأخر العبارة")), "تأخر العبارة"},
		"ISO-8859-1":               {encode("iso-8859-1", declared("ISO-8859-1", "Fähre verspätet")), "Fähre verspätet"},
		"UTF-8 declared otherwise": {[]byte(declared("ISO-8859-1", "Fähre verspätet")), "Fähre verspätet"},
		"otherwise declared UTF-8": {encode("windows-1251", declared("utf-8", long)), strings.TrimSpace(long)},
		"UTF-16":                   {utf16(declared("utf-16", "渡轮晚点")), "渡轮晚点"},
		"byte order mark":          {append([]byte("\xEF\xBB\xBF"), declared("utf-8", "Fähre")...), "Fähre"},
		"one bad byte":             {[]byte(item("<title>Fähre verspätet\xFF</title>")), "Fähre verspätet\uFFFD"},
	}
	for name, test := range tests {
		f, err := feed.Parse(context.Background(), test.in, base)
		if err != nil || len(f.Entries) != 1 || f.Entries[0].Title != test.title {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestWhatIsNotQuiteXML(t *testing.T) {
	tests := map[string]struct{ in, title string }{
		"ampersand":          {item("<title>Fish & Chips &nbsp; &eacute;t&eacute;</title>"), "Fish & Chips été"},
		"a tag that is none": {item("<title>a <5x y=></title>"), "a <5x y=>"},
		"less than":          {item("<title>2 < 3</title>"), "2 < 3"},
		"control character":  {item("<title>a\x03b&#x1F;c&#3;d&#xD800;e&#65;</title>"), "abcdeA"},
		"wrong end":          {item("<title>a</titel>"), "a"},
		"before it":          {"<br />\n<b>Warning</b>: include(x) in <b>feed.php</b>\n" + item("<title>a</title>"), "a"},
		"after it":           {item("<title>a</title>") + "<!-- 0.2 seconds --><p>", "a"},
		"upper case":         {"<RSS><CHANNEL><ITEM><TITLE>a</TITLE></ITEM></CHANNEL></RSS>", "a"},
		"undeclared prefix":  {"<rss><channel><item><title>a</title><x:y>z</x:y></item></channel></rss>", "a"},
		"escaped twice":      {item("<title>&amp;lt;b&amp;gt;a&amp;lt;/b&amp;gt; &amp;amp;quot;b&amp;amp;quot;</title>"), `a "b"`},
	}
	for name, test := range tests {
		f, err := feed.Parse(context.Background(), []byte(test.in), base)
		if f == nil || len(f.Entries) != 1 || f.Entries[0].Title != test.title {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestOfABrokenFeedTheRestIsSaved(t *testing.T) {
	entry := func(s string) string {
		return "<item><title>" + s + "</title><link>https://merrow.example/" + s + "</link></item>\n"
	}
	const head = `<rss version="2.0"><channel><title>Merrow</title><link>https://merrow.example/</link>`
	tests := map[string]struct{ in, want string }{
		"cut off in an entry":  {head + entry("a") + entry("b") + "<item><title>c</title><link>https://merrow.ex", "a b c"},
		"cut off in a tag":     {head + entry("a") + "<item><title>b</title><li", "a b"},
		"an entry not closed":  {head + entry("a") + "<item><title>b</title>" + entry("c") + "</channel></rss>", "a b c"},
		"none is closed":       {head + strings.Repeat("<item><title>a</title>", 300), strings.TrimSpace(strings.Repeat("a ", 300))},
		"cut off in a title":   {head + entry("a") + "<item><title>b", "a"},
		"quotes in attributes": {head + entry("a") + `<item><title>b</title><enclosure url="x"y" z</enclosure></item>` + entry("c") + "</channel></rss>", "a c"},
		"Atom":                 {`<feed xmlns="http://www.w3.org/2005/Atom"><title>Merrow</title><entry><title>a</title></entry><entry><title>b</title>`, "a b"},
		"RDF": {
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Merrow</title></channel>` + entry("a") + "<item><title>b</title><ti",
			"a b",
		},
		"a tag in the text": {head + entry("a") + "<item><title>b</title><description><![CDATA[<item><title>x]]></description>", "a b"},
		"JSON":              {`{"title":"Merrow","items":[{"id":"1","title":"a"},{"id":"2","title":"b"},{"id":"3","ti`, "a b"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := feed.Parse(context.Background(), []byte(test.in), base)
			if err == nil || f == nil {
				t.Fatalf("%+v, %v", f, err)
			}
			var titles []string
			for _, e := range f.Entries {
				titles = append(titles, e.Title)
			}
			if got := strings.Join(titles, " "); got != test.want || f.Title != "Merrow" {
				t.Errorf("%q of %q, want %q (%v)", got, f.Title, test.want, err)
			}
		})
	}
}

func TestWhatIsNoFeedIsSaid(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"page":     {"<!DOCTYPE html><html><head><title>x</title></head><body><p>rss</p></body></html>", "a web page"},
		"its feed": {`<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>`, "a feed of it: https://merrow.example/rss"},
		"text":     {"The ferry is late.", "neither an XML element nor a JSON object"},
		"empty":    {"", "neither"},
		"JSON":     {`{"error":"no such feed"}`, `without "items"`},
		"items":    {`{"items":{"a":1}}`, `"items" is no list`},
		"other":    {`<?xml version="1.0"?><note><to/></note>`, `"note"`},
		"OPML":     {`<opml version="2.0"><body/></opml>`, "a list of feeds (OPML)"},
		"sitemap":  {`<urlset></urlset>`, "a sitemap"},
		"gzip":     {"\x1F\x8B\x08oh", "damaged gzip"},
	}
	for name, test := range tests {
		f, err := feed.Parse(context.Background(), []byte(test.in), base)
		if f != nil || !errors.Is(err, feed.ErrNotFeed) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func zipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHostileFeedsAreRefusedOrHarmless(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">` +
		`<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>` + item("<title>&c;&x;</title>")
	f, err := feed.Parse(context.Background(), []byte(bomb), base)
	if err != nil || f.Entries[0].Title != "&c;&x;" {
		t.Errorf("entities were expanded: %+v, %v", f, err)
	}
	refused := map[string]string{
		"deep":       item(strings.Repeat("<x:a>", 100_000)),
		"namespaces": item(strings.Repeat(`<x:a xmlns:b="c" xmlns:d="e">`, 200)),
		"gzip bomb":  string(zipped(t, bytes.Repeat([]byte(" "), feed.MaxSize+1))),
	}
	for name, in := range refused {
		begin := time.Now()
		if f, err := feed.Parse(context.Background(), []byte(in), base); err == nil || f != nil && len(f.Entries) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
		if d := time.Since(begin); d > 5*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := feed.Parse(ctx, []byte(item("")), base); !errors.Is(err, context.Canceled) {
		t.Errorf("context: %v", err)
	}
}

func TestDayAndMonthAreToldFromTheWholeFeed(t *testing.T) {
	feedOf := func(dates ...string) string {
		var b strings.Builder
		for _, d := range dates {
			b.WriteString("<item><title>a</title><pubDate>" + d + "</pubDate></item>")
		}
		return "<rss><channel><title>T</title>" + b.String() + "</channel></rss>"
	}
	tests := []struct{ in, want string }{
		{feedOf("03/04/2026", "03/14/2026"), "2026-03-04"},
		{feedOf("03/04/2026", "14/03/2026"), "2026-04-03"},
		{feedOf("03/04/2026"), "0001-01-01"},
		{feedOf("03/04/2026", "14/03/2026", "03/14/2026"), "0001-01-01"},
	}
	for _, test := range tests {
		f, err := feed.Parse(context.Background(), []byte(test.in), base)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Entries[0].Published.Time.Format(time.DateOnly); got != test.want {
			t.Errorf("%s: %s, want %s", test.in, got, test.want)
		}
	}
}

func TestWhoAnEntryIsFrom(t *testing.T) {
	tests := map[string]struct{ item, outlet, title string }{
		"an agency":       {`<title>Ferry late</title><source url="https://sada.example/rss">Sada</source>`, "Sada", "Ferry late"},
		"an aggregator's": {`<title>Ferry late - Sada</title><source url="https://sada.example">Sada</source>`, "Sada", "Ferry late"},
		"in the title":    {`<title>Fog over Sada</title><source url="https://sada.example">Sada</source>`, "Sada", "Fog over Sada"},
		"the feed itself": {`<title>Ferry late</title><source url="https://www.merrow.example/rss">T: Home</source>`, "", "Ferry late"},
		"its own address": {`<title>Ferry late</title><source url="https://www.merrow.example/rss">Sada</source>`, "Sada", "Ferry late"},
		"by its name":     {`<title>Ferry late</title><source>T</source>`, "", "Ferry late"},
		"Dublin Core":     {`<title>Ferry late</title><dc:source>Sada</dc:source><dc:publisher>T</dc:publisher>`, "Sada", "Ferry late"},
		"an address":      {`<title>Ferry late</title><dc:source>https://sada.example/1</dc:source>`, "", "Ferry late"},
	}
	for name, test := range tests {
		f, err := feed.Parse(context.Background(), []byte(item(test.item)), base)
		if err != nil || f.Entries[0].Outlet != test.outlet || f.Entries[0].Title != test.title {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestBylines(t *testing.T) {
	tests := map[string]string{
		"<author>ada@merrow.example (Ada Lind)</author>":                                      "Ada Lind",
		"<author>Ada Lind &lt;ada@merrow.example&gt;</author>":                                "Ada Lind",
		"<author>desk@merrow.example</author>":                                                "",
		"<author>Ada Lind</author>":                                                           "Ada Lind",
		"<dc:creator><![CDATA[<a href='/ada'>Ada Lind</a>]]></dc:creator>":                    "Ada Lind",
		"<author>x@y.example (X)</author><dc:creator>Ada &amp;amp; Bo</dc:creator>":           "Ada & Bo",
		"<dc:creator>Ada</dc:creator><dc:creator>Bo</dc:creator><dc:creator>Ada</dc:creator>": "Ada, Bo",
		"<dc:creator>https://merrow.example/ada</dc:creator>":                                 "",
		"<author>محمد الساحلي</author>":                                                       "محمد الساحلي",
	}
	for in, want := range tests {
		f, err := feed.Parse(context.Background(), []byte(item(in)), base)
		if err != nil || f.Entries[0].Byline != want {
			t.Errorf("%s: %+v, %v", in, f, err)
		}
	}
}

func TestFullTextUnderOtherNames(t *testing.T) {
	long := strings.Repeat("The ferry was late again. ", 80)
	tests := map[string]struct{ in, html, text string }{
		"yandex":           {`<rss xmlns:yandex="http://news.yandex.ru"><channel><item><yandex:full-text>Паром опаздывает.</yandex:full-text></item></channel></rss>`, "", "Паром опаздывает."},
		"long description": {item("<description>&lt;p&gt;" + long + "&lt;/p&gt;</description>"), "<p>" + long + "</p>", ""},
		"fulltext":         {item("<fulltext>&lt;p&gt;a&lt;/p&gt;</fulltext>"), "<p>a</p>", ""},
		"description":      {item("<description>short</description>"), "", ""},
	}
	for name, test := range tests {
		f, err := feed.Parse(context.Background(), []byte(test.in), base)
		if err != nil || f.Entries[0].HTML != test.html || f.Entries[0].Text != test.text {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

// Each entry of a broken feed is read with a copy of the root element, which can
// be as long as the feed.
func TestLongRootsAreNotCopiedWithoutEnd(t *testing.T) {
	const entries = 400
	broken := `<rss version="2.0" x="` + strings.Repeat("x", 1<<20) + `"><channel><title>Merrow Courier</title>` +
		strings.Repeat(`<item><title>Ferry late</title><description>The Ostrand ferry.</description>`, entries) + `</channel></rss>`
	f, err := feed.Parse(t.Context(), []byte(broken), base)
	if f == nil || len(f.Entries) < 10 || len(f.Entries) > feed.MaxSize>>20 || err == nil || !strings.Contains(err.Error(), "of its 400 entries cannot be read") {
		t.Errorf("%v: %v", f != nil, err)
	}
}
