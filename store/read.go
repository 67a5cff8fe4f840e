package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// Checkpoint says how far an input has been read.
type Checkpoint struct {
	// Input is the input's name, the same in every run.
	Input string
	// Fingerprint tells whether the input is what it was.
	Fingerprint string
	// Place is where to go on, as ingest.Place writes it.
	Place string
}

// Checkpoint returns how far an input has been read, and false where nothing is
// known of it.
func (a *Archive) Checkpoint(ctx context.Context, input string) (Checkpoint, bool, error) {
	c := Checkpoint{Input: input}
	err := a.read.QueryRowContext(ctx, "SELECT fingerprint, place FROM input WHERE name = ?", input).Scan(&c.Fingerprint, &c.Place)
	if errors.Is(err, sql.ErrNoRows) {
		return Checkpoint{}, false, nil
	}
	if err != nil {
		return Checkpoint{}, false, fmt.Errorf("how far %s was read: %w", input, explain(err))
	}
	return c, true, nil
}

// Filter chooses articles by what is known of them. The zero Filter takes all.
type Filter struct {
	// Langs are language tags or how they begin: "zh" stands for "zh-Hant", too.
	Langs []string
	// Outlets are names of outlets.
	Outlets []string
	// From and To are the first moment of publication and the first that is too
	// late; none where zero. Articles without a date are taken.
	From, To time.Time
}

func (f *Filter) where() (string, []any) {
	var all []string
	var args []any
	either := func(condition string, values []string, of func(string) []any) {
		if len(values) == 0 {
			return
		}
		all = append(all, "("+strings.Join(repeat(condition, len(values)), " OR ")+")")
		for _, v := range values {
			args = append(args, of(v)...)
		}
	}
	either("lower(a.lang) = ? OR substr(lower(a.lang), 1, ?) = ?", f.Langs, func(lang string) []any {
		lang = strings.ToLower(lang)
		return []any{lang, utf8.RuneCountInString(lang) + 1, lang + "-"}
	})
	either("a.outlet = ?", f.Outlets, func(outlet string) []any { return []any{outlet} })
	if !f.From.IsZero() {
		all, args = append(all, "(a.published IS NULL OR a.published >= ?)"), append(args, ceil(f.From))
	}
	if !f.To.IsZero() {
		all, args = append(all, "(a.published IS NULL OR a.published < ?)"), append(args, ceil(f.To))
	}
	return strings.Join(append(all, "a.n > ?"), " AND "), args
}

// ceil is the first whole second that is not before t.
func ceil(t time.Time) int64 {
	return t.Add(time.Second - time.Nanosecond).Unix()
}

func repeat(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// page is how many articles are read at a time. A query that lasts as long as
// its reader likes would keep the log of the archive from being emptied.
const page = 256

// Articles gives the articles that pass a filter, each in its latest revision, in
// the order in which they first came. What is added meanwhile may be among them. A
// record that is damaged is an *ArticleError, with the article's id, and the
// others follow; any other error comes last.
func (a *Archive) Articles(ctx context.Context, f Filter) iter.Seq2[stemma.Article, error] {
	where, args := f.where()
	query := "SELECT a.n, a.id, r.record FROM article a JOIN revision r ON r.n = a.latest WHERE " + where + " ORDER BY a.n LIMIT ?"
	return func(yield func(stemma.Article, error) bool) {
		var after int64
		for more := true; more; {
			rows, err := a.page(ctx, query, append(slices.Clip(args), after, page)...)
			if err != nil {
				yield(stemma.Article{}, fmt.Errorf("read the archive %s: %w", a.name, explain(err)))
				return
			}
			for _, r := range rows {
				after = r.n
				if !yield(a.article(r)) {
					return
				}
			}
			more = len(rows) == page
		}
	}
}

// ArticleError is what is wrong with the record of one article.
type ArticleError struct {
	ID  string
	Err error
}

func (e *ArticleError) Error() string {
	return fmt.Sprintf("the record of %q is damaged: %v", e.ID, e.Err)
}
func (e *ArticleError) Unwrap() error { return e.Err }

// row is a record and what it is of.
type row struct {
	n      int64
	id     string
	record []byte
}

func (a *Archive) page(ctx context.Context, query string, args ...any) ([]row, error) {
	return readRows(a.read.QueryContext(ctx, query, args...))
}

// readRows takes the rows of a query, or its error.
func readRows(rows *sql.Rows, err error) ([]row, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.n, &r.id, &r.record); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Article returns the latest revision of an article, and false where there is none
// by this id. An id that a later revision came by is one of its ids. A record that is
// damaged is an *ArticleError.
func (a *Archive) Article(ctx context.Context, id string) (stemma.Article, bool, error) {
	all, err := a.revisions(ctx, id, "r.n = a.latest")
	if err != nil || len(all) == 0 {
		return stemma.Article{}, false, err
	}
	return all[0], true, nil
}

// Revisions returns an article as it was each time that it came with other content, the
// first first.
func (a *Archive) Revisions(ctx context.Context, id string) ([]stemma.Article, error) {
	return a.revisions(ctx, id, "r.article = a.n")
}

// numberOfID finds the article that has an id or came by it.
const numberOfID = "coalesce((SELECT n FROM article WHERE id = ?1), (SELECT article FROM alias WHERE id = ?1))"

func (a *Archive) revisions(ctx context.Context, id, on string) ([]stemma.Article, error) {
	rows, err := a.page(ctx, "SELECT r.n, a.id, r.record FROM article a JOIN revision r ON "+on+
		" WHERE a.n = "+numberOfID+" ORDER BY r.number", id)
	if err != nil {
		return nil, fmt.Errorf("read article %q: %w", id, explain(err))
	}
	all := make([]stemma.Article, len(rows))
	for i, r := range rows {
		if all[i], err = a.article(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Counts are what an archive holds.
type Counts struct {
	Articles  int `json:"articles"`
	Revisions int `json:"revisions"`
	Inputs    int `json:"inputs"`
	// Stories that have articles, and Unplaced, the revisions that came after
	// those that have been placed in stories.
	Stories  int `json:"stories,omitempty"`
	Unplaced int `json:"unplaced,omitempty"`
}

// Count returns how much an archive holds.
func (a *Archive) Count(ctx context.Context) (Counts, error) {
	var c Counts
	err := a.read.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM revision), (SELECT count(*) FROM input),"+
		"(SELECT count(*) FROM story WHERE articles > 0), (SELECT coalesce(max(n), 0) FROM revision) - (SELECT upto FROM placed)").
		Scan(&c.Articles, &c.Revisions, &c.Inputs, &c.Stories, &c.Unplaced)
	if err != nil {
		return Counts{}, fmt.Errorf("count what is in the archive %s: %w", a.name, explain(err))
	}
	return c, nil
}

// Latest returns when the last report came in, or the last change of one; the zero time in an empty archive.
func (a *Archive) Latest(ctx context.Context) (time.Time, error) {
	var seconds int64
	err := a.read.QueryRowContext(ctx, "SELECT coalesce((SELECT added FROM revision ORDER BY n DESC LIMIT 1), 0)").Scan(&seconds)
	if err != nil || seconds == 0 {
		return time.Time{}, explain(err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
