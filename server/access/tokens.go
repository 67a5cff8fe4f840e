package access

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// TokensName is the file of tokens in the folder of an archive.
const TokensName = "tokens.json"

// recheck is how long a file of tokens is taken to be unchanged.
const recheck = time.Second

// Tokens are those of a file. They are read again when the file has changed, so that a token that was revoked is good no more
// within seconds. They may be used by many goroutines, and the file be changed by several processes.
type Tokens struct {
	file string
	now  func() time.Time
	log  *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	read    bool
	there   bool        // there was a file at least once
	stamp   fs.FileInfo // of the file as it was read; nil where it was not
	known   []Token
	problem string
}

// OpenTokens returns the tokens of a file, which need not be there yet. Something else than tokens in it is an error.
func OpenTokens(file string, log *slog.Logger) (*Tokens, error) {
	t := &Tokens{file: file, now: time.Now, log: log}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t, t.load()
}

// File is the name of the file.
func (t *Tokens) File() string { return t.file }

// Exist says whether there is a file of tokens, be it an empty one: then nobody comes in without one. Once there was a file
// there is: a disk that is gone, or a file that somebody moved away, opens no door that was closed.
func (t *Tokens) Exist() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refresh()
	return t.there
}

// List returns the tokens, in the order in which they were made.
func (t *Tokens) List() []Token {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refresh()
	return slices.Clone(t.known)
}

// Usable says whether a token is good.
func (t *Tokens) Usable() bool {
	now := t.now()
	return slices.ContainsFunc(t.List(), func(k Token) bool { return !k.Expired(now) })
}

// find returns the good token of a secret. It looks at all, so that the time tells nothing of which was like it.
func (t *Tokens) find(secret string) (found Token, ok bool) {
	d, now := digest(secret), t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refresh()
	for i := range t.known {
		if k := &t.known[i]; same(k.Digest, d) && !k.Expired(now) {
			found, ok = *k, true
		}
	}
	return found, ok
}

// byID returns a good token by its id. Where it is not, lost says whether that is known for good: not while the file cannot
// be read.
func (t *Tokens) byID(id string) (k Token, ok, lost bool) {
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refresh()
	i := slices.IndexFunc(t.known, func(k Token) bool { return k.ID == id && !k.Expired(now) })
	if i < 0 {
		return Token{}, false, t.problem == ""
	}
	return t.known[i], true, false
}

// refresh reads the file again if it has changed. While it cannot be read nobody is let in: a token that was revoked since
// must not stay good because the new file is not for our eyes.
func (t *Tokens) refresh() {
	now := t.now()
	if t.read && now.Sub(t.looked) < recheck && !now.Before(t.looked) {
		return
	}
	problem := ""
	if err := t.load(); err != nil {
		problem = err.Error()
	}
	if problem != "" && problem != t.problem {
		t.log.Error("tokens", "problem", problem, "remedy", "nobody is let in until the file can be read, by the user that the server runs as")
	}
	t.problem = problem
}

func (t *Tokens) load() error {
	t.looked, t.read = t.now(), true
	info, err := os.Stat(t.file)
	if errors.Is(err, fs.ErrNotExist) && !t.there && !isLink(t.file) {
		return nil
	}
	t.there = true
	if err == nil && t.stamp != nil && os.SameFile(info, t.stamp) && info.ModTime().Equal(t.stamp.ModTime()) && info.Size() == t.stamp.Size() {
		return nil
	}
	t.known, t.stamp = nil, nil
	if err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	tokens, err := readFile(t.file)
	if err != nil {
		return err
	}
	t.known, t.stamp = tokens, info
	return nil
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

// Add makes a token, and returns its secret, which is nowhere else.
func (t *Tokens) Add(ctx context.Context, name string, scope Scope, expires time.Time) (secret string, err error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if !slices.Contains(Scopes(), scope) {
		return "", fmt.Errorf("the scope %q: give read, write or admin", scope)
	}
	secret = tokenPrefix + newSecret()
	return secret, t.edit(ctx, func(all []Token) ([]Token, error) {
		if slices.ContainsFunc(all, func(k Token) bool { return k.Name == name }) {
			return nil, fmt.Errorf("%q: %w", name, ErrTaken)
		}
		if len(all) >= maxTokens {
			return nil, fmt.Errorf("there are %d tokens, and no more are taken: revoke some", len(all))
		}
		return append(all, Token{ID: newSecret()[:12], Name: name, Scope: scope, Digest: digest(secret), Created: t.now().UTC().Truncate(time.Second), Expires: expires.UTC().Truncate(time.Second)}), nil
	})
}

// Revoke takes a token away, by its name or its id.
func (t *Tokens) Revoke(ctx context.Context, name string) error {
	return t.edit(ctx, func(all []Token) ([]Token, error) {
		left := slices.DeleteFunc(slices.Clone(all), func(k Token) bool { return k.Name == name || k.ID == name })
		if len(left) == len(all) {
			return nil, fmt.Errorf("%q: %w", name, ErrUnknown)
		}
		return left, nil
	})
}

// edit changes the file: one process at a time, and so that who reads it finds the old or the new one.
func (t *Tokens) edit(ctx context.Context, change func([]Token) ([]Token, error)) (err error) {
	dir := filepath.Dir(t.file)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // the folder is the archive's; the file of tokens is 0600
		return fmt.Errorf("the tokens: %w", err)
	}
	unlock, err := lockedfile.MutexAt(t.file + ".lock").Lock()
	if err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	defer unlock()
	if err := handOver(t.file+".lock", t.file); err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	all, err := readFile(t.file)
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
	if err := replace(t.file, b); err != nil {
		return fmt.Errorf("the tokens: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.load()
}
