package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

func TestArchived(t *testing.T) {
	t.Parallel()
	const story = "https://gazette.example/ferry?id=7&x=a/b"
	second := "2025-03-04T18:20:00Z second"
	for address, want := range map[string]string{
		"https://web.archive.org/web/20250304182000/" + story:                                            second + " " + story,
		"http://www.web.archive.org/web/20250304182000id_/" + story:                                      second + " " + story,
		"https://web.archive.org/web/20250304182000if_/" + story:                                         second + " " + story,
		"https://web.archive.org/web/20250304182000js_/https:/gazette.example/a":                         second + " https://gazette.example/a",
		"https://web.archive.org/web/20250304182000/gazette.example/a":                                   second + " http://gazette.example/a",
		"https://web.archive.org/web/20250304182000/http://gazette.example:80/":                          second + " http://gazette.example:80/",
		"https://web.archive.org/web/202503041820/" + story:                                              "2025-03-04T18:20:00Z minute " + story,
		"https://web.archive.org/web/2025030418/" + story:                                                "2025-03-04T00:00:00Z day " + story,
		"https://web.archive.org/web/202503/" + story:                                                    "2025-03-01T00:00:00Z month " + story,
		"https://web.archive.org/web/2025/" + story:                                                      "2025-01-01T00:00:00Z year " + story,
		"https://web.archive.org/web/" + story:                                                           "0001-01-01T00:00:00Z none " + story,
		"https://web.archive.org/web/20259999999999/" + story:                                            "2025-01-01T00:00:00Z year " + story,
		"https://web.archive.org/web/20250304182000/https://anna:sesame@gazette.example/":                second + " https://gazette.example/",
		"https://web.archive.org/web/20250401000000/https://archive.ph/20250304182000/" + story:          second + " " + story,
		"https://archive.ph/20250304182000/" + story:                                                     second + " " + story,
		"https://archive.is/2025.03.04-182000/" + story:                                                  second + " " + story,
		"https://archive.today/newest/" + story:                                                          "0001-01-01T00:00:00Z none " + story,
		"https://arquivo.pt/wayback/20250304182000/" + story:                                             second + " " + story,
		"https://arquivo.pt/noFrame/replay/20250304182000/" + story:                                      second + " " + story,
		"https://webarchive.nationalarchives.gov.uk/ukgwa/20250304182000/" + story:                       second + " " + story,
		"https://webarchive.nationalarchives.gov.uk/ukgwa/20250304182000mp_/" + story:                    second + " " + story,
		"https://wayback.archive-it.org/1234/20250304182000/" + story:                                    second + " " + story,
		"https://vault.library.example/20250304182000/" + story:                                          second + " " + story,
		"https://webcache.googleusercontent.com/search?q=cache:Ab3dE_:gazette.example/ferry+ferry&hl=en": "0001-01-01T00:00:00Z none http://gazette.example/ferry",
		"https://webcache.googleusercontent.com/search?q=cache:https://gazette.example/ferry":            "0001-01-01T00:00:00Z none https://gazette.example/ferry",

		story: "", "": "", "x": "", "https://web.archive.org/": "", "https://web.archive.org/about/": "", "https://archive.ph/AbCdE": "", "https://perma.cc/AB12-CD34": "",
		"https://web.archive.org/web/*/" + story:                      "",
		"https://archive.org/details/1999/ferry.pdf":                  "",
		"https://archive.org/download/20250304182000/ferry.example/a": "",
		"https://arquivo.pt/2024/index.html":                          "",
		"https://gazette.example/20250304182000/ferry.html":           "",
		"https://gazette.example/2025/https://other.example/":         "",
		"https://gazette.example/20250304182000/https://localhost/":   "",
		"https://gazette.example/login?next=/20250304182000/x":        "",
		"https://web.archive.org/web/20250304182000/notahost":         "",
		"https://web.archive.org/web/20250304182000<script>/" + story: "",
		"ftp://web.archive.org/web/20250304182000/" + story:           "",
		"https://webcache.googleusercontent.com/search?q=ferry":       "",
	} {
		original, at, ok := Archived(address)
		got := ""
		if ok {
			got = at.Time.Format(time.RFC3339) + " " + string(at.Precision) + " " + original
		}
		if got != want {
			t.Errorf("%s:\n got %q\nwant %q", address, got, want)
		}
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://web.archive.org/web/20250304182000/https://gazette.example/a?b=c%20d": "https://web.archive.org/web/20250304182000id_/https://gazette.example/a?b=c%20d",
		"https://web.archive.org/web/2025if_/https://gazette.example/":                 "https://web.archive.org/web/2025id_/https://gazette.example/",
		"https://web.archive.org/web/https://gazette.example/":                         "https://web.archive.org/web/https://gazette.example/",
		"https://web.archive.org/web/2025*/https://gazette.example/":                   "https://web.archive.org/web/2025*/https://gazette.example/",
		"https://web.archive.org/save/2025/x":                                          "https://web.archive.org/save/2025/x",
		"https://gazette.example/web/2025/x":                                           "https://gazette.example/web/2025/x",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := identity(u).String(); got != want {
			t.Errorf("%s: %s", address, got)
		}
		if twice := identity(identity(u)).String(); twice != want {
			t.Errorf("%s: twice %s", address, twice)
		}
	}
}

func TestCopies(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{
		"web.archive.org": func(w http.ResponseWriter, r *http.Request) {
			const whole = "/web/20250304182000id_/http://gazette.example/ferry"
			switch r.URL.Path {
			case "/web/2025id_/gazette.example/ferry":
				w.Header().Set("Location", whole)
				w.WriteHeader(http.StatusFound)
			case whole:
				w.Header().Set("Memento-Datetime", "Tue, 04 Mar 2025 18:20:00 GMT")
				w.Header().Set("X-Archive-Orig-Last-Modified", "Tue, 04 Mar 2025 17:00:00 GMT")
				w.Header().Set("Last-Modified", "Sat, 01 Nov 2025 00:00:00 GMT")
				fmt.Fprint(w, page)
			default:
				http.NotFound(w, r)
			}
		},
		"perma.example": at("/AB12", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Memento-Datetime", "Tue, 04 Mar 2025 18:20:00 GMT")
			w.Header().Add("Link", `<http://perma.example/timegate/x,y;z>; rel="timegate", <https://gazette.example/ferry?a,b;c>; type="text/html"; rel="first original"`)
			fmt.Fprint(w, page)
		}),
		"liar.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Link", `<https://gazette.example/>; rel="original"`) // without Memento-Datetime it is no copy
			fmt.Fprint(w, page)
		}),
	}}
	c := w.client(t, quick())
	captured := time.Date(2025, 3, 4, 18, 20, 0, 0, time.UTC)
	r := get(t, c, "http://web.archive.org/web/2025/gazette.example/ferry")
	if r.Original != "http://gazette.example/ferry" || !r.Captured.Equal(captured) || r.Modified.Hour() != 17 {
		t.Errorf("%+v", r)
	}
	r = get(t, c, "http://perma.example/AB12")
	if r.Original != "https://gazette.example/ferry?a,b;c" || !r.Captured.Equal(captured) {
		t.Errorf("%+v", r)
	}
	if r = get(t, c, "http://liar.example/"); r.Original != "" || !r.Captured.IsZero() {
		t.Errorf("%+v", r)
	}
}

func FuzzArchived(f *testing.F) {
	for _, seed := range []string{
		"https://web.archive.org/web/20250304182000id_/https://gazette.example/ferry", "https://archive.ph/2025.03.04-182000/http://a.example/",
		"https://webcache.googleusercontent.com/search?q=cache:x:a.example", "http://a.example/20250304182000/https:/b.example/%zz", "://",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		original, at, ok := Archived(address)
		if ok != (original != "") || !ok && at.Precision != stemma.PrecisionNone {
			t.Errorf("%q, %v, %v", original, at, ok)
		}
		if at.Time.IsZero() != (at.Precision == stemma.PrecisionNone) {
			t.Errorf("%v", at)
		}
		if u, err := url.Parse(original); ok && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil) {
			t.Errorf("%q is no address", original)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"https://gazette.example/a?b#c", "http://127.0.0.1./", "http://0x7f.1", "HTTP://a:b@１２７.0.0.1:080/", "http://[::ffff:7f00:1]/", "https://web.archive.org/web/2025/x.y",
	} {
		f.Add(seed)
	}
	g := newGuard(Options{})
	f.Fuzz(func(t *testing.T, address string) {
		u, err := parse(address)
		if err != nil {
			return
		}
		again, err := parse(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q is %q, and that %q, %v", address, u, again, err)
		}
		if strings.HasSuffix(u.Hostname(), "127.0.0.1") && u.Hostname() == "127.0.0.1" && g.address(u) == nil {
			t.Errorf("%q gets past the guard", address)
		}
		identity(u)
		if next, err := follow(u, address); err == nil && next.Host == "" {
			t.Errorf("%q leads nowhere", address)
		}
	})
}
