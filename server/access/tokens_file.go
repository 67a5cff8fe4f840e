package access

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/stemma-news/stemma/internal/durable"
)

// TokensName is the file of tokens in the folder of an archive.
const TokensName = "tokens.json"

// tokenFile is a file of tokens.
type tokenFile struct {
	file  string
	there bool        // there was a file at least once
	stamp fs.FileInfo // of the file as it was read; nil where it was not
	known []Token
}

func (f *tokenFile) flag() string { return "--tokens " + f.file }

func (f *tokenFile) load() ([]Token, bool, error) {
	info, err := os.Stat(f.file)
	if errors.Is(err, fs.ErrNotExist) && !f.there && !isLink(f.file) {
		return nil, false, nil
	}
	f.there = true
	if err == nil && f.stamp != nil && os.SameFile(info, f.stamp) && info.ModTime().Equal(f.stamp.ModTime()) && info.Size() == f.stamp.Size() {
		return f.known, true, nil
	}
	f.known, f.stamp = nil, nil
	if err != nil {
		return nil, true, fmt.Errorf("the tokens: %w", err)
	}
	tokens, err := readFile(f.file)
	if err != nil {
		return nil, true, err
	}
	f.known, f.stamp = tokens, info
	return tokens, true, nil
}

// isLink says whether a name is there as a link, which may lead to nothing.
func isLink(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func readFile(name string) ([]Token, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the tokens: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxTokenFile+1))
	if err != nil {
		return nil, fmt.Errorf("the tokens: %w", err)
	}
	tokens, err := readTokens(b)
	if err != nil {
		return nil, fmt.Errorf("the tokens %s: %w", name, err)
	}
	return tokens, nil
}

// edit writes the file anew, with the lock of another beside it.
func (f *tokenFile) edit(ctx context.Context, change func([]Token) ([]Token, error)) (err error) {
	dir := filepath.Dir(f.file)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // the folder is the archive's; the file of tokens is 0600
		return fmt.Errorf("the tokens: %w", err)
	}
	unlock, err := lockedfile.MutexAt(f.file + ".lock").Lock()
	if err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	defer unlock()
	if err := handOver(f.file+".lock", f.file); err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	all, err := readFile(f.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if all, err = change(all); err != nil {
		return err
	}
	b, err := writeTokens(all)
	if err != nil {
		return err
	}
	if err := replace(f.file, b); err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	return nil
}

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
