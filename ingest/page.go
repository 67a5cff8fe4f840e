package ingest

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
)

// pageCost is about how much memory a page takes while it is read, by its size: as
// many are read side by side as there is room for (maxHeld), be they small or large.
const pageCost = 8

// readPage reads a file that is a web page.
func readPage(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.whole(s)
	if err != nil || !ok {
		return err
	}
	if p.home() {
		if all := feed.Discover(b, p.visit.address); len(all) > 0 && all[0].Found == feed.Declared {
			p.note(p.input, "a home page: its feed is read (%s)", all[0].URL)
			p.follow(ctx, all[0].URL, visit{})
			return nil
		}
	}
	p.job(ctx, pageCost*len(b), func(ctx context.Context, k *sink) { k.page(ctx, b, k.input) })
	return nil
}

// home reports whether the page is the home page of a site, which is a list of
// articles rather than one.
func (p *part) home() bool {
	u, err := url.Parse(p.visit.address)
	return err == nil && u.Host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" &&
		p.visit.captured.IsZero() && p.visit.entry == nil && p.depth < maxLists && p.o.Fetch != nil
}

// page gives the article of a web page. Where there is none, and a feed that
// announced it says something of it, that is given.
func (k *sink) page(ctx context.Context, b []byte, where string) {
	page, err := extract.HTML(ctx, b, k.extractOptions())
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		k.noPage(where, err.Error()+k.feedOf(err, b))
		return
	}
	a := articleOf(page)
	if page.Trouble != "" {
		k.fail(where, "%s", page.Note)
		note(&a, "trouble", string(page.Trouble))
	}
	k.visit.complete(&a)
	k.add(a, where)
}

func (k *sink) extractOptions() extract.Options {
	v := &k.visit
	return extract.Options{MaxBytes: k.o.MaxArticle, Address: cmp.Or(v.address, v.entryURL()), ContentType: v.contentType, Seen: v.latest}
}

// feedOf names the feed of a page that is a list of articles.
func (k *sink) feedOf(err error, page []byte) string {
	if e, ok := errors.AsType[*extract.Error](err); !ok || e.Kind != extract.TroubleList {
		return ""
	}
	if all := feed.Discover(page, k.visit.address); len(all) > 0 && all[0].Found == feed.Declared && all[0].URL != "" {
		return " (" + all[0].URL + ")"
	}
	return ""
}

// noPage gives the problem of a page, and what a feed says of it.
func (k *sink) noPage(where, problem string) {
	e := k.visit.entry
	if e != nil && e.Summary == "" { // its text can be in another input
		k.promise(e, where, problem)
		return
	}
	k.fail(where, "%s", problem)
	if e != nil {
		k.summary(where)
	}
}
