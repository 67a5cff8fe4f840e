// Package access decides who may do what: tokens for programs, sessions for people, and limits for both.
//
// A server that listens on this machine alone, without tokens, knows everybody as "local", who may do all: whoever can
// connect to it can read the archive's files as well. What is left to fear is a page of the web that has the reader's browser
// ask for it, so a request must name this machine as its host (a name that was made to lead here is refused: DNS
// rebinding), and what changes something must not come from another site.
//
// With tokens a request shows one (Authorization: Bearer), or the cookie of a session that began with one (POST /login). What
// changes something by a cookie must also have the value that only our own pages know (Identity.Form).
//
// Door.Wrap is the way in. Within it, Require says what a part of the server is open to.
package access

import (
	"context"
	"slices"
)

// Scope is what somebody may do; each includes those before it.
type Scope string

// The scopes.
const (
	Read  Scope = "read"
	Write Scope = "write" // verdicts
	Admin Scope = "admin" // metrics, profiles
)

// Scopes are all scopes, each of which includes those before it.
func Scopes() []Scope { return []Scope{Read, Write, Admin} }

// Identity is who asks.
type Identity struct {
	// Name is that of the token, "local" of this machine where no tokens are needed.
	Name  string
	Scope Scope
	// Form is the value that a form of a page must send along in the field "form_token": "" where there is no session.
	Form string
	// Session says that it is known by a cookie, and can log out.
	Session bool
}

// local is everybody on this machine, where no tokens are needed.
var local = Identity{Name: "local", Scope: Admin}

// May says whether the scope includes another.
func (i Identity) May(s Scope) bool {
	have, need := slices.Index(Scopes(), i.Scope), slices.Index(Scopes(), s)
	return need >= 0 && have >= need
}

// Who returns who asks; the zero Identity where nobody was let in.
func Who(ctx context.Context) Identity {
	i, _ := ctx.Value(identityKey{}).(Identity)
	return i
}

// With returns a context in which somebody asks.
func With(ctx context.Context, i Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, i)
}

type identityKey struct{}
