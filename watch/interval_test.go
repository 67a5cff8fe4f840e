package watch

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
)

var noon = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// every are n moments before noon, so far apart, the last one so long before it.
func every(n int, apart, last time.Duration) []time.Time {
	all := make([]time.Time, n)
	for i := range all {
		all[i] = noon.Add(-last - time.Duration(n-1-i)*apart)
	}
	return all
}

func TestInterval(t *testing.T) {
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		changes   []time.Time
		since     time.Time
		hint      time.Duration
		low, high time.Duration
	}{
		"nothing known":            {nil, noon, 0, 30 * time.Minute, 30 * time.Minute},
		"nothing for two days":     {nil, noon.Add(-2 * day), 0, 6 * time.Hour, 6 * time.Hour},
		"every minute":             {every(20, time.Minute, time.Minute), noon, 0, time.Minute, 2 * time.Minute},
		"every ten minutes":        {every(20, 10*time.Minute, 5*time.Minute), noon, 0, 4 * time.Minute, 7 * time.Minute},
		"every hour":               {every(20, time.Hour, 30*time.Minute), noon, 0, 25 * time.Minute, 35 * time.Minute},
		"every day":                {every(20, day, 12*time.Hour), noon, 0, 6 * time.Hour, 6 * time.Hour},
		"hourly, and then a night": {every(20, time.Hour, 10*time.Hour), noon, 0, 40 * time.Minute, 80 * time.Minute},
		"one, just now":            {every(1, 0, 0), noon, 0, 15 * time.Minute, 15 * time.Minute},
		"a hint":                   {every(20, time.Minute, time.Minute), noon, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute},
		"a hint of a day":          {every(20, time.Minute, time.Minute), noon, day, time.Hour, time.Hour},
	} {
		if have := interval(c.changes, c.since, c.hint, noon, DefaultBounds()); have < c.low || have > c.high {
			t.Errorf("%s: %v, want %v to %v", name, have, c.low, c.high)
		}
	}
}

func TestWithChanges(t *testing.T) {
	known := every(19, time.Hour, time.Hour)
	have := withChanges(known, []time.Time{noon.Add(-time.Second), noon.Add(-30 * time.Second), noon.Add(-90 * time.Minute), noon.Add(time.Hour), noon.AddDate(0, -2, 0)}, noon)
	if len(have) != maxChanges || !slices.IsSortedFunc(have, time.Time.Compare) || !have[len(have)-1].Equal(noon.Add(-time.Minute)) || have[0].Before(noon.Add(-20*time.Hour)) {
		t.Errorf("%v", have)
	}
	if old := withChanges(nil, []time.Time{noon.AddDate(-1, 0, 0), noon.AddDate(-2, 0, 0)}, noon); len(old) != 1 || !old[0].Equal(noon.AddDate(-1, 0, 0)) {
		t.Errorf("of old changes the last is kept: %v", old)
	}
}

// TestJitter: a tenth at the most, the same each time, and others for others.
func TestJitter(t *testing.T) {
	var sum time.Duration
	seen := map[time.Duration]bool{}
	for i := range 1000 {
		d := jitter(time.Hour, fmt.Sprintf("https://%d.example/", i%10), i/10)
		if d < 54*time.Minute || d > 66*time.Minute || d != jitter(time.Hour, fmt.Sprintf("https://%d.example/", i%10), i/10) {
			t.Fatalf("%d: %v", i, d)
		}
		sum += d
		seen[d] = true
	}
	if mean := sum / 1000; mean < 59*time.Minute || mean > 61*time.Minute || len(seen) < 990 {
		t.Errorf("mean %v, %d different", mean, len(seen))
	}
}

func TestHost(t *testing.T) {
	h := &host{}
	last := time.Duration(0)
	for i := range 20 {
		h.failed("a.example", fetch.ErrConnection, noon)
		pause := h.Until.Sub(noon)
		if pause <= 0 || i < 8 && pause <= last || pause > maxPause*11/10 {
			t.Errorf("after %d failures %v, before %v", i+1, pause, last)
		}
		last = pause
	}
	h.answered()
	if h.Failures != 0 || !h.Until.IsZero() {
		t.Errorf("%+v", h)
	}
	h.failed("a.example", &fetch.Error{Err: &fetch.StatusError{Status: 429, RetryAfter: noon.Add(3 * time.Hour)}}, noon)
	if !h.Until.Equal(noon.Add(3 * time.Hour)) {
		t.Errorf("asked for three hours, left alone until %v", h.Until)
	}
	h.failed("a.example", &fetch.StatusError{Status: 503, RetryAfter: noon.AddDate(10, 0, 0)}, noon)
	if !h.Until.Equal(noon.Add(longestAsked)) {
		t.Errorf("asked for ten years, left alone until %v", h.Until)
	}
}

func TestWhoseFault(t *testing.T) {
	for status, hosts := range map[int]bool{
		http.StatusNotFound: false, http.StatusGone: false, http.StatusForbidden: false, http.StatusTooManyRequests: true,
		http.StatusInternalServerError: true, http.StatusServiceUnavailable: true, http.StatusRequestTimeout: true,
	} {
		err := &fetch.Error{Err: &fetch.StatusError{Status: status}}
		if isHosts(err) != hosts || isGone(err) != (status == http.StatusGone) {
			t.Errorf("%d: the host's %v, gone %v", status, isHosts(err), isGone(err))
		}
	}
	for err, hosts := range map[error]bool{fetch.ErrConnection: true, fetch.ErrSlow: true, fetch.ErrBroken: true, fetch.ErrType: false, fetch.ErrRefused: false} {
		if isHosts(&fetch.Error{Err: err}) != hosts {
			t.Errorf("%v: the host's %v", err, !hosts)
		}
	}
}
