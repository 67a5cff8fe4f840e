package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/server/access"
)

// frame is a page whose body is made already.
type frame struct {
	Title, Dir string // of the story
	Body       template.HTML
	Now        string // the entry of the menu, as view.Now
}

// show answers with a page whose body is made.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, f frame) {
	s.render(w, r, "body", view{Title: f.Title, Now: f.Now, Report: true, Status: status, Data: f.Body})
}

// view is what a page shows within the layout.
type view struct {
	Title string
	// Now is the entry of the menu that the page belongs to: "stories", "trace", "verdicts".
	Now string
	// Query stands in the field of the search.
	Query string
	// Report says that the page has parts of a report: it gets their script.
	Report bool
	// Refresh is after how many seconds a browser without scripts asks again; 0 for never.
	Refresh int
	// Status is that of the answer; 0 is 200.
	Status int
	// Data is what the page's own template shows.
	Data any
}

// sheet is what the layout shows. It has no more of who asks than whether there is a session, so that a page can be kept for all
// who have one.
type sheet struct {
	view
	Session bool
	Form    string // value of the field form_token, for pages with a form that writes
	Version string
}

// page makes a page.
func (s *site) page(name string, sh sheet) ([]byte, error) {
	var b bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&b, layoutFile, sh); err != nil {
		return nil, fmt.Errorf("render the page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// render answers with a page.
func (s *site) render(w http.ResponseWriter, r *http.Request, name string, v view) {
	who := access.Who(r.Context())
	body, err := s.page(name, sheet{view: v, Session: who.Session, Form: who.Form, Version: s.Version})
	if err != nil { // our template, so it is our mistake, and another page may fail, too
		s.Log.ErrorContext(r.Context(), "page failed", "path", r.URL.Path, "error", err)
		http.Error(w, "Something went wrong here. The server's log has the reason.", http.StatusInternalServerError)
		return
	}
	personal(w)
	send(w, r, pageKind, v.Status, tagOf(body), body)
}

const pageKind = "text/html; charset=utf-8"

// personal says that a page is of who asks: no proxy keeps it, and a browser asks whether it is still the same.
func personal(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Add("Vary", "Cookie")
}

func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// send answers with a body, or says that the browser has it already.
func send(w http.ResponseWriter, r *http.Request, kind string, status int, tag string, body []byte) {
	w.Header().Set("Content-Type", kind)
	if status == 0 || status == http.StatusOK {
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		return
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // who asked may be gone
	}
}
