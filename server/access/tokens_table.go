package access

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma/store"
)

// tokenTable is tokens in the database of an archive, which several servers share. The archive makes the tables, and has the
// connections.
type tokenTable struct {
	db      *sql.DB
	shown   string
	there   bool  // there was a token at least once
	version int64 // of what is known; 0 for nothing
	known   []Token
}

// loadTime bounds how long tokens are asked for: nobody is let in meanwhile.
const loadTime = 5 * time.Second

func (k *tokenTable) flag() string { return "--archive " + k.shown }

// load asks for the version, a round trip to the database a second at most, and for the tokens where it is another. Of a database
// that does not answer the door is closed: whether there are tokens is not known.
func (k *tokenTable) load() ([]Token, bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), loadTime)
	defer cancel()
	version, err := k.latest(ctx)
	if err == nil && version != k.version {
		k.known, err = tokensOf(ctx, k.db)
		k.version = version // what came meanwhile has another one, and is read again
	}
	if err != nil {
		k.known, k.version = nil, 0
		return nil, true, fmt.Errorf("the tokens: %w", store.Explain(err))
	}
	k.there = k.there || version > 0
	return k.known, k.there, nil
}

// latest is the version of the tokens; 0 where none was ever made.
func (k *tokenTable) latest(ctx context.Context) (version int64, err error) {
	err = k.db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM door").Scan(&version)
	return version, err
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// tokensOf reads the tokens. What is not as this program writes it is an error, as in a file.
func tokensOf(ctx context.Context, on querier) (all []Token, err error) {
	rows, err := on.QueryContext(ctx, "SELECT id, name, scope, sha256, created, expires FROM token ORDER BY n LIMIT $1", maxTokens+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t Token
		var created int64
		var expires sql.NullInt64
		if err := rows.Scan(&t.ID, &t.Name, &t.Scope, &t.Digest, &created, &expires); err != nil {
			return nil, err
		}
		if t.Created = time.Unix(created, 0).UTC(); expires.Valid {
			t.Expires = time.Unix(expires.Int64, 0).UTC()
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	if len(all) > maxTokens {
		return nil, fmt.Errorf("there are more than %d tokens", maxTokens)
	}
	return all, rows.Err()
}

// edit writes what changes. The row of the version is locked first, so that others wait.
func (k *tokenTable) edit(ctx context.Context, change func([]Token) ([]Token, error)) error {
	tx, err := k.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return fmt.Errorf("the tokens: %w", store.Explain(err))
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	// The version begins with the time: a database that is restored is not to look like the one before it.
	const next = "INSERT INTO door (version) VALUES ((extract(epoch FROM clock_timestamp()) * 1000)::bigint) " +
		"ON CONFLICT (one) DO UPDATE SET version = greatest(door.version + 1, excluded.version)"
	if _, err := tx.ExecContext(ctx, next); err != nil {
		return fmt.Errorf("the tokens: %w", store.Explain(err))
	}
	before, err := tokensOf(ctx, tx)
	if err != nil {
		return fmt.Errorf("the tokens: %w", store.Explain(err))
	}
	after, err := change(slices.Clone(before))
	if err != nil {
		return err
	}
	if err := replaceRows(ctx, tx, before, after); err != nil {
		return fmt.Errorf("the tokens: %w", store.Explain(err))
	}
	return keptTokens(tx.Commit())
}

// keptTokens says of a commit that failed whether it is known that nothing was changed. A token that is there, and whose secret nobody
// was told, is of use to nobody.
func keptTokens(err error) error {
	if err == nil {
		return nil
	}
	if store.MayBeWritten(err) {
		return fmt.Errorf("the tokens: the answer of the database was lost, and whether they were changed is not known: look (stemma token list), and revoke a token that is there without its secret (%w)", store.Explain(err))
	}
	return fmt.Errorf("the tokens: %w", store.Explain(err))
}

// replaceRows takes away the tokens that are no more, and puts in those that are new.
func replaceRows(ctx context.Context, tx *sql.Tx, before, after []Token) error {
	in := func(all []Token, id string) bool {
		return slices.ContainsFunc(all, func(t Token) bool { return t.ID == id })
	}
	for _, t := range before {
		if in(after, t.ID) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM token WHERE id = $1", t.ID); err != nil {
			return err
		}
	}
	for _, t := range after {
		if in(before, t.ID) {
			continue
		}
		var expires any
		if !t.Expires.IsZero() {
			expires = t.Expires.Unix()
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO token (id, name, scope, sha256, created, expires) VALUES ($1, $2, $3, $4, $5, $6)",
			t.ID, t.Name, string(t.Scope), t.Digest, t.Created.Unix(), expires); err != nil {
			return err
		}
	}
	return nil
}
