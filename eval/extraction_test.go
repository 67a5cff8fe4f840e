package eval

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExtractionOfMetadata scores two pages: one right in all, one whose
// title, date and address differ.
func TestExtractionOfMetadata(t *testing.T) {
	dir := t.TempDir()
	page := func(title, date, url string) string {
		return `<html lang="en-GB"><head><meta property="og:title" content="` + title + `"><meta property="og:site_name" content="Sallow Post"><meta name="date" content="` + date + `"><link rel="canonical" href="` + url + `"></head>
<body><article><p>The harbour of Port Sallow was closed on Tuesday after a storm tore a crane from its rails, the port authority said.</p>
<p>Nobody was hurt, but the ferry to the islands will not sail before Friday, and the fish market has moved inland.</p></article></body></html>`
	}
	write := func(name, s string) {
		if err := os.MkdirAll(filepath.Join(dir, "html"), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if filepath.Ext(name) != ".gz" {
			if _, err := f.WriteString(s); err != nil {
				t.Fatal(err)
			}
			return
		}
		z := gzip.NewWriter(f)
		if _, err := z.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write("html/a.html.gz", page("Storm shuts harbour - Sallow Post", "2024-11-06T23:30:00-05:00", "https://www.sallow.example/a?from=feed"))
	write("html/b.html.gz", page("Another title", "2024-11-08", "https://sallow.example/other"))
	const body = `The harbour of Port Sallow was closed on Tuesday after a storm tore a crane from its rails, the port authority said. Nobody was hurt, but the ferry to the islands will not sail before Friday, and the fish market has moved inland.`
	write("gold.json", `{"a": {"articleBody": "`+body+`", "headline": "“Storm” shuts harbour", "datePublished": "2024-11-07T04:30:00Z", "inLanguage": "en", "publisher": "Sallow Post", "url": "http://sallow.example/a"},
		"b": {"articleBody": "`+body+`", "title": "Storm", "date": "2024-11-07", "url": "http://sallow.example/b"}}`)
	got, err := Extraction(t.Context(), dir, Models{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Figure{{"precision", 1}, {"recall", 1}, {"f1", 1}, {"titles", 0.5}, {"dates", 0.5}, {"languages", 1}, {"outlets", 1}, {"addresses", 0.5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
