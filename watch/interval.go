package watch

import (
	"hash/fnv"
	"slices"
	"strconv"
	"time"
)

// Bounds are how often a feed is asked at the most and at the least.
type Bounds struct{ Min, Max time.Duration }

// DefaultBounds are those of a Watcher where none are given.
func DefaultBounds() Bounds { return Bounds{Min: time.Minute, Max: 6 * time.Hour} }

const (
	// usualGap is how long the pause between two changes of a feed is taken to be of which nothing is known, and counts
	// as one change that was seen.
	usualGap = time.Hour
	// maxHint is the longest that a feed's own word is taken for: many say a day, and change every hour.
	maxHint = time.Hour
	// maxChanges is how many changes of a feed are remembered, the last ones.
	maxChanges = 20
	// oldChange is from when on a change says nothing of today.
	oldChange = 30 * 24 * time.Hour
)

// interval is how long to wait until a feed is asked again: half of the time in which a change is expected, so that news
// is half of that old on the average when it is seen. Changes are taken to come by chance at a steady rate (a Poisson
// process with a gamma prior): so many in the time since the first of them, and one in an hour before. A feed that has been
// quiet for far longer than that has stopped for the night, or for good. since is when it was first asked, and hint is how long it says that it stays as it is.
func interval(changes []time.Time, since time.Time, hint time.Duration, now time.Time, b Bounds) time.Duration {
	gap, quiet := usualGap+now.Sub(since), time.Duration(0)
	if n := len(changes); n > 0 {
		gap = (now.Sub(changes[0]) + usualGap) / time.Duration(n+1)
		quiet = now.Sub(changes[n-1])
	}
	return min(max(gap/2, quiet/8, min(hint, maxHint), b.Min), b.Max)
}

// withChanges adds to the changes of a feed, which are in order, each minute once, the last ones of the last month, or the last of all.
func withChanges(known, more []time.Time, now time.Time) []time.Time {
	all := slices.Concat(known, more)
	for i := range all {
		all[i] = all[i].UTC().Truncate(time.Minute)
	}
	all = slices.DeleteFunc(all, func(t time.Time) bool { return t.After(now) })
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	old := slices.IndexFunc(all, func(t time.Time) bool { return now.Sub(t) <= oldChange })
	if old < 0 {
		old = max(0, len(all)-1)
	}
	return slices.Clone(all[max(old, len(all)-maxChanges):])
}

// jitter moves a time by up to a tenth to and fro, so that feeds which began together do not stay so. It follows from
// what is asked and for the how manieth time: the same run gives the same times.
func jitter(d time.Duration, what string, n int) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(what + "\x00" + strconv.Itoa(n))) // never fails
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd // the finaliser of MurmurHash3: FNV's last bytes move few bits
	x ^= x >> 33
	return d + time.Duration((float64(x>>11)/(1<<53)-0.5)*0.2*float64(d))
}
