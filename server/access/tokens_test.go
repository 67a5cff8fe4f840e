package access

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a time that tests move on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// File is the file of tokens that are in one.
func (t *Tokens) File() string { return t.keeper.(*tokenFile).file }

func openTokens(t *testing.T, c *clock) *Tokens {
	t.Helper()
	k, err := OpenTokens(filepath.Join(t.TempDir(), TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	k.now = c.now
	return k
}

func add(t *testing.T, k *Tokens, name string, s Scope, expires time.Time) string {
	t.Helper()
	secret, err := k.Add(t.Context(), name, s, expires)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestTokens(t *testing.T) {
	c := newClock()
	k := openTokens(t, c)
	if k.Exist() || k.Usable() {
		t.Error("there are tokens before any was made")
	}
	secret := add(t, k, "Ana Ruiz", Write, c.now().Add(time.Hour))
	if !regexp.MustCompile(`^stemma_[a-z2-7]{52}$`).MatchString(secret) {
		t.Errorf("the token %q", secret)
	}
	if found, ok := k.find(secret); !ok || found.Name != "Ana Ruiz" || found.Scope != Write {
		t.Errorf("found %+v, %v", found, ok)
	}
	for _, wrong := range []string{"", "stemma_", secret[:len(secret)-1], secret + "a", strings.ToUpper(secret), digest(secret)} {
		if _, ok := k.find(wrong); ok {
			t.Errorf("%q is taken for a token", wrong)
		}
	}
	b, err := os.ReadFile(k.File())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), strings.TrimPrefix(secret, tokenPrefix)) {
		t.Error("the file has the secret")
	}
	if info, err := os.Stat(k.File()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	c.pass(time.Hour)
	if _, ok := k.find(secret); ok || k.Usable() {
		t.Error("it is good after its end")
	}
	if !k.Exist() {
		t.Error("a file without good tokens is none")
	}
}

func TestTokenNames(t *testing.T) {
	c := newClock()
	k := openTokens(t, c)
	for _, name := range []string{"", " a", "a\nb", "a\x1bb", "\u202eabc", strings.Repeat("é", 65), "a\xff"} {
		if _, err := k.Add(t.Context(), name, Read, time.Time{}); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := k.Add(t.Context(), "a", "all", time.Time{}); err == nil {
		t.Error("a scope that is none")
	}
	add(t, k, "林", Read, time.Time{})
	if _, err := k.Add(t.Context(), "林", Admin, time.Time{}); !errors.Is(err, ErrTaken) {
		t.Errorf("the same name again: %v", err)
	}
	if err := k.Revoke(t.Context(), "Lin"); !errors.Is(err, ErrUnknown) {
		t.Errorf("revoke another: %v", err)
	}
}

// TestTokensDamaged: while the file cannot be read nobody is let in, since it may be there that a token was revoked; and as soon
// as it can, who has a token is, whatever became of its time.
func TestTokensDamaged(t *testing.T) {
	c := newClock()
	k := openTokens(t, c)
	secret := add(t, k, "desk", Read, time.Time{})
	whole, err := os.ReadFile(k.File())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	write := func(b []byte) {
		t.Helper()
		if err := errors.Join(os.RemoveAll(k.File()), os.WriteFile(k.File(), b, 0o600), os.Chtimes(k.File(), at, at)); err != nil {
			t.Fatal(err)
		}
		c.pass(2 * time.Second)
	}
	for _, damage := range []string{
		"", "{", `{"schema":"stemma/tokens/v2","tokens":[]}`, `{"schema":"stemma/tokens/v1","tokens":[{"id":"x","name":"y","scope":"root","sha256":"00"}]}`,
		strings.Repeat(" ", maxTokenFile+1), "a folder",
	} {
		write([]byte(damage))
		if damage == "a folder" { // what cannot be read, also by root
			if err := errors.Join(os.Remove(k.File()), os.Mkdir(k.File(), 0o700)); err != nil {
				t.Fatal(err)
			}
		}
		if _, ok := k.find(secret); ok || !k.Exist() {
			t.Errorf("after %.40q: let in %v, a file %v", damage, ok, k.Exist())
		}
		if _, err := OpenTokens(k.File(), nil); err == nil {
			t.Errorf("%.40q is opened", damage)
		}
		if _, err := k.Add(t.Context(), "other", Read, time.Time{}); err == nil {
			t.Errorf("%.40q is written over", damage)
		}
		write(whole)
		if _, ok := k.find(secret); !ok {
			t.Errorf("the token is not known when the file is back after %.40q", damage)
		}
	}
}

// TestTokensDamagedFromTheFirst: a file that was never read is one, too: it does not leave the door open. Nor does a link that leads
// to nothing, such as that of a secret which is not mounted yet.
func TestTokensDamagedFromTheFirst(t *testing.T) {
	c := newClock()
	k := openTokens(t, c)
	if err := os.WriteFile(k.File(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	if !k.Exist() {
		t.Error("there is no file")
	}
	link := filepath.Join(t.TempDir(), TokensName)
	if err := os.Symlink(filepath.Join(t.TempDir(), "nothing"), link); err != nil {
		t.Skip(err)
	}
	if _, err := OpenTokens(link, nil); err == nil {
		t.Error("a link to nothing is no file of tokens")
	}
}

// TestTokensGone: a file that goes away while the server runs opens no door.
func TestTokensGone(t *testing.T) {
	e := newEntrance(t, Options{Local: true}, Read)
	cookie, _ := e.login(t, Read)
	if err := os.Rename(e.Tokens.File(), e.Tokens.File()+".old"); err != nil {
		t.Fatal(err)
	}
	e.clock.pass(2 * time.Second)
	status(t, "nobody's request", e.ask("GET", "/api/", ""), http.StatusUnauthorized)
	status(t, "a token", e.ask("GET", "/api/", "", "Authorization", "Bearer "+e.tokens[Read]), http.StatusUnauthorized)
	status(t, "a session", e.ask("GET", "/api/", "", "Cookie", cookie), http.StatusUnauthorized)
	if err := os.Rename(e.Tokens.File()+".old", e.Tokens.File()); err != nil {
		t.Fatal(err)
	}
	e.clock.pass(2 * time.Second)
	status(t, "the session when it is back", e.ask("GET", "/api/", "", "Cookie", cookie), http.StatusOK)
}

// TestTokensLeaveNothing: what was written beside the file is gone.
func TestTokensLeaveNothing(t *testing.T) {
	k := openTokens(t, newClock())
	for i := range 3 {
		add(t, k, strconv.Itoa(i), Read, time.Time{})
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(k.File()), ".tokens-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTokensBounded(t *testing.T) {
	k := openTokens(t, newClock())
	all := make([]Token, maxTokens)
	for i := range all {
		all[i] = Token{ID: strconv.Itoa(i), Name: "n" + strconv.Itoa(i), Scope: Read, Digest: digest(strconv.Itoa(i))}
	}
	b, err := writeTokens(all)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > maxTokenFile {
		t.Fatalf("a full file has %d bytes", len(b))
	}
	if err := os.WriteFile(k.File(), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Add(t.Context(), "one more", Read, time.Time{}); err == nil {
		t.Error("one too many is taken")
	}
}

func FuzzReadTokens(f *testing.F) {
	b, err := writeTokens([]Token{{ID: "a", Name: "desk", Scope: Read, Digest: digest("x")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"schema":"stemma/tokens/v1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		tokens, err := readTokens(b)
		if err != nil {
			return
		}
		again, err := writeTokens(tokens)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readTokens(again); err != nil && len(again) <= maxTokenFile {
			t.Fatalf("what was read cannot be written and read: %v", err)
		}
	})
}
