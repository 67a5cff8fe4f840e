package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma/internal/durable"
)

// Rows are written by file: all of one are gathered, put in order, and written under
// another name, which is changed at the end. So a file is there as a whole or not at
// all, and a worker that is killed, or two that write the same file, do no harm: which
// rows it has, and so each of its bytes, depends on the articles alone. How many files
// a table has for a day is reckoned from how many bytes its rows have, which are counted
// first: no worker holds more of them than those of a file, whatever a day brings.

// fileBytes is how many bytes the rows of a file have as JSON, about; on the disk they take a fifth
// and less. The largest row, a story's trace, may come to that.
const fileBytes = 64 << 20

// File is a file that was written.
type File struct {
	Table string `json:"table"`
	Path  string `json:"path"` // below the output, with slashes
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	// SHA256 is the digest of its bytes, in hexadecimal.
	SHA256 string `json:"sha256"`
	// Partial is how many of its rows are stories of which a limit cut the work short.
	Partial int64 `json:"partial,omitempty"`
}

// write writes the rows to files below a folder, and a list of the files.
func write(s beam.Scope, rows beam.PCollection, out string) {
	s = s.Scope("write")
	bytes := beam.ParDo(s, &sumFn{}, beam.GroupByKey(s, beam.ParDo(s, &sizeFn{}, rows)))
	files := beam.GroupByKey(s, beam.ParDo(s, &fileFn{Most: fileBytes}, rows, beam.SideInput{Input: bytes}))
	written := beam.GroupByKey(s, beam.ParDo(s, &writeFn{Out: out}, files))
	for range 2 { // the files, and the lists of them
		written = beam.GroupByKey(s, beam.ParDo(s, &listing{Out: out}, written))
	}
}

// sizeFn counts the bytes of the rows of a folder. It adds up those of a bundle, since not all
// runners do so before they sort.
type sizeFn struct {
	bytes map[string]int64
}

func (f *sizeFn) ProcessElement(r row, emit func(string, int64)) {
	if f.bytes == nil {
		f.bytes = map[string]int64{}
	}
	f.bytes[folderOf(&r)] += r.size()
	if len(f.bytes) > mostFolders {
		f.FinishBundle(emit)
	}
}

// mostFolders is how many sums wait for more, in some megabytes.
const mostFolders = 1 << 14

// FinishBundle gives the sums.
func (f *sizeFn) FinishBundle(emit func(string, int64)) {
	for folder, n := range f.bytes {
		emit(folder, n)
	}
	clear(f.bytes)
}

// sumFn adds up what the bundles have of a folder.
type sumFn struct{}

func (*sumFn) ProcessElement(folder string, in func(*int64) bool, emit func(string, int64)) {
	var sum, n int64
	for in(&n) {
		sum += n
	}
	emit(folder, sum)
}

// fileFn sends a row to its file.
type fileFn struct {
	// Most is how many bytes of rows a file has, about.
	Most int64

	bytes map[string]int64
}

func (f *fileFn) ProcessElement(ctx context.Context, r row, bytes func(*string, *int64) bool, emit func(string, row)) {
	if f.bytes == nil {
		f.bytes = map[string]int64{}
		var folder string
		var n int64
		for bytes(&folder, &n) {
			f.bytes[folder] = n
		}
	}
	folder := folderOf(&r)
	name := fileOf(&r, folder, f.bytes[folder], f.Most)
	count(ctx, "bytes_rows", int64(len(name))+r.size())
	emit(name, r)
}

// folderOf is the folder of a row: the table's, or in it that of the row's day.
func folderOf(r *row) string {
	switch {
	case r.Table == tableFormulas || r.Table == tableBad:
		return r.Table
	case r.Day == Undated:
		return path.Join(r.Table, "date="+undatedPartition)
	}
	return path.Join(r.Table, "date="+r.Day.String())
}

// fileOf names the file of a row, in a folder of so many bytes, without its ending.
func fileOf(r *row, folder string, bytes, most int64) string {
	of := uint64(max(1, (bytes+most-1)/most)) //nolint:gosec // at least 1
	return path.Join(folder, fmt.Sprintf("part-%05d-of-%05d", hash(r.Key)%of, of))
}

// writeFn writes a file in each of its forms.
type writeFn struct{ Out string }

func (f *writeFn) ProcessElement(ctx context.Context, name string, in func(*row) bool, emit func(string, File)) error {
	var rows []row
	var r row
	for in(&r) {
		rows = append(rows, r)
	}
	rows, err := whole(rows)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	largest(ctx, "largest_file", sizeOf(rows))
	partial, err := partialOf(rows)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	for _, form := range forms(rows[0].Table) {
		file, err := writeFile(f.Out, name+form.ending, rows, form.write)
		if err != nil {
			return fmt.Errorf("write %s: %w", name+form.ending, err)
		}
		file.Partial = partial
		count(ctx, "bytes_written", file.Bytes)
		emit(listOf(&file), file)
	}
	count(ctx, "rows_"+rows[0].Table, int64(len(rows)))
	return nil
}

// partialOf counts the stories of which a limit cut the work short.
func partialOf(rows []row) (n int64, err error) {
	for i := range rows {
		var s struct{ Partial bool }
		if rows[i].Table != tableStories {
			return 0, nil
		}
		if err := json.Unmarshal(rows[i].columns(), &s); err != nil {
			return 0, fmt.Errorf("row %q: %w", rows[i].Key, err)
		}
		if s.Partial {
			n++
		}
	}
	return n, nil
}

func sizeOf(rows []row) (n int64) {
	for i := range rows {
		n += rows[i].size()
	}
	return n
}

// form is a way to write rows.
type form struct {
	ending string
	write  func(io.Writer, []row) error
}

// forms are those of a table: what is for programs to reckon with has columns, too.
func forms(table string) []form {
	lines := form{".jsonl.zst", writeLines}
	switch table {
	case tableArticles:
		return []form{lines, {".parquet", writeColumns[ArticleRow]}}
	case tableLinks:
		return []form{lines, {".parquet", writeColumns[LinkRow]}}
	case tableEdges:
		return []form{lines, {".parquet", writeColumns[EdgeRow]}}
	case tableStories:
		return []form{lines, {".parquet", writeColumns[StoryRow]}}
	}
	return []form{lines}
}

// writeLines writes rows as JSON lines, packed. One goroutine packs, so that the same
// lines are the same bytes.
func writeLines(w io.Writer, rows []row) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	for i := range rows {
		if _, err := z.Write(append(slices.Clip(rows[i].Line), '\n')); err != nil {
			return errors.Join(err, z.Close())
		}
	}
	return z.Close()
}

// writeFile writes rows to a file below a folder, as a whole or not at all.
func writeFile(out, name string, rows []row, write func(io.Writer, []row) error) (File, error) {
	to := filepath.Join(out, filepath.FromSlash(name))
	if err := durable.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return File{}, err
	}
	digest := sha256.New()
	var size int64
	err := replace(to, func(w io.Writer) error {
		all := counter{w: io.MultiWriter(w, digest)}
		err := write(&all, rows)
		size = all.n
		return err
	})
	table, _, _ := strings.Cut(name, "/")
	return File{Table: table, Path: name, Rows: int64(len(rows)), Bytes: size, SHA256: hex.EncodeToString(digest.Sum(nil))}, err
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
