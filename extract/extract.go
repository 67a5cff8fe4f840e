// Package extract finds the article in a web page: HTML → title, text, outlet,
// byline, dates, language, and what is wrong with the page.
//
// A page whose article is unmistakable is read as it is: one element holds all of
// its running text, side by side. The main text of all others is found by
// trafilatura (Barbaresi 2021, in the Go port by M. Mobius), which prunes the page
// by rules; where its result is much shorter than the running text of the page it
// is compared with those of Readability and DOM Distiller. What nobody reads is
// taken out before: of the bytes programs, drawings, comments and most attributes,
// of the page's tree forms and pictures. Three things are dropped from the result:
// the title where it stands again at the head of the text, the lines that are
// links and nothing else, which name other stories, and those that stand in the
// page only in elements named as something else (names.txt: "related-stories",
// "newsletter", "comments") or in a row of teasers.
//
// F1 of 4-word shingles on the 91 development pages of the article extraction
// benchmark: 0.965 for trafilatura alone, 0.976 with all, as much if no page is
// taken for unmistakable. On 258 news pages of 42 countries, with a look at which
// the names were chosen, 0.946 for trafilatura alone, 0.956 with all, 0.950 if no
// page is taken for unmistakable; on 130 pages that are mostly no news 0.939 and
// 0.938. The time falls to a third.
//
// Metadata is read from what the page states about itself, the most explicit
// first: JSON-LD of schema.org articles, mended where it is broken, meta
// elements (OpenGraph, Dublin Core and the vendors'), microdata, RDFa, h-entry,
// time elements; then dates that stand beside the headline in any of 70
// languages (package date), and the date in the address. Where only the day is
// stated and the page shows the time, that is taken too.
//
// A page that holds no article, or a part of one, is said to be so: see Trouble.
// The phrases by which it is known stand in walls.txt.
//
// A program that imports it starts 0.1 s later and allocates 80 MB: trafilatura
// imports htmldate, which is not used, and whose date parser builds its tables
// for 200 languages in package initialisation. No build tag and no sub-package is
// without it.
//
// The package fetches nothing.
package extract

import (
	"context"
	"fmt"
	"time"

	"github.com/stemma-news/stemma"
)

// Page is the article that a web page holds. What the page does not say is
// left zero.
type Page struct {
	Title string
	// Text is the main text, one paragraph a line, without the title.
	Text   string
	Outlet string
	Byline string
	// Lang is the language that the page declares (BCP 47), unless its text
	// contradicts it: templates are often left at "en".
	Lang string
	// URL is the page's own, canonical address.
	URL       string
	Published stemma.Moment
	// Updated is when the page says that it was last changed, zero unless that is
	// after it was published.
	Updated time.Time
	// Trouble is empty, or says that the text is not the whole article or was read
	// in an encoding that was guessed, and Note why, in a line for people. A page
	// without usable text is an *Error instead.
	Trouble Trouble
	Note    string
}

// Options limits what one page may cost, and says what is known of it. The
// zero value is ready to use.
type Options struct {
	// MaxBytes is the size above which a page is refused; 16 MB if zero.
	MaxBytes int
	// Timeout is how long one page may take; 30 s if zero. It is a backstop:
	// pages too large for trafilatura are sent another way before (see
	// maxElements), so that results do not depend on the machine's speed.
	Timeout time.Duration
	// Address is where the page was got. It makes relative addresses whole, and
	// its host is the outlet of a page that names none.
	Address string
	// ContentType is the header that came with the page. Its charset is used
	// unless the bytes contradict it.
	ContentType string
	// Seen is when the page was got. "2 hours ago" is relative to it, and no
	// date is taken that is more than two days after it.
	Seen time.Time
	// Modified is the Last-Modified header. It is no date of the article; a date
	// that is only shown, or in the address, is not believed if it is later.
	Modified time.Time
}

const (
	defaultMaxBytes = 16 << 20
	defaultTimeout  = 30 * time.Second
)

// HTML extracts the article from a page. The encoding is recognised by byte
// order mark, by validity as UTF-8, by the header and the page's meta element
// as far as the bytes bear them out, and else by the statistics of its bytes.
//
// The work is done in a goroutine of its own, because trafilatura cannot be
// cancelled: when ctx ends or the time is up HTML returns at once, and the
// goroutine runs on until it is done, which the limits on bytes and elements
// bound.
func HTML(ctx context.Context, page []byte, o Options) (Page, error) {
	if limit := orDefault(o.MaxBytes, defaultMaxBytes); len(page) > limit {
		return Page{}, fmt.Errorf("page has %d bytes and the limit is %d: save only the article's part of it", len(page), limit)
	}
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	type outcome struct {
		page Page
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		p, err := read(page, o)
		done <- outcome{p, err}
	}()
	limit := orDefault(o.Timeout, defaultTimeout)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case out := <-done:
		return out.page, out.err
	case <-ctx.Done():
		return Page{}, ctx.Err()
	case <-timer.C:
		return Page{}, fmt.Errorf("extraction took longer than %v: save only the article's part of the page", limit)
	}
}

// read does the work of HTML. Pages are hostile and trafilatura is large, so
// that a panic in there is the page's error, not the program's.
func read(page []byte, o Options) (p Page, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = Page{}, fmt.Errorf("extraction failed on this page (%v): save the article as text", r)
		}
	}()
	text, guessed := decodePage(page, o.ContentType)
	if text == nil && len(page) > 0 {
		return Page{}, &Error{Kind: TroubleEncoding}
	}
	doc, err := parse(text)
	if err != nil {
		return Page{}, fmt.Errorf("page cannot be parsed (%w): save the article as text", err)
	}
	e := collect(doc)
	s := e.stated(o)
	blocks := pageBlocks(doc) // before trafilatura, which takes the page apart
	found := locate(findMain(doc, s.body, blocks), blocks)
	p = s.page(&e, o)
	p.Text = withoutTitle(found.text, p.Title, e.heading)
	seems := seemingLang(p.Text)
	p.Lang = declaredLang(s.lang, seems)
	e.lang = first(p.Lang, seems, e.lang) // dates are read by it
	s.dates(&p, &e, found, o)
	if t := diagnose(&s, &e, found, p); t != nil {
		if t.fatal {
			return Page{}, &Error{Kind: t.kind, Seen: t.seen}
		}
		p.Trouble, p.Note = t.kind, t.note()
	}
	p.sayGuess(guessed)
	return p, nil
}

// sayGuess notes that a page's encoding was guessed.
func (p *Page) sayGuess(encoding string) {
	if encoding == "" {
		return
	}
	note := "not UTF-8, and read as " + encoding + ", which it looks like: check the names in it, or save it as UTF-8"
	if p.Trouble == "" {
		p.Trouble, p.Note = TroubleEncoding, note
		return
	}
	p.Note += "; " + note
}

func orDefault[T int | time.Duration](v, def T) T {
	if v <= 0 {
		return def
	}
	return v
}
