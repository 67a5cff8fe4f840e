package smalldisk_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/internal/smalldisk"
)

// TestDisk: a disk is as full, as large and as read-only as it is said to be.
func TestDisk(t *testing.T) {
	disk := smalldisk.New(t, "64k")
	write := func() error { return os.WriteFile(filepath.Join(disk, "file"), make([]byte, 256<<10), 0o600) }
	if err := write(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("too much: %v", err)
	}
	smalldisk.Resize(t, disk, "1m")
	if err := write(); err != nil {
		t.Error(err)
	}
	smalldisk.ReadOnly(t, disk, true)
	if err := write(); !errors.Is(err, syscall.EROFS) {
		t.Errorf("read-only: %v", err)
	}
	smalldisk.ReadOnly(t, disk, false)
	if err := write(); err != nil {
		t.Error(err)
	}
}

// TestNeeded: where disks are to be there, none is a failure, and otherwise it is passed over.
func TestNeeded(t *testing.T) {
	for set, want := range map[string]string{"": "skipped", "1": "failed"} {
		t.Setenv("STEMMA_NEED_MOUNT", set)
		f := &fake{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			smalldisk.ReadOnly(f, filepath.Join(t.TempDir(), "none"), true)
		}()
		<-done
		if f.ended != want {
			t.Errorf("%q: %s, want %s", set, f.ended, want)
		}
	}
}

// fake is a test that notes how it ended.
type fake struct {
	testing.TB
	ended string
}

func (f *fake) Helper()               {}
func (f *fake) Fatalf(string, ...any) { f.ended = "failed"; runtime.Goexit() }
func (f *fake) Skipf(string, ...any)  { f.ended = "skipped"; runtime.Goexit() }
