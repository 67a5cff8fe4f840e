package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"html"
	"mime"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/fetch"
)

// fetch reads what is at an address.
func (p *part) fetch(ctx context.Context, address string) error {
	r, err := p.getInTurn(ctx, address)
	if err != nil {
		p.q.pages.got(p.q, 0)
		if ctx.Err() == nil {
			p.noPage(p.input, whyNotFetched(err))
		}
		return nil
	}
	p.visit.outside = p.visit.outside || !r.Private
	p.q.pages.got(p.q, int64(len(r.Body)))
	if r.CacheErr != nil {
		p.note(p.input, "read, but not kept in the cache, and so it is perhaps with others: %v", r.CacheErr)
		p.outs[len(p.outs)-1].once = true
	}
	mediaType, _, _ := mime.ParseMediaType(r.ContentType) // what cannot be read is none
	p.visit.address, p.visit.captured, p.visit.latest = cmp.Or(r.Original, r.URL), r.Captured, r.Captured
	if r.Captured.IsZero() {
		p.visit.latest = r.Fetched
	}
	p.visit.contentType = r.ContentType
	p.name, p.size = nameOf(r.URL, mediaType), int64(len(r.Body))
	return p.contents(ctx, bytes.NewReader(r.Body))
}

// getInTurn is get for a page that waits for its turn to be read. Where many large
// ones do, it is thrown away, and got again when there is room.
func (p *part) getInTurn(ctx context.Context, address string) (*fetch.Response, error) {
	r, err := p.get(ctx, address)
	if err != nil {
		return nil, err
	}
	large := int64(len(r.Body))
	if p.q.pages.keep(p.q, large) == nil {
		return r, nil
	}
	if p.q.pages.room(ctx, p.q, large) != nil {
		return nil, ctx.Err()
	}
	return p.get(ctx, address)
}

// maxForwards is how many pages in a row may only lead to another.
const maxForwards = 3

// get returns what is at an address, or where its page sends browsers at once.
func (p *part) get(ctx context.Context, address string) (*fetch.Response, error) {
	outside := p.visit.outside
	for hop := 0; ; hop++ {
		r, err := p.getFrom(ctx, address, outside)
		if err != nil {
			return nil, err
		}
		next := forward(r)
		if next == "" || hop == maxForwards {
			return r, nil
		}
		p.note(p.input, "the page leads to %s, which is read in its place", withoutUser(next))
		address, outside = next, outside || !r.Private
	}
}

// getFrom returns what is at an address that was named on the public internet, or here.
func (p *part) getFrom(ctx context.Context, address string, outside bool) (*fetch.Response, error) {
	if outside {
		return p.o.Fetch.GetPublic(ctx, address)
	}
	return p.o.Fetch.Get(ctx, address)
}

// largestForward is the size in bytes of the largest page that is taken for one
// that only leads to another.
const largestForward = 16 << 10

var (
	reForward   = regexp.MustCompile(`(?is)<meta\b[^>]*\bhttp-equiv\s*=\s*["']?refresh\b[^>]*>`)
	reForwardTo = regexp.MustCompile(`(?is)\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	reForwardAt = regexp.MustCompile(`(?is)^\s*([0-9]{1,2})(?:\.[0-9]*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)`)
)

// unseenParts are what a browser that runs scripts passes over.
var unseenParts = [...]struct{ opens, closes string }{{"<!--", "-->"}, {"<noscript", "</noscript>"}, {"<script", "</script>"}}

// shownPart is a page without them. What is not closed stays, and is looked for once.
func shownPart(page []byte) []byte {
	lower := lowerASCII(page)
	var out []byte
	var open [len(unseenParts)]bool // it is known that no more of these are closed
	written := 0
	for at := 0; ; {
		i := bytes.IndexByte(lower[at:], '<')
		if i < 0 {
			return append(out, page[written:]...)
		}
		at += i
		end := 0
		for k, u := range unseenParts {
			rest := lower[at:]
			if open[k] || !bytes.HasPrefix(rest, []byte(u.opens)) || u.opens != "<!--" && isWord(rest[len(u.opens):]) {
				continue
			}
			n := bytes.Index(rest[len(u.opens):], []byte(u.closes))
			if open[k] = n < 0; n >= 0 {
				end = at + len(u.opens) + n + len(u.closes)
			}
		}
		if end == 0 {
			at++
			continue
		}
		out = append(out, page[written:at]...)
		at, written = end, end
	}
}

// isWord reports that a letter, a digit or an underscore comes next.
func isWord(b []byte) bool {
	return len(b) > 0 && (b[0] == '_' || b[0] >= '0' && b[0] <= '9' || b[0] >= 'a' && b[0] <= 'z')
}

// lowerASCII has as many bytes as its text, which bytes.ToLower need not have.
func lowerASCII(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// forward returns where a page sends browsers within some seconds (HTML Standard,
// "refresh"), "" for one that stays or that leads to itself.
func forward(r *fetch.Response) string {
	const soon = 10 // seconds
	if len(r.Body) > largestForward || !bytes.Contains(bytes.ToLower(r.Body), []byte("refresh")) {
		return ""
	}
	to := reForwardTo.FindSubmatch(reForward.Find(shownPart(r.Body)))
	if to == nil {
		return ""
	}
	m := reForwardAt.FindStringSubmatch(html.UnescapeString(string(to[1]) + string(to[2])))
	if m == nil {
		return ""
	}
	base, err := url.Parse(r.URL)
	if seconds, wrong := strconv.Atoi(m[1]); err != nil || wrong != nil || seconds > soon {
		return ""
	}
	u, err := base.Parse(strings.TrimSpace(m[2]))
	if err != nil || u.String() == base.String() || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func whyNotFetched(err error) string {
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return e.Problem
	}
	return err.Error()
}

// nameOf returns a name by which what is at an address can be recognised where
// its content does not show it: by the type that its server declares, else by
// the address.
func nameOf(address, mediaType string) string {
	byType := map[string]string{
		"text/html": "page.html", "application/xhtml+xml": "page.html", "text/plain": "page.txt", "text/markdown": "page.md",
		"application/json": "page.json", "application/x-ndjson": "page.jsonl", "application/jsonl": "page.jsonl", "text/csv": "page.csv",
	}
	name := "page"
	if u, err := url.Parse(address); err == nil {
		name = path.Base(u.Path)
	}
	typed := byType[mediaType]
	if typed == "" || mediaType == "text/plain" && isRead(name) && !strings.HasSuffix(name, ".html") {
		return name // servers send .md, .jsonl and .csv as plain text
	}
	return typed
}

// follow has what is at an address read beside the rest of the file, in its
// place in the order, and called by its address. v is what is known of it.
func (p *part) follow(ctx context.Context, address string, v visit) {
	p.flush(ctx)
	v.outside = p.visit.outside
	in := &part{
		sink: sink{file: p.file, input: withoutUser(address), pos: p.pos, fixed: true, visit: v, o: p.o},
		size: -1, depth: p.depth + 1,
	}
	p.q.aside(ctx, func(q *queue) {
		in.q = q
		if err := in.fetch(ctx, address); err != nil {
			in.fail(in.input, "%s", whyNot(err))
		}
		in.flush(ctx)
	})
}

// withoutUser removes the name and the password of a user from an address.
func withoutUser(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	return address
}
