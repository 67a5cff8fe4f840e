package ingest

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
)

// pages are the addresses of the pages in a crawl by a browser, whose archive
// also has their advertisements and frames.
type pages map[string]bool

// maxPageLists is how many bytes of lists of pages are read, in all, and maxPages
// how many pages are kept.
const (
	maxPageLists = 64 << 20
	maxPages     = 1 << 18
)

// pagesOf finds the pages of a WACZ archive (Web Archive Collection Zipped,
// version 1.1.1: web archives in archive/, lists of pages in pages/): nil for
// another archive, and none where there are no lists, or longer ones than are
// read.
func (p *part) pagesOf(ctx context.Context, z *zip.Reader) {
	p.crawled = nil
	if !slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, "archive/") && isWARC(f.Name) }) ||
		!slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "datapackage.json" }) {
		return
	}
	all := pages{}
	left := int64(maxPageLists)
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "pages/") || !strings.HasSuffix(f.Name, ".jsonl") {
			continue
		}
		if r, err := f.Open(); err == nil {
			in := &io.LimitedReader{R: p.limit.watch(ctx, r), N: left}
			all.list(in)
			r.Close()
			left = in.N
		}
		if left <= 0 || len(all) >= maxPages {
			p.note(p.input, "its lists of pages have more than %d addresses or %s: what they leave out is read, too", maxPages, size(maxPageLists))
			all = pages{}
			break
		}
	}
	p.crawled = all
}

func isWARC(name string) bool { return extension(name) == ".warc" }

// list adds the pages of a list, JSON lines with an "url", the first of which
// describes the list.
func (p pages) list(r io.Reader) {
	in := bufio.NewReaderSize(r, headSize)
	for len(p) < maxPages {
		line, _, err := readLine(in, nil, headSize*recordFactor)
		var page struct {
			URL string `json:"url"`
		}
		if json.Unmarshal(line, &page) == nil && page.URL != "" {
			p.add(page.URL)
		}
		if err != nil {
			return // at the end, or damaged: then there are fewer pages
		}
	}
}

func (p pages) add(address string) {
	if len(p) < maxPages {
		p[pageKey(address)] = true
	}
}

// has reports whether an address is that of a page: all are where nothing is
// listed, or more than is kept.
func (p pages) has(address string) bool {
	return len(p) == 0 || len(p) >= maxPages || p[pageKey(address)]
}

// redirect makes what a page leads to a page.
func (p pages) redirect(from, to string) {
	if len(p) == 0 || to == "" || !p.has(from) {
		return
	}
	base, err := url.Parse(from)
	if err != nil {
		return
	}
	if target, err := base.Parse(to); err == nil {
		p.add(target.String())
	}
}

// pageKey is an address without what makes no difference to a page.
func pageKey(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return strings.TrimSuffix(address, "/")
}
