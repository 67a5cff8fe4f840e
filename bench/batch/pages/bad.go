package main

import (
	"math/rand/v2"
	"strings"
)

// badRecord is a record that has no article, or none that can be read.
type badRecord struct {
	File string `json:"file"`
	URL  string `json:"url"`
	Kind string `json:"kind"`
}

// kinds of bad records: no answer worth keeping ("missing", "empty", "picture"), a page that is no article ("list"), bytes
// that were damaged ("damaged"), and a length that is not true ("length"). At the end of the last archive one is cut off.
var kinds = []string{"missing", "empty", "picture", "list", "damaged", "length"}

// spoil writes a bad record after a page, on its site.
func (a *archive) spoil(p *page, rng *rand.Rand) badRecord {
	bad := badRecord{File: a.name, URL: p.URL + "/" + name(rng), Kind: kinds[rng.IntN(len(kinds))]}
	switch bad.Kind {
	case "missing":
		a.response(bad.URL, p.Captured, "404 Not Found", "text/html", "<title>404</title><h1>Not found</h1>")
	case "empty":
		a.response(bad.URL, p.Captured, "200 OK", "text/html", "")
	case "picture":
		a.response(bad.URL, p.Captured, "200 OK", "image/png", "\x89PNG\r\n\x1a\n"+name(rng))
	case "list":
		a.response(bad.URL, p.Captured, "200 OK", "text/html", listOf(p))
	case "damaged":
		block := response("200 OK", "text/html", p.html(nil, 4))
		b := packed(a.header("response", bad.URL, p.Captured, "application/http; msgtype=response", len(block)) + block + "\r\n\r\n")
		for i := len(b) / 2; i < len(b)/2+64; i++ {
			b[i] ^= 1 << rng.IntN(8)
		}
		a.raw(b)
	case "length":
		block := response("200 OK", "text/html", p.html(nil, 4))
		a.member(a.header("response", bad.URL, p.Captured, "application/http; msgtype=response", len(block)*2) + block + "\r\n\r\n")
	}
	return bad
}

// cut ends the archive in the middle of a record.
func (a *archive) cut(p *page) badRecord {
	bad := badRecord{File: a.name, URL: p.URL + "/cut", Kind: "cut"}
	block := response("200 OK", "text/html", p.html(nil, 4))
	b := packed(a.header("response", bad.URL, p.Captured, "application/http; msgtype=response", len(block)) + block + "\r\n\r\n")
	a.raw(b[:len(b)/2])
	return bad
}

// listOf is a page of headlines.
func listOf(p *page) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><title>" + p.Outlet + "</title></head><body>")
	list(&b, "ul", strings.Split(labelsOf(p.Lang)[0], "|"))
	b.WriteString("</body></html>")
	return b.String()
}
