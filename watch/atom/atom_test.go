package atom_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/watch/atom"
)

func example() atom.Feed {
	at := time.Date(2025, 3, 1, 14, 30, 0, 0, time.FixedZone("", 7200))
	return atom.Feed{
		ID: "urn:uuid:6f1c2b9a-5d2e-8c1f-9a3b-2e4d6f8a0b1c", Title: "Alerts of the desk", Author: "stemma", Self: "https://desk.example/alerts.xml", Updated: at,
		Entries: []atom.Entry{
			{
				ID: "urn:uuid:0a1b2c3d-4e5f-8a7b-8c9d-0e1f2a3b4c5d", Title: "5 outlets & <3 languages: \"العبّارة\"", Updated: at,
				Text:       "Larn Herald: \"Nobody was hurt\" <script>alert(1)</script>\n\nصحيفة لارن: لم يُصب أحد بأذى\n拉恩日报：无人受伤 ]]> &amp;",
				Categories: []string{"reach"},
				Links:      []atom.Link{{URL: "https://herald.example/?a=1&b=2", Title: "Ferry \"aground\"", Lang: "en"}, {URL: "https://lahren.example/", Lang: "zh-Hans"}},
			},
			{ID: "urn:uuid:1", Title: "bad \x00\x1b bytes \xff", Updated: at, Text: "a \x0b b \xfe"},
		},
	}
}

// TestMarshal: what is written is what the reader of feeds reads, whatever is in it.
func TestMarshal(t *testing.T) {
	b, err := atom.Marshal(example())
	if err != nil {
		t.Fatal(err)
	}
	f, err := feed.Parse(t.Context(), b, "")
	if err != nil || len(f.Entries) != 2 {
		t.Fatalf("%v\n%s", err, b)
	}
	e := f.Entries[0]
	if f.Title != "Alerts of the desk" || f.URL != "https://desk.example/alerts.xml" || e.Title != "5 outlets & <3 languages: \"العبّارة\"" || e.URL != "https://herald.example/?a=1&b=2" {
		t.Errorf("%+v", f)
	}
	if !e.Updated.Time.Equal(time.Date(2025, 3, 1, 12, 30, 0, 0, time.UTC)) || strings.Contains(e.HTML, "<script") || !strings.Contains(e.HTML, "无人受伤 ]]&gt; &amp;amp;") || strings.Count(e.HTML, "<p ") != 3 {
		t.Errorf("%+v", e)
	}
}

// TestRFC4287 looks for what the standard demands: of a feed and of each entry exactly one id, title and updated; an
// author; one alternate link at most; ids that differ.
func TestRFC4287(t *testing.T) {
	b, err := atom.Marshal(example())
	if err != nil {
		t.Fatal(err)
	}
	type common struct {
		ID      []string `xml:"http://www.w3.org/2005/Atom id"`
		Title   []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated []string `xml:"http://www.w3.org/2005/Atom updated"`
		Links   []struct {
			Rel string `xml:"rel,attr"`
		} `xml:"http://www.w3.org/2005/Atom link"`
	}
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		common
		Authors []string `xml:"http://www.w3.org/2005/Atom author>name"`
		Entries []common `xml:"http://www.w3.org/2005/Atom entry"`
	}
	if err := xml.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range append(f.Entries, f.common) {
		alternate := 0
		for _, l := range c.Links {
			if l.Rel == "alternate" {
				alternate++
			}
		}
		if len(c.ID) != 1 || len(c.Title) != 1 || len(c.Updated) != 1 || alternate > 1 || ids[c.ID[0]] {
			t.Errorf("%+v", c)
			continue
		}
		ids[c.ID[0]] = true
		if _, err := time.Parse(time.RFC3339, c.Updated[0]); err != nil {
			t.Error(err)
		}
	}
	if len(f.Authors) != 1 || f.Authors[0] == "" {
		t.Errorf("authors: %q", f.Authors)
	}
}

// TestHarmless: what would turn other characters around, and links that a reader would run, are not in the feed.
func TestHarmless(t *testing.T) {
	f := example()
	f.Entries[0].Title, f.Entries[0].Text = "Alva\u202e aground\u009b31m", "of\u2066 Larn\x1b[2J\u200f"
	f.Entries[0].Links = []atom.Link{{URL: "javascript:alert(1)"}, {URL: "data:text/html,x"}, {URL: "https://herald.example/a", Title: "Alva\u202e"}, {URL: "/etc/passwd"}}
	b, err := atom.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(b); strings.ContainsAny(s, "\u202e\u2066\u009b\x1b") || strings.Contains(s, "javascript:") || strings.Contains(s, "data:") || strings.Contains(s, "passwd") ||
		!strings.Contains(s, `<link rel="alternate" href="https://herald.example/a" title="Alva">`) || !strings.Contains(s, "\u200f") {
		t.Errorf("%s", s)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "alerts.xml")
	for range 2 {
		if err := atom.WriteFile(name, example()); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := atom.Marshal(example())
	have, err := os.ReadFile(name)
	if err != nil || string(have) != string(want) {
		t.Errorf("%v: %s", err, have)
	}
	if rest, _ := os.ReadDir(dir); len(rest) != 1 {
		t.Errorf("left in the folder: %v", rest)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := atom.WriteFile(filepath.Join(dir, "no", "alerts.xml"), example()); err == nil || !strings.Contains(err.Error(), "alerts.xml") {
		t.Errorf("without a folder: %v", err)
	}
}
