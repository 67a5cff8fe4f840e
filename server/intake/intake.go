// Package intake turns what people hand to the server into articles: texts, files, links, and the articles of the API. It has limits
// for all of them, and names what could not be read.
package intake

import (
	"context"
	"errors"
	"io"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
)

// Drop is what somebody hands over.
type Drop struct {
	// Texts are texts as they were pasted; a line that is only an address counts as a link.
	Texts []string
	Links []string
	Files []File
}

// File is an upload.
type File struct {
	Name string
	Body io.Reader
}

// Options bound what is read; zero values stand for defaults.
type Options struct {
	Fetch     *fetch.Client // nil: links are refused
	MaxBytes  int64         // of a file; 64 MiB
	MaxFiles  int           // 1000
	MaxLinks  int           // 100
	MaxReport int           // reports; 2000
}

// Read returns the articles. What cannot be read is in Batch.Errors; the error is that of ctx or the disk.
func Read(ctx context.Context, d Drop, o Options) (ingest.Batch, error) {
	return ingest.Batch{}, errors.New("not there yet")
}
