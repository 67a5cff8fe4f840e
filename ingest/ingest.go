// Package ingest reads articles: files, folders and standard input → articles.
//
// A file is recognised by its content, then by its name: a web page, a JSON
// document (one article, an array of them, or the result of a trace), JSON
// lines, Markdown or plain text, any of them compressed by gzip or zstd. In a
// folder, the files that end in .txt, .md, .html, .json or .jsonl (or their
// variants, or these with .gz or .zst) are read, in the order of their names,
// subfolders included; hidden ones and the parts of pages that a browser saved
// are not.
//
// What cannot be read is recorded, with what to do about it, and the rest is
// read. So are repairs: a text that is not UTF-8 is read as well as it can be
// and reported. Everything is read as a stream under limits, so that neither
// a text of 200 MB nor a decompression bomb takes more memory than an article
// may have.
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
// in a folder that is, is read once.
//
// The package fetches nothing from the network, and recognises neither
// language nor sentences: package text does.
package ingest

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
)

// Options are the limits, and where standard input is. The zero value is
// ready to use, without standard input.
type Options struct {
	// Stdin is read for the input "-".
	Stdin io.Reader
	// MaxArticle is the size in bytes of the longest text, and of the largest
	// web page; 16 MiB if zero. A JSON record may have four times as much.
	MaxArticle int
	// MaxTotal is how many bytes of text are read in all; 1 GiB if zero.
	MaxTotal int64
	// MaxProblems is how many problems are reported one by one for each file;
	// the others are counted. 20 if zero.
	MaxProblems int
}

const (
	defaultMaxArticle  = 16 << 20
	defaultMaxTotal    = 1 << 30
	defaultMaxProblems = 20
	// recordFactor is how much larger than its text a JSON record may be:
	// three bytes of escapes for each of a text that is written in ASCII, and
	// the other fields.
	recordFactor = 4
)

func (o Options) withDefaults() Options {
	if o.MaxArticle <= 0 {
		o.MaxArticle = defaultMaxArticle
	}
	if o.MaxTotal <= 0 {
		o.MaxTotal = defaultMaxTotal
	}
	if o.MaxProblems <= 0 {
		o.MaxProblems = defaultMaxProblems
	}
	return o
}

// Batch is what was read, in the order of the inputs.
type Batch struct {
	Articles []stemma.Article
	// Errors are the inputs that could not be read, or only with a repair.
	Errors []stemma.InputError
}

// Read reads articles from files, from folders and from standard input ("-").
// "PATH#N" is one line of JSON lines, or one element of a JSON array. The
// error is that of ctx; all others are in the batch.
func Read(ctx context.Context, inputs []string, o Options) (Batch, error) {
	w := walker{fsys: disk{}, join: filepath.Join, clean: filepath.Clean, seen: map[string]bool{}}
	for _, input := range inputs {
		if err := w.input(ctx, input); err != nil {
			return Batch{}, err
		}
	}
	return readFiles(ctx, w.fsys, w.files, o.withDefaults())
}

// ReadFS reads articles from a file or folder of a file system.
func ReadFS(ctx context.Context, fsys fs.FS, root string, o Options) (Batch, error) {
	w := walker{fsys: fsys, join: path.Join, clean: path.Clean, seen: map[string]bool{}}
	if err := w.path(ctx, root, 0); err != nil {
		return Batch{}, err
	}
	return readFiles(ctx, fsys, w.files, o.withDefaults())
}

// disk is the machine's own file system under its own names. os.DirFS would
// not do: it refuses absolute names and names that are not UTF-8.
type disk struct{}

func (disk) Open(name string) (fs.File, error)          { return os.Open(name) }
func (disk) Stat(name string) (fs.FileInfo, error)      { return os.Stat(name) }
func (disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// window is how many files are read before they are merged, which bounds what
// is read beyond the total limit.
const window = 64

// readFiles reads files side by side, which pays for web pages, and merges
// them in their order.
func readFiles(ctx context.Context, fsys fs.FS, files []file, o Options) (Batch, error) {
	m := newMerger(o)
	for chunk := range slices.Chunk(files, window) {
		parts := make([]part, len(chunk))
		g, gctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0))
		for i, f := range chunk {
			g.Go(func() error {
				p := newPart(f, o)
				err := p.read(gctx, fsys)
				parts[i] = *p
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return Batch{}, err
		}
		for _, p := range parts {
			if !m.add(p) {
				return m.batch, nil
			}
		}
	}
	return m.batch, nil
}
