// Package powercut makes disks fail, for tests of what is left then. It stands between SQLite and the system (a VFS, see
// sqlite.org/vfs.html), and notes every write, cut and sync of the files in a folder. From the notes it makes the folder as it
// can be after the power went at any moment: all that was synced is there, and of what came after, any part, in any order, down to
// the sectors of one write. It can also have any write or sync fail.
//
// What it takes for granted: a sector of 512 bytes is written as a whole or not at all, and a sync is one. A disk that
// tells of syncs that it has not done can lose anything.
package powercut //nolint:gosec // SQLite hands over addresses of its own memory, for tests

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// shim is what stands between: SQLite's own way to the system, and the files that are open in folders that are watched.
var shim struct {
	once sync.Once
	sync.Mutex
	system *sqlite3.Tsqlite3_vfs
	disks  []*Disk
	files  map[uintptr]*file
	// tables are the methods of files, by those of the system.
	tables map[uintptr]*sqlite3.Tsqlite3_io_methods
}

// file is one that is open, by the address that SQLite knows it by.
type file struct {
	disk *Disk
	path string
	// system are the methods that the system has for it.
	system *sqlite3.Tsqlite3_io_methods
	// journal says that the first sync of it syncs the folder, too (os_unix.c, UNIXFILE_DIRSYNC).
	journal bool
}

// install puts the shim in the place of the system's own way, for the rest of the process: what is in no folder that
// is watched goes through it untouched.
func install() {
	shim.once.Do(func() {
		tls := libc.NewTLS()
		system := sqlite3.Xsqlite3_vfs_find(tls, 0)
		shim.system = (*sqlite3.Tsqlite3_vfs)(at(system))
		shim.files, shim.tables = map[uintptr]*file{}, map[uintptr]*sqlite3.Tsqlite3_io_methods{}
		name, err := libc.CString("powercut")
		ours := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
		if system == 0 || err != nil || ours == 0 {
			panic("powercut: SQLite has no way to the system, or no memory")
		}
		vfs := (*sqlite3.Tsqlite3_vfs)(at(ours))
		*vfs = *shim.system
		vfs.FzName, vfs.FpNext = name, 0
		*(*func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32)(unsafe.Pointer(&vfs.FxOpen)) = open
		*(*func(*libc.TLS, uintptr, uintptr, int32) int32)(unsafe.Pointer(&vfs.FxDelete)) = remove
		if rc := sqlite3.Xsqlite3_vfs_register(tls, ours, 1); rc != sqlite3.SQLITE_OK {
			panic("powercut: SQLite does not take it")
		}
	})
}

// at is what is at an address of SQLite's memory, which no collector moves.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// diskOf is the disk that watches a file.
func diskOf(path string) *Disk {
	for _, d := range shim.disks {
		if filepath.Dir(path) == d.dir {
			return d
		}
	}
	return nil
}

func open(tls *libc.TLS, _, zName, pFile uintptr, flags int32, pOut uintptr) int32 {
	path := ""
	if zName != 0 {
		path = strings.Clone(libc.GoString(zName))
	}
	shim.Lock()
	d := diskOf(path)
	shim.Unlock()
	if flags&sqlite3.SQLITE_OPEN_DELETEONCLOSE != 0 {
		d = nil
	}
	there := d == nil || exists(path)
	if !there && flags&sqlite3.SQLITE_OPEN_CREATE != 0 {
		if rc := d.fails(Op{Kind: Create, Path: path}); rc != 0 {
			return sqlite3.SQLITE_CANTOPEN
		}
	}
	system := uintptr(unsafe.Pointer(shim.system))
	f := shim.system.FxOpen
	rc := (*(*func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32)(unsafe.Pointer(&struct{ uintptr }{f})))(tls, system, zName, pFile, flags, pOut)
	if rc != sqlite3.SQLITE_OK || d == nil {
		return rc
	}
	if !there && exists(path) {
		d.note(Op{Kind: Create, Path: path})
	}
	const journals = sqlite3.SQLITE_OPEN_MAIN_JOURNAL | sqlite3.SQLITE_OPEN_SUPER_JOURNAL | sqlite3.SQLITE_OPEN_WAL
	watch(tls, d, path, pFile, flags&journals != 0 && flags&sqlite3.SQLITE_OPEN_CREATE != 0)
	return rc
}

// watch puts our methods in the place of the system's.
func watch(tls *libc.TLS, d *Disk, path string, pFile uintptr, journal bool) {
	shim.Lock()
	defer shim.Unlock()
	base := (*sqlite3.Tsqlite3_file)(at(pFile))
	system := (*sqlite3.Tsqlite3_io_methods)(at(base.FpMethods))
	ours := shim.tables[base.FpMethods]
	if ours == nil {
		// kept for good, and in SQLite's memory: the race detector lets no number lead into Go's
		ours = (*sqlite3.Tsqlite3_io_methods)(at(libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*system)))))
		*ours = *system
		*(*func(*libc.TLS, uintptr) int32)(unsafe.Pointer(&ours.FxClose)) = closed
		*(*func(*libc.TLS, uintptr, uintptr, int32, int64) int32)(unsafe.Pointer(&ours.FxWrite)) = write
		*(*func(*libc.TLS, uintptr, int64) int32)(unsafe.Pointer(&ours.FxTruncate)) = truncate
		*(*func(*libc.TLS, uintptr, int32) int32)(unsafe.Pointer(&ours.FxSync)) = synced
		shim.tables[base.FpMethods] = ours
	}
	shim.files[pFile] = &file{disk: d, path: path, system: system, journal: journal}
	base.FpMethods = uintptr(unsafe.Pointer(ours))
}

func fileAt(pFile uintptr) *file {
	shim.Lock()
	defer shim.Unlock()
	return shim.files[pFile]
}

func closed(tls *libc.TLS, pFile uintptr) int32 {
	f := fileAt(pFile)
	shim.Lock()
	delete(shim.files, pFile)
	shim.Unlock()
	return (*(*func(*libc.TLS, uintptr) int32)(unsafe.Pointer(&struct{ uintptr }{f.system.FxClose})))(tls, pFile)
}

func write(tls *libc.TLS, pFile, buffer uintptr, n int32, off int64) int32 {
	f := fileAt(pFile)
	o := Op{Kind: Write, Path: f.path, Off: off, Data: unsafe.Slice((*byte)(at(buffer)), n)}
	if rc := f.disk.fails(o); rc != 0 {
		return rc
	}
	rc := (*(*func(*libc.TLS, uintptr, uintptr, int32, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f.system.FxWrite})))(tls, pFile, buffer, n, off)
	if rc == sqlite3.SQLITE_OK && !f.disk.quiet {
		o.Data = bytes.Clone(o.Data)
		f.disk.note(o)
	}
	return rc
}

func truncate(tls *libc.TLS, pFile uintptr, size int64) int32 {
	f := fileAt(pFile)
	o := Op{Kind: Truncate, Path: f.path, Off: size}
	if rc := f.disk.fails(o); rc != 0 {
		return rc
	}
	rc := (*(*func(*libc.TLS, uintptr, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f.system.FxTruncate})))(tls, pFile, size)
	if rc == sqlite3.SQLITE_OK {
		f.disk.note(o)
	}
	return rc
}

// synced leaves the waiting for the disk out: the notes say what would be on it.
func synced(_ *libc.TLS, pFile uintptr, _ int32) int32 {
	f := fileAt(pFile)
	o := Op{Kind: Sync, Path: f.path}
	if rc := f.disk.fails(o); rc != 0 {
		return rc
	}
	f.disk.note(o)
	if f.journal {
		f.journal = false
		f.disk.note(Op{Kind: SyncFolder, Path: filepath.Dir(f.path)})
	}
	return sqlite3.SQLITE_OK
}

func remove(tls *libc.TLS, _, zName uintptr, syncFolder int32) int32 {
	path := strings.Clone(libc.GoString(zName))
	shim.Lock()
	d := diskOf(path)
	shim.Unlock()
	if d != nil {
		if rc := d.fails(Op{Kind: Delete, Path: path}); rc != 0 {
			return rc
		}
	}
	system := uintptr(unsafe.Pointer(shim.system))
	rc := (*(*func(*libc.TLS, uintptr, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{shim.system.FxDelete})))(tls, system, zName, syncFolder)
	if rc == sqlite3.SQLITE_OK && d != nil {
		d.note(Op{Kind: Delete, Path: path})
		if syncFolder != 0 {
			d.note(Op{Kind: SyncFolder, Path: filepath.Dir(path)})
		}
	}
	return rc
}
