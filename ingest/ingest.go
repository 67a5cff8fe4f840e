// Package ingest reads articles: files, folders, addresses and standard input →
// articles.
//
// A file is recognised by its content, then by its name: a web page, a JSON
// document (one article, an array of them, or the result of a trace), JSON
// lines, a table, Markdown or plain text with or without a head of fields, a
// feed, a sitemap, a list of feeds, a mail, a mailbox or Maildir, what agencies ship
// (NewsML, NITF), a page saved with its parts (MHTML), a web archive (WARC, ARC,
// WACZ), a zip or tar archive of any of these; each of them compressed by gzip
// or zstd. In a folder and in an archive, the files with the extensions of these
// formats are read, in the order of their names, subfolders included; hidden
// ones, pictures and the like, and the parts of pages that a browser saved are
// not. Files with other names are not read either, and named in one problem.
//
// JSON that is no article is searched for the one list of objects that has some
// ({"data": {"items": […]}}), and a record without a text for the one object in
// it that has one. Which of day and month is first in the dates of a table is
// told from its rows; a date that can be two days is none.
//
// What cannot be read is recorded, with what to do about it, and the rest is
// read. So are repairs: a text that is not UTF-8 is read as well as it can be
// and reported.
//
// # Addresses
//
// With Options.Fetch, what is at an address is fetched, and read as a file with
// its content is. A home page that declares a feed is read as this feed. Of a
// feed, the entries that have the whole article are articles; the pages of the
// others are fetched, in the order of the feed, as those of a sitemap, of a list
// of feeds or of a table of addresses are. Where a page cannot be had, what the
// feed says of it is the article ("summary_only" in Extra). A feed in pages is read
// page by page until there are as many entries as pages may be fetched.
//
// What the public internet names is fetched from there alone, though the client
// may go into this machine's network (fetch.Client.GetPublic).
//
// A page and its feed may give two dates. If both can be of one moment, the
// more precise is taken, else the earlier: pages and feeds alike move their date
// on when an article is changed. No date is later than the day after the page
// was got. What was not taken is in Extra ("page_published", "feed_published"),
// and so is when an archived copy was taken ("captured").
//
// # One stream
//
// Each gives what the inputs hold as a stream, in the order of the inputs. One
// goroutine goes through the inputs and cuts them into jobs: a page, or a piece
// of a file with many articles. The jobs are done on all cores, what is fetched
// is fetched beside them, and the results are put back into order. There is a
// limit to how many jobs, and to how many bytes, are on the way, so that neither
// an archive of any length, nor a text of 200 MB, nor a decompression bomb takes
// more memory than some articles of the largest size. Read collects the stream.
//
// A reading that was broken off goes on where it stopped: each item says where
// in its file it stands (Item.At), and Options.From where to begin.
//
// # How a format is added
//
// A format is a row in the table of format.go: what it is called, by which
// names and which content it is recognised, and its reader,
//
//	func(ctx context.Context, p *part, s *stream) error
//
// in a file of its own. The reader takes the bytes from s (unpacked, with s.at
// and s.seek as they lie on the disk) and gives what it finds, in its order:
//
//   - p.begin(ctx, n) before the n-th article, or p.beginAt before one at an
//     offset; false says that it is not asked for. p.at(n) is its name, "PATH#N".
//   - p.job(ctx, n, func(ctx, k)) for what costs time: it gets a k of its own, on
//     which it calls the functions below. n is about how many bytes it holds.
//   - p.record and p.jsonArticle for fields by their names, p.page for HTML,
//     p.text for text, p.add for an article that is made otherwise.
//   - p.fail for a problem: what is wrong, and what to do; p.note for what was
//     passed over as it should be.
//   - p.inner for a file within the file, p.follow for an address.
//
// It returns only what ends the reading of the file (an error of s, mostly).
//
// # Identity
//
// An article keeps the id that a JSON input gives it, unless the id has the
// form of those that the result gives to sources ("src1"): then "a-" is put
// before it. Without an id, one is derived from the content:
// "a" and ten characters of base32 of the SHA-256 of outlet, address, date,
// title and text.
//
// Two articles are the same if they have one id and the same content, or the
// same content and not two ids: the first is kept, and the other reported. So
// the same text from two outlets is two articles. Where one id stands for two
// contents, both are kept, the second by the id with a piece of its content's
// hash added, which is reported too. A file that is named twice, or named and
// in a folder that is, is read once. Each looks back over the last 65,536
// articles, Read over all of them.
//
// The package recognises neither language nor sentences: package text does.
package ingest

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"math"
	"os"
	"path"
	"path/filepath"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/fetch"
)

// Options are the limits, and where standard input is. The zero value is
// ready to use, without standard input.
type Options struct {
	// Stdin is read for the input "-".
	Stdin io.Reader
	// MaxArticle is the size in bytes of the longest text, and of the largest
	// web page; 16 MiB if zero. A JSON record may have four times as much.
	MaxArticle int
	// MaxTotal is how many bytes of text are read in all. If zero, Read stops
	// at 1 GiB and Each nowhere.
	MaxTotal int64
	// MaxProblems is how many problems are reported one by one for each file;
	// the others are counted. 20 if zero.
	MaxProblems int
	// Fetch, if not nil, fetches the inputs that are addresses, and what feeds
	// and other lists name.
	Fetch *fetch.Client
	// MaxPages is how many addresses of one list (a feed, a sitemap with those
	// that it names, a list of feeds) are fetched, the newest; 100 if zero.
	MaxPages int
	// Columns are the columns of tables and the fields of JSON that stand for
	// ours, by our names (Fields).
	Columns map[string]string
	// From, if not nil, is asked for each file where to begin: at the Item.At
	// of the last item that was dealt with; at the zero Place for the whole file, at End for
	// nothing of it.
	From func(file string) Place
	// Everything gives the articles that are there already, too, each by the id
	// that it says of itself or that its content gives it: for those who keep a
	// memory of their own.
	Everything bool
	// Have, if not nil, reports whether there is an article of an address already, for
	// those who keep a memory of their own. It is asked at the end, for each article
	// that a list names and whose text is in none of the inputs.
	Have func(address string) bool
	// Prepare, if not nil, is called on each article before it is given out, by
	// many goroutines at a time. The id is not known yet.
	Prepare func(*stemma.Article)
	// Failing, if not nil, is told of errors of the system while a file on the disk is opened
	// or read, by many goroutines at a time: of a disk that does not answer, of a process
	// with too many files open. What is given of such a file need not be all, and may be
	// otherwise at another time.
	Failing func(error)
}

const (
	defaultMaxArticle  = 16 << 20
	defaultMaxTotal    = 1 << 30
	defaultMaxProblems = 20
	defaultMaxPages    = 100
	// recordFactor is how much larger than its text a JSON record may be:
	// three bytes of escapes for each of a text that is written in ASCII, and
	// the other fields.
	recordFactor = 4
)

func (o Options) withDefaults() Options {
	if o.MaxArticle <= 0 {
		o.MaxArticle = defaultMaxArticle
	}
	if o.MaxProblems <= 0 {
		o.MaxProblems = defaultMaxProblems
	}
	if o.MaxPages <= 0 {
		o.MaxPages = defaultMaxPages
	}
	return o
}

// Item is one thing that an input gave: an article, a problem, a note, or, with
// none of them, the end of a file.
type Item struct {
	Article *stemma.Article
	Problem *stemma.InputError
	// Note is what was passed over as it should be, for those who count.
	Note *stemma.InputError
	// File is the file that the item is from, as it is named in the inputs or
	// found in a folder.
	File string
	// At is where in the file the item is, zero in a file that is one article,
	// and End where the file has been read. Reading that begins there
	// (Options.From) gives the item again. That of articles never falls within a file.
	At Place
	// List is true at the end of a file that names articles whose texts are not in
	// it: what it gives depends on more than the file, and it is read each time.
	List bool
}

// Each reads articles from files, from folders and from standard input ("-"),
// in this order, and gives what it finds as it is found. "PATH#N" is one line of
// JSON lines, or one element of a JSON array.
//
// The error is that of ctx, and comes last; all others are problems of items.
// A loop that is left early leaves nothing behind.
func Each(ctx context.Context, inputs []string, o Options) iter.Seq2[Item, error] {
	return each(ctx, o, lookBack, func(ctx context.Context, r *reader) error {
		return newWalker(disk(), r, len(inputs) > 1).inputs(ctx, inputs)
	})
}

// Batch is what was read, in the order of the inputs.
type Batch struct {
	Articles []stemma.Article
	// Errors are the inputs that could not be read, or only with a repair.
	Errors []stemma.InputError
	// Notes are what was passed over as it should be.
	Notes []stemma.InputError `json:",omitempty"`
}

// Read collects what Each finds. The error is that of ctx; all others are in
// the batch.
func Read(ctx context.Context, inputs []string, o Options) (Batch, error) {
	return collect(ctx, o, func(ctx context.Context, r *reader) error {
		return newWalker(disk(), r, len(inputs) > 1).inputs(ctx, inputs)
	})
}

// ReadFS reads articles from a file or folder of a file system.
func ReadFS(ctx context.Context, fsys fs.FS, root string, o Options) (Batch, error) {
	return collect(ctx, o, func(ctx context.Context, r *reader) error {
		return newWalker(tree{fsys, path.Join, path.Clean}, r, false).path(ctx, root, Place{})
	})
}

func collect(ctx context.Context, o Options, walk func(context.Context, *reader) error) (Batch, error) {
	if o.MaxTotal <= 0 {
		o.MaxTotal = defaultMaxTotal
	}
	var b Batch
	for it, err := range each(ctx, o, math.MaxInt, walk) {
		switch {
		case err != nil:
			return Batch{}, err
		case it.Article != nil:
			b.Articles = append(b.Articles, *it.Article)
		case it.Problem != nil:
			b.Errors = append(b.Errors, *it.Problem)
		case it.Note != nil:
			b.Notes = append(b.Notes, *it.Note)
		}
	}
	return b, nil
}

// each gives the items of what walk has a reader read; memory is how many
// articles are remembered as seen.
func each(ctx context.Context, o Options, memory int, walk func(context.Context, *reader) error) iter.Seq2[Item, error] {
	o = o.withDefaults()
	return func(yield func(Item, error) bool) {
		inner, cancel := context.WithCancel(ctx)
		crew := newCrew()
		defer crew.all.Wait()
		defer cancel()
		m := merger{o: o, seen: newRegister(memory), yield: func(it Item) bool { return yield(it, nil) }}
		q := newQueue(crew, maxHeld)
		q.comes()
		for outs := range q.run(inner, func(q *queue) { _ = walk(inner, &reader{q: q, o: &o}) }) {
			for _, out := range outs {
				if ctx.Err() != nil {
					break
				}
				if !m.take(out) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Item{}, err)
			return
		}
		m.finish()
	}
}

// diskFS is the machine's own file system under its own names. os.DirFS would
// not do: it refuses absolute names and names that are not UTF-8.
type diskFS struct{}

func (diskFS) Open(name string) (fs.File, error)          { return os.Open(name) }
func (diskFS) Stat(name string) (fs.FileInfo, error)      { return os.Stat(name) }
func (diskFS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

func disk() tree { return tree{diskFS{}, filepath.Join, filepath.Clean} }
