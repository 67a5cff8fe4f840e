package feed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
)

// TestDatesOfFeeds has what a feed adds to package date, where the forms are
// tested.
func TestDatesOfFeeds(t *testing.T) {
	for _, test := range []struct{ lang, in, want string }{
		{"en", "Sat, 14 Mar 2026 05:06:07 EST", "second 2026-03-14T05:06:07-05:00"},
		{"en", "<b>Sat</b>, 14&amp;nbsp;Mar 2026 05:06:07 +0000", "second 2026-03-14T05:06:07Z"},
		{"en", "Sat, 14 Mar 2026 00:00:00 +0100", "day 2026-03-14T00:00:00+01:00"},
		{"pl", "14 listopada 2026", "day 2026-11-14T00:00:00Z"},
		{"hr", "14 listopada 2026", "day 2026-10-14T00:00:00Z"},
		{"", "14 listopada 2026", "none"},
		{"de", "03/04/2026", "none"},
		{"en", "Thu, 01 Jan 1970 00:00:00 GMT", "none"},
		{"en", "14 Mar 1951", "none"},
		{"en", "yesterday", "none"},
		{"en", "14 Mar 2026 " + strings.Repeat("x", 120), "none"},
	} {
		in := "<rss><channel><title>T</title><language>" + test.lang + "</language><item><title>a</title><pubDate>" + test.in + "</pubDate></item></channel></rss>"
		f, err := feed.Parse(context.Background(), []byte(in), base)
		if err != nil {
			t.Fatal(err)
		}
		m := f.Entries[0].Published
		got := string(m.Precision)
		if !m.Time.IsZero() {
			got += " " + m.Time.Format(time.RFC3339)
		}
		if got != test.want {
			t.Errorf("%q in %q: %s, want %s", test.in, test.lang, got, test.want)
		}
	}
}

func BenchmarkThousandEntries(b *testing.B) {
	for name, form := range map[string]string{"RFC 822": "Sat, %02d Mar 2026 05:06:07 +0100", "figures": "%02d/03/2026 05:06", "Russian": "Сб, %02d мар 2026 05:06 EST"} {
		in := "<rss><channel><title>T</title>"
		for i := range 1000 {
			in += "<item><title>a</title><pubDate>" + fmt.Sprintf(form, i%28+1) + "</pubDate></item>"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if f, err := feed.Parse(context.Background(), []byte(in+"</channel></rss>"), base); err != nil || f.Entries[999].Published.Time.IsZero() {
					b.Fatal(err)
				}
			}
		})
	}
}
