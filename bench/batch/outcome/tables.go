// Package outcome reads what a run of stemma batch wrote, and holds its stories against the events that the pages
// (bench/batch/pages) tell.
package outcome

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Table reads the rows of a table of stemma batch: all files of JSON lines in its folder.
func Table[T any](dir string, each func(T) error) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(filepath.Base(path), ".jsonl") {
			return err
		}
		return Lines(path, each)
	})
}

// Lines reads a file of JSON lines, packed or not.
func Lines[T any](path string, each func(T) error) error {
	f, err := os.Open(path) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := unpacked(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for d := json.NewDecoder(r); ; {
		var l T
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := each(l); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
}

func unpacked(f *os.File) (io.Reader, error) {
	switch filepath.Ext(f.Name()) {
	case ".zst":
		d, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case ".gz":
		return gzip.NewReader(f)
	}
	return bufio.NewReaderSize(f, 1<<20), nil
}
