package watch

import (
	"errors"
	"slices"
	"time"
)

const (
	// firstUnserved is how long trees wait after the server of their vectors did not answer; each further time it is
	// twice as long, up to maxUnserved. Every try takes the one who writes as long as the server may take to answer.
	firstUnserved = time.Minute
	maxUnserved   = 15 * time.Minute
	// unservedFor is for how long a story is tried that could not be traced: more is no trouble that passes.
	unservedFor = 24 * time.Hour
)

// unserved is how stories wait for a server of vectors that is not there (--vectors).
type unserved struct {
	until time.Time // no story is traced till then; zero where the server is there
	pause time.Duration
	since map[string]time.Time // stories that could not be traced
}

// served notes that a story was traced.
func (u *unserved) served(k *keeper) {
	if !u.until.IsZero() {
		k.log.Info("tree", "note", "stories are traced again", "waiting", len(k.open.Stories))
	}
	*u = unserved{}
}

// wait has a story wait that could not be traced for what its server of vectors said, or did not say, and all others with it. It is
// false where that is not why, or where it has been tried for long enough.
func (u *unserved) wait(k *keeper, id string, err error) bool {
	now := time.Now()
	if err == nil || k.trees.BuiltIn() || errors.Is(err, errFault) {
		return false
	}
	if u.since == nil {
		u.since = map[string]time.Time{}
	}
	if first, tried := u.since[id]; !tried {
		u.since[id] = now
	} else if now.Sub(first) > unservedFor {
		delete(u.since, id)
		return false
	}
	u.pause = min(max(2*u.pause, firstUnserved), maxUnserved)
	u.until = now.Add(u.pause)
	k.open.Stories = append(slices.DeleteFunc(k.open.Stories, func(s string) bool { return s == id }), id)
	k.log.Warn("tree", "story", id, "problem", err, "waiting", len(k.open.Stories), "until", u.until.UTC().Format(time.RFC3339))
	return true
}
