package access

import (
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// inBoth runs a test of tokens in a file and in a database; open opens them once more, as another process does.
func inBoth(t *testing.T, do func(t *testing.T, c *clock, open func() *Tokens)) {
	at := func(c *clock, k *Tokens, err error) *Tokens {
		if err != nil {
			t.Fatal(err)
		}
		k.now = c.now
		return k
	}
	t.Run("file", func(t *testing.T) {
		c, file := newClock(), filepath.Join(t.TempDir(), TokensName)
		do(t, c, func() *Tokens {
			k, err := OpenTokens(file, nil)
			return at(c, k, err)
		})
	})
	t.Run("database", func(t *testing.T) {
		c, address := newClock(), pgtest.Database(t)
		do(t, c, func() *Tokens { return at(c, tokensAt(t, address), nil) })
	})
}

// tokensAt are those of an archive in a database.
func tokensAt(t *testing.T, address string) *Tokens {
	t.Helper()
	a, err := store.Create(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	k, err := TokensIn(a.Database(), a.Dir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestTokensShared: what one process does another sees within seconds, wherever tokens are.
func TestTokensShared(t *testing.T) {
	inBoth(t, func(t *testing.T, c *clock, open func() *Tokens) {
		here, there := open(), open()
		if here.Exist() || here.Usable() {
			t.Error("there are tokens before any was made")
		}
		end := c.now().Add(time.Hour)
		secret := add(t, there, "Ana Ruiz", Write, end)
		add(t, there, "林", Read, time.Time{})
		c.pass(2 * time.Second)
		found, ok := here.find(secret)
		if !ok || found.Name != "Ana Ruiz" || found.Scope != Write || !found.Expires.Equal(end) {
			t.Errorf("a token that was made elsewhere: %+v, %v", found, ok)
		}
		if _, ok := here.find(secret[:len(secret)-1]); ok {
			t.Error("a piece of a token is taken for one")
		}
		if k, ok, _ := here.byID(found.ID); !ok || !cmp.Equal(k, found) {
			t.Error(cmp.Diff(found, k))
		}
		if _, err := here.Add(t.Context(), "Ana Ruiz", Read, time.Time{}); err == nil || !strings.Contains(err.Error(), ErrTaken.Error()) {
			t.Errorf("the same name again: %v", err)
		}
		if err := there.Revoke(t.Context(), found.ID); err != nil {
			t.Fatal(err)
		}
		c.pass(2 * time.Second)
		if _, ok := here.find(secret); ok {
			t.Error("a token that was revoked elsewhere is good")
		}
		if err := there.Revoke(t.Context(), "林"); err != nil {
			t.Fatal(err)
		}
		if err := there.Revoke(t.Context(), "林"); err == nil {
			t.Error("revoked twice")
		}
		c.pass(2 * time.Second)
		if !here.Exist() || here.Usable() || !open().Exist() {
			t.Error("the door is open once all are revoked")
		}
	})
}

// TestTokensTogether: several processes change them at once, and nothing is lost.
func TestTokensTogether(t *testing.T) {
	inBoth(t, func(t *testing.T, c *clock, open func() *Tokens) {
		k := open()
		var all sync.WaitGroup
		const writers, each = 6, 5
		for w := range writers {
			other := open()
			all.Go(func() {
				for i := range each {
					if _, err := other.Add(t.Context(), strconv.Itoa(w)+"."+strconv.Itoa(i), Read, time.Time{}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		c.pass(time.Minute)
		if n := len(k.List()); n != writers*each {
			t.Errorf("%d tokens, want %d", n, writers*each)
		}
	})
}

// TestTokensOfADatabaseThatIsGone: while it does not answer nobody is let in, also where there was never a token, and when it is back
// all is as it was.
func TestTokensOfADatabaseThatIsGone(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a server of its own")
	}
	s := pgtest.Start(t, pgtest.Options{})
	c := newClock()
	none, some := tokensAt(t, s.Database(t)), tokensAt(t, s.Database(t))
	none.now, some.now = c.now, c.now
	secret := add(t, some, "desk", Read, time.Time{})
	if _, ok := some.find(secret); !ok || none.Exist() {
		t.Fatal("the tokens are not known")
	}
	s.Kill()
	c.pass(2 * time.Second)
	if _, ok := some.find(secret); ok || !some.Exist() || !none.Exist() {
		t.Error("somebody is let in while nobody knows who may")
	}
	if _, _, lost := some.byID("x"); lost {
		t.Error("a session is taken to be lost")
	}
	s.Restart()
	c.pass(2 * time.Second)
	if _, ok := some.find(secret); !ok {
		t.Errorf("the token is not known when the database is back: %s", some.problem)
	}
	if none.Exist() {
		t.Error("a database without tokens has some after it was gone")
	}
}

// TestTokensOfADatabaseDamaged: what is not as this program writes it lets nobody in.
func TestTokensOfADatabaseDamaged(t *testing.T) {
	c := newClock()
	k := tokensAt(t, pgtest.Database(t))
	k.now = c.now
	secret := add(t, k, "desk", Read, time.Time{})
	db := k.keeper.(*tokenTable).db
	if _, err := db.ExecContext(t.Context(), "UPDATE token SET scope = 'root'"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "UPDATE door SET version = version + 1"); err != nil {
		t.Fatal(err)
	}
	c.pass(2 * time.Second)
	if _, ok := k.find(secret); ok || !k.Exist() {
		t.Error("a token of a scope that is none is good")
	}
	if _, err := k.Add(t.Context(), "other", Read, time.Time{}); err == nil {
		t.Error("what is damaged is written over")
	}
	if _, err := TokensIn(db, "", nil); err == nil {
		t.Error("what is damaged is opened")
	}
}

// TestTokensNotKnownToBeThere: of a server that stops while it is told to keep a token nobody knows whether it did, and what to do is said.
func TestTokensNotKnownToBeThere(t *testing.T) {
	k := tokensAt(t, pgtest.Database(t))
	db := k.keeper.(*tokenTable).db
	const dies = `CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
		CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON token DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dies()`
	if _, err := db.ExecContext(t.Context(), dies); err != nil {
		t.Fatal(err)
	}
	_, err := k.Add(t.Context(), "desk", Read, time.Time{})
	if err == nil || !strings.Contains(err.Error(), "is not known: look (stemma token list), and revoke") || !store.Passes(err) {
		t.Errorf("a commit without an answer: %v", err)
	}
	if _, err := db.ExecContext(t.Context(), "DROP TRIGGER dies ON token"); err != nil {
		t.Fatal(err)
	}
	add(t, k, "desk", Read, time.Time{})
}
