package ingest

import (
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
	fetched := p.announcedOnly(f.Entries)
	for i := range f.Entries {
		if n := int64(i + 1); p.begin(ctx, n) {
			p.entry(ctx, f, &f.Entries[i], p.at(n), fetched[i])
		}
	}
	p.fewer(len(f.Entries))
	return nil
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

func feedProblem(err error, some bool) string {
	if some {
		return "not all of it could be read: " + err.Error()
	}
	if errors.Is(err, feed.ErrNotFeed) {
		return err.Error() + ": give the address of a feed, or save its pages as .html"
	}
	return "cannot be read as a feed: " + err.Error()
}

// entry reads an entry of a feed.
func (p *part) entry(ctx context.Context, f *feed.Feed, e *feed.Entry, where string, fetched bool) {
	v := visit{address: e.URL, latest: p.visit.latest, captured: p.visit.captured, entry: e, feed: f}
	if fetched {
		p.follow(ctx, e.URL, v)
		return
	}
	p.job(ctx, len(e.HTML)+len(e.Text)+len(e.Summary), func(ctx context.Context, k *sink) {
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
	page := "<!DOCTYPE html><html lang=\"" + html.EscapeString(first(e.Lang, k.visit.feed.Lang)) + "\"><head><meta charset=\"utf-8\"><title>" +
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
		text = e.Title
	}
	if text == "" {
		k.fail(where, "an entry without a text: leave it out")
		return
	}
	a := stemma.Article{Text: text, Lang: tag(first(e.Lang, k.visit.feed.Lang))}
	setExtra(&a, "summary_only", []byte("true"))
	k.visit.complete(&a)
	k.add(a, where)
}
