// Package leaks holds tests to leave nothing running, where TestMain has something else to do and goleak.VerifyTestMain
// cannot be it.
package leaks

import (
	"fmt"
	"os"

	"go.uber.org/goleak"
)

// Checked are tests that fail where they leave goroutines behind.
type Checked struct {
	Tests interface{ Run() int }
	// But are goroutines that may stay.
	But []goleak.Option
}

// Run runs the tests and returns their exit code.
func (c Checked) Run() int {
	code := c.Tests.Run()
	if code != 0 {
		return code // which tells enough
	}
	if err := goleak.Find(c.But...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
