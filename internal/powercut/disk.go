package powercut

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stemma-news/stemma/internal/durable"
)

// Kind says what is done to a file.
type Kind string

// What is done to files, and to the folder.
const (
	Create     Kind = "create"
	Write      Kind = "write"
	Truncate   Kind = "truncate"
	Sync       Kind = "sync"
	Delete     Kind = "delete"
	SyncFolder Kind = "sync of the folder"
)

// Op is one thing that was done.
type Op struct {
	Kind Kind
	Path string
	// Off is where is written, or the size to which a file is cut.
	Off  int64
	Data []byte
}

// Disk has notes of what was done to the files in one folder.
type Disk struct {
	dir  string
	mu   sync.Mutex
	ops  []Op
	fail func(n int, o Op) int32
	// n counts what was tried, since Fail was told.
	n int
	// quiet says that nothing is noted.
	quiet bool
	// before is what was in the folder when the notes began.
	before map[string][]byte
}

// Watch begins to note what SQLite and package durable do in a folder, until the test is over.
func Watch(t testing.TB, dir string) *Disk {
	t.Helper()
	install()
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	d := &Disk{dir: abs, before: map[string][]byte{}}
	entries, err := os.ReadDir(abs)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".db-shm" || !e.Type().IsRegular() { // what readers share is in memory
			continue
		}
		if d.before[e.Name()], err = os.ReadFile(filepath.Join(abs, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	durable.Observe(d.changed)
	t.Cleanup(func() { durable.Observe(nil) })
	d.begin(t)
	return d
}

// Hasten has SQLite not wait for the disk in a folder, until the test is over.
func Hasten(t testing.TB, dir string) {
	t.Helper()
	install()
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	(&Disk{dir: abs, quiet: true}).begin(t)
}

// Kill has this process killed when so much was done in a folder.
func Kill(dir string, after int) error {
	install()
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	d := &Disk{dir: abs, quiet: true, fail: func(n int, _ Op) int32 {
		if n >= after {
			_ = self.Kill()
			select {} // until it comes
		}
		return 0
	}}
	shim.Lock()
	defer shim.Unlock()
	shim.disks = append(shim.disks, d)
	return nil
}

func (d *Disk) begin(t testing.TB) {
	shim.Lock()
	defer shim.Unlock()
	shim.disks = append(shim.disks, d)
	t.Cleanup(d.stop)
}

func (d *Disk) stop() {
	shim.Lock()
	defer shim.Unlock()
	for i, other := range shim.disks {
		if other == d {
			shim.disks = append(shim.disks[:i], shim.disks[i+1:]...)
			return
		}
	}
}

// changed notes what is done without SQLite. What is written so is synced with its folder before anything else is done.
func (d *Disk) changed(c durable.Change) {
	if filepath.Dir(c.Path) != d.dir && c.Path != d.dir {
		return
	}
	switch c.What {
	case "synced":
		d.note(Op{Kind: SyncFolder, Path: c.Path})
	case "removed":
		d.note(Op{Kind: Delete, Path: c.Path})
	case "written":
		d.note(Op{Kind: Create, Path: c.Path})
	}
}

func (d *Disk) note(o Op) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.quiet {
		d.ops = append(d.ops, o)
	}
}

// Len is how much was done up to now.
func (d *Disk) Len() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ops)
}

// Count says how much was done of a kind.
func (d *Disk) Count(k Kind) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, o := range d.ops {
		if o.Kind == k {
			n++
		}
	}
	return n
}

// Fail asks from now on what is to fail: it is given what is tried, and how much was tried before it, and returns SQLite's code
// of the error, or 0. Nil ends it.
func (d *Disk) Fail(f func(n int, o Op) int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail, d.n = f, 0
}

func (d *Disk) fails(o Op) int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		return 0
	}
	d.n++
	return d.fail(d.n-1, o)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
