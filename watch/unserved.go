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

// ownFailures is how often a story may fail between others that are traced: then the server is there, and it is the story that it does
// not want (a sentence that the model breaks down at).
const ownFailures = 3

// unserved is how stories wait for a server of vectors that is not there (--vectors).
type unserved struct {
	until  time.Time // no story is traced till then; zero where the server is there
	pause  time.Duration
	traced int // how many trees the server has helped to
	failed map[string]failure
}

// failure is how a story failed: since when, after how many trees the last time, and how often with others traced since the time before.
type failure struct {
	since       time.Time
	traced, own int
}

// served notes that a story was traced.
func (u *unserved) served(k *keeper) {
	if !u.until.IsZero() {
		k.log.Info("tree", "note", "stories are traced again", "waiting", len(k.open.Stories))
	}
	u.until, u.pause = time.Time{}, 0
	u.traced++
}

// settled notes that a story waits no longer.
func (u *unserved) settled(id string) { delete(u.failed, id) }

// wait has a story wait that could not be traced for what its server of vectors said, or did not say, and all others with it. It is
// false where that is not why, or where it has been tried for long enough.
func (u *unserved) wait(k *keeper, id string, err error) bool {
	if err == nil || k.trees.BuiltIn() || errors.Is(err, errFault) {
		return false
	}
	now := time.Now()
	f, again := u.failed[id]
	switch {
	case !again:
		f.since = now
	case f.traced != u.traced:
		f.own++
	}
	if f.traced = u.traced; f.own >= ownFailures || now.Sub(f.since) > unservedFor {
		return false
	}
	if u.failed == nil {
		u.failed = map[string]failure{}
	}
	u.failed[id] = f
	u.pause = min(max(2*u.pause, firstUnserved), maxUnserved)
	u.until = now.Add(u.pause)
	k.open.Stories = append(slices.DeleteFunc(k.open.Stories, func(s string) bool { return s == id }), id)
	k.log.Warn("tree", "story", id, "problem", err, "waiting", len(k.open.Stories), "until", u.until.UTC().Format(time.RFC3339))
	return true
}
