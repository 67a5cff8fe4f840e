package ingest

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// scarce is a file system that cannot open anything for a while.
type scarce struct {
	fstest.MapFS
	until time.Time
}

func (s scarce) Open(name string) (fs.File, error) {
	if time.Now().Before(s.until) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EMFILE}
	}
	return s.MapFS.Open(name)
}

func (s scarce) ReadDir(name string) ([]fs.DirEntry, error) {
	if time.Now().Before(s.until) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENFILE}
	}
	return s.MapFS.ReadDir(name)
}

// TestTooManyOpenFiles: where no file can be opened for the moment, an input is
// waited for, and not passed over; where none can be for long, it is named.
func TestTooManyOpenFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := files(map[string]string{"a.txt": "one", "b/c.txt": "two"})
		for wait, want := range map[time.Duration][]string{time.Second: {"a.txt: one", "b/c.txt: two"}, time.Hour: nil} {
			b, err := ReadFS(t.Context(), scarce{m, time.Now().Add(wait)}, ".", Options{})
			if err != nil {
				t.Fatal(err)
			}
			articles, problems := list(b)
			if diff := cmp.Diff(want, articles); diff != "" {
				t.Error(diff)
			}
			if want == nil && (len(problems) == 0 || !strings.Contains(problems[0], "too many files are open at once: allow more (ulimit -n)")) {
				t.Errorf("%q", problems)
			}
		}
	})
}

// TestNoFiles says what is wrong with what is there and no file.
func TestNoFiles(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ELOOP: "a symbolic link that leads back to itself: name the file that it should lead to",
		syscall.ENXIO: "a socket or a device, and no file: leave it out",
		syscall.EIO:   "cannot be read: the disk or the drive gives an error, so it may be damaged: copy it from where you have it still",
	} {
		if got := whyNot(&fs.PathError{Op: "open", Path: "a", Err: cause}); got != want {
			t.Errorf("%v: %s", cause, got)
		}
	}
}
