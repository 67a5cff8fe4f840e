package access

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// login logs in, and returns the cookie and the value for forms.
func (e *entrance) login(t *testing.T, s Scope) (cookie, form string) {
	t.Helper()
	w := e.ask("POST", "/login", url.Values{"token": {e.tokens[s]}, "next": {"/stories/s1?x=1"}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/stories/s1?x=1" {
		t.Fatalf("login: %d to %q", w.Code, w.Header().Get("Location"))
	}
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure || c.Name != "stemma" {
		t.Errorf("cookie: %v", c)
	}
	cookie = c.Name + "=" + c.Value
	return cookie, said(t, e.ask("GET", "/", "", "Cookie", cookie))["form"]
}

func TestSession(t *testing.T) {
	e := newEntrance(t, Options{Local: true}, Read, Write)
	w := e.ask("GET", "/stories/s1?q=a+b", "", "Accept", people)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/login?next=%2Fstories%2Fs1%3Fq%3Da%2Bb" {
		t.Errorf("somebody unknown is led to %d %q", w.Code, to)
	}
	cookie, form := e.login(t, Write)
	urlencoded := []string{"Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded"}
	status(t, "a page", e.ask("GET", "/", "", "Cookie", cookie), http.StatusOK)
	status(t, "a form", e.ask("POST", "/verdicts", "form_token="+form+"&note=x", urlencoded...), http.StatusOK)
	for _, body := range []string{"", "note=x", "form_token=&note=x", "form_token=" + form + "a", "note=x&form_token=" + form, "form_token=%zz"} {
		status(t, "a form with "+body, e.ask("POST", "/verdicts", body, urlencoded...), http.StatusForbidden)
	}
	status(t, "a script", e.ask("POST", "/verdicts", "{}", "Cookie", cookie, FormHeader, form), http.StatusOK)
	status(t, "a script of another", e.ask("DELETE", "/", "", "Cookie", cookie), http.StatusForbidden)
	_, other := e.login(t, Write)
	status(t, "the value of another session", e.ask("POST", "/verdicts", "form_token="+other, urlencoded...), http.StatusForbidden)
	status(t, "a bearer needs none", e.ask("POST", "/verdicts", "", "Authorization", "Bearer "+e.tokens[Write]), http.StatusOK)

	out := e.ask("POST", "/logout", "form_token="+form, urlencoded...)
	status(t, "log out", out, http.StatusSeeOther)
	if out.Header().Get("Clear-Site-Data") != `"cache"` {
		t.Error("pages stay in the browser, where the next person finds them by going back")
	}
	status(t, "after it", e.ask("GET", "/api/", "", "Cookie", cookie), http.StatusUnauthorized)
}

// TestUpload: the value is found in the first part, and all parts arrive.
func TestUpload(t *testing.T) {
	e := newEntrance(t, Options{}, Read)
	cookie, form := e.login(t, Read)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField(FormField, form); err != nil {
		t.Fatal(err)
	}
	large := strings.Repeat("The dam at Orvel held. ", 10_000)
	if err := m.WriteField("text", large); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	w := e.ask("POST", "/trace", b.String(), "Cookie", cookie, "Content-Type", m.FormDataContentType())
	status(t, "an upload", w, http.StatusOK)
	if said(t, w)["body"] != b.String() {
		t.Error("what was uploaded does not arrive whole")
	}
	status(t, "without the value", e.ask("POST", "/trace", strings.Replace(b.String(), form, "x", 1), "Cookie", cookie, "Content-Type", m.FormDataContentType()), http.StatusForbidden)
	status(t, "in another field", e.ask("POST", "/trace", strings.Replace(b.String(), FormField, "title", 1), "Cookie", cookie, "Content-Type", m.FormDataContentType()), http.StatusForbidden)
	status(t, "in another field of a plain form", e.ask("POST", "/trace", "title="+form, "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded"), http.StatusForbidden)
	status(t, "without a boundary", e.ask("POST", "/trace", b.String(), "Cookie", cookie, "Content-Type", "multipart/form-data"), http.StatusForbidden)
}

// TestSessionEnds: idle, old, with its token, and when another takes its place.
func TestSessionEnds(t *testing.T) {
	e := newEntrance(t, Options{}, Read)
	in := func(cookie string) bool { return e.ask("GET", "/api/", "", "Cookie", cookie).Code == http.StatusOK }
	cookie, _ := e.login(t, Read)
	e.clock.pass(sessionIdle - time.Minute)
	if !in(cookie) {
		t.Error("it has ended before its time")
	}
	e.clock.pass(sessionIdle + time.Minute)
	if in(cookie) {
		t.Error("it has not ended when nobody asked")
	}
	cookie, _ = e.login(t, Read)
	for range int(sessionLife/sessionIdle) + 1 {
		e.clock.pass(sessionIdle - time.Minute)
		in(cookie)
	}
	e.clock.pass(sessionIdle - time.Minute)
	if in(cookie) {
		t.Error("it goes on for ever")
	}
	cookie, _ = e.login(t, Read)
	w := e.ask("POST", "/login", "token="+e.tokens[Read], "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded")
	if next := w.Result().Cookies()[0]; cookie == next.Name+"="+next.Value || in(cookie) {
		t.Error("the id of before is good after somebody logged in")
	}
	cookie, _ = e.login(t, Read)
	if err := e.Tokens.Revoke(t.Context(), "read desk"); err != nil {
		t.Fatal(err)
	}
	e.clock.pass(2 * time.Second)
	if in(cookie) {
		t.Error("it is good without its token")
	}
	if e.Sessions() > 3 {
		t.Errorf("%d sessions", e.Sessions())
	}
}

func TestSessionsBounded(t *testing.T) {
	s := newSessions(newClock().now)
	first := s.begin("k")
	second := s.begin("k")
	if _, ok := s.find(first); !ok {
		t.Fatal("the first is not there")
	}
	for i := range maxSessions - 1 {
		s.begin(strconv.Itoa(i))
	}
	if _, ok := s.find(second); ok || s.count() != maxSessions {
		t.Errorf("the one not seen for longest is there; %d sessions", s.count())
	}
	if _, ok := s.find(first); !ok {
		t.Error("one that was seen since is gone")
	}
}

// TestLoginLeadsOnlyHere: nobody can make a link to the page to log in that leads elsewhere afterwards.
func TestLoginLeadsOnlyHere(t *testing.T) {
	for next, want := range map[string]string{
		"/": "/", "/stories/s1?a=b": "/stories/s1?a=b", "": "/", "stories": "/", "//evil.example/": "/", "https://evil.example": "/",
		`/\evil.example`: "/", `\\evil.example`: "/", "/\t/evil.example": "/", "javascript:alert(1)": "/", "/a#b": "/a", "///evil.example": "/", "/%0d%0ax": "/%0d%0ax",
		"/%5Cevil.example": "/%5Cevil.example", "http:evil.example": "/",
	} {
		if got := localPath(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestWrongLogin(t *testing.T) {
	e := newEntrance(t, Options{}, Read)
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", people}
	for range failures {
		w := e.ask("POST", "/login", "token=stemma_wrong&next=/search", form...)
		if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/login?failed=1&next=%2Fsearch" || len(w.Result().Cookies()) > 0 {
			t.Fatalf("a wrong token: %d to %q", w.Code, to)
		}
	}
	w := e.ask("POST", "/login", "token=stemma_wrong", form...)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "10" {
		t.Errorf("once too often: %d, %q", w.Code, w.Header().Get("Retry-After"))
	}
	status(t, "a wrong bearer, too", e.ask("GET", "/api/", "", "Authorization", "Bearer x"), http.StatusTooManyRequests)
	status(t, "a right one", e.ask("GET", "/api/", "", "Authorization", "Bearer "+e.tokens[Read]), http.StatusOK)
	status(t, "from elsewhere", e.ask("GET", "/api/", "", "Authorization", "Bearer x", "From", "10.0.0.3:1"), http.StatusUnauthorized)
	e.login(t, Read)
	e.clock.pass(failureEvery)
	status(t, "later", e.ask("GET", "/api/", "", "Authorization", "Bearer x"), http.StatusUnauthorized)
	status(t, "log in by a page of another site", e.ask("POST", "/login", "token="+e.tokens[Read], "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
}

// TestSessionsOfToken: who has one token logs nobody out who has another.
func TestSessionsOfToken(t *testing.T) {
	s := newSessions(newClock().now)
	other, first, second := s.begin("desk"), s.begin("k"), s.begin("k")
	s.find(first)
	for range maxOfToken - 1 {
		s.begin("k")
	}
	for id, want := range map[string]bool{other: true, first: true, second: false} {
		if _, ok := s.find(id); ok != want {
			t.Errorf("there: %v, want %v", ok, want)
		}
	}
	for range maxSessions {
		s.begin("k")
	}
	if _, ok := s.find(other); !ok || s.count() != maxOfToken+1 {
		t.Errorf("the other: %v, of %d sessions", ok, s.count())
	}
}

// TestSessionRates: whoever logs in again and again has no more points than their token.
func TestSessionRates(t *testing.T) {
	e := newEntrance(t, Options{Limits: Limits{Rate: 1, Burst: 10}}, Read)
	let := 0
	for range 4 {
		cookie, _ := e.login(t, Read)
		for range 10 {
			if e.ask("GET", "/", "", "Cookie", cookie, "Accept", people).Code == http.StatusOK {
				let++
			}
		}
		e.clock.pass(2 * time.Second) // and a point to log in with
	}
	if let > 16 {
		t.Errorf("%d pages", let)
	}
}
