package fetch

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func to(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Location", address)
		w.WriteHeader(http.StatusFound)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{
		"short.example":   to("http://GAZETTE.example:80/ferry?x=1#top"),
		"gazette.example": text(page),
		"relative.example": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/a/b" {
				to("../c")(w, r)
				return
			}
			text(page)(w, r)
		},
	}}
	c := w.client(t, quick())
	if r := get(t, c, "http://short.example/"); r.URL != "http://gazette.example/ferry?x=1" {
		t.Error(r.URL)
	}
	if r := get(t, c, "http://relative.example/a/b"); r.URL != "http://relative.example/c" {
		t.Error(r.URL)
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	t.Parallel()
	for location, c := range map[string]struct {
		kind error
		say  string
	}{
		"http://169.254.169.254/latest/meta-data/":      {ErrPrivate, "169.254.169.254"},
		"http://[::ffff:169.254.169.254]/":              {ErrPrivate, "169.254.169.254"},
		"http://localhost:8080/":                        {ErrPrivate, "localhost"},
		"http://2852039166/":                            {ErrAddress, "unusual spelling"},
		"http://gazette.example:22/":                    {ErrPrivate, "port 22"},
		"file:///etc/passwd":                            {ErrAddress, "file:"},
		"javascript:alert(1)":                           {ErrAddress, "javascript:"},
		"ht!tp://x":                                     {ErrRedirect, "no address"},
		"https://":                                      {ErrAddress, "names no host"},
		"http://closed.example/desk":                    {ErrRefused, "http://closed.example/desk"},
		"http://gone.example/":                          {nil, "410"},
		"http://x.example/" + strings.Repeat("a", 9000): {ErrRedirect, "no address"},
	} {
		w := &web{hosts: map[string]http.HandlerFunc{
			"short.example":  to(location),
			"closed.example": ruled(says("User-agent: *\nDisallow: /desk")),
			"gone.example":   at("/", status(410)),
		}}
		e := failing(t, w.client(t, quick()), "http://short.example/1", c.kind, c.say)
		if e.Address != "http://short.example/1" || !strings.Contains(e.Problem, "redirects to") {
			t.Errorf("%s: %v", location, e)
		}
	}
}

func TestEndlessRedirects(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{
		"circle.example": to("http://round.example/"),
		"round.example":  to("http://circle.example/"),
		"self.example":   to("/"),
		"ever.example": func(w http.ResponseWriter, r *http.Request) {
			n, _ := strconv.Atoi(r.URL.Path[1:])
			to(fmt.Sprintf("/%d", n+1))(w, r)
		},
		"baked.example": func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "n", Value: fmt.Sprint(len(w.Header()), r.Header.Get("Cookie"), "x")})
			to("/")(w, r)
		},
	}}
	c := w.client(t, quick())
	fails(t, c, "http://circle.example/", ErrRedirect, "in a circle, back to http://circle.example/")
	fails(t, c, "http://self.example/", ErrRedirect, "in a circle")
	fails(t, c, "http://ever.example/0", ErrRedirect, "more than 10", "http://ever.example/11")
	fails(t, c, "http://baked.example/", ErrRedirect)
	for _, host := range []string{"circle", "ever", "baked"} {
		n := 0
		for _, r := range w.requests() {
			if strings.HasPrefix(r, host) {
				n++
			}
		}
		if n > maxRedirects+1 {
			t.Errorf("%d requests to %s", n, host)
		}
	}
}

// Some sites send visitors to themselves until they come back with a cookie.
func TestCookiesEndCircles(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("seen"); err == nil && c.Value == "1" {
			fmt.Fprint(w, page)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		to("/")(w, r)
	})}}
	c := w.client(t, quick())
	for range 2 { // and a cookie is forgotten afterwards
		if r := get(t, c, "http://gazette.example/"); string(r.Body) != page || r.Header.Get("Set-Cookie") != "" {
			t.Errorf("%+v", r)
		}
	}
	if n := len(w.requests()); n != 4 {
		t.Errorf("%d requests", n)
	}
}
