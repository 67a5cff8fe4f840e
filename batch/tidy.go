package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// ours are the names of files that writeFile makes, and of those that it had not ended;
// unitName of those that a unit leaves in the folder of what was read.
var (
	ours     = regexp.MustCompile(`^(part-\d{5}-of-\d{5}\.|\.part-\d+$)`)
	unitName = regexp.MustCompile(`^[0-9a-f]{20}(\.json|\.jsonl\.zst|\.bad\.jsonl)$`)
)

// tidy takes away files of ours that are not among those: of an earlier run with
// other inputs, and of workers that were killed.
func tidy(out string, files []File, units []Unit) error {
	wanted := map[string]bool{}
	for i := range files {
		wanted[at(out, &files[i])] = true
	}
	of := map[string]bool{}
	for i := range units {
		of[units[i].name()] = true
	}
	stale := func(folder, name string) bool {
		base := filepath.Base(name)
		unit, _, _ := strings.Cut(base, ".")
		return ours.MatchString(base) && !wanted[name] || folder == readDir && unitName.MatchString(base) && !of[unit]
	}
	for _, folder := range append([]string{readDir}, tables...) {
		left, err := found(filepath.Join(out, folder), func(name string) bool { return stale(folder, name) })
		if err != nil {
			return fmt.Errorf("look for what an earlier run left: %w", err)
		}
		for _, name := range left {
			// A worker that ends late may have taken it away itself.
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("take away what an earlier run left: %w", err)
			}
		}
	}
	return nil
}

// found are the files below a folder that a function wants.
func found(dir string, wanted func(name string) bool) (names []string, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() && wanted(name) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}
