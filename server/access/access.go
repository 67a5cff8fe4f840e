// Package access decides who may do what: tokens for programs, sessions for people, and limits for both.
package access

import (
	"context"
	"net/http"
)

// Scope is what somebody may do; each includes those before it.
type Scope string

// The scopes.
const (
	Read  Scope = "read"
	Write Scope = "write" // verdicts
	Admin Scope = "admin" // metrics, tokens
)

// Identity is who asks.
type Identity struct {
	// Name is that of the token, "local" of this machine where no tokens are needed.
	Name  string
	Scope Scope
	// Form is the value that a form of a page must send along in the field "form_token": "" where there is no session.
	Form string
}

// May says whether the scope includes another.
func (i Identity) May(s Scope) bool { return false }

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

// Require lets a request through to next if who asks may, and else answers 401 or 403: a program with a problem document
// (RFC 9457), a person with the page to log in.
func Require(s Scope, next http.Handler) http.Handler { return next }
