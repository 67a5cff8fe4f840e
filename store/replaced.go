package store

import (
	"io/fs"
	"os"
	"path/filepath"
)

// stamp is what tells the file of an archive from another one, and from what it will be.
type stamp struct {
	file fs.FileInfo // nil where there is none
	log  bool        // there is something in the log
}

func stampOf(dir string) stamp {
	s := stamp{}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
		s.file = info
	}
	size, _ := sizeOf(dir, fileName+"-wal")
	s.log = size > 0
	return s
}

// Replaced says that another archive is in the place of this one, or none: who reads it for long is to open it anew. Of an
// archive that was opened by one who may not write there, it says so when it has changed, too: that is not seen otherwise.
// A database is the same as long as its connections are.
func (a *Archive) Replaced() bool { return a.engine.replaced() }

func (f *folder) replaced() bool {
	now := stampOf(f.dir)
	if f.opened.file == nil || now.file == nil || !os.SameFile(f.opened.file, now.file) {
		return true
	}
	return f.aside && (f.opened.log != now.log || f.opened.file.Size() != now.file.Size() || !f.opened.file.ModTime().Equal(now.file.ModTime()))
}
