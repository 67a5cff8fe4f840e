//go:build !unix

// Package pgtest starts PostgreSQL for tests, on Unix alone.
package pgtest

import (
	"errors"
	"testing"
	"time"
)

// Options say how a server is started.
type Options struct {
	Sync     bool
	Settings []string
}

// Server is a PostgreSQL of a test.
type Server struct{}

const reason = "not measured: tests start PostgreSQL on Unix alone"

// Start skips.
func Start(t testing.TB, _ Options) *Server {
	t.Skip(reason)
	return nil
}

// Database skips.
func Database(t testing.TB) string {
	t.Skip(reason)
	return ""
}

// Program skips.
func Program(t testing.TB, _ string) string {
	t.Skip(reason)
	return ""
}

// Missing says why tests have no PostgreSQL here.
func Missing() error { return errors.New(reason) }

// Address is for no one.
func (*Server) Address(string) string { return "" }

// Database is for no one.
func (*Server) Database(testing.TB) string { return "" }

// Log is for no one.
func (*Server) Log() string { return "" }

// Kill is for no one.
func (*Server) Kill() {}

// Restart is for no one.
func (*Server) Restart() {}

// Stop is for no one.
func (*Server) Stop() {}

// Tests are tests.
type Tests struct{ M interface{ Run() int } }

// Run runs them and returns their exit code.
func (t Tests) Run() int { return t.M.Run() }

// Wire is a way to a database of a test.
type Wire struct{}

// NewWire skips.
func NewWire(t testing.TB, _ string) (*Wire, string) {
	t.Skip(reason)
	return nil, ""
}

// Stall is for no one.
func (*Wire) Stall() {}

// CutAfter is for no one.
func (*Wire) CutAfter(int) {}

// Drip is for no one.
func (*Wire) Drip(time.Duration) {}

// Mend is for no one.
func (*Wire) Mend() {}

// Cut is for no one.
func (*Wire) Cut(int) {}
