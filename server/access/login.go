package access

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxLogin is how many bytes the form to log in may have.
const maxLogin = 8 << 10

// cookieName has the prefix by which browsers take a cookie from this host alone, by TLS, wherever that is used.
func cookieName(secure bool) string {
	if secure {
		return "__Host-stemma"
	}
	return "stemma"
}

// bySession finds out who asks by their cookie. What they may is what the token may at present.
func (d *Door) bySession(r *http.Request) (who Identity, key string, ok bool) {
	c, err := r.Cookie(cookieName(originOf(r).secure))
	if err != nil || d.Tokens == nil {
		return Identity{}, "", false
	}
	s, ok := d.sessions.find(c.Value)
	if !ok {
		return Identity{}, "", false
	}
	t, ok, lost := d.Tokens.byID(s.token)
	if lost { // revoked, or expired
		d.sessions.end(c.Value)
	}
	if !ok {
		return Identity{}, "", false
	}
	return Identity{Name: t.Name, Scope: t.Scope, Form: s.form, Session: true}, keyOf(t, r), true
}

// login begins a session by a token.
func (d *Door) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxLogin)
	next := localPath(r.PostFormValue("next"))
	if d.free() {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	t, ok := d.find(strings.TrimSpace(r.PostFormValue("token")))
	if !ok {
		if wait, ok := d.failed.take(network(originOf(r).address), 1); !ok {
			retryAfter(w.Header(), wait)
			d.refuse(w, r, http.StatusTooManyRequests, "too many wrong tokens came from this address")
			return
		}
		d.Log.Warn("a token that is not known, or no longer", "address", Address(r), "path", r.URL.Path)
		http.Redirect(w, r, "/login?failed=1&next="+url.QueryEscape(next), http.StatusSeeOther)
		return
	}
	d.forget(r) // the session of before: an id that was known before somebody logged in is never one of theirs
	d.setCookie(w, r, d.sessions.begin(t.ID), int(sessionLife/time.Second))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// logout ends the session.
func (d *Door) logout(w http.ResponseWriter, r *http.Request) {
	d.forget(r)
	d.setCookie(w, r, "", -1)
	w.Header().Set("Clear-Site-Data", `"cache"`) // also what the button to go back would show
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (d *Door) forget(r *http.Request) {
	if c, err := r.Cookie(cookieName(originOf(r).secure)); err == nil {
		d.sessions.end(c.Value)
	}
}

// setCookie hands the cookie out. It is Lax, so that a link in a mail leads who is logged in to a page; what changes something
// is not let in by it from elsewhere.
func (d *Door) setCookie(w http.ResponseWriter, r *http.Request, value string, age int) {
	secure := originOf(r).secure
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(secure), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	})
}

// localPath is a path of this server, and "/" for whatever leads elsewhere.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/"
	}
	return u.RequestURI()
}
