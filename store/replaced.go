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
func (a *Archive) Replaced() bool {
	now := stampOf(a.dir)
	if a.opened.file == nil || now.file == nil || !os.SameFile(a.opened.file, now.file) {
		return true
	}
	return a.aside && (a.opened.log != now.log || a.opened.file.Size() != now.file.Size() || !a.opened.file.ModTime().Equal(now.file.ModTime()))
}
