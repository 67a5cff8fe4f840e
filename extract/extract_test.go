package extract

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma"
)

var update = flag.Bool("update", false, "write the golden files")

// TestPages holds whole pages to what they were read as before.
func TestPages(t *testing.T) {
	pages, err := filepath.Glob("testdata/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, path := range pages {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p, err := HTML(t.Context(), b, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(p, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(path, ".html") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// page is a page with a head and a body that has enough text to be one.
func page(head, body string) []byte {
	return []byte("<!DOCTYPE html><html><head>" + head + "</head><body><article>" + body + `
<p>The harbour of Port Sallow was closed on Tuesday after a storm tore a crane from its rails, the port authority said.</p>
<p>Nobody was hurt, but the ferry to the islands will not sail before Friday, and the fish market has moved inland.</p>
</article></body></html>`)
}

func TestWhatPagesState(t *testing.T) {
	tests := []struct {
		name, head, body string
		want             Page
	}{
		{
			name: "title element alone",
			head: `<title>Storm shuts harbour</title>`,
			want: Page{Title: "Storm shuts harbour"},
		},
		{
			name: "the outlet at the end of the title",
			head: `<meta property="og:title" content="Storm shuts harbour | Sallow Post"><meta property="og:site_name" content="Sallow Post">`,
			want: Page{Title: "Storm shuts harbour", Outlet: "Sallow Post"},
		},
		{
			name: "escaped twice",
			head: `<meta property="og:title" content="Crane &amp;amp; rails: &amp;quot;a miracle&amp;quot;">`,
			want: Page{Title: `Crane & rails: "a miracle"`},
		},
		{
			name: "JSON-LD before OpenGraph",
			head: `<meta property="og:title" content="For sharing"><script type="application/ld+json">[{"@type":"BreadcrumbList"},{"@type":"NewsArticle","headline":"As printed","publisher":{"name":"Sallow Post"},"author":"Ana Reis","inLanguage":"en","url":"https://sallow.example/a"}]</script>`,
			want: Page{Title: "As printed", Outlet: "Sallow Post", Byline: "Ana Reis", Lang: "en", URL: "https://sallow.example/a"},
		},
		{
			name: "broken JSON-LD is passed over",
			head: `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bro</script><meta property="og:title" content="Whole">`,
			want: Page{Title: "Whole"},
		},
		{
			name: "Dublin Core",
			head: `<meta name="DC.title" content="Storm shuts harbour"><meta name="DC.publisher" content="Sallow Archive"><meta name="DC.creator" content="I. Varga"><meta name="DC.language" content="en">`,
			want: Page{Title: "Storm shuts harbour", Outlet: "Sallow Archive", Byline: "I. Varga", Lang: "en"},
		},
		{
			name: "a byline and a canonical address that are none",
			head: `<meta name="author" content="https://social.example/post"><link rel="canonical" href="/relative"><meta property="og:title" content="T">`,
			want: Page{Title: "T"},
		},
		{
			name: "an unfilled template",
			head: `<meta property="og:title" content="{{ page.title }}">`,
			body: `<h1>Storm shuts harbour</h1>`,
			want: Page{Title: "Storm shuts harbour"},
		},
		{
			name: "a language that the text contradicts",
			head: `<meta property="og:title" content="T"><meta property="og:locale" content="ja_JP">`,
			want: Page{Title: "T"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := HTML(t.Context(), page(tt.head, tt.body), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if lines := strings.Split(got.Text, "\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], "The harbour") {
				t.Errorf("text: %q", got.Text)
			}
			got.Text, got.Published = "", stemma.Moment{}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	tests := []struct{ name, head, body, want string }{
		{"to the second with a zone", `<meta property="article:published_time" content="2024-11-06T18:40:12+01:00">`, "", "2024-11-06T18:40:12+01:00 second"},
		{"to the minute", `<meta name="pubdate" content="2024-11-06 18:40">`, "", "2024-11-06T18:40:00Z minute"},
		{"a day", `<meta name="date" content="2024-11-06">`, "", "2024-11-06T00:00:00Z day"},
		{"midnight means a day", `<meta name="date" content="2024-11-06T00:00:00+03:00">`, "", "2024-11-06T00:00:00+03:00 day"},
		{"a month", `<meta name="DC.date" content="2024-11">`, "", "2024-11-01T00:00:00Z month"},
		{"microdata", "", `<time itemprop="datePublished" datetime="2024-11-06T18:40Z"></time>`, "2024-11-06T18:40:00Z minute"},
		{"in the address", `<link rel="canonical" href="https://sallow.example/2024/11/06/harbour">`, "", "2024-11-06T00:00:00Z day"},
		{"none", "", "", "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := HTML(t.Context(), page(tt.head, tt.body), Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := string(p.Published.Precision)
			if got != "none" {
				got = p.Published.Time.Format(time.RFC3339) + " " + got
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestUpdated(t *testing.T) {
	const published = `<meta property="article:published_time" content="2024-11-06T18:40:12+01:00">`
	tests := []struct{ name, head, want string }{
		{"in a meta element", published + `<meta property="article:modified_time" content="2024-11-07T09:00:00+01:00">`, "2024-11-07T09:00:00+01:00"},
		{"in JSON-LD", `<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour", "datePublished": "2024-11-06", "dateModified": "2024-11-08T07:15:00Z"}</script>`, "2024-11-08T07:15:00Z"},
		{"with it", published + `<meta property="og:updated_time" content="2024-11-06T18:40:12+01:00">`, "0001-01-01T00:00:00Z"},
		{"before it was published", published + `<meta itemprop="dateModified" content="2024-11-05">`, "0001-01-01T00:00:00Z"},
		{"not published", `<meta itemprop="dateModified" content="2024-11-05">`, "0001-01-01T00:00:00Z"},
		{"no date", published + `<meta itemprop="dateModified" content="yesterday">`, "0001-01-01T00:00:00Z"},
	}
	for _, tt := range tests {
		p, err := HTML(t.Context(), page(tt.head, ""), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Updated.Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: updated %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLinesThatAreLinks(t *testing.T) {
	const body = `
<p>The <a href="/crane">crane</a> had been inspected in March, the operator told the Sallow Post on Monday evening.</p>
<p><a href="/1">READ MORE: Ten walks for autumn</a></p>
<ul><li><a href="/2">Council raises fees</a> | <a href="/3">Mayor resigns</a></li><li>One person was <a href="/4">missing</a></li></ul>`
	p, err := HTML(t.Context(), page("", body), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"The crane had been inspected": true, "READ MORE": false, "Council": false, "Mayor": false, "One person was missing": true} {
		if strings.Contains(p.Text, text) != want {
			t.Errorf("%q: want %v in %q", text, want, p.Text)
		}
	}
	all := `<article><a href="/x"><p>The harbour of Port Sallow was closed on Tuesday after a storm tore a crane from its rails.</p></a></article>`
	if p, err = HTML(t.Context(), []byte(all), Options{}); err != nil || !strings.HasPrefix(p.Text, "The harbour") {
		t.Errorf("%q %v", p.Text, err)
	}
}

func TestDecode(t *testing.T) {
	cyrillic := strings.Repeat("Береговая охрана сообщила, что паром сел на мель у мыса в среду днём. ", 3)
	enc, _ := charset.Lookup("windows-1251")
	legacy, err := enc.NewEncoder().String(cyrillic)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, in string
		want     Decoded
	}{
		{"plain", "Port Sallow", Decoded{"Port Sallow", "utf-8", -1}},
		{"a mark of UTF-8", "\xEF\xBB\xBFPort", Decoded{"Port", "utf-8", -1}},
		{"UTF-16 little endian", "\xFF\xFEP\x00o\x00", Decoded{"Po", "utf-16le", -1}},
		{"UTF-16 big endian", "\xFE\xFF\x00P\x00o", Decoded{"Po", "utf-16be", -1}},
		{"a damaged byte", "Überfahrt nach Østby \xFF über Nacht", Decoded{"Überfahrt nach Østby \uFFFD über Nacht", "utf-8", 23}},
		{"a legacy encoding", legacy, Decoded{cyrillic, "windows-1251", -1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Decode([]byte(tt.in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNestingBeyondTheParser(t *testing.T) {
	for _, tag := range []string{"<font>", "<div>", "<table><tr><td>"} {
		p, err := HTML(t.Context(), page("<title>Storm shuts harbour</title>", strings.Repeat(tag, 700)), Options{})
		if err != nil {
			t.Errorf("%s: %v", tag, err)
			continue
		}
		if p.Title != "Storm shuts harbour" || !strings.Contains(p.Text, "\nNobody was hurt") {
			t.Errorf("%s: %+v", tag, p)
		}
	}
}

// TestLargePages holds the way around trafilatura to its purpose: without it
// the pages take minutes.
func TestLargePages(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time, one page after the other")
	}
	const sentence = "The harbour was closed on Tuesday. "
	for name, body := range map[string]string{
		"many paragraphs": strings.Repeat("<p>"+sentence+"</p>", 50_000),
		"long paragraphs": strings.Repeat("<p>"+strings.Repeat(sentence, 20)+"</p>", 10_000),
		"one paragraph":   "<p>" + strings.Repeat(sentence, 200_000) + "</p>",
	} {
		start := time.Now()
		p, err := HTML(t.Context(), page("", body), Options{})
		if err != nil || len(p.Text) < 50_000*len(sentence)/2 {
			t.Errorf("%s: %v, %d bytes", name, err, len(p.Text))
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestRefusals(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		page string
		o    Options
		want string
	}{
		{"nothing", t.Context(), "", Options{}, "no article text found"},
		{"only a script", t.Context(), "<html><body><script>app()</script></body></html>", Options{}, "no article text found"},
		{"too large", t.Context(), "<p>" + strings.Repeat("x", 100), Options{MaxBytes: 50}, "103 bytes and the limit is 50"},
		{"out of time", t.Context(), "<p>" + strings.Repeat("Port Sallow. ", 10_000), Options{Timeout: time.Nanosecond}, "longer than 1ns"},
		{"cancelled", cancelled, "<p>Port Sallow", Options{}, context.Canceled.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := HTML(tt.ctx, []byte(tt.page), tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if tt.name == "cancelled" && !errors.Is(err, context.Canceled) {
				t.Errorf("%v is not context.Canceled", err)
			}
		})
	}
}

func TestSameEveryTime(t *testing.T) {
	enc, _ := charset.Lookup("windows-1251")
	b, err := enc.NewEncoder().Bytes([]byte("<p>Паром сел на мель у мыса в среду днём.</p><p>Береговая охрана сообщила, что никто не пострадал.</p>"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := HTML(t.Context(), b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		got, err := HTML(t.Context(), b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}
