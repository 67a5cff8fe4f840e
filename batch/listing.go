package batch

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// The workers list the files that they wrote, for the manifest: in several lists, each of one
// worker, since ten years of the web are some millions of files, of which no one need have all.

const (
	// lists is how many there are.
	lists = 64
	// listFile lists the lists, each with how many files it has. It is written last: where it is, all files
	// were written, and a list that a folder of the network does not show yet is missed.
	listFile = "files.jsonl"
)

func listName(n uint64) string { return fmt.Sprintf("files-%02d.jsonl", n) }

// listOf is the list that a file is in.
func listOf(f *File) string { return listName(hash(f.Path) % lists) }

// listing writes a list, and says how many files it has; the list of the lists has no key.
type listing struct{ Out string }

// ProcessElement takes the files of a list.
func (f *listing) ProcessElement(list string, in func(*File) bool, emit func(string, File)) error {
	var files []File
	var one File
	for in(&one) {
		files = append(files, one)
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	emit("", File{Path: cmp.Or(list, listFile), Rows: int64(len(files))})
	return replace(filepath.Join(f.Out, cmp.Or(list, listFile)), func(w io.Writer) error {
		e := json.NewEncoder(w)
		for _, f := range files {
			if err := e.Encode(f); err != nil {
				return err
			}
		}
		return nil
	})
}

// errNotWhole is where the workers have not written all files.
var errNotWhole = errors.New("the workers have not written all files there")

// listed reads the lists, in the order of the files.
func listed(out string) ([]File, error) {
	all, err := readList(filepath.Join(out, listFile), nil)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNotWhole
	}
	var files []File
	for _, list := range all {
		if err != nil {
			break
		}
		before := len(files)
		files, err = readList(filepath.Join(out, filepath.Base(list.Path)), files)
		if n := int64(len(files) - before); err == nil && n != list.Rows {
			err = fmt.Errorf("%s has %d, and should have %d", list.Path, n, list.Rows)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the lists of files: %w", err)
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	return files, nil
}

func readList(name string, files []File) ([]File, error) {
	f, err := os.Open(name) //nolint:gosec // in the folder of the output
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for d := json.NewDecoder(bufio.NewReader(f)); ; {
		var one File
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, err
		}
		files = append(files, one)
	}
}
