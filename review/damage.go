package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// maxFaults is how many faults Check tells one by one.
const maxFaults = 100

// Check looks for damage: whether the file is sound, and whether every verdict can be read and is found by its reports. It returns
// what is wrong, the first hundred of it. A book without a file is sound.
func (b *Book) Check(ctx context.Context) (faults []string, err error) {
	fault := func(format string, args ...any) {
		if len(faults) < maxFaults {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	err = b.reading(ctx, func(db *sql.DB) error {
		if err := eachRow(ctx, db, func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			if err == nil && s != "ok" {
				fault("%s: %s", fileName, s)
			}
			return err
		}, "PRAGMA integrity_check"); err != nil {
			return err
		}
		const query = "SELECT id, reviewer, story, (SELECT json_group_array(id) FROM (SELECT id FROM report WHERE verdict = n ORDER BY id)), body, withdrawn, withdrawn_by FROM verdict ORDER BY n"
		return eachRow(ctx, db, func(rows *sql.Rows) error {
			var id, reviewer, story, reports string
			v, err := one(scanBehind{rows, []any{&id, &reviewer, &story, &reports}})
			if err != nil || v.ID != id || v.Reviewer != reviewer || v.Story != story || asJSON(sorted(v.reports())) != reports || v.check() != nil {
				fault("verdict %s: what is kept of it is damaged", id)
			}
			return nil
		}, query)
	})
	if errors.Is(err, errNone) {
		return nil, nil
	}
	if sqlitefile.IsDamage(err) || errors.Is(err, errEmpty) || errors.Is(err, errNotOurs) {
		fault("%v", err)
		return faults, nil
	}
	return faults, err
}

// sorted is a list as the file gives it back.
func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func eachRow(ctx context.Context, db *sql.DB, do func(*sql.Rows) error, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
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

// scanBehind scans a row whose first columns go elsewhere.
type scanBehind struct {
	rows  *sql.Rows
	first []any
}

// Scan scans the columns behind the first.
func (s scanBehind) Scan(to ...any) error { return s.rows.Scan(append(s.first, to...)...) }
