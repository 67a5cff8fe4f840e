package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// TestIsPassing: a disk that does not answer may answer tomorrow; a file that is not there
// or that nobody may read is so until somebody does something.
func TestIsPassing(t *testing.T) {
	for cause, want := range map[error]bool{
		syscall.EIO: true, syscall.EMFILE: true, syscall.ESTALE: true,
		fs.ErrNotExist: false, fs.ErrPermission: false, io.ErrUnexpectedEOF: false, syscall.EISDIR: false,
	} {
		if got := isPassing(&fs.PathError{Op: "read", Path: "a", Err: cause}); got != want {
			t.Errorf("%v passes: %v", cause, got)
		}
	}
}

// TestFailing: who asks for it is told when opening fails for want of something.
func TestFailing(t *testing.T) {
	var told []error
	o := Options{Failing: func(err error) { told = append(told, err) }}
	o.hear(&fs.PathError{Op: "open", Path: "a", Err: syscall.EIO})
	o.hear(fs.ErrNotExist)
	if len(told) != 1 || !errors.Is(told[0], syscall.EIO) {
		t.Errorf("told of %v", told)
	}
	name := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(name, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	on, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	f := o.listen(on)
	defer f.Close()
	if _, is := f.(io.WriterTo); is {
		t.Error("io.Copy would read past the listener")
	}
	if b, err := io.ReadAll(f); string(b) != "text" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if _, is := f.(interface {
		io.ReaderAt
		io.Seeker
	}); !is {
		t.Error("an archive could not be read from its end")
	}
}

// TestEachTellsOfAFailingDisk: a file of which a read fails is a problem, and it is told that it need not be one for ever.
func TestEachTellsOfAFailingDisk(t *testing.T) {
	const name = "/proc/self/mem" // nothing is at its beginning, and Linux says so by EIO
	if b, err := os.ReadFile(name); !errors.Is(err, syscall.EIO) {
		t.Skipf("no file here whose reads fail: %d bytes, %v", len(b), err)
	}
	var mu sync.Mutex
	var told []error
	o := Options{Failing: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, err)
	}}
	problems := 0
	for it, err := range Each(t.Context(), []string{name}, o) {
		if err != nil {
			t.Fatal(err)
		}
		if it.Problem != nil {
			problems++
		}
	}
	if problems != 1 || len(told) == 0 {
		t.Errorf("%d problems; told of %v", problems, told)
	}
}
