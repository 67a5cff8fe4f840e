package batch

import (
	"bufio"
	"bytes"
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
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/internal/durable"
)

const (
	// unitBytes is how many bytes of small files one worker reads in a row, and
	// unitFiles how many files. A file of CC-NEWS has a gigabyte and is a unit of its own.
	unitBytes = 4 << 20
	unitFiles = 512
	// earlyEnd is the part of these from which on a unit ends before a file whose name says
	// so, one in endOne: a file that comes to a folder later changes the units around it, and
	// not all that follow.
	earlyEnd, endOne = 8, 16
	// readDir is the folder of what was read, under that of the output.
	readDir = "read"
	// unitsFile lists the units, one a line.
	unitsFile = "units.jsonl"
)

// Units parts the inputs among the workers: a large file is a unit, small ones that
// follow each other are one together. What is no file is a problem. Files are
// named by their whole paths, since workers run in folders of their own.
func Units(ctx context.Context, inputs []string) ([]Unit, []stemma.InputError, error) {
	files, problems, err := ingest.Files(ctx, inputs)
	if err != nil {
		return nil, nil, err
	}
	for i := range files {
		if files[i].Name, err = filepath.Abs(files[i].Name); err != nil {
			return nil, nil, fmt.Errorf("where is %s: %w", files[i].Name, err)
		}
	}
	return unitsOf(files), problems, nil
}

// unitsOf parts files.
func unitsOf(files []ingest.File) []Unit {
	var units []Unit
	var bytes int64
	for _, f := range files {
		last := len(units) - 1
		if last < 0 || f.Size < 0 || bytes+f.Size > unitBytes || units[last].endsBefore(f.Name, bytes) {
			units, bytes = append(units, Unit{}), 0
			last++
		}
		units[last].Files = append(units[last].Files, f.Name)
		bytes += max(0, f.Size)
		if f.Size < 0 {
			bytes = unitBytes // a pipe, a device: alone
		}
	}
	return units
}

// endsBefore reports that a file begins another unit than one that has so many bytes.
func (u *Unit) endsBefore(name string, bytes int64) bool {
	n := len(u.Files)
	return n == unitFiles || (n >= unitFiles/earlyEnd || bytes >= unitBytes/earlyEnd) && hash(name)%endOne == 0
}

// WriteUnits lists the units in the folder of the output, where the workers find
// them: in the pipeline itself ten years of files would be more than the service of
// a job takes.
func WriteUnits(dir string, units []Unit) error {
	var b bytes.Buffer
	for _, u := range units {
		line, err := json.Marshal(u)
		if err != nil {
			return fmt.Errorf("list the units: %w", err)
		}
		b.Write(append(line, '\n'))
	}
	folder := filepath.Join(dir, readDir)
	if err := durable.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder of what is read: %w", err)
	}
	return replace(filepath.Join(folder, unitsFile), func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// readUnits reads what WriteUnits wrote.
func readUnits(dir string) ([]Unit, error) {
	f, err := os.Open(filepath.Join(dir, readDir, unitsFile))
	if err != nil {
		return nil, fmt.Errorf("find the list of inputs, in a folder that all workers must have under one name: %w", err)
	}
	defer f.Close()
	var units []Unit
	d := json.NewDecoder(bufio.NewReader(f))
	for {
		var u Unit
		switch err := d.Decode(&u); {
		case errors.Is(err, io.EOF):
			return units, nil
		case err != nil:
			return nil, fmt.Errorf("read the list of inputs: %w", err)
		}
		units = append(units, u)
	}
}

// name is the same for the same files in every run.
func (u *Unit) name() string {
	h := sha256.New()
	for _, f := range u.Files {
		fmt.Fprintf(h, "%d %s\n", len(f), f)
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

// fingerprint tells the files of a unit from what they will be when they have
// changed: by size, time, and their first and last 64 KiB.
func (u *Unit) fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, recordSchema, readForm)
	for _, name := range u.Files {
		if err := fingerprint(h, name); err != nil {
			// What cannot be looked at is read each time, and told each time.
			return ""
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// readForm goes up where the same file gives other articles than before, so that
// what was read by an older program is read anew.
const readForm = 2

func fingerprint(w io.Writer, name string) error {
	const piece = 64 << 10
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &fs.PathError{Op: "fingerprint", Path: name, Err: errors.ErrUnsupported}
	}
	f, err := os.Open(name) //nolint:gosec // the user's own input
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Fprintln(w, info.Size(), info.ModTime().UnixNano())
	for _, at := range []int64{0, max(0, info.Size()-piece)} {
		if _, err := io.Copy(w, io.NewSectionReader(f, at, piece)); err != nil {
			return err
		}
	}
	return nil
}

// Records returns what the reading of the units gave, in their order. A unit
// without a record, or whose files are not as long as it says, is an error: it was not read.
func Records(dir string, units []Unit) ([]Record, error) {
	out := make([]Record, 0, len(units))
	for i := range units {
		r, err := recordOf(dir, &units[i])
		if err != nil {
			return nil, fmt.Errorf("%s was not read to its end, run again: %w", units[i].Files[0], err)
		}
		out = append(out, r)
	}
	return out, nil
}

// recordOf reads the record of a unit. What it says of files is not believed further than
// their lengths: their names are those of the unit, and their digests are looked at when
// they are read (readPart).
func recordOf(dir string, u *Unit) (r Record, err error) {
	folder, name := filepath.Join(dir, readDir), u.name()
	b, err := os.ReadFile(filepath.Join(folder, name+recordEnding))
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, err
	}
	if r.Schema != recordSchema {
		return r, fmt.Errorf("its record is %q, and not %q", r.Schema, recordSchema)
	}
	if !slices.Equal(r.Inputs, u.Files) {
		return r, fmt.Errorf("its record is one of %q", r.Inputs)
	}
	r.Part, r.Bad = name+partEnding, name+badEnding
	return r, errors.Join(hasBytes(filepath.Join(folder, r.Part), r.PartBytes), hasBytes(filepath.Join(folder, r.Bad), r.BadBytes))
}

// The files of a unit, beside one another.
const (
	recordEnding = ".json"
	partEnding   = ".jsonl.zst"
	badEnding    = ".bad.jsonl"
)

func hasBytes(name string, want int64) error {
	info, err := os.Stat(name)
	if err == nil && info.Size() != want {
		err = fmt.Errorf("%s has %d bytes, and its record says %d", filepath.Base(name), info.Size(), want)
	}
	return err
}

// replace writes a file whole or not at all. Two that write the same one at the
// same time, as workers do of which one is taken for dead, leave that of the later.
func replace(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".part-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(f.Name())))
		}
	}()
	w := bufio.NewWriterSize(f, 1<<18)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return durable.Rename(f.Name(), name)
}
