package review

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"strings"
)

// shelf is where a book stands: a file of its own in the folder of an archive, or tables in its database.
type shelf interface {
	// reading does something with what is there; errNone where there is nothing yet.
	reading(ctx context.Context, do func(asking) error) error
	// writing does something in a transaction, which is on the disk when it returns. What it changes is counted. Those who write
	// wait for each other, so that verdicts have their numbers in the order in which others see them.
	writing(ctx context.Context, do func(asking) (changed bool, err error)) error
	// check tells what is wrong with that in which the verdicts are.
	check(ctx context.Context, on asking, fault func(format string, args ...any)) error
	close() error
}

// asking puts statements to what a book is in. They name their values ?1, ?2 and so on, and are the same for both but for
// what is a method here.
type asking struct {
	statements
	postgres bool
}

// statements are those of a connection or a transaction.
type statements interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// said is a statement as the database wants it: PostgreSQL names values $1.
func (a asking) said(query string) string {
	if a.postgres {
		return strings.ReplaceAll(query, "?", "$")
	}
	return query
}

// given are the values of a statement: PostgreSQL takes texts as an array.
func (a asking) given(args []any) []any {
	for i, v := range args {
		if l, ok := v.(texts); ok && a.postgres {
			args[i] = append([]string{}, l...)
		}
	}
	return args
}

// texts are a value that is many texts (each).
type texts []string

// Value is what SQLite takes.
func (l texts) Value() (driver.Value, error) {
	b, err := json.Marshal(append([]string{}, l...))
	return string(b), err
}

func (a asking) do(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return a.ExecContext(ctx, a.said(query), a.given(args)...)
}

func (a asking) row(ctx context.Context, query string, args ...any) *sql.Row {
	return a.QueryRowContext(ctx, a.said(query), a.given(args)...)
}

// rows does something with each row of an answer.
func (a asking) rows(ctx context.Context, do func(*sql.Rows) error, query string, args ...any) error {
	rows, err := a.QueryContext(ctx, a.said(query), a.given(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// each is a table with a column "value": texts, which are named by their place. They are no JSON to PostgreSQL, whose own has no
// character of 0.
func (a asking) each(list string) string {
	if a.postgres {
		return "unnest(" + list + "::text[]) AS listed (value)"
	}
	return "json_each(" + list + ")"
}

// list is a list of JSON with all values of a column.
func (a asking) list(column string) string {
	if a.postgres {
		return "coalesce(jsonb_agg(" + column + "), '[]')::text"
	}
	return "json_group_array(" + column + ")"
}
