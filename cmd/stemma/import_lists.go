package main

import (
	"errors"

	"github.com/stemma-news/stemma/ingest"
)

// ends is told that a file has come to its end. A list of what is in other files
// is needed with them whenever one is new.
func (fs *files) ends(it ingest.Item) {
	if it.List {
		fs.mark(it.File, func(f *openFile) { f.list = true })
	}
}

// has reports whether an article of an address is in the archive.
func (fs *files) has(address string) bool {
	ids, err := fs.archive.AtAddress(fs.ctx, address)
	if err != nil {
		fs.mu.Lock()
		fs.err = errors.Join(fs.err, err)
		fs.mu.Unlock()
	}
	return len(ids) > 0
}
