package search

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestMain holds that nothing is left running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Tests{M: m}) }
