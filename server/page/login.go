package page

import (
	"net/http"

	"github.com/stemma-news/stemma/server/access"
)

// loginView is the form to log in.
type loginView struct {
	Next   string
	Failed bool
	Name   string // who is logged in already
}

// login is the form to log in; what it sends is for package access.
func (s *site) login(w http.ResponseWriter, r *http.Request) {
	v := loginView{Next: r.URL.Query().Get("next"), Failed: r.URL.Query().Get("failed") != ""}
	if !local(v.Next) {
		v.Next = "/"
	}
	if who := access.Who(r.Context()); who.Session {
		v.Name = who.Name
	}
	s.render(w, r, "login", view{Title: "Log in", Data: v})
}

// logout is the form to log out: a link must not do it, since a page elsewhere can make a browser follow one.
func (s *site) logout(w http.ResponseWriter, r *http.Request) {
	who := access.Who(r.Context())
	if !who.Session {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	s.render(w, r, "logout", view{Title: "Log out", Data: who.Name})
}
