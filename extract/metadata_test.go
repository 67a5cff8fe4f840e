package extract

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestBrokenJSONLD reads what templates get wrong.
func TestBrokenJSONLD(t *testing.T) {
	want := thing{"headline": `The "crane" fell`, "@type": "NewsArticle"}
	for name, script := range map[string]string{
		"right":                           `{"@type":"NewsArticle","headline":"The \"crane\" fell"}`,
		"marks within a text":             `{"@type":"NewsArticle","headline":"The "crane" fell"}`,
		"a comma too many":                `{"@type":"NewsArticle","headline":"The \"crane\" fell",}`,
		"two commas":                      `{"@type":"NewsArticle",,"headline":"The \"crane\" fell"}`,
		"comments":                        "{ // what it is\n\"@type\":\"NewsArticle\", /* and\nits title */\"headline\":\"The \\\"crane\\\" fell\"}",
		"in a comment of HTML":            `<!-- {"@type":"NewsArticle","headline":"The \"crane\" fell"} -->`,
		"in CDATA":                        "//<![CDATA[\n" + `{"@type":"NewsArticle","headline":"The \"crane\" fell"}` + "\n//]]>",
		"a semicolon behind it":           `{"@type":"NewsArticle","headline":"The \"crane\" fell"};`,
		"escaped as HTML":                 `{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;The \&quot;crane\&quot; fell&quot;}`,
		"an escape that JSON has not":     `{"@type":"NewsArt\icle","headline":"The \"crane\" fell"}`,
		"no end":                          `{"@type":"NewsArticle","headline":"The \"crane\" fell"`,
		"cut within a text":               `{"@type":"NewsArticle","headline":"The \"crane\" fell","articleBody":"The harb`,
		"a bracket too many":              `{"@type":"NewsArticle","headline":"The \"crane\" fell"}}]`,
		"behind another object, no comma": `{"@type":"BreadcrumbList"}{"@type":"NewsArticle","headline":"The \"crane\" fell"}`,
		"in a graph":                      `{"@context":"x","@graph":[{"@type":"WebSite"},{"@type":["Thing","NewsArticle"],"headline":"The \"crane\" fell"}]}`,
		"in lists in lists":               `[[{"@type":"NewsArticle","headline":"The \"crane\" fell"}]]`,
		"as the page's main entity":       `{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"The \"crane\" fell"}}`,
		"with a whole address as type":    `{"@type":"http://schema.org/NewsArticle","headline":"The \"crane\" fell"}`,
	} {
		g := readGraph([]string{`{"broken`, script})
		got := g.article()
		if got["headline"] != want["headline"] {
			t.Errorf("%s: %v", name, got)
		}
	}
	g := readGraph([]string{"{\"@type\":\"NewsArticle\",\"headline\":\"Two\nlines\tand a tab\"}"})
	if got := plain(g.text(g.article()["headline"])); got != "Two lines and a tab" {
		t.Errorf("raw line breaks: %q", got)
	}
}

func TestMetadata(t *testing.T) {
	tests := []struct {
		name, head, body string
		want             Page
	}{
		{
			name: "several blocks, an author by reference, the outlet by OpenGraph",
			head: `<meta property="og:site_name" content="Sallow Post"><script type="application/ld+json">{"@type":"WebSite","name":"x"}</script>
				<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2024-11-06","inLanguage":"en-GB"},{"@type":"NewsArticle","headline":"Storm &amp;#8211; again","author":[{"@id":"#a"},{"@type":"Person","name":"Tom Hale"}],"datePublished":"2024-11-06T18:40:12+01:00"},{"@type":"Person","@id":"#a","name":"Ana Reis"}]}</script>`,
			want: Page{Title: "Storm – again", Outlet: "Sallow Post", Byline: "Ana Reis, Tom Hale", Published: at("2024-11-06T18:40:12+01:00", stemma.PrecisionSecond)},
		},
		{
			name: "a film in an article that JSON-LD says nothing of",
			head: `<meta property="og:title" content="Storm shuts harbour"><meta name="pubdate" content="2024-11-06T18:40Z"><script type="application/ld+json">{"@type":"VideoObject","name":"How cranes are built","uploadDate":"2024-02-01","author":"Tom Hale"}</script>`,
			want: Page{Title: "Storm shuts harbour", Published: at("2024-11-06T18:40:00Z", stemma.PrecisionMinute)},
		},
		{
			name: "tails and heads of titles",
			head: `<title>Storm shuts harbour | News | sallow.example</title><link rel="canonical" href="https://www.sallow.example/storm">`,
			want: Page{Title: "Storm shuts harbour | News", Outlet: "sallow.example", URL: "https://www.sallow.example/storm"},
		},
		{
			name: "the title element is the heading and more",
			head: `<title>Storm shuts harbour of Port Sallow - Regional - Post of Sallow</title>`,
			body: `<h1>Storm shuts harbour of Port Sallow</h1>`,
			want: Page{Title: "Storm shuts harbour of Port Sallow"},
		},
		{
			name: "a dash that is the title's own",
			head: `<meta property="og:title" content="Storm - the second in a year"><meta property="og:site_name" content="Sallow Post">`,
			want: Page{Title: "Storm - the second in a year", Outlet: "Sallow Post"},
		},
		{
			name: "Chinese tails",
			head: `<title>风暴关闭港口_萨洛晚报</title><meta property="og:site_name" content="萨洛晚报">`,
			want: Page{Title: "风暴关闭港口", Outlet: "萨洛晚报"},
		},
		{
			name: "microdata",
			body: `<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Storm shuts harbour</h1><span itemprop="author" itemscope><a href="/a"><span itemprop="name">Ana Reis</span></a></span><meta itemprop="datePublished" content="2024-11-06T18:40:00+01:00"><div itemprop="publisher" itemscope><meta itemprop="name" content="Sallow Post"></div></div>`,
			want: Page{Title: "Storm shuts harbour", Byline: "Ana Reis", Outlet: "Sallow Post", Published: at("2024-11-06T18:40:00+01:00", stemma.PrecisionSecond)},
		},
		{
			name: "RDFa",
			body: `<h1 property="schema:headline">Storm shuts harbour</h1><span property="schema:author">Ana Reis</span><time property="schema:datePublished" datetime="2024-11-06T18:40Z">yesterday</time>`,
			want: Page{Title: "Storm shuts harbour", Byline: "Ana Reis", Published: at("2024-11-06T18:40:00Z", stemma.PrecisionMinute)},
		},
		{
			name: "h-entry",
			body: `<div class="h-entry"><h1 class="p-name">Storm shuts harbour</h1><a class="p-author h-card" href="/a">Ana Reis</a> <time class="dt-published" datetime="2024-11-06 18:40:00+0100">6 Nov</time><time class="dt-updated" datetime="2024-11-07 09:00:00+0100">7 Nov</time></div>`,
			want: Page{Title: "Storm shuts harbour", Byline: "Ana Reis", Published: at("2024-11-06T18:40:00+01:00", stemma.PrecisionSecond), Updated: moment("2024-11-07T09:00:00+01:00")},
		},
		{
			name: "a day stated and a time shown",
			head: `<meta name="date" content="2024-11-06">`,
			body: `<h1>Storm shuts harbour</h1><p class="meta">Wednesday 6 November 2024, 18:40 CET</p>`,
			want: Page{Title: "Storm shuts harbour", Published: at("2024-11-06T18:40:00+01:00", stemma.PrecisionMinute)},
		},
		{
			name: "a date shown in Indonesian",
			head: `<title>Badai menutup pelabuhan</title>`,
			body: `<h1>Badai menutup pelabuhan</h1><div>Ana Reis - Sallow Pos</div><div>Rabu, 06 Nov 2024 18:40 WIB</div>`,
			want: Page{Title: "Badai menutup pelabuhan", Published: at("2024-11-06T18:40:00+07:00", stemma.PrecisionMinute)},
		},
		{
			name: "a date above a title that is no h1",
			head: `<title>Storm shuts harbour</title>`,
			body: `<h2>Mittwoch, 6. November 2024</h2><h3><a href="/storm">Storm shuts harbour</a></h3>`,
			want: Page{Title: "Storm shuts harbour", Published: at("2024-11-06T00:00:00Z", stemma.PrecisionDay)},
		},
		{
			name: "an AMP page",
			head: `<title>Storm</title><link rel="canonical" href="https://sallow.example/storm"><meta property="og:url" content="https://amp.sallow.example/storm">`,
			body: `<amp-state id="x"><script type="application/json">{"items":[]}</script></amp-state>`,
			want: Page{Title: "Storm", Outlet: "sallow.example", URL: "https://sallow.example/storm"},
		},
		{
			name: "an AMP page that keeps its article as data",
			head: `<title>Storm</title>`,
			body: `<amp-state id="ui"><script type="application/json">{"menu":{"title":"Sections"}}</script></amp-state>
				<amp-state id="page"><script type="application/json">{"b":{"title":"Later storm","published":"2025-01-01"},"a":{"title":"Storm shuts harbour","publishedAt":"2024-11-06T18:40:00+01:00","authors":[{"name":"Ana Reis"}]}}</script></amp-state>`,
			want: Page{Title: "Storm shuts harbour", Byline: "Ana Reis", Published: at("2024-11-06T18:40:00+01:00", stemma.PrecisionSecond)},
		},
		{
			name: "JSON-LD goes before an AMP page's data",
			head: `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Storm shuts harbour"}</script>`,
			body: `<amp-state><script type="application/json">{"title":"Weather","published":"2023-01-01"}</script></amp-state>`,
			want: Page{Title: "Storm shuts harbour"},
		},
		{
			name: "two canonical addresses",
			head: `<title>Storm</title><link rel="canonical" href="https://sallow.example/"><link rel="canonical" href="https://sallow.example/storm"><link rel="canonical" href="https://sallow.example/other">`,
			want: Page{Title: "Storm", Outlet: "sallow.example", URL: "https://sallow.example/storm"},
		},
		{
			name: "bylines that are none",
			head: `<title>Storm</title><meta name="author" content="admin"><meta property="article:author" content="https://social.example/post">`,
			want: Page{Title: "Storm"},
		},
		{
			name: "times of other articles",
			head: `<title>Storm</title>`,
			body: `<aside><a href="/1"><time class="published" datetime="2024-10-01">1 Oct</time></a></aside><time class="published" datetime="2024-11-06">6 Nov</time>`,
			want: Page{Title: "Storm", Published: at("2024-11-06T00:00:00Z", stemma.PrecisionDay)},
		},
		{
			name: "a date that cannot be",
			head: `<title>Storm</title><meta name="date" content="0001-01-01T00:00:00Z"><meta property="article:published_time" content="2124-01-01">`,
			want: Page{Title: "Storm"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := HTML(t.Context(), page(tt.head, tt.body), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got.Text, got.Lang = "", ""
			if tt.want.Published.Precision == "" {
				tt.want.Published = noMoment
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func at(s string, p stemma.Precision) stemma.Moment {
	return stemma.Moment{Time: moment(s), Precision: p}
}

// TestOptions reads a page by what is known of it from outside.
func TestOptions(t *testing.T) {
	seen := time.Date(2024, 11, 7, 12, 0, 0, 0, time.UTC)
	o := Options{Address: "https://www.sallow.example/2024/11/05/storm", Seen: seen}
	got, err := HTML(t.Context(), page(`<title>Storm</title><link rel="canonical" href="/storm"><meta property="article:published_time" content="2025-03-01">`, `<h1>Storm</h1><p>3 hours ago</p>`), o)
	if err != nil || got.URL != "https://www.sallow.example/storm" || got.Outlet != "sallow.example" {
		t.Errorf("%v %+v", err, got)
	}
	if got.Published.Precision != stemma.PrecisionDay || !got.Published.Time.Equal(time.Date(2024, 11, 7, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a date after the page was seen, beside \"3 hours ago\": %v", got.Published)
	}
	got, err = HTML(t.Context(), page(`<title>Storm</title><link rel="canonical" href="https://www.sallow.example/">`, ""), o)
	if err != nil || got.URL != "" || got.Published.Time.Format("2006-01-02") != "2024-11-05" {
		t.Errorf("a canonical address that is the site's: %v %+v", err, got)
	}
}

// TestModified takes no date that is later than the page's last change, unless
// the page states it.
func TestModified(t *testing.T) {
	o := Options{Modified: time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC)}
	for head, want := range map[string]string{
		`<title>Storm</title>`: "2024-10-30",
		`<title>Storm</title><meta property="article:published_time" content="2024-11-06">`: "2024-11-06",
	} {
		p, err := HTML(t.Context(), page(head, `<h1>Storm</h1><p>Today is 6 November 2024</p><p>30 October 2024</p>`), o)
		if err != nil || p.Published.Time.Format("2006-01-02") != want {
			t.Errorf("%s: %v %v", head, p.Published, err)
		}
	}
}

func TestDateInAddress(t *testing.T) {
	for address, want := range map[string]string{
		"https://sallow.example/2024/11/06/storm":      "2024-11-06 day",
		"https://sallow.example/2024/11/6/storm":       "2024-11-06 day",
		"https://sallow.example/2024/nov/06/storm":     "2024-11-06 day",
		"https://sallow.example/news-2024-11-06-storm": "2024-11-06 day",
		"https://sallow.example/storm-20241106.html":   "2024-11-06 day",
		"https://sallow.example/2024-11/06/c_12.htm":   "2024-11-06 day",
		"https://sallow.example/2024/11/storm":         "2024-11-01 month",
		"https://sallow.example/20241106t0815-storm":   "2024-11-06 day",
		"https://sallow.example/page/20241106b7-0":     "none",
		"https://sallow.example/storm-2024110699":      "none",
		"https://sallow.example/id/120241106":          "none",
		"https://2024-11-06.example/storm":             "none",
		"https://sallow.example/2024/31/12/storm":      "none",
		"": "none",
	} {
		m := dateInAddress(address, Options{})
		got := string(m.Precision)
		if got != "none" {
			got = m.Time.Format("2006-01-02") + " " + got
		}
		if got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// TestControlsAreDropped keeps what a terminal obeys, and what turns the
// direction of writing, out of what a page states and of its text.
func TestControlsAreDropped(t *testing.T) {
	page := "<title>Storm \u202Egnp.exe \x1b[31mshuts\x07 har\u00ADbour</title><meta name=author content='Ana \u2066Reis'>" +
		article("<p>The \x1b]0;har\u00ADbour\x07 master \u202Dsaid that boats of all kinds must leave the basin before noon.</p>", 4)
	page = strings.Replace(page, "<h1>Storm shuts harbour</h1>", "", 1)
	p, err := HTML(t.Context(), []byte(page), Options{})
	if err != nil || p.Title != "Storm gnp.exe [31mshuts harbour" || p.Byline != "Ana Reis" || !strings.Contains(p.Text, "The ]0;harbour master said that") {
		t.Errorf("%v %q %q %q", err, p.Title, p.Byline, p.Text)
	}
}

// TestLinesAboveTheTitle drops the names of sections above a title in the text.
func TestLinesAboveTheTitle(t *testing.T) {
	for text, want := range map[string]string{
		"Home World\nStorm shuts harbour\nThe harbour is closed.": "The harbour is closed.",
		"Storm shuts harbour\nThe harbour is closed.":             "The harbour is closed.",
		"It blew.\nStorm shuts harbour\nThe harbour is closed.":   "It blew.\nStorm shuts harbour\nThe harbour is closed.",
		"A\nB\nC\nD\nStorm shuts harbour\nIt is closed.":          "A\nB\nC\nD\nStorm shuts harbour\nIt is closed.",
	} {
		if got := withoutTitle(text, "Storm shuts harbour", ""); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
