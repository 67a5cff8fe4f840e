package batch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/internal/durable"
)

// The workers write the tables into a folder of the run's own, below that of the output.
// What an earlier run wrote stays as it is until all of the new is there, and its digests are
// those that the workers had; then file after file takes its place, and the manifest comes
// last. A run that is ended in between is carried on by the next one with its settings, and so
// is one whose driver died while its job went on: what the workers wrote whole is not
// written again. What a worker writes that was taken for dead lands in a folder that
// nobody looks at.

// settingsFile says what the tables of a run's folder are made of.
const settingsFile = "settings.json"

var runName = regexp.MustCompile(`^run-[0-9a-f]{16}$`)

// settings are all that the tables depend on: the program, what it is told, and what was read.
func (m *Manifest) settings(r *reading) ([]byte, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for i := range r.records {
		if err := e.Encode(&r.records[i]); err != nil {
			return nil, err
		}
	}
	if err := e.Encode(r.missing); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Build    string   `json:"build"`
		Read     string   `json:"read"`
		Manifest Manifest `json:"manifest"`
	}{build(), hex.EncodeToString(h.Sum(nil)), *m})
}

// earlierRun finds the folder of a run with these settings that the workers have written
// whole, or "", and takes those of others away.
func earlierRun(out string, settings []byte) (found string, err error) {
	all, err := os.ReadDir(out)
	if err != nil {
		return "", err
	}
	for _, one := range all {
		if !one.IsDir() || !runName.MatchString(one.Name()) {
			continue
		}
		dir := filepath.Join(out, one.Name())
		if have, err := os.ReadFile(filepath.Join(dir, settingsFile)); err == nil && bytes.Equal(have, settings) && wholeRun(dir) {
			found = dir
			continue
		}
		os.RemoveAll(dir) // a worker of a killed run may yet write there: the next run tries again
	}
	return found, nil
}

// wholeRun reports that the workers have written all of a run.
func wholeRun(dir string) bool {
	_, err := listed(dir)
	return err == nil
}

// newRunFolder makes the folder of a run.
func newRunFolder(out, run string, settings []byte) (string, error) {
	dir := filepath.Join(out, "run-"+run)
	if err := durable.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, replace(filepath.Join(dir, settingsFile), func(w io.Writer) error {
		_, err := w.Write(settings)
		return err
	})
}

// finish adds the bad records to the files of a run, and has all of them take their places
// in the output.
func (m *Manifest) finish(ctx context.Context, out, dir string, r *reading) error {
	var files []File
	if m.Articles > 0 {
		var err error
		if files, err = listed(dir); err != nil {
			return fmt.Errorf("%w: is %s a folder that all workers share with this machine?", err, out)
		}
	}
	if m.BadRecords > 0 || m.Missing > 0 {
		bad, err := gatherBad(dir, r, m.BadRecords+int64(m.Missing))
		if err != nil {
			return fmt.Errorf("gather the bad records: %w", err)
		}
		files = append(files, bad)
	}
	slices.SortFunc(files, func(x, y File) int { return cmp.Compare(x.Path, y.Path) })
	if err := compare(ctx, out, dir, files); err != nil {
		return err
	}
	for _, name := range []string{manifestFile, countersFile} {
		if err := durable.Remove(filepath.Join(out, name)); err != nil {
			return fmt.Errorf("begin to change the output: %w", err)
		}
	}
	if err := takePlace(out, dir, files); err != nil {
		return fmt.Errorf("change the output: %w", err)
	}
	if err := tidy(out, files, r.units); err != nil {
		return err
	}
	m.files(files)
	if err := writeJSON(filepath.Join(out, manifestFile), m); err != nil {
		return err
	}
	os.RemoveAll(dir) // a late worker may yet write there: the next run takes it away
	return nil
}

// errNotAsWritten is where a file of a run is not what its worker wrote.
var errNotAsWritten = errors.New("is not there as its worker wrote it")

// compare has each file be what its worker wrote, by its digest: two attempts of a task may
// have written it, and a folder of the network may show an old one. All of the output is
// read for that, by as many as there are cores.
func compare(ctx context.Context, out, dir string, files []File) error {
	readers, ctx := crew.WithContext(ctx)
	readers.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		readers.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := isAsWritten(out, dir, &f); err != nil {
				return fmt.Errorf("%s %w (%w): is %s a folder that all workers share with this machine?", f.Path, errNotAsWritten, err, out)
			}
			return nil
		})
	}
	return readers.Wait()
}

func isAsWritten(out, dir string, f *File) error {
	if !filepath.IsLocal(filepath.FromSlash(f.Path)) || !ours.MatchString(filepath.Base(f.Path)) || !slices.Contains(tables, strings.Split(f.Path, "/")[0]) {
		return errors.New("no file of a table")
	}
	file, err := os.Open(at(dir, f)) //nolint:gosec // a file of a table
	if errors.Is(err, fs.ErrNotExist) {
		file, err = os.Open(at(out, f)) //nolint:gosec // it took its place before the last run was ended
	}
	if err != nil {
		return err
	}
	defer file.Close()
	h := sha256.New()
	n, err := io.Copy(h, file)
	switch {
	case err != nil:
		return err
	case n != f.Bytes:
		return fmt.Errorf("it has %d bytes of %d", n, f.Bytes)
	case hex.EncodeToString(h.Sum(nil)) != f.SHA256:
		return errors.New("its SHA-256 is another one")
	}
	return nil
}

func at(dir string, f *File) string { return filepath.Join(dir, filepath.FromSlash(f.Path)) }

// takePlace moves the files of a run into the output, and then has the folders on the disk:
// one by one, a million files would take hours.
func takePlace(out, dir string, files []File) error {
	changed := map[string]bool{out: true}
	move := func(from, to string) error {
		if err := durable.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		changed[filepath.Dir(to)] = true
		err := os.Rename(from, to)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // before the last run was ended
		}
		return err
	}
	for i := range files {
		if err := move(at(dir, &files[i]), at(out, &files[i])); err != nil {
			return err
		}
	}
	if err := move(filepath.Join(dir, countersFile), filepath.Join(out, countersFile)); err != nil {
		return err
	}
	for folder := range changed {
		if err := durable.Folder(folder); err != nil {
			return err
		}
	}
	return nil
}

// gatherBad writes the inputs that are not there and the bad records of all units to one
// file, in the order of the units.
func gatherBad(dir string, r *reading, rows int64) (File, error) {
	f, err := writeFile(dir, tableBad+"/part-00000-of-00001.read.jsonl"+packedEnding, nil, func(w io.Writer, _ []row) error {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		e := json.NewEncoder(z)
		for _, one := range r.missing {
			if err := e.Encode(one); err != nil {
				return errors.Join(err, z.Close())
			}
		}
		for i := range r.records {
			if err := copyBad(z, r.dir, &r.records[i]); err != nil {
				return errors.Join(err, z.Close())
			}
		}
		return z.Close()
	})
	f.Rows = rows
	return f, err
}

func copyBad(w io.Writer, dir string, r *Record) error {
	f, err := os.Open(filepath.Join(dir, readDir, r.Bad)) //nolint:gosec // made of the digest of a unit
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, h), f); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != r.BadSHA256 {
		return fmt.Errorf("%s is not what was written when %s was read: run again, with the inputs", r.Bad, r.Inputs[0])
	}
	return nil
}
