package ingest

import (
	"context"
	"slices"
	"time"

	"github.com/stemma-news/stemma/feed"
)

// maxLists is how many lists of addresses may lead to another: a list of feeds
// to a feed, an index of sitemaps to a sitemap.
const maxLists = 2

// follows reports whether what a list names is fetched; if not, it says so. A
// page that a list names is no list itself: two lists could name each other.
func (p *part) follows() bool {
	switch {
	case p.o.Fetch == nil:
		p.fail(p.input, "a list of addresses, which are not fetched here: save its pages as .html")
	case p.depth >= maxLists || p.visit.entry != nil:
		p.fail(p.input, "a list of addresses in place of a page: give its own address")
	default:
		return true
	}
	return false
}

// chosen says which of the entries of a list are fetched: of those that are to
// be, the newest, limit at most. It says how many are not.
func (p *part) chosen(entries []feed.Entry, limit int, wanted func(*feed.Entry) bool) []bool {
	var all []int
	for i := range entries {
		if wanted(&entries[i]) {
			all = append(all, i)
		}
	}
	if len(all) > limit && !p.asked() {
		p.fail(p.input, "of the %d pages that it names, only the newest %d are fetched: allow more (--max-pages)", len(all), limit)
		slices.SortStableFunc(all, func(a, b int) int { return newest(&entries[b]).Compare(newest(&entries[a])) })
		all = all[:limit]
	}
	picked := make([]bool, len(entries))
	for _, i := range all {
		picked[i] = true
	}
	return picked
}

func newest(e *feed.Entry) time.Time {
	if e.Updated.Time.After(e.Published.Time) {
		return e.Updated.Time
	}
	return e.Published.Time
}

// readOPML reads the feeds of a list.
func readOPML(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.upTo(s, feed.MaxSize)
	if err != nil || !ok || !p.follows() {
		return err
	}
	links, err := feed.ParseOPML(ctx, b)
	if err != nil && ctx.Err() == nil {
		p.fail(p.input, "%s", feedProblem(err, len(links) > 0))
	}
	if more := len(links) - p.o.MaxPages; more > 0 && !p.asked() {
		p.fail(p.input, "of the %d feeds that it names, only the first %d are fetched: allow more (--max-pages)", len(links), p.o.MaxPages)
		links = links[:p.o.MaxPages]
	}
	for i, l := range links {
		if p.begin(ctx, int64(i+1)) {
			p.follow(ctx, l.URL, visit{})
		}
	}
	p.fewer(len(links))
	return ctx.Err()
}

// fewer reports a number that a list does not reach.
func (p *part) fewer(n int) {
	if p.only.N > int64(n) {
		p.fail(p.atPlace(p.only), "there are fewer entries in it (%d): check the number", n)
	}
}

// readSitemap reads the pages of a sitemap, or of the sitemaps in an index.
func readSitemap(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.upTo(s, feed.MaxSize)
	if err != nil || !ok || !p.follows() {
		return err
	}
	m, err := feed.ParseSitemap(ctx, b, p.visit.address)
	if err != nil && ctx.Err() == nil {
		p.fail(p.input, "%s", feedProblem(err, m != nil))
	}
	if m == nil {
		return ctx.Err()
	}
	p.pages(ctx, m.Entries, p.o.MaxPages)
	p.sitemaps(ctx, m.Sitemaps, p.o.MaxPages-len(m.Entries))
	return ctx.Err()
}

// pages fetches the pages of a sitemap, limit of them at most.
func (p *part) pages(ctx context.Context, entries []feed.Entry, limit int) {
	fetched := p.chosen(entries, limit, func(e *feed.Entry) bool { return e.URL != "" })
	for i := range entries {
		if fetched[i] && p.begin(ctx, int64(i+1)) {
			e := &entries[i]
			p.follow(ctx, e.URL, visit{entry: e, feed: &feed.Feed{}})
		}
	}
}

// sitemaps reads the sitemaps of an index, the newest first, until there are as
// many pages as are allowed. The next one is fetched when the pages of the one
// before are on their way, since only then is it known how many they are. No more
// of them are read than pages may be: an index can name a million that are empty.
func (p *part) sitemaps(ctx context.Context, links []feed.SitemapLink, limit int) {
	if p.asked() {
		links = links[min(max(int(p.only.N)-1, 0), len(links)):min(int(p.only.N), len(links))]
	}
	slices.SortStableFunc(links, func(a, b feed.SitemapLink) int { return b.Updated.Time.Compare(a.Updated.Time) })
	for i, l := range links {
		if limit <= 0 || i >= p.o.MaxPages {
			p.fail(p.input, "the older %d of the %d sitemaps that it names are not read: allow more pages (--max-pages)", len(links)-i, len(links))
			return
		}
		p.flush(ctx)
		in := &part{
			sink: sink{file: p.file, input: withoutUser(l.URL), pos: p.pos, fixed: true, visit: visit{outside: p.visit.outside}, o: p.o},
			q:    p.q, depth: p.depth,
		}
		limit -= in.sitemap(ctx, l.URL, limit)
		in.flush(ctx)
	}
}

// sitemap reads the sitemap at an address, and returns how many pages it names.
func (p *part) sitemap(ctx context.Context, address string, limit int) int {
	r, err := p.getFrom(ctx, address, p.visit.outside)
	if err != nil {
		if ctx.Err() == nil {
			p.fail(p.input, "%s", whyNotFetched(err))
		}
		return 0
	}
	m, err := feed.ParseSitemap(ctx, r.Body, r.URL)
	if err != nil && ctx.Err() == nil {
		p.fail(p.input, "%s", feedProblem(err, m != nil))
	}
	if m == nil {
		return 0
	}
	if len(m.Sitemaps) > 0 {
		p.fail(p.input, "an index of sitemaps in another: give its own address")
	}
	p.pages(ctx, m.Entries, limit)
	return len(m.Entries)
}
