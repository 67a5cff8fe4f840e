package feed

import (
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
)

// refresh reads for how long a feed says that it stays as it is: minutes in ttl
// (RSS 2.0), or how often in which period it is updated (RDF Site Summary 1.0
// modules: Syndication). What cannot be meant is none.
func refresh(ttl string, x ext.Extensions) time.Duration {
	if minutes, err := strconv.Atoi(strings.TrimSpace(ttl)); err == nil {
		return bounded(time.Duration(min(minutes, 1<<20)) * time.Minute)
	}
	period := updatePeriod(lower(strings.TrimSpace(value(x, "sy", "updatePeriod"))))
	often, err := strconv.ParseFloat(strings.TrimSpace(value(x, "sy", "updateFrequency")), 64)
	if err != nil || !(often > 0) {
		often = 1
	}
	return bounded(time.Duration(float64(period) / max(often, 1e-3)))
}

func updatePeriod(name string) time.Duration {
	const day = 24 * time.Hour
	switch name {
	case "hourly":
		return time.Hour
	case "daily":
		return day
	case "weekly":
		return 7 * day
	case "monthly":
		return 30 * day
	case "yearly":
		return 365 * day
	}
	return 0
}

// bounded is a time from nothing up to a year.
func bounded(d time.Duration) time.Duration { return min(max(d, 0), 365*24*time.Hour) }
