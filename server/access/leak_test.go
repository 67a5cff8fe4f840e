package access

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain: nothing is left running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
