package access

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// recheck is how long tokens are taken to be unchanged.
const recheck = time.Second

// Tokens are those of a file, or of a database. They are read again when they have changed, so that a token that was revoked is good
// no more within seconds. They may be used by many goroutines, and be changed by several processes.
type Tokens struct {
	keeper keeper
	now    func() time.Time
	log    *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	read    bool
	there   bool // there was a token at least once
	known   []Token
	problem string
}

// keeper is where tokens are kept.
type keeper interface {
	// flag is what tells a command where that is.
	flag() string
	// load returns the tokens, and whether there is anything to hold them: then nobody comes in without one. It is asked by one
	// at a time.
	load() (all []Token, there bool, err error)
	// edit changes them, one process at a time, and so that who reads them finds the old or the new ones.
	edit(ctx context.Context, change func([]Token) ([]Token, error)) error
}

// OpenTokens returns the tokens of a file, which need not be there yet. Something else than tokens in it is an error.
func OpenTokens(file string, log *slog.Logger) (*Tokens, error) {
	return opened(&tokenFile{file: file}, log)
}

// TokensIn returns the tokens of an archive in a database, which several servers share. name is how the database is told from
// others; what is open is there at least as long as the tokens.
func TokensIn(db *sql.DB, name string, log *slog.Logger) (*Tokens, error) {
	return opened(&tokenTable{db: db, shown: name}, log)
}

func opened(k keeper, log *slog.Logger) (*Tokens, error) {
	t := &Tokens{keeper: k, now: time.Now, log: log}
	if t.log == nil {
		t.log = slog.New(slog.DiscardHandler)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t, t.load()
}

// Flag tells stemma token where they are: --tokens FILE, or --archive DATABASE.
func (t *Tokens) Flag() string { return t.keeper.flag() }

// Exist says whether tokens were ever made, be it that all are revoked: then nobody comes in without one. Once that is known it
// stays so: a disk or a database that is gone, or a file that somebody moved away, opens no door that was closed.
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

// byID returns a good token by its id. Where it is not, lost says whether that is known for good: not while they cannot
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

// refresh reads the tokens again if they have changed. While they cannot be read nobody is let in: a token that was revoked since
// must not stay good because what is new is not for our eyes.
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
		t.log.Error("tokens", "problem", problem, "remedy", "nobody is let in until they can be read, by the user that the server runs as")
	}
	t.problem = problem
}

func (t *Tokens) load() (err error) {
	t.looked, t.read = t.now(), true
	t.known, t.there, err = t.keeper.load()
	return err
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

// edit changes the tokens, and takes up what became of them.
func (t *Tokens) edit(ctx context.Context, change func([]Token) ([]Token, error)) error {
	if err := t.keeper.edit(ctx, change); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.load()
}
