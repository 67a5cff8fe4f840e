package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/extract"
)

// part is what one file gives.
type part struct {
	file
	o        Options
	items    []item
	errors   []stemma.InputError
	problems int   // also those beyond the limit
	held     int64 // memory of the items, about
}

// item is an article and where it stands, which is not its Input where a
// record says that it came from elsewhere.
type item struct {
	stemma.Article
	where string
}

func newPart(f file, o Options) *part { return &part{file: f, o: o} }

// fail records a problem, or counts it where there are many.
func (p *part) fail(where, format string, args ...any) {
	if p.problems++; p.problems <= p.o.MaxProblems {
		p.errors = append(p.errors, stemma.InputError{Input: where, Problem: fmt.Sprintf(format, args...)})
	}
}

// itemCost is about what an article takes beside its text.
const itemCost = 512

// add keeps an article.
func (p *part) add(a stemma.Article, where string) {
	if a.Input == "" {
		a.Input = where
	}
	if a.PublishedPrecision == "" {
		a.PublishedPrecision = stemma.PrecisionNone
	}
	p.items = append(p.items, item{a, where})
	p.held += int64(len(a.Text)) + itemCost
}

// full reports whether the file alone reaches the limit of all inputs.
func (p *part) full() bool { return p.held > p.o.MaxTotal }

// read reads the file. The error is that of ctx.
func (p *part) read(ctx context.Context, fsys fs.FS) error {
	if p.problem != nil {
		p.errors = append(p.errors, *p.problem)
		return ctx.Err()
	}
	if err := p.open(ctx, fsys); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.fail(p.input, "%s", whyNot(err))
	}
	p.summary()
	return nil
}

// summary says how many problems there are beyond the limit.
func (p *part) summary() {
	if more := p.problems - p.o.MaxProblems; more > 0 {
		p.errors = append(p.errors, stemma.InputError{Input: p.input, Problem: fmt.Sprintf("%d more problems like these: mend the ones above and run again", more)})
	}
}

func (p *part) open(ctx context.Context, fsys fs.FS) error {
	if p.name == "" {
		if p.o.Stdin == nil {
			return errors.New("there is no standard input here: give a file")
		}
		in, done := cancellable(ctx, p.o.Stdin)
		defer done()
		return p.contents(ctx, in)
	}
	f, err := fsys.Open(p.name)
	if err != nil {
		return err
	}
	defer f.Close()
	return p.contents(ctx, f)
}

// cancellable makes reads end with ctx, which those of a terminal or pipe do
// not by themselves. The read that is waiting then is left behind.
func cancellable(ctx context.Context, r io.Reader) (in io.Reader, done func()) {
	pr, pw := io.Pipe()
	stop := context.AfterFunc(ctx, func() { pw.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(pw, r)
		pw.CloseWithError(err)
	}()
	return pr, func() {
		stop()
		pr.Close()
	}
}

// contents recognises what a file holds and reads it.
func (p *part) contents(ctx context.Context, r io.Reader) error {
	s, err := openStream(ctx, r)
	if err != nil {
		return err
	}
	defer func() { s.close() }()
	if e := utf16(s.head); e != nil {
		if err := s.transcode(e); err != nil {
			return err
		}
	}
	k := sniff(s.head, p.name)
	if k == kindEmpty {
		p.fail(p.input, "empty: put the article's text in it, or leave it out")
		return nil
	}
	if why := notText(s.head); why != "" {
		p.fail(p.input, "%s", why)
		return nil
	}
	return p.byKind(ctx, s, k)
}

func (p *part) byKind(ctx context.Context, s *stream, k kind) error {
	if k == kindJSON || k == kindLines {
		if err := p.decodeJSON(s); err != nil {
			return err
		}
	} else if p.line > 0 {
		p.fail(p.at(p.line), "only JSON lines and JSON arrays have numbered articles: leave out the #%d", p.line)
		return nil
	}
	switch k {
	case kindLines:
		return p.lines(s)
	case kindJSON:
		return p.document(s)
	case kindHTML:
		return p.page(ctx, s)
	case kindMarkdown:
		return p.text(s, markdown)
	default:
		return p.text(s, plainText)
	}
}

// at names the n-th article of the file.
func (p *part) at(n int) string { return fmt.Sprintf("%s#%d", p.input, n) }

// decodeJSON makes a JSON file UTF-8 if its beginning is in a legacy encoding.
func (p *part) decodeJSON(s *stream) error {
	if validHead(s.head) {
		return nil
	}
	d := extract.Decode(s.head)
	e, name := charset.Lookup(d.Charset)
	if e == nil || name == "utf-8" {
		return nil // damaged UTF-8 is mended line by line
	}
	p.fail(p.input, "not UTF-8, and read as %s, which it looks like: save it as UTF-8 to be sure", name)
	return s.transcode(e)
}

// whole reads the rest of a stream that is one article.
func (p *part) whole(s *stream) ([]byte, bool, error) {
	limit := int64(p.o.MaxArticle)
	if !s.packed && p.size > 2*limit { // 2: UTF-16 shrinks
		p.tooLarge(size(p.size))
		return nil, false, nil
	}
	b, err := io.ReadAll(io.LimitReader(s, limit+1))
	if err != nil {
		return nil, false, err
	}
	if int64(len(b)) > limit {
		if s.packed || p.size < limit {
			p.tooLarge("more than " + size(limit))
		} else {
			p.tooLarge(size(p.size))
		}
		return nil, false, nil
	}
	return b, true, nil
}

func (p *part) tooLarge(has string) {
	p.fail(p.input, "has %s, and one article may have %s: split it into articles, one a file or one a line as JSON lines", has, size(int64(p.o.MaxArticle)))
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// page reads a web page.
func (p *part) page(ctx context.Context, s *stream) error {
	b, ok, err := p.whole(s)
	if err != nil || !ok {
		return err
	}
	page, err := extract.HTML(ctx, b, extract.Options{MaxBytes: p.o.MaxArticle})
	if err != nil {
		if ctx.Err() == nil {
			p.fail(p.input, "%s", err)
		}
		return ctx.Err()
	}
	p.add(stemma.Article{
		URL: page.URL, Outlet: page.Outlet, Title: page.Title, Byline: page.Byline, Lang: page.Lang,
		Published: page.Published.Time, PublishedPrecision: page.Published.Precision, Updated: page.Updated, Text: page.Text,
	}, p.input)
	return nil
}
