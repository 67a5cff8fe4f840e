package table

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// WriteZip writes all tables into one zip. What is in it has no date but the first that a
// zip can have, so that the same trace is the same file.
func WriteZip(w io.Writer, r *stemma.Result, families []*family.Family) error {
	t := newTrace(r, families)
	z := zip.NewWriter(w)
	for _, one := range all() {
		f, err := z.CreateHeader(&zip.FileHeader{Name: one.file(), Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			err = t.write(f, one)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

// WriteFolder writes all tables into a folder, which it makes where it is not there.
func WriteFolder(dir string, r *stemma.Result, families []*family.Family) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // the umask decides, as for every file that the user asks for
		return err
	}
	t := newTrace(r, families)
	for _, one := range all() {
		if err := t.writeFile(filepath.Join(dir, one.file()), one); err != nil {
			return err
		}
	}
	return nil
}

func (t table) file() string { return t.name + ".csv" }

func (t *trace) writeFile(path string, one table) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	err = t.write(b, one)
	return errors.Join(err, b.Flush(), f.Close())
}
