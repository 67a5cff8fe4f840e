package ingest

import (
	"cmp"
	"context"
	"errors"
	"html"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
)

func isFeed(head []byte, _ byName) bool    { return feed.Sniff(head) == feed.KindFeed }
func isSitemap(head []byte, _ byName) bool { return feed.Sniff(head) == feed.KindSitemap }
func isOPML(head []byte, _ byName) bool    { return feed.Sniff(head) == feed.KindOPML }

// readFeed reads a feed: an entry that has the whole article is one, the pages
// of the others are fetched. Where that cannot be, what the feed says of an
// entry is the article.
func readFeed(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.upTo(s, feed.MaxSize)
	if err != nil || !ok {
		return err
	}
	if p.visit.entry != nil {
		p.follows()
		return nil
	}
	f, err := feed.Parse(ctx, b, p.visit.address)
	if err != nil && ctx.Err() == nil {
		p.fail(p.input, "%s", feedProblem(err, f != nil))
	}
	if f == nil {
		return ctx.Err()
	}
	if len(f.Entries) == 0 && err == nil {
		p.fail(p.input, "a feed without entries: look at it again later")
	}
	p.older(ctx, f)
	p.entries(ctx, f)
	p.fewer(len(f.Entries))
	return nil
}

// entries reads those of a feed.
func (p *part) entries(ctx context.Context, f *feed.Feed) {
	fetched := p.announcedOnly(f.Entries)
	p.sayRefused(f.Entries)
	bare := 0 // entries that have a title alone
	for i := range f.Entries {
		n, e := int64(i+1), &f.Entries[i]
		switch {
		case !p.begin(ctx, n):
		case !fetched[i] && e.HTML == "" && e.Text == "" && e.Summary == "":
			bare++
		default:
			p.entry(ctx, f, e, p.at(n), fetched[i])
		}
	}
	if bare > 0 {
		p.fail(p.input, "%s: a title alone is no report; %s", counted(bare, "entry has no text and is left out", "entries have no text and are left out"), p.getPages())
	}
}

// announcedOnly says which entries are fetched, for the feed has not the whole
// of them.
func (p *part) announcedOnly(entries []feed.Entry) []bool {
	short := func(e *feed.Entry) bool { return e.HTML == "" && e.Text == "" && e.URL != "" }
	if p.o.Fetch != nil {
		return p.chosen(entries, p.o.MaxPages, short)
	}
	n := 0
	for i := range entries {
		if short(&entries[i]) {
			n++
		}
	}
	if n > 0 {
		p.fail(p.input, "%d of its %d entries have not the whole article, and pages are not fetched here: what it says of them is read", n, len(entries))
	}
	return make([]bool, len(entries))
}

// getPages is what to do where a feed has not what its pages have.
func (p *part) getPages() string {
	if p.o.Fetch == nil {
		return "save the pages as .html"
	}
	return "give the addresses of their pages, or allow more of them (--max-pages)"
}

// sayRefused says which entries give addresses that are not of the web.
func (p *part) sayRefused(entries []feed.Entry) {
	n, example := 0, ""
	for i := range entries {
		if e := &entries[i]; e.Refused != "" && p.wanted(Place{N: int64(i + 1)}) {
			n++
			example = cmp.Or(example, e.Refused)
		}
	}
	if n > 0 {
		p.fail(p.input, "%s that is none of the web (%s) and is not fetched: look for the page on the site", counted(n, "entry gives an address", "entries give an address"), example)
	}
}

func feedProblem(err error, some bool) string {
	if some {
		return "not all of it could be read: " + plainly(err)
	}
	if errors.Is(err, feed.ErrNotFeed) {
		return err.Error() + ": give the address of a feed, or save its pages as .html"
	}
	return "cannot be read as a feed: " + plainly(err) + ": look at it again later, or save its pages as .html"
}

// entry reads an entry of a feed.
func (p *part) entry(ctx context.Context, f *feed.Feed, e *feed.Entry, where string, fetched bool) {
	v := visit{address: e.URL, latest: p.visit.latest, captured: p.visit.captured, entry: e, feed: f}
	if fetched {
		p.follow(ctx, e.URL, v)
		return
	}
	p.job(ctx, pageCost*len(e.HTML)+len(e.Text)+len(e.Summary), func(ctx context.Context, k *sink) {
		k.visit = v
		switch {
		case e.HTML != "":
			k.entryPage(ctx, where)
		case e.Text != "":
			k.announced(e.Text, where)
		default:
			k.summary(where)
		}
	})
}

// entryPage gives the article that an entry has as markup.
func (k *sink) entryPage(ctx context.Context, where string) {
	e := k.visit.entry
	page := "<!DOCTYPE html><html lang=\"" + html.EscapeString(cmp.Or(e.Lang, k.visit.feed.Lang)) + "\"><head><meta charset=\"utf-8\"><title>" +
		html.EscapeString(e.Title) + "</title></head><body><article>" + e.HTML + "</article></body></html>"
	p, err := extract.HTML(ctx, []byte(page), k.extractOptions())
	switch {
	case ctx.Err() != nil:
	case err != nil:
		k.summary(where)
	default:
		a := articleOf(p)
		a.Title, a.URL = e.Title, ""
		k.visit.complete(&a)
		k.add(a, where)
	}
}

// announced gives an entry with a text for its article.
func (k *sink) announced(text, where string) {
	a := stemma.Article{Text: text}
	k.visit.complete(&a)
	k.add(a, where)
}

// summary gives what a feed says of an article in its place.
func (k *sink) summary(where string) {
	e := k.visit.entry
	text := strings.TrimSpace(e.Summary)
	if text == "" {
		k.fail(where, "an entry without a text, and a title alone is no report: leave it out")
		return
	}
	a := stemma.Article{Text: text, Lang: tag(cmp.Or(e.Lang, k.visit.feed.Lang))}
	setExtra(&a, "summary_only", []byte("true"))
	k.visit.complete(&a)
	k.add(a, where)
}
