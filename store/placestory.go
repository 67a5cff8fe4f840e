package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/text"
)

// storyRow is a story that a transaction changes. It is written at the end.
type storyRow struct {
	n                        int64
	id                       string
	version, lead            int64
	articles, outlets, langs int64
	first, last, changed     int64
	closed                   bool
	merged                   sql.NullInt64
}

const storyRowColumns = "n, id, version, lead, articles, outlets, langs, first, last, changed, closed, merged"

func (p *placing) keep(s *storyRow) *storyRow {
	p.stories[s.n], p.byID[s.id] = s, s
	return s
}

// found makes a story.
func (p *placing) found(ctx context.Context, id string) (*storyRow, error) {
	if id == "" {
		return nil, errors.New("it has no id")
	}
	s := &storyRow{id: id}
	err := p.one(ctx, `INSERT INTO story (n, id, version, lead, articles, outlets, langs, first, last, changed, closed)
		VALUES ((SELECT coalesce(max(n), 0) + 1 FROM story), ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT DO NOTHING RETURNING n`, []any{id}, &s.n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errors.New("there is one of this id already")
	}
	return p.keep(s), err
}

// story looks a story up, and follows its redirect.
func (p *placing) story(ctx context.Context, id string) (*storyRow, error) {
	if s := p.byID[id]; s != nil {
		return p.end(ctx, s)
	}
	return p.load(ctx, "id = ?", id)
}

func (p *placing) storyAt(ctx context.Context, n int64) (*storyRow, error) {
	if s := p.stories[n]; s != nil {
		return p.end(ctx, s)
	}
	return p.load(ctx, "n = ?", n)
}

func (p *placing) end(ctx context.Context, s *storyRow) (*storyRow, error) {
	if s.merged.Valid {
		return p.storyAt(ctx, s.merged.Int64)
	}
	return s, nil
}

func (p *placing) load(ctx context.Context, where string, key any) (*storyRow, error) {
	s := &storyRow{}
	err := p.one(ctx, "SELECT "+storyRowColumns+" FROM story WHERE "+where, []any{key},
		&s.n, &s.id, &s.version, &s.lead, &s.articles, &s.outlets, &s.langs, &s.first, &s.last, &s.changed, &s.closed, &s.merged)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("there is no story %v", key)
	}
	if err != nil {
		return nil, err
	}
	return p.end(ctx, p.keep(s))
}

// touch is told of each change of a story.
func (p *placing) touch(s *storyRow) {
	s.version++
	s.changed = max(s.changed, p.now)
}

// move brings an article into a story, wherever it was.
func (p *placing) move(ctx context.Context, id string, to *storyRow) error {
	r, err := p.article(ctx, id)
	if err != nil {
		return err
	}
	return p.moveRow(ctx, r, to)
}

func (p *placing) moveRow(ctx context.Context, r *articleRow, to *storyRow) error {
	p.now = max(p.now, r.added)
	var from *storyRow
	closed := to.closed
	if r.story != 0 {
		var err error
		if from, err = p.storyAt(ctx, r.story); err != nil {
			return err
		}
		if err := p.leave(ctx, r, from); err != nil {
			return err
		}
	}
	if err := p.enter(ctx, r, to); err != nil {
		return err
	}
	if from == to { // only in another form
		to.closed = closed
		return nil
	}
	return p.left(ctx, r, from)
}

func (p *placing) leave(ctx context.Context, r *articleRow, s *storyRow) error {
	s.articles--
	if err := p.count(ctx, s, facetOutlet, r.was.outlet, -1); err != nil {
		return err
	}
	return p.count(ctx, s, facetLang, r.was.lang, -1)
}

// left ends what leave began, once the article is in another story. The lead is looked for
// at once: at the end it would depend on what else is in the batch.
func (p *placing) left(ctx context.Context, r *articleRow, s *storyRow) error {
	if s == nil {
		return nil
	}
	p.touch(s)
	if s.lead != r.n {
		return nil
	}
	return p.one(ctx, "SELECT coalesce(min(article), 0) FROM member WHERE story = ?", []any{s.n}, &s.lead)
}

func (p *placing) enter(ctx context.Context, r *articleRow, s *storyRow) error {
	if s.articles == 0 {
		s.lead = r.n
	}
	s.articles++
	s.closed = false
	p.touch(s)
	r.story, r.fresh = s.n, false
	r.was.outlet, r.was.lang = r.outlet, r.lang
	if err := p.count(ctx, s, facetOutlet, r.outlet, 1); err != nil {
		return err
	}
	if err := p.count(ctx, s, facetLang, r.lang, 1); err != nil {
		return err
	}
	return p.exec(ctx, `INSERT INTO member (article, story, revision, at, dated, outlet, lang) VALUES (?,?,?,?,?,?,?)
		ON CONFLICT (article) DO UPDATE SET story = excluded.story, revision = excluded.revision, at = excluded.at, dated = excluded.dated, outlet = excluded.outlet, lang = excluded.lang`,
		r.n, s.n, r.revision, r.at, r.dated, r.outlet, r.lang)
}

// merge brings all of a story into another one, whose id its own is from then on.
func (p *placing) merge(ctx context.Context, from, into string) error {
	f, err := p.story(ctx, from)
	if err != nil {
		return err
	}
	t, err := p.story(ctx, into)
	if err != nil {
		return err
	}
	if f == t {
		return fmt.Errorf("it cannot be merged into itself (%s)", t.id)
	}
	for _, s := range []struct {
		sql  string
		args []any
	}{
		{"UPDATE member SET story = ? WHERE story = ?", []any{t.n, f.n}},
		{"INSERT INTO facet (story, kind, value, n) SELECT ?, kind, value, n FROM facet WHERE story = ? ON CONFLICT (story, kind, value) DO UPDATE SET n = facet.n + excluded.n", []any{t.n, f.n}},
		{"DELETE FROM facet WHERE story = ?", []any{f.n}},
		{"UPDATE story SET merged = ? WHERE merged = ?", []any{t.n, f.n}},
		{"DELETE FROM trace WHERE story = ?", []any{f.n}},
	} {
		if err := p.exec(ctx, s.sql, s.args...); err != nil {
			return err
		}
	}
	p.join(f, t)
	return p.one(ctx, "SELECT count(*) FILTER (WHERE kind = ?1), count(*) FILTER (WHERE kind = ?2) FROM facet WHERE story = ?3",
		[]any{facetOutlet, facetLang, t.n}, &t.outlets, &t.langs)
}

// join is merge for what is in memory.
func (p *placing) join(f, t *storyRow) {
	if t.articles == 0 {
		t.lead = f.lead
	}
	t.articles += f.articles
	t.closed = t.closed && f.closed
	p.touch(t)
	*f = storyRow{n: f.n, id: f.id, version: f.version, changed: f.changed, closed: true, merged: sql.NullInt64{Int64: t.n, Valid: true}}
	p.touch(f)
	for _, s := range p.stories {
		if s.merged.Valid && s.merged.Int64 == f.n {
			s.merged.Int64 = t.n
		}
	}
	for _, r := range p.articles {
		if r.story == f.n {
			r.story = t.n
		}
	}
}

func (p *placing) close(ctx context.Context, id string) error {
	s, err := p.story(ctx, id)
	if err != nil {
		return err
	}
	s.closed = true
	return p.exec(ctx, "DELETE FROM profile WHERE article IN (SELECT article FROM member WHERE story = ?)", s.n)
}

// flush writes the stories that were changed.
func (p *placing) flush(ctx context.Context) error {
	for _, n := range slices.Sorted(maps.Keys(p.stories)) {
		s := p.stories[n]
		if err := p.find(ctx, s); err != nil {
			return err
		}
		if err := p.exec(ctx, `UPDATE story SET version = ?, lead = ?, articles = ?, outlets = ?, langs = ?, first = ?, last = ?, changed = ?, closed = ?, merged = ?
			WHERE n = ?`, s.version, s.lead, s.articles, s.outlets, s.langs, s.first, s.last, s.changed, s.closed, s.merged, s.n); err != nil {
			return err
		}
	}
	return nil
}

// storyFirst and storyLast are when a story's first and last article came out: of those with
// a date, and where none has one, when they came. The two are not mixed: a report is read
// long after it came out.
const (
	storyFirst = "coalesce((SELECT min(at) FROM member WHERE story = s.n AND dated = 1), (SELECT min(at) FROM member WHERE story = s.n AND dated = 0), 0)"
	storyLast  = "coalesce((SELECT max(at) FROM member WHERE story = s.n AND dated = 1), (SELECT max(at) FROM member WHERE story = s.n AND dated = 0), 0)"
)

// find looks up when the first and the last article of a story came out.
func (p *placing) find(ctx context.Context, s *storyRow) error {
	if s.articles == 0 {
		s.first, s.last, s.lead = 0, 0, 0
		return nil
	}
	return p.one(ctx, "SELECT "+storyFirst+", "+storyLast+" FROM story s WHERE s.n = ?", []any{s.n}, &s.first, &s.last)
}

// facetKind is what is counted in a story.
type facetKind int

const (
	facetOutlet facetKind = 1
	facetLang   facetKind = 2
)

// count counts an article of an outlet or in a language in or out, and with the first and
// the last the outlet or language itself. "" is not counted.
func (p *placing) count(ctx context.Context, s *storyRow, kind facetKind, value string, by int64) error {
	if value == "" {
		return nil
	}
	kinds := &s.outlets
	if kind == facetLang {
		kinds = &s.langs
	}
	var n int64
	if err := p.one(ctx, "INSERT INTO facet (story, kind, value, n) VALUES (?,?,?,?) ON CONFLICT (story, kind, value) DO UPDATE SET n = facet.n + excluded.n RETURNING n",
		[]any{s.n, kind, value, by}, &n); err != nil {
		return err
	}
	if by > 0 && n == 1 {
		*kinds++
	}
	if n > 0 {
		return nil
	}
	*kinds--
	return p.exec(ctx, "DELETE FROM facet WHERE story = ? AND kind = ? AND value = ?", s.n, kind, value)
}

// foldOutlet is an outlet's name as it is counted.
func foldOutlet(name string) string { return brief(strings.Join(strings.Fields(text.Fold(name)), " ")) }

// countedOutlet is the outlet of an article, or the host of its address.
func countedOutlet(name, address string) string {
	if folded := foldOutlet(name); folded != "" {
		return folded
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// foldLang is the language of a tag, without script and region; "" where none is known.
func foldLang(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if lang == "und" {
		return ""
	}
	return brief(lang)
}

// brief is the beginning of a name, as much as an index takes.
func brief(name string) string {
	if len(name) <= maxKey {
		return name
	}
	return strings.ToValidUTF8(name[:maxKey], "")
}
