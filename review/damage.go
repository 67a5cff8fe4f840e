package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// maxFaults is how many faults Check tells one by one.
const maxFaults = 100

// Check looks for damage: whether what it is in is sound, and whether every verdict can be read and is found by its reports. It returns
// what is wrong, the first hundred of it. A book that is not there yet is sound.
func (b *Book) Check(ctx context.Context) (faults []string, err error) {
	fault := func(format string, args ...any) {
		if len(faults) < maxFaults {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	err = b.shelf.reading(ctx, func(on asking) error {
		if err := b.shelf.check(ctx, on, fault); err != nil {
			return err
		}
		query := "SELECT id, reviewer, story, (SELECT " + on.list("id") + " FROM report WHERE verdict = n), body, withdrawn, withdrawn_by FROM verdict ORDER BY n"
		return on.rows(ctx, func(rows *sql.Rows) error {
			var id, reviewer, story, reports string
			v, err := one(scanBehind{rows, []any{&id, &reviewer, &story, &reports}})
			if err != nil || v.ID != id || v.Reviewer != reviewer || v.Story != story || !isSet(reports, v.reports()) || v.check() != nil {
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

// isSet says whether a list of JSON has each of some once, and nothing else.
func isSet(list string, some []string) bool {
	var have []string
	if json.Unmarshal([]byte(list), &have) != nil {
		return false
	}
	slices.Sort(have)
	slices.Sort(some)
	return slices.Equal(have, slices.Compact(some))
}

// scanBehind scans a row whose first columns go elsewhere.
type scanBehind struct {
	rows  *sql.Rows
	first []any
}

// Scan scans the columns behind the first.
func (s scanBehind) Scan(to ...any) error { return s.rows.Scan(append(s.first, to...)...) }
