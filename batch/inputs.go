package batch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma"
)

// ErrNoInput is where none of the inputs can be read.
var ErrNoInput = errors.New("there is nothing to read: none of the inputs is there")

// ErrWouldShrink is where the tables of a whole earlier run would make way for those of less.
var ErrWouldShrink = errors.New("it has the whole of an earlier run")

// mayReplace is an error where what an earlier run has written would make way for less by
// mistake: for nothing, or without inputs that somebody names and that are not there, or
// without some that the earlier run had.
func (o *Options) mayReplace(units []Unit, missing []stemma.InputError) error {
	const remedy = "nothing was changed; mend the names, give another folder, or, where these tables are to make way, --replace"
	_, err := os.Stat(filepath.Join(o.Out, manifestFile))
	switch whole := err == nil; {
	case len(units) == 0 && whole:
		return fmt.Errorf("%s: %w, and none of the inputs is there: nothing was changed; mend the names, or give another folder", o.Out, ErrWouldShrink)
	case len(units) == 0:
		return ErrNoInput
	case !whole || o.Replace:
		return nil
	case len(missing) > 0:
		return fmt.Errorf("%s: %w, and not all of the inputs are there: %s", o.Out, ErrWouldShrink, remedy)
	}
	first, n, err := o.leftOut(units)
	if err != nil || n == 0 {
		return err
	}
	return fmt.Errorf("%s: %w, with inputs that are left out now (%d, first %s): %s", o.Out, ErrWouldShrink, n, first, remedy)
}

// mayReplaceRead is an error where they would make way for what is known to be less: the machine failed while a file was read.
func (o *Options) mayReplaceRead(records []Record) error {
	_, err := os.Stat(filepath.Join(o.Out, manifestFile))
	whole := err == nil
	for _, r := range records {
		if whole && !o.Replace && r.Failed {
			return fmt.Errorf("%s: %w, and the machine failed while %s was read: no table was changed; give the same command again, or, where these tables are to make way, --replace", o.Out, ErrWouldShrink, r.Inputs[0])
		}
	}
	return nil
}

// leftOut counts the files that the units of an earlier run have, and these have not.
func (o *Options) leftOut(units []Unit) (first string, n int, err error) {
	before, err := readUnits(o.Out)
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	now := map[string]bool{}
	for _, u := range units {
		for _, f := range u.Files {
			now[f] = true
		}
	}
	for _, u := range before {
		for _, f := range u.Files {
			if now[f] {
				continue
			}
			if n++; n == 1 {
				first = f
			}
		}
	}
	return first, n, nil
}

// missingFile lists the inputs that are not there, one a line, as the table bad has them.
const missingFile = "missing.jsonl"

// writeMissing keeps what is wrong with the inputs beside the list of those that are
// there, since the tables may be written by another run.
func writeMissing(dir string, missing []stemma.InputError) error {
	return replace(filepath.Join(dir, readDir, missingFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		for _, p := range missing {
			if err := e.Encode(Bad{Input: p.Input, Problem: p.Problem}); err != nil {
				return err
			}
		}
		return nil
	})
}

// readMissing reads what writeMissing wrote.
func readMissing(dir string) ([]Bad, error) {
	f, err := os.Open(filepath.Join(dir, readDir, missingFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Bad
	for d := json.NewDecoder(bufio.NewReader(f)); ; {
		var one Bad
		switch err := d.Decode(&one); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("read which inputs are not there: %w", err)
		}
		all = append(all, one)
	}
}
