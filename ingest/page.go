package ingest

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
)

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
	p.job(ctx, len(b), func(ctx context.Context, k *sink) { k.page(ctx, b, k.input) })
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
	page, err := extract.HTML(ctx, k.visit.decode(b), extract.Options{MaxBytes: k.o.MaxArticle})
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		k.noPage(where, err.Error())
		return
	}
	a := articleOf(page)
	k.visit.complete(&a)
	k.add(a, where)
}

// noPage gives the problem of a page, and what a feed says of it.
func (k *sink) noPage(where, problem string) {
	k.fail(where, "%s", problem)
	if e := k.visit.entry; e != nil && e.Summary != "" {
		k.summary(where)
	}
}

// decode makes a page UTF-8 that its server says is in another encoding, and
// that is not UTF-8: the page's own word for it may be missing.
func (v *visit) decode(b []byte) []byte {
	if v.charset == "" || utf8.Valid(b) {
		return b
	}
	e, name := charset.Lookup(v.charset)
	if e == nil || name == "utf-8" || name == "replacement" {
		return b
	}
	if out, err := e.NewDecoder().Bytes(b); err == nil {
		return out
	}
	return b
}
