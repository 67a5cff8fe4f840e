package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

// TestResultTakesItsPlaceWhole: a result that cannot be written to its end, for
// whatever reason, does not cost the one before it, and leaves nothing behind.
func TestResultTakesItsPlaceWhole(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "result.json")
	o := &output{file: name}
	good := func(what string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, what)
			return err
		}
	}
	fails := func(cause error) func(io.Writer) error {
		return func(w io.Writer) error {
			if _, err := io.WriteString(w, strings.Repeat("half", 1<<20)); err != nil {
				return err
			}
			return &fs.PathError{Op: "write", Path: "x", Err: cause}
		}
	}
	if err := o.write(&cobra.Command{}, good("first")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	for cause, says := range map[error]string{
		syscall.ENOSPC: "make room there", syscall.EROFS: "where you may write", syscall.EIO: "input/output error",
	} {
		err := o.write(&cobra.Command{}, fails(cause))
		if !errors.Is(err, cause) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v", cause, err)
		}
		holds(t, dir, map[string]string{"result.json": "first"})
	}
	link := filepath.Join(dir, "link.json")
	if err := os.Symlink("result.json", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	o.file = link
	if err := o.write(&cobra.Command{}, good("second")); err != nil {
		t.Fatal(err)
	}
	holds(t, dir, map[string]string{"result.json": "second", "link.json": "second"})
	if info, err := os.Lstat(name); err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// holds wants a folder to have these files and no other.
func holds(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || string(got) != want[e.Name()] {
			t.Errorf("%s: %.20q, %v", e.Name(), got, err)
		}
	}
	if len(entries) != len(want) {
		t.Errorf("%v", entries)
	}
}

// TestResultIntoADevice: what is no file is written as it is.
func TestResultIntoADevice(t *testing.T) {
	full := "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("no such device here")
	}
	for _, write := range []func(*output) error{
		func(o *output) error {
			return o.write(&cobra.Command{}, func(w io.Writer) error { _, err := fmt.Fprint(w, "x"); return err })
		},
		func(o *output) error {
			return o.stream(&cobra.Command{}, func(w io.Writer) error { _, err := fmt.Fprint(w, "x"); return err })
		},
	} {
		if err := write(&output{file: full}); err == nil || err.Error() != "write the result: /dev/full: no space left on device: make room there, or give another place (-o)" {
			t.Error(err)
		}
		if err := write(&output{file: os.DevNull}); err != nil {
			t.Error(err)
		}
	}
}

// TestResultKeepsItsRights: who may read the result before may read the one that takes its place.
func TestResultKeepsItsRights(t *testing.T) {
	name := filepath.Join(t.TempDir(), "story.json")
	if err := os.WriteFile(name, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o666); err != nil { // more than the usual umask leaves
		t.Fatal(err)
	}
	f, err := createResult(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.finish(nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o666 {
		t.Errorf("the result may be used by %v, and the one before by 0666", got)
	}
}
