package killed_test

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
)

func TestMain(m *testing.M) {
	killed.Main(m, map[string]func(string) error{
		"count": func(dir string) error {
			for n := range 1000 {
				fmt.Println(dir, n)
				time.Sleep(10 * time.Millisecond)
			}
			return nil
		},
		"end":  func(string) error { fmt.Println("done"); return nil },
		"fail": func(string) error { return errors.New("as it is meant to") },
		"die": func(string) error { // of another signal than that which kills
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Signal(syscall.SIGTERM)
			}
			time.Sleep(time.Second)
			return err
		},
	})
}

// TestRun: a process is killed when it is said, and one that ends by itself is not.
func TestRun(t *testing.T) {
	for _, c := range []struct {
		work   string
		at     string
		killed bool
		failed bool
	}{{"count", "here 7", true, false}, {"end", "", false, false}, {"fail", "", false, true}, {"die", "", false, true}} {
		last := ""
		was, err := killed.Run(killed.Self(t.Context(), c.work, "here"), func(line string) time.Duration {
			last = line
			if line == c.at {
				return time.Millisecond
			}
			return killed.Never
		})
		if was != c.killed || (err != nil) != c.failed || last == "here 999" || (c.work == "count" || c.work == "end") && last == "" {
			t.Errorf("%s: killed %v, %v, last %q", c.work, was, err, last)
		}
	}
}
