package reader

import (
	"errors"
	"sync"
	"time"
)

const (
	// failedFor is how long a story that could not be traced is left alone, as long as it does not change; and not less than
	// it took to find that out.
	failedFor = time.Minute
	// maxFailures is how many of these are known.
	maxFailures = 1000
)

// failures remember what could not be traced, so that not all who ask try it again.
type failures struct {
	mu sync.Mutex
	by map[string]failure
}

type failure struct {
	err   error
	until time.Time
}

func newFailures() *failures { return &failures{by: map[string]failure{}} }

// put remembers why it failed, after a while.
func (f *failures) put(key string, err error, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.by) >= maxFailures {
		clear(f.by)
	}
	f.by[key] = failure{err, time.Now().Add(max(failedFor, took))}
}

// get is why it failed; nil where it is to be tried.
func (f *failures) get(key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	is, ok := f.by[key]
	if !ok || time.Now().After(is.until) {
		delete(f.by, key)
		return nil
	}
	if errors.Is(is.err, ErrUnknown) {
		return is.err
	}
	return &TraceError{is.err.Error()}
}

func (f *failures) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.by)
}
