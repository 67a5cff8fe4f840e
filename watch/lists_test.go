package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, name, content string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLists(t *testing.T) {
	dir := t.TempDir()
	opml := write(t, filepath.Join(dir, "feeds.opml"), `<opml version="2.0"><body><outline text="Selm"><outline text="Gazette" xmlUrl="https://gazette.example/feed"/>
		<outline text="Bote" xmlUrl="http://bote.example/rss"/></outline></body></opml>`)
	plain := write(t, filepath.Join(dir, "feeds.txt"), "\uFEFF# the desk's\r\nhttps://gazette.example/feed\r\n\r\n  https://vestnik.example/атом Вестник Ларна\nhttps://herald.example/#top\n")
	l := NewLists([]string{opml, plain, "https://post.example/feed"})
	feeds, problems, err := l.Read(t.Context())
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	want := []Feed{{"https://gazette.example/feed", "Gazette"}, {"http://bote.example/rss", "Bote"}, {"https://vestnik.example/%D0%B0%D1%82%D0%BE%D0%BC", "Вестник Ларна"}, {"https://herald.example/", ""}, {"https://post.example/feed", ""}}
	if !slices.Equal(feeds, want) {
		t.Errorf("have %q\nwant %q", feeds, want)
	}
	if l.Changed() {
		t.Error("nothing has changed")
	}
	write(t, plain, "https://gazette.example/feed\n")
	if !l.Changed() {
		t.Error("a list has changed")
	}
	if feeds, _, _ := l.Read(t.Context()); len(feeds) != 3 || l.Changed() {
		t.Errorf("%q", feeds)
	}
}

// TestBadLists: each problem says what to do, and what can be read is.
func TestBadLists(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		input, want string
		feeds       int
	}{
		"nothing":     {filepath.Join(dir, "none.opml"), "no such file: give a list", 0},
		"a folder":    {dir, "not a file", 0},
		"empty":       {write(t, filepath.Join(dir, "a.txt"), "# nothing\n"), "an address a line", 0},
		"bad lines":   {write(t, filepath.Join(dir, "b.txt"), "gazette.example\nhttps://bote.example/\nftp://x.example\n"), "line 1: \"gazette.example\" is no address", 1},
		"no feeds":    {write(t, filepath.Join(dir, "c.opml"), `<opml version="2.0"><body><outline text="x"/></body></opml>`), "xmlUrl", 0},
		"a feed":      {write(t, filepath.Join(dir, "d.xml"), rss("Herald")), "give its address", 0},
		"broken":      {write(t, filepath.Join(dir, "e.opml"), `<opml><body><outline xmlUrl="https://bote.example/"/><outline x="<`), "", 1},
		"no host":     {"https:///feed", "give it as https://host/path", 0},
		"no address":  {"http://a b", "is no address", 0},
		"many binary": {write(t, filepath.Join(dir, "f.txt"), strings.Repeat("\x00\xff\n", 1000)), "line 11", 0},
	} {
		feeds, problems, err := NewLists([]string{c.input, "https://post.example/feed"}).Read(t.Context())
		if err != nil || len(problems) > 1 || len(feeds) != c.feeds+1 || c.want != "" && (len(problems) == 0 || !strings.Contains(problems[0].Problem, c.want) || problems[0].Input != c.input) {
			t.Errorf("%s: %q, %q, %v", name, feeds, problems, err)
		}
	}
}

func FuzzPlainList(f *testing.F) {
	f.Add([]byte("https://a.example/feed A\n# b\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		feeds, err := plainList(b)
		if len(feeds) == 0 && err == nil {
			t.Error("neither a feed nor an error")
		}
		for _, f := range feeds {
			if again, err := checked(f.Address); err != nil || again != f.Address {
				t.Errorf("%q becomes %q, %v", f.Address, again, err)
			}
		}
	})
}
