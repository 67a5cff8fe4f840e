package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/stemma-news/stemma"
)

// sink takes what is found in a file: that of a part in the order of the file,
// that of a job beside it.
type sink struct {
	file  *file  // as the walker found it
	input string // what is read, as it is called: the file, or one within it
	pos   Place  // where in the file the next article or problem is
	fixed bool   // pos is where a file within the file begins
	visit visit  // what is known of it beside what it says
	o     *Options
	outs  []out
	held  int64 // memory of outs, about
	// failed counts the problems. Those beyond Options.MaxProblems are not told,
	// so that they are not kept either.
	failed int
}

// at names the n-th article of what is read.
func (k *sink) at(n int64) string { return k.atPlace(Place{N: n}) }

func (k *sink) atPlace(p Place) string { return k.input + "#" + p.String() }

// begin says that what comes next is the n-th article.
func (k *sink) begin(n int64) { k.beginAt(Place{N: n}) }

func (k *sink) beginAt(p Place) {
	if !k.fixed {
		k.pos = p
	}
}

const (
	// outCost is about what an article or a problem takes beside its text, and
	// fieldCost what a field of Extra takes beside its name and value.
	outCost   = 512
	fieldCost = 128
)

// fail gives a problem.
func (k *sink) fail(where, format string, args ...any) {
	if k.failed++; k.failed > k.o.MaxProblems && k.failAlike() {
		return
	}
	k.outs = append(k.outs, out{file: k.file, problem: fmt.Sprintf(format, args...), where: where, pos: k.pos})
	k.held += outCost
}

// failAlike counts a problem with the one before it, where that is not told either
// and nothing came between: a file of lines that are wrong costs no more than one.
func (k *sink) failAlike() bool {
	if len(k.outs) == 0 {
		return false
	}
	last := &k.outs[len(k.outs)-1]
	if last.problem == "" || last.note || k.failed-1-last.alike <= k.o.MaxProblems {
		return false
	}
	last.alike, last.pos = last.alike+1, k.pos
	return true
}

// note gives what is no problem, and good to know.
func (k *sink) note(where, format string, args ...any) {
	k.outs = append(k.outs, out{file: k.file, note: true, problem: fmt.Sprintf(format, args...), where: where, pos: k.pos})
	k.held += outCost
}

// add gives an article.
func (k *sink) add(a stemma.Article, where string) {
	if a.Input == "" {
		a.Input = where
	}
	if a.PublishedPrecision == "" {
		a.PublishedPrecision = stemma.PrecisionNone
	}
	k.bound(&a, where)
	c := contentOf(&a)
	if k.o.Prepare != nil {
		k.o.Prepare(&a)
	}
	k.outs = append(k.outs, out{file: k.file, article: &a, content: c, web: k.visit.address != "", where: where, pos: k.pos})
	k.held += weight(&a)
}

// part is a file that is read, or one within it.
type part struct {
	sink
	name string // by which it is recognised
	size int64  // -1 where it is not known before reading
	only Place  // the only article to read; zero for all
	from Place  // where to begin
	q    *queue
	// inside is the only file within it to read, by its name; "" for all.
	inside     string
	onlyInside Place // the only article of that
	// depth is how many lists of addresses led here, containers how many
	// archives of files it is in.
	depth, containers int
	crawled           pages // in a web archive; nil for all
	// limit is how much the file that the walker found may unpack to.
	limit *budget
}

// begin says that the n-th article comes next, and reports whether it is asked
// for.
func (p *part) begin(ctx context.Context, n int64) bool { return p.beginAt(ctx, Place{N: n}) }

// beginAt is begin where articles are found by their offsets.
func (p *part) beginAt(ctx context.Context, at Place) bool {
	p.flush(ctx)
	p.sink.beginAt(at)
	return p.wanted(at)
}

// wanted reports whether the article at a place is asked for.
func (p *part) wanted(at Place) bool { return !at.before(p.from) && (!p.asked() || p.only == at) }

// ask has a file within it read alone, or an article, or an article of a file
// within it.
func (p *part) ask(inside string, only Place) {
	p.inside = inside
	if inside == "" {
		p.only = only
	} else {
		p.onlyInside = only
	}
}

// asked reports whether one article alone is asked for.
func (p *part) asked() bool { return p.only != Place{} }

// flush hands on what has been found.
func (p *part) flush(ctx context.Context) {
	if len(p.outs) > 0 {
		p.q.put(ctx, p.held, p.outs...)
		p.outs, p.held = nil, 0
	}
}

// job has work done beside the reading of the file, on about cost bytes. What
// it gives to its sink comes out in the place in which it was begun.
func (p *part) job(ctx context.Context, cost int, work func(context.Context, *sink)) {
	p.flush(ctx)
	k := sink{file: p.file, input: p.input, pos: p.pos, fixed: p.fixed, visit: p.visit, o: p.o}
	p.q.do(ctx, int64(cost)+outCost, func() []out {
		_ = k.guard(func() error {
			work(ctx, &k)
			return nil
		})
		return k.outs
	})
}

// guard makes a problem of a fault of the program, so that one input does not
// take the others with it.
func (k *sink) guard(work func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			where := k.input
			if k.pos != (Place{}) && !k.fixed {
				where = k.atPlace(k.pos)
			}
			k.fail(where, "a fault of stemma itself (%v): leave it out, and please report it with this input", fault)
			err = nil
		}
	}()
	return work()
}

// reader reads the files that a walker finds.
type reader struct {
	fsys fs.FS
	q    *queue
	o    *Options
}

// read reads one file. The error is that of ctx.
func (r *reader) read(ctx context.Context, f file) error {
	p := &part{
		sink: sink{file: &f, input: f.input, o: r.o},
		name: f.name, size: f.size, q: r.q,
	}
	p.ask(f.inside, f.only)
	if f.address == "" {
		p.toEnd(ctx, r.fsys)
		return ctx.Err()
	}
	r.q.aside(ctx, func(q *queue) {
		p.q = q
		p.toEnd(ctx, nil)
	})
	return ctx.Err()
}

// toEnd reads a file that the walker found, and says when it is read.
func (p *part) toEnd(ctx context.Context, fsys fs.FS) {
	f := p.file
	if p.o.From != nil && f.problem == "" && !p.asked() && p.inside == "" {
		p.from = p.o.From(f.input)
	}
	end := out{file: f}
	switch {
	case f.problem != "":
		p.fail(f.input, "%s", f.problem)
	case p.from == End():
		end.pos = End()
	default:
		if err := p.open(ctx, fsys); err != nil {
			p.fail(p.input, "%s", whyNot(err))
		} else if f.only == (Place{}) && f.inside == "" {
			end.pos = End()
		}
	}
	p.outs = append(p.outs, end)
	p.flush(ctx)
}

func (p *part) open(ctx context.Context, fsys fs.FS) error {
	if p.file.address != "" {
		return p.fetch(ctx, p.file.address)
	}
	if p.name == "" {
		if p.o.Stdin == nil {
			return errors.New("there is no standard input here: give a file")
		}
		in, done := cancellable(ctx, p.o.Stdin)
		defer done()
		return p.contents(ctx, in)
	}
	f, err := opened(ctx, func() (fs.File, error) { return fsys.Open(p.name) })
	if err != nil {
		p.o.hear(err)
		return err
	}
	f = p.o.listen(f)
	defer f.Close()
	if p.size >= 0 {
		return p.contents(ctx, f)
	}
	in, done := cancellable(ctx, f) // a named pipe, which can be silent
	defer done()
	return p.contents(ctx, in)
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

// seekable is a file that can be read from anywhere; its reads end with ctx.
type seekable struct {
	counter
	io.Seeker
}

// contents recognises what a file holds and reads it.
func (p *part) contents(ctx context.Context, r io.Reader) error {
	return p.guard(func() error { return p.recognised(ctx, r) })
}

func (p *part) recognised(ctx context.Context, r io.Reader) error {
	if p.limit == nil {
		p.limit = &budget{}
	}
	s, err := openStream(ctx, r, p.limit)
	if err != nil {
		return err
	}
	defer func() { s.close() }()
	s.at, _ = r.(io.ReaderAt)
	if seeker, ok := r.(io.Seeker); ok {
		s.seek = &seekable{counter{ctx: ctx, r: r}, seeker}
	}
	f, why := recognise(s, p.name)
	switch {
	case why != nil:
		return why
	case f == nil:
		p.fail(p.input, "empty: put the article's text in it, or leave it out")
	case f.read == nil:
		p.fail(p.input, "not text but %s: %s", f.what, f.remedy)
	case p.inside != "" && !f.inside:
		p.fail(p.input+"/"+p.inside, "%s is no folder and no archive of files: check the name", p.input)
	case p.asked() && !f.numbered && p.file.address == "":
		p.fail(p.atPlace(p.only), "has one article, and no numbered ones: leave out the #%s", p.only)
	default:
		return f.read(ctx, p, s)
	}
	return nil
}

// inner reads a file within the file, for a format that holds some. Its articles
// are called after it and found by the place of the whole.
func (p *part) inner(ctx context.Context, name string, size int64, r io.Reader) {
	p.flush(ctx)
	in := &part{
		sink: sink{file: p.file, input: p.input + "/" + name, pos: p.pos, fixed: true, visit: visit{outside: p.visit.outside}, o: p.o},
		name: name, size: size, q: p.q, depth: p.depth, containers: p.containers + 1, crawled: p.crawled, limit: p.limit,
	}
	in.ask(strings.TrimPrefix(strings.TrimPrefix(p.inside, name), "/"), p.onlyInside)
	if err := in.contents(ctx, r); err != nil {
		in.fail(in.input, "%s", whyNot(err))
	}
	in.flush(ctx)
}

// whole reads the rest of a stream that is one article.
func (p *part) whole(s *stream) ([]byte, bool, error) { return p.upTo(s, int64(p.o.MaxArticle)) }

// upTo reads the rest of a stream that may have as many bytes as limit.
func (p *part) upTo(s *stream, limit int64) ([]byte, bool, error) {
	if !s.packed && p.size > 2*limit { // 2: UTF-16 shrinks
		p.tooLarge(size(p.size), limit)
		return nil, false, nil
	}
	b, err := io.ReadAll(io.LimitReader(s, limit+1))
	if err != nil {
		return nil, false, err
	}
	if int64(len(b)) > limit {
		if s.packed || p.size < limit {
			p.tooLarge("more than "+size(limit), limit)
		} else {
			p.tooLarge(size(p.size), limit)
		}
		return nil, false, nil
	}
	return b, true, nil
}

func (p *part) tooLarge(has string, limit int64) {
	if limit > int64(p.o.MaxArticle) {
		p.fail(p.input, "has %s, and a list of articles may have %s: split it", has, size(limit))
		return
	}
	p.fail(p.input, "has %s, and one article may have %s: split it into articles, one a file or one a line as JSON lines", has, size(limit))
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
