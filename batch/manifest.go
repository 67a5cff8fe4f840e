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
	"regexp"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma/internal/durable"
)

const (
	// manifestFile is written last: where it is, the output is whole.
	manifestFile = "manifest.json"
	// countersFile says what the runner counted. What it did twice, since a worker was
	// lost, is in there twice: it differs from run to run, as the manifest does not.
	countersFile = "counters.json"
	// listFile lists the files that the workers wrote, for the manifest.
	listFile = "files.jsonl"
)

// Manifest says what an output has. It is the same, byte for byte, for the same
// articles and settings, whatever ran the pipelines.
type Manifest struct {
	Schema  string `json:"schema"`
	Vectors string `json:"vectors"`
	// Articles and BadRecords are what was read; articles that were there twice
	// are in the table once.
	Units      int   `json:"units"`
	Articles   int64 `json:"articles_read"`
	BadRecords int64 `json:"bad_records"`

	Comparison Comparison `json:"comparison"`
	Placing    Placing    `json:"placing"`
	Tracing    Tracing    `json:"tracing"`

	Tables []Table `json:"tables"`
	Files  []File  `json:"files"`
}

// Table is how much a table has. Rows are counted once, also where they are written in
// two forms.
type Table struct {
	Name  string `json:"name"`
	Rows  int64  `json:"rows"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// listing lists the files.
type listing struct{ Out string }

func (f *listing) ProcessElement(_ string, in func(*File) bool) error {
	var files []File
	var one File
	for in(&one) {
		files = append(files, one)
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	return replace(filepath.Join(f.Out, listFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		for _, f := range files {
			if err := e.Encode(f); err != nil {
				return err
			}
		}
		return nil
	})
}

// listed reads the list. Without an article there is none.
func listed(out string) ([]File, error) {
	f, err := os.Open(filepath.Join(out, listFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var files []File
	for d := json.NewDecoder(bufio.NewReader(f)); ; {
		var one File
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, fmt.Errorf("read the list of files: %w", err)
		}
		files = append(files, one)
	}
}

// begin takes away what says that an output is whole.
func begin(out string) error {
	for _, name := range []string{manifestFile, listFile, countersFile} {
		if err := durable.Remove(filepath.Join(out, name)); err != nil {
			return fmt.Errorf("begin the output: %w", err)
		}
	}
	return nil
}

// finish adds the bad records to the files, takes away what an earlier run left, and
// writes the manifest.
func (m *Manifest) finish(out string, records []Record) error {
	for _, r := range records {
		m.Articles, m.BadRecords = m.Articles+r.Articles, m.BadRecords+r.BadRecords
	}
	m.Units = len(records)
	files, err := listed(out)
	if err != nil {
		return err
	}
	if m.Articles > 0 && len(files) == 0 {
		return fmt.Errorf("the workers wrote no list of files to %s: is it a folder that all of them share with this machine?", out)
	}
	if m.BadRecords > 0 {
		bad, err := gatherBad(out, records, m.BadRecords)
		if err != nil {
			return fmt.Errorf("gather the bad records: %w", err)
		}
		files = append(files, bad)
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	for _, f := range files {
		if info, err := os.Stat(filepath.Join(out, filepath.FromSlash(f.Path))); err != nil || info.Size() != f.Bytes {
			return fmt.Errorf("%s is not there as its worker wrote it: is %s a folder that all workers share with this machine?", f.Path, out)
		}
	}
	m.Schema, m.Files, m.Tables = schemaOf, files, summed(files)
	if err := tidy(out, files); err != nil {
		return err
	}
	if err := durable.Remove(filepath.Join(out, listFile)); err != nil {
		return err
	}
	return writeJSON(filepath.Join(out, manifestFile), m)
}

func writeJSON(name string, v any) error {
	return replace(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}

// summed adds up the files by table.
func summed(files []File) []Table {
	out := make([]Table, len(tables))
	for i, name := range tables {
		out[i].Name = name
		for _, f := range files {
			if f.Table != name {
				continue
			}
			out[i].Files++
			out[i].Bytes += f.Bytes
			if filepath.Ext(f.Path) == ".zst" { // each row is in one of those
				out[i].Rows += f.Rows
			}
		}
	}
	return out
}

// gatherBad writes the bad records of all units to one file, in the order of the units.
func gatherBad(out string, records []Record, rows int64) (File, error) {
	f, err := writeFile(out, tableBad+"/part-00000-of-00001.read.jsonl.zst", nil, func(w io.Writer, _ []row) error {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := copyFile(z, filepath.Join(out, readDir, r.Bad)); err != nil {
				return errors.Join(err, z.Close())
			}
		}
		return z.Close()
	})
	f.Rows = rows
	return f, err
}

func copyFile(w io.Writer, name string) error {
	f, err := os.Open(name) //nolint:gosec // made of the digest of a unit
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// ours are the names of files that writeFile makes, and of those that it had not ended.
var ours = regexp.MustCompile(`^(part-\d{5}-of-\d{5}\.|\.part-\d+$)`)

// tidy takes away files of ours that are not among those: of an earlier run with
// other inputs, and of workers that were killed.
func tidy(out string, files []File) error {
	wanted := map[string]bool{}
	for _, f := range files {
		wanted[filepath.Join(out, filepath.FromSlash(f.Path))] = true
	}
	var left []string
	for _, folder := range append([]string{readDir}, tables...) {
		err := filepath.WalkDir(filepath.Join(out, folder), func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err == nil && !d.IsDir() && !wanted[name] && ours.MatchString(d.Name()) {
				left = append(left, name)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("look for what an earlier run left: %w", err)
		}
	}
	for _, name := range left {
		// A worker that ends late may have taken it away itself.
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("take away what an earlier run left: %w", err)
		}
	}
	return nil
}
