//go:build unix

package access

import (
	"io/fs"
	"os"
	"syscall"
)

// chownAs gives a file to the owner of another.
func chownAs(name string, of fs.FileInfo) error {
	s, ok := of.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(name, int(s.Uid), int(s.Gid))
}
