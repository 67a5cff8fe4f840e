package robots_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch/robots"
)

func allowed(t *testing.T, file, path string) bool {
	t.Helper()
	u, err := url.Parse("https://gazette.example" + path)
	if err != nil {
		t.Fatal(err)
	}
	return robots.Parse([]byte(file), "stemma").Allowed(u)
}

// Whatever a file looks like, one bad line must not decide about the others.
func TestWhatLibrariesGetWrong(t *testing.T) {
	for _, c := range []struct {
		name, file, path string
		want             bool
	}{
		{"a delay in words", "User-agent: *\nCrawl-delay: soon\nDisallow: /desk\n", "/desk/1", false},
		{"a rule for nobody", "Disallow: /news\nUser-agent: *\nDisallow: /desk\n", "/news/1", true},
		{"a pattern starts at the beginning", "User-agent: *\nDisallow: /a*b\n", "/news/a1b", true},
		{"of two equally long ones the kinder", "User-agent: *\nDisallow: /desk\nAllow: /desk\n", "/desk", true},
		{"an asterisk alone is everything", "User-agent: *\nDisallow: *\n", "/news", false},
		{"length is that of the pattern", "User-agent: *\nDisallow: /a.b*c\nAllow: /a.bxxc\n", "/a.bxxc", true},
		{"letters in the path", "User-agent: *\nDisallow: /caf%c3%a9\n", "/café", false},
		{"letters in the pattern", "User-agent: *\nDisallow: /café\n", "/caf%C3%A9", false},
		{"half a name is another's", "User-agent: stem\nDisallow: /\n", "/news", true},
		{"a version behind the name", "User-agent: Stemma/2.1\nDisallow: /\n", "/news", false},
		{"nothing is forbidden", "User-agent: *\nDisallow:\n", "/news", true},
		{"no name", "User-agent:\nDisallow: /\n", "/news", true},
		{"a sitemap between", "User-agent: *\nSitemap: https://gazette.example/s.xml\nDisallow: /desk", "/desk", false},
		{"a page", "<!DOCTYPE html><html><head><title>Disallow: /</title></head></html>", "/news", true},
	} {
		if got := allowed(t, c.file, c.path); got != c.want {
			t.Errorf("%s: allowed is %v", c.name, got)
		}
	}
}

func TestGroups(t *testing.T) {
	const file = "\uFEFF# rules\r\nUser-Agent: otherbot\r\nUser-Agent: STEMMA # us\r\nDisallow: /desk/\r\n\r\n" +
		"User-agent: *\rDisallow: /\r\n\nuser-agent: stemma\nallow: /desk/open\n"
	for path, want := range map[string]bool{"/": true, "/desk/": false, "/desk/open/1": true, "/robots.txt": true} {
		if got := allowed(t, file, path); got != want {
			t.Errorf("%s: allowed is %v", path, got)
		}
	}
}

// The examples of RFC 9309 (2.2.2, 2.2.3, 5.2) and of its patterns.
func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		forbidden     bool
	}{
		{"/path/file-with-a-%2A.html", "/path/file-with-a-*.html", false}, // RFC 9309 has them apart: an asterisk is reserved
		{"/foo/bar?baz=quz", "/foo/bar?baz=quz", true},
		{"/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http://foo.bar", true},
		{"/foo/bar/ツ", "/foo/bar/%E3%83%84", true},
		{"/foo/bar/%62%61%7A", "/foo/bar/baz", true},
		{"/*.gif$", "/a/b.gif", true},
		{"/*.gif$", "/a/b.gif?x", false},
		{"*.php", "/index.php5", true},
		{"/fish*", "/fishheads/yummy.html", true},
		{"/fish/", "/fish", false},
		{"/a*b*c$", "/abbc", true},
		{"/a*b*c$", "/abcb", false},
		{"/$", "/", true},
		{"/$", "/x", false},
		{"desk", "/desk", true},
		{"/x%2", "/x%41", false},
	} {
		if got := !allowed(t, "User-agent: *\nDisallow: "+c.pattern, c.path); got != c.forbidden {
			t.Errorf("%s forbids %s: %v", c.pattern, c.path, got)
		}
	}
}

func TestDelay(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2.5":                                        2500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: -1":                                         0,
		"User-agent: *\nCrawl-delay: NaN":                                        0,
		"User-agent: *\nCrawl-delay: 1e300":                                      24 * time.Hour,
		"User-agent: x\nCrawl-delay: 9\nUser-agent: stemma\nCrawl-delay: 3":      3 * time.Second,
		"User-agent: x\nDisallow:\nUser-agent: *\nUser-agent: y\nCrawl-delay: 4": 4 * time.Second,
	} {
		if got := robots.Parse([]byte(file), "stemma").Delay; got != want {
			t.Errorf("%q: %v, want %v", file, got, want)
		}
	}
}

func TestHostileFileTakesLittleTime(t *testing.T) {
	file := "User-agent: *\n" + strings.Repeat("Disallow: "+strings.Repeat("*a", 500)+"b$\n", robots.MaxSize/1000)
	start := time.Now()
	if !allowed(t, file, "/"+strings.Repeat("a", 8000)) {
		t.Error("no pattern ends like this path")
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%zz\nCrawl-delay: 1\n"), "/a?b")
	f.Add([]byte("\uFEFFuser-agent\n:\n#\rDisallow:*\n"), "")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := robots.Parse(file, "stemma")
		u := &url.URL{Scheme: "https", Host: "gazette.example", Path: path}
		if path == "/robots.txt" && !r.Allowed(u) {
			t.Error("robots.txt itself is forbidden")
		}
		if r.Delay < 0 || r.Delay > 24*time.Hour {
			t.Errorf("a delay of %v", r.Delay)
		}
	})
}
