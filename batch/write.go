package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"
	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/durable"
)

// Rows are written by file: all of one are gathered, put in order, and written under
// another name, which is changed at the end. So a file is there as a whole or not at
// all, and a worker that is killed, or two that write the same file, do no harm: which
// rows it has, and so each of its bytes, depends on the articles alone. How many files
// a day has is reckoned from how many articles it has.

// perFile is how many articles a file has, about, and perStoryFile from how many the
// stories of one file are: these have the articles' texts, too, and a worker holds the
// rows of a file in memory, some 60 MB.
const (
	perFile      = 8000
	perStoryFile = 2000
)

// File is a file that was written.
type File struct {
	Table string `json:"table"`
	Path  string `json:"path"` // below the output, with slashes
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	// SHA256 is the digest of its bytes, in hexadecimal.
	SHA256 string `json:"sha256"`
}

// write writes the rows to files below a folder, and a list of the files. Articles
// say how many there are of each day.
func write(s beam.Scope, rows, articles beam.PCollection, out string) {
	s = s.Scope("write")
	days := beam.SideInput{Input: stats.Count(s, beam.ParDo(s, &dayFn{}, articles))}
	files := beam.GroupByKey(s, beam.ParDo(s, &fileFn{}, rows, days))
	beam.ParDo0(s, &listing{Out: out}, beam.GroupByKey(s, beam.ParDo(s, &writeFn{Out: out}, files)))
}

// dayFn gives the day of an article.
type dayFn struct{}

func (*dayFn) ProcessElement(a stemma.Article) int64 { return int64(DayOf(&a)) }

// fileFn sends a row to its file.
type fileFn struct {
	articles map[Day]int
}

func (f *fileFn) ProcessElement(ctx context.Context, r row, days func(*int64, *int) bool, emit func(string, row)) {
	if f.articles == nil {
		f.articles = map[Day]int{}
		var day int64
		var n int
		for days(&day, &n) {
			f.articles[Day(day)] = n //nolint:gosec // it was a Day
		}
	}
	name := fileOf(&r, f.articles[r.Day])
	count(ctx, "bytes_rows", int64(len(name)+len(r.Key)+len(r.Line)+len(r.Flat)))
	emit(name, r)
}

// fileOf names the file of a row, of a day with so many articles, without its ending.
func fileOf(r *row, articles int) string {
	if r.Table == tableFormulas || r.Table == tableBad {
		return path.Join(r.Table, "part-00000-of-00001")
	}
	each := perFile
	if r.Table == tableStories {
		each = perStoryFile
	}
	of := max(1, (articles+each-1)/each)
	h := fnv.New64a()
	io.WriteString(h, r.Key)            //nolint:errcheck // of a hash
	part := int(h.Sum64() % uint64(of)) //nolint:gosec // less than of
	date := undatedPartition
	if r.Day != Undated {
		date = r.Day.String()
	}
	return path.Join(r.Table, "date="+date, fmt.Sprintf("part-%05d-of-%05d", part, of))
}

// writeFn writes a file in each of its forms.
type writeFn struct{ Out string }

func (f *writeFn) ProcessElement(ctx context.Context, name string, in func(*row) bool, emit func(string, File)) error {
	var rows []row
	var r row
	for in(&r) {
		rows = append(rows, r)
	}
	rows = whole(rows)
	for _, form := range forms(rows[0].Table) {
		file, err := writeFile(f.Out, name+form.ending, rows, form.write)
		if err != nil {
			return fmt.Errorf("write %s: %w", name+form.ending, err)
		}
		count(ctx, "bytes_written", file.Bytes)
		emit("", file)
	}
	count(ctx, "rows_"+rows[0].Table, int64(len(rows)))
	return nil
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
