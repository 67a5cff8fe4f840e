package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
)

// files knows which files of an import were read before, and how far. It is
// asked by the goroutines that read, and told by the one that writes.
type files struct {
	ctx     context.Context //nolint:containedctx // of the one run; from has no other way to it
	archive *store.Archive
	again   bool
	options string // what else the reading of a file depends on
	// partly are files of which an input names a part: there is no saying how
	// far they were read.
	partly map[string]bool

	mu                 sync.Mutex
	open               map[string]*openFile // by the name that items have
	unchanged, resumed int
	err                error
}

// openFile is a file on its way from the reader to the archive.
type openFile struct {
	checkpoint store.Checkpoint
	// list says that what is in the file leads elsewhere, to pages that may have
	// changed or that could not be fetched: such a file is read anew each time.
	list bool
	// gave says that articles came from it. A file that has none is read anew, too: its
	// problems are told again, and if it is a list of what other files hold, it is needed with them.
	gave bool
}

func newFiles(ctx context.Context, a *store.Archive, inputs []string, f *importFlags) *files {
	fs := &files{ctx: ctx, archive: a, again: f.again, options: fmt.Sprint(f.columns), partly: map[string]bool{}, open: map[string]*openFile{}}
	for _, input := range inputs {
		for _, whole := range wholes(input) {
			fs.partly[whole] = true
		}
	}
	return fs
}

// wholes returns the files of which an input may name a part: PATH of PATH#N
// and of PATH/NAME within an archive.
func wholes(input string) []string {
	if _, err := os.Stat(input); err == nil {
		return nil
	}
	var all []string
	for i := len(input) - 1; i > 0; i-- {
		if strings.ContainsRune(`#/\`, rune(input[i])) {
			all = append(all, filepath.Clean(input[:i]))
		}
	}
	return all
}

// from says where the reading of a file is to begin.
func (fs *files) from(file string) ingest.Place {
	have, ok := fs.fingerprint(file)
	if !ok || fs.partly[filepath.Clean(file)] {
		return ingest.Place{}
	}
	name, err := filepath.Abs(file)
	if err != nil {
		return ingest.Place{}
	}
	before, _, err := fs.archive.Checkpoint(fs.ctx, name)
	place := ingest.Place{}
	if err == nil && before.Fingerprint == have && !fs.again {
		place, err = ingest.ParsePlace(before.Place)
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.err = errors.Join(fs.err, err)
	fs.open[file] = &openFile{checkpoint: store.Checkpoint{Input: name, Fingerprint: have}, gave: place != ingest.Place{}}
	switch place {
	case ingest.Place{}:
	case ingest.End():
		fs.unchanged++
	default:
		fs.resumed++
	}
	return place
}

// fingerprint tells a file from what it will be when it has changed: by its
// size, its time, and its first and last 64 KiB, for copies that keep the time.
func (fs *files) fingerprint(file string) (string, bool) {
	const piece = 64 << 10
	f, err := openRegular(file)
	if err != nil {
		return "", false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", false
	}
	h := sha256.New()
	fmt.Fprintln(h, fs.options)
	for _, at := range []int64{0, max(0, info.Size()-piece)} {
		if _, err := io.Copy(h, io.NewSectionReader(f, at, piece)); err != nil {
			return "", false
		}
	}
	return fmt.Sprintf("%d %d %s", info.Size(), info.ModTime().UnixNano(), hex.EncodeToString(h.Sum(nil)[:12])), true
}

var errNotRegular = errors.New("not a regular file")

// openRegular opens a file that is one: opening a named pipe would wait, and take what is
// in it.
func openRegular(file string) (*os.File, error) {
	if file == "-" {
		return nil, errNotRegular
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return os.Open(file)
}

// leads is told from where an item of a file comes, by the item's own account.
func (fs *files) leads(file, to string) {
	fs.mark(file, func(f *openFile) {
		f.list = f.list || strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://")
	})
}

// gives is told that an article came from a file.
func (fs *files) gives(file string) {
	fs.mark(file, func(f *openFile) { f.gave = true })
}

func (fs *files) mark(file string, what func(*openFile)) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f := fs.open[file]; f != nil {
		what(f)
	}
}

// checkpoints are what the archive is to remember of the files that have been
// read up to the given places.
func (fs *files) checkpoints(at map[string]ingest.Place) []store.Checkpoint {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	all := make([]store.Checkpoint, 0, len(at))
	for file, place := range at {
		f := fs.open[file]
		if f == nil {
			continue
		}
		if f.list || !f.gave {
			place = ingest.Place{}
		}
		c := f.checkpoint
		c.Place = place.String()
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b store.Checkpoint) int { return strings.Compare(a.Input, b.Input) })
	return all
}

// ended forgets a file that has been read.
func (fs *files) ended(file string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	delete(fs.open, file)
}

func (fs *files) counts() (unchanged, resumed int) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.unchanged, fs.resumed
}

// failed is the error of asking the archive how far files were read.
func (fs *files) failed() error {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return fs.err
}
