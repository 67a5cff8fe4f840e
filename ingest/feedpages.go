package ingest

import (
	"cmp"
	"context"
	"errors"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
)

// A feed can come in pages, or with an archive of its older entries (RFC 5005;
// next_url of JSON Feed). They are read one after the other until there are as
// many entries as pages may be fetched (Options.MaxPages): what a feed has on its
// first page is the choice of its server, and --max-pages is the reader's. A page
// without an entry that is new ends them.

// maxFeedPages is how many further pages of a feed are read, and feed.MaxSize how
// many bytes they may have together.
const maxFeedPages = 20

// feedPages reads the further pages of a feed.
type feedPages struct {
	*part
	feed *feed.Feed
	seen map[string]bool // their addresses, and what the entries are known by
	read int
	size int64
	more bool // there are pages that are not read
}

// older adds to a feed the entries of its further pages.
func (p *part) older(ctx context.Context, f *feed.Feed) {
	if p.o.Fetch == nil || p.visit.address == "" || !p.visit.captured.IsZero() {
		return // a feed that was saved is what was saved
	}
	r := feedPages{part: p, feed: f, seen: map[string]bool{p.visit.address: true, f.URL: true}}
	for i := range f.Entries {
		r.seen[entryKey(&f.Entries[i])] = true
	}
	for next := f.Next; next != "" && !r.seen[next] && ctx.Err() == nil; {
		if r.more = len(f.Entries) >= r.enough() || r.read == maxFeedPages || r.size > feed.MaxSize; r.more {
			break
		}
		r.seen[next] = true
		next = r.page(ctx, next)
	}
	if r.read > 0 {
		p.note(p.input, "%s, too", counted(r.read, "further page of the feed is read", "further pages of the feed are read"))
	}
	if r.more && r.read > 0 {
		p.note(p.input, "the feed has more pages with older entries, which are not read: allow more (--max-pages)")
	}
}

// enough is how many entries are wanted.
func (r *feedPages) enough() int {
	if r.asked() {
		return int(r.only.N)
	}
	return r.o.MaxPages
}

// page adds the entries of one page, and returns the address of the next.
func (r *feedPages) page(ctx context.Context, address string) string {
	answer, err := r.getFrom(ctx, address, r.visit.outside)
	if errors.Is(err, fetch.ErrOffline) {
		return "" // what was read when there was a network is all there is
	}
	if err != nil {
		if ctx.Err() == nil {
			r.fail(withoutUser(address), "%s; what stands on the pages of the feed before it is read", whyNotFetched(err))
		}
		return ""
	}
	r.read++
	r.size += int64(len(answer.Body))
	page, err := feed.Parse(ctx, answer.Body, answer.URL)
	if err != nil && ctx.Err() == nil {
		r.fail(withoutUser(address), "%s", feedProblem(err, page != nil))
	}
	if page == nil {
		return ""
	}
	before := len(r.feed.Entries)
	for i := range page.Entries {
		if key := entryKey(&page.Entries[i]); !r.seen[key] {
			r.seen[key] = true
			r.feed.Entries = append(r.feed.Entries, page.Entries[i])
		}
	}
	if len(r.feed.Entries) == before {
		return ""
	}
	return page.Next
}

// entryKey is what an entry is known by on several pages.
func entryKey(e *feed.Entry) string {
	return "entry " + cmp.Or(e.GUID, e.URL, e.Title+"\n"+e.Summary)
}
