package access

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/internal/durable"
)

// replace writes a file that only its owner can read, and puts it in the place of another at once. Who may read and write the
// other, may this one: a server that runs as a user of its own must be able to read what root has changed, or else it would not
// hear of a token that was revoked.
func replace(name string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".tokens-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if info, e := os.Stat(name); e == nil {
		err = os.Chmod(f.Name(), info.Mode().Perm()&^0o007)
	}
	if err = errors.Join(err, handOver(f.Name(), name)); err != nil {
		return err
	}
	return durable.Rename(f.Name(), name) // a token that was revoked must not come back with the power
}

// handOver gives a file to the owner of another, or to that of its folder where the other is not there yet. Who is not root
// can give nothing away: whether the owner can read it is then for who made the folder.
func handOver(name, like string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(like)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(filepath.Dir(like))
	}
	if err != nil {
		return err
	}
	return chownAs(name, info)
}
