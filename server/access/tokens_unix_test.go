//go:build unix

package access

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func ownerOf(info fs.FileInfo) uint32 { return info.Sys().(*syscall.Stat_t).Uid }

// TestTokensOwner: what root changes is still for the user that the server runs as.
func TestTokensOwner(t *testing.T) {
	const server = 12345
	k := openTokens(t, newClock())
	dir := filepath.Dir(k.File())
	if err := os.Chown(dir, server, server); err != nil {
		t.Skip(err) // not as root
	}
	owned := func(what string, mode os.FileMode) {
		t.Helper()
		for _, name := range []string{k.File(), k.File() + ".lock"} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if ownerOf(info) != server || name == k.File() && info.Mode().Perm() != mode {
				t.Errorf("%s: %s belongs to %d, %v", what, filepath.Base(name), ownerOf(info), info.Mode())
			}
		}
	}
	add(t, k, "desk", Read, time.Time{})
	owned("made", 0o600)
	if err := os.Chmod(k.File(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := k.Revoke(t.Context(), "desk"); err != nil {
		t.Fatal(err)
	}
	owned("changed", 0o640)
}
