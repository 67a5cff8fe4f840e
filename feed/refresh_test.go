package feed_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
)

func TestRefresh(t *testing.T) {
	rss := func(s string) string {
		return `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Larn Herald</title>` + s + `<item><title>Alva</title></item></channel></rss>`
	}
	for name, c := range map[string]struct {
		feed string
		want time.Duration
	}{
		"nothing":        {rss(""), 0},
		"ttl":            {rss("<ttl> 15 </ttl>"), 15 * time.Minute},
		"period":         {rss("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"), 15 * time.Minute},
		"period alone":   {rss("<sy:updatePeriod> Daily </sy:updatePeriod>"), 24 * time.Hour},
		"negative ttl":   {rss("<ttl>-5</ttl>"), 0},
		"endless ttl":    {rss("<ttl>99999999999999999999</ttl>"), 0},
		"long ttl":       {rss("<ttl>999999999999</ttl>"), 365 * 24 * time.Hour},
		"no number":      {rss("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>NaN</sy:updateFrequency>"), time.Hour},
		"unknown period": {rss("<sy:updatePeriod>often</sy:updatePeriod>"), 0},
		"atom": {`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><title>Larn Herald</title>
			<sy:updatePeriod>weekly</sy:updatePeriod><entry><title>Alva</title></entry></feed>`, 7 * 24 * time.Hour},
	} {
		f, err := feed.Parse(t.Context(), []byte(c.feed), "https://herald.example/feed")
		if err != nil || f.Refresh != c.want {
			t.Errorf("%s: %v (%v), want %v", name, f.Refresh, err, c.want)
		}
	}
}
