package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/gzip"
)

const (
	again   = 100 // one page of so many comes twice, the second time in the next archive
	spoiled = 100 // behind one of so many stands a record that is bad
	beside  = 8   // headlines beside a page
)

// writeArchives writes the pages to archives in the order of their capture, and returns the bad records among them.
func writeArchives(o options, pages []page) ([]badRecord, error) {
	rng := rand.New(rand.NewPCG(o.seed, 13))
	var bad []badRecord
	var twice []*page
	recent := map[string][]string{} // headlines by language
	for k := range o.files {
		from, to := len(pages)*k/o.files, len(pages)*(k+1)/o.files
		a, err := create(filepath.Join(o.dir, fmt.Sprintf("news-%05d.warc.gz", k)))
		if err != nil {
			return bad, err
		}
		for _, p := range twice {
			a.page(p, p.html(nil, o.weight))
		}
		twice = nil
		for i := from; i < to; i++ {
			p := &pages[i]
			a.page(p, p.html(recent[p.Lang], o.weight))
			recent[p.Lang] = append(recent[p.Lang], p.Title)
			recent[p.Lang] = recent[p.Lang][max(0, len(recent[p.Lang])-beside):]
			if rng.IntN(again) == 0 {
				twice = append(twice, p)
			}
			if rng.IntN(spoiled) == 0 {
				bad = append(bad, a.spoil(p, rng))
			}
		}
		if k == o.files-1 {
			bad = append(bad, a.cut(&pages[to-1]))
		}
		if err := a.close(); err != nil {
			return bad, err
		}
	}
	return bad, nil
}

// archive is a WARC file with a gzip member a record, as crawlers write them.
type archive struct {
	name string
	file *os.File
	out  *bufio.Writer
	err  error
	n    int
}

func create(path string) (*archive, error) {
	f, err := os.Create(path) //nolint:gosec // the caller's own folder
	if err != nil {
		return nil, err
	}
	a := &archive{name: filepath.Base(path), file: f, out: bufio.NewWriterSize(f, 1<<20)}
	a.record("warcinfo", "", firstDay, "application/warc-fields", "software: bench/batch/pages\r\nformat: WARC File Format 1.1\r\n")
	return a, nil
}

func (a *archive) close() error { return errors.Join(a.err, a.out.Flush(), a.file.Close()) }

// page writes what was asked for and what came.
func (a *archive) page(p *page, body string) {
	a.record("request", p.URL, p.Captured, "application/http; msgtype=request", "GET / HTTP/1.1\r\nUser-Agent: bench\r\n\r\n")
	a.response(p.URL, p.Captured, "200 OK", "text/html; charset=utf-8", body)
}

func (a *archive) response(url string, at time.Time, status, kind, body string) {
	a.record("response", url, at, "application/http; msgtype=response", response(status, kind, body))
}

func response(status, kind, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", status, kind, len(body), body)
}

func (a *archive) record(kind, url string, at time.Time, media, block string) {
	a.member(a.header(kind, url, at, media, len(block)) + block + "\r\n\r\n")
}

func (a *archive) header(kind, url string, at time.Time, media string, length int) string {
	a.n++
	h := fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s-%d>\r\nWARC-Date: %s\r\n", kind, a.name, a.n, at.Format(time.RFC3339))
	if url != "" {
		h += "WARC-Target-URI: " + url + "\r\n"
	}
	return h + fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n\r\n", media, length)
}

func (a *archive) member(s string) { a.raw(packed(s)) }

func (a *archive) raw(b []byte) {
	if a.err == nil {
		_, a.err = a.out.Write(b)
	}
}

func packed(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s)) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}
