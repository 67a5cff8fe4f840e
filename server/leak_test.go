package server

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain: nothing is left running.
func TestMain(m *testing.M) {
	// What a client of a test keeps open is closed by its server, of which it hears a moment later.
	goleak.VerifyTestMain(m)
}
