// Package smalldisk mounts disks in memory, for tests of what a full or a read-only one does. Where none can be mounted
// such a test skips, or fails if STEMMA_NEED_MOUNT is set.
package smalldisk

import (
	"os"
	"testing"
)

// needed is set where disks can be mounted, as in CI: tests of them fail there without one, and are not passed over.
const needed = "STEMMA_NEED_MOUNT"

// New mounts a disk of some size, as "6m", until the test ends.
func New(t testing.TB, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := mount(dir, "size="+size); err != nil {
		without(t, err)
	}
	t.Cleanup(func() {
		if err := unmount(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Resize gives a disk another size.
func Resize(t testing.TB, dir, size string) {
	t.Helper()
	again(t, dir, "size="+size)
}

// ReadOnly makes a disk read-only, or one that can be written again.
func ReadOnly(t testing.TB, dir string, only bool) {
	t.Helper()
	how := "rw"
	if only {
		how = "ro"
	}
	again(t, dir, how)
}

func again(t testing.TB, dir, how string) {
	t.Helper()
	if err := remount(dir, how); err != nil {
		without(t, err)
	}
}

// without ends a test for which there is no such disk.
func without(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(needed) != "" {
		t.Fatalf("no disk can be mounted here: %v (%s says that one can)", err, needed)
	}
	t.Skipf("not measured: no disk can be mounted here: %v", err)
}
