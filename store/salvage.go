package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pages"
)

// What can still be read of an archive whose file is damaged is read page by page (package pages): rows that a way leads to, and
// those of leaves that nothing leads to any more, which are known by their shape. A report is taken if its record can be unpacked, for
// that has a sum; of a leaf that nothing leads to, only if its hash is right, too. Ids of articles and stories are also in the indexes over
// them. What can be made anew is not looked for.

// shapes are the columns of the tables that are looked for: - is the key, i a number, t a text, b bytes, ? a number or nothing.
var shapes = map[string]string{
	"article": "-titttt?", "revision": "-iibib", "alias": "ti", "input": "ttt", "story": "-tiiiiiiiii?", "member": "-iiiitt", "profile": "-ib",
	"trace": "-itbb", "state": "tb", "outbox": "-ttbiiiti", "placed": "-i",
}

// byShape are the tables whose rows are known by their shape alone.
var byShape = []string{"article", "revision", "story", "member", "trace", "state", "outbox", "placed"}

// indexes are those that have ids, and the tables that they are of.
var indexes = map[string]string{"sqlite_autoindex_article_1": "article", "sqlite_autoindex_story_1": "story"}

// found is where a row is.
type found struct {
	key    int64
	page   uint32
	cell   int
	orphan bool
}

// salvage is what could be found in a damaged archive.
type salvage struct {
	dir   string
	file  *pages.File
	codec codec
	rows  map[string][]found
	keys  map[string]map[int64]bool
	ids   map[string]map[int64]string // of articles and stories, by the indexes
	// lost says what is lost, and wounded that it may be reports.
	lost    []string
	wounded bool

	articles  map[int64]*savedArticle
	revisions []savedRevision
	stories   map[int64]*savedStory
	members   map[int64]*savedMember
	close     []io.Closer
}

// Survey says what is lost in a damaged archive: which pages of its file, and which reports. No archive may be open in this process: to
// read the file beside SQLite would take away its locks.
func Survey(ctx context.Context, dir string) ([]string, error) {
	if IsDatabase(dir) {
		return nil, errNotInDatabase
	}
	s, err := survey(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("look what can be read of the archive %s: %w", dir, explain(err))
	}
	return s.lost, s.end()
}

func survey(ctx context.Context, dir string) (s *salvage, err error) {
	s = &salvage{dir: dir, rows: map[string][]found{}, keys: map[string]map[int64]bool{}, ids: map[string]map[int64]string{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.end())
		}
	}()
	if err := s.open(); err != nil {
		return s, err
	}
	if s.codec, err = newCodec(); err != nil {
		return s, err
	}
	if version, application := s.file.Form(); application == applicationID && int(version) > len(migrations()) {
		return s, checkVersion(int(version), len(migrations()), nil)
	}
	if err := s.gather(ctx); err != nil {
		return s, err
	}
	if err := s.reports(ctx); err != nil {
		return s, err
	}
	return s, s.chronicle()
}

// open opens the file and its log.
func (s *salvage) open() error {
	size := func(f *os.File) int64 {
		info, err := f.Stat()
		if err != nil {
			return 0
		}
		return info.Size()
	}
	db, err := os.Open(filepath.Join(s.dir, fileName))
	if err != nil {
		return err
	}
	s.close = append(s.close, db)
	if log, err := os.Open(filepath.Join(s.dir, fileName+"-wal")); err == nil { // there need not be one
		s.close = append(s.close, log)
		s.file = pages.Open(db, size(db), log, size(log), pageSize)
		return nil
	}
	s.file = pages.Open(db, size(db), nil, 0, pageSize)
	return nil
}

func (s *salvage) end() error {
	var errs []error
	for _, c := range s.close {
		errs = append(errs, c.Close())
	}
	s.codec.close()
	s.close, s.codec = nil, codec{}
	return errors.Join(errs...)
}

func (s *salvage) lose(format string, args ...any) {
	s.lost = append(s.lost, fmt.Sprintf(format, args...))
}

// loseOnce tells what holds for more than one row.
func (s *salvage) loseOnce(what string) {
	if !slices.Contains(s.lost[max(0, len(s.lost)-8):], what) {
		s.lost = append(s.lost, what)
	}
}

// gather finds the rows of all tables.
func (s *salvage) gather(ctx context.Context) error {
	w := s.file.Begin()
	tables, bad := w.Tables()
	if !s.file.Head || len(bad) > 0 || len(tables) == 0 {
		s.wounded = true
		s.lose("%s: its first page, which says where everything is, is damaged: rows are looked for on all others", fileName)
	}
	for _, t := range tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, page := range w.Tree(t.Root, func(r pages.Row) bool { s.take(t, r, false); return ctx.Err() == nil }) {
			s.wounded = s.wounded || t.Name == "article" || t.Name == "revision"
			s.lose("%s: page %d cannot be read (%s %s)", fileName, page, t.Kind, t.Name)
		}
	}
	w.Orphans(func(r pages.Row) bool {
		for _, name := range byShape {
			if fits(r.Values, shapes[name]) {
				s.take(pages.Table{Kind: "table", Name: name}, r, true)
			}
		}
		return ctx.Err() == nil
	})
	return ctx.Err()
}

// take notes where a row is.
func (s *salvage) take(t pages.Table, r pages.Row, orphan bool) {
	if of := indexes[t.Name]; of != "" && fits(r.Values, "ti") {
		put(s.ids, of, r.Values[1].(int64), r.Values[0].(string)) //nolint:forcetypeassert // it fits
		return
	}
	shape := shapes[t.Name]
	if shape == "" || t.Kind != "table" {
		return
	}
	if !fits(r.Values, shape) {
		s.wounded = s.wounded || t.Name == "article" || t.Name == "revision"
		s.loseOnce(fmt.Sprintf("%s: rows on page %d are damaged (table %s)", fileName, r.Page, t.Name))
		return
	}
	if r.Key != 0 {
		if s.keys[t.Name][r.Key] {
			return
		}
		put(s.keys, t.Name, r.Key, true)
	}
	s.rows[t.Name] = append(s.rows[t.Name], found{r.Key, r.Page, r.Cell, orphan})
}

func put[V any](m map[string]map[int64]V, name string, key int64, v V) {
	if m[name] == nil {
		m[name] = map[int64]V{}
	}
	m[name][key] = v
}

// fits says whether values have a shape.
func fits(values []any, shape string) bool {
	if len(values) != len(shape) {
		return false
	}
	for i, want := range shape {
		var ok bool
		switch v := values[i].(type) {
		case nil:
			ok = want == '-' || want == '?'
		case int64:
			ok = want == 'i' || want == '?'
		case string:
			ok = want == 't'
		case []byte:
			ok = want == 'b' && (shape != shapes["revision"] || i != 3 || len(v) == len(content{}))
		}
		if !ok {
			return false
		}
	}
	return true
}

// values reads a row again.
func (s *salvage) values(f found) ([]any, error) {
	r, err := s.file.Again(f.page, f.cell)
	return r.Values, err
}

// each reads the rows of a table again, in the order of their keys.
func (s *salvage) each(table string, row func(f found, v []any)) error {
	rows := s.rows[table]
	slices.SortStableFunc(rows, func(a, b found) int { return cmp.Compare(a.key, b.key) })
	for _, f := range rows {
		v, err := s.values(f)
		if err != nil { // it could be read before
			return err
		}
		row(f, v)
	}
	return nil
}

// savedArticle is an article whose id is known.
type savedArticle struct {
	id     string
	latest int64
	row    found
	known  bool // row is there
	forms  int
	last   int64 // the last of its revisions
	name   string
}

// savedRevision is a revision that can be given to a new archive.
type savedRevision struct {
	n, article, added int64
	content           content
	at                found
	damaged           bool
}

// reports finds out which reports can be read.
func (s *salvage) reports(ctx context.Context) error {
	s.articles = map[int64]*savedArticle{}
	taken := map[string]bool{}
	if err := s.each("article", func(f found, v []any) {
		a := &savedArticle{id: text1(v, 1), latest: number(v, 2), row: f, known: true}
		a.name = fmt.Sprintf("article %q (%s: %s, %s)", a.id, text1(v, 4), text1(v, 6), text1(v, 3))
		if !taken[a.id] {
			taken[a.id], s.articles[f.key] = true, a
		}
	}); err != nil {
		return err
	}
	for n, id := range s.ids["article"] {
		if s.articles[n] == nil && !taken[id] {
			taken[id], s.articles[n] = true, &savedArticle{id: id, name: fmt.Sprintf("article %q", id)}
		}
	}
	if err := s.records(ctx); err != nil {
		return err
	}
	for _, n := range sortedKeys(s.articles) {
		a := s.articles[n]
		switch {
		case a.forms == 0:
			s.wounded = true
			s.lose("%s is lost: import the report again", a.name)
			delete(s.articles, n)
		case a.known && a.latest != a.last && !s.keys["revision"][a.latest]:
			s.wounded = true
			s.lose("%s: its last form is lost, an earlier one is there: import the report again", a.name)
			a.latest = a.last
		case !a.known:
			a.latest = a.last
		}
	}
	return nil
}

// records looks which records can be unpacked.
func (s *salvage) records(ctx context.Context) error {
	err := s.each("revision", func(f found, v []any) {
		if ctx.Err() != nil {
			return
		}
		r := savedRevision{n: f.key, article: number(v, 1), added: number(v, 4), content: content(v[3].([]byte)), at: f} //nolint:forcetypeassert // it fits
		article, err := s.codec.unpack("", v[5].([]byte))                                                                //nolint:forcetypeassert // it fits
		r.damaged = err != nil
		a := s.articles[r.article]
		if f.orphan && (r.damaged || contentOf(&article) != r.content) || r.damaged && (a == nil || !a.known) {
			s.wounded = true
			s.lose("revision %d is damaged, and it is not known of which report it was", r.n)
			return
		}
		if a == nil {
			a = &savedArticle{id: fmt.Sprintf("salvaged-%x", r.content[:6])}
			a.name = fmt.Sprintf("article %q (%s: %s, %s)", a.id, article.Outlet, article.Title, article.URL)
			s.lose("%s is there, but its id is lost: it has this one now", a.name)
			s.articles[r.article] = a
		}
		if r.damaged {
			s.wounded = true
			s.lose("%s: a form of its text is lost: import the report again (stemma import --again)", a.name)
		}
		a.forms++
		a.last = max(a.last, r.n)
		s.revisions = append(s.revisions, r)
	})
	return errors.Join(err, ctx.Err())
}

func text1(v []any, i int) string { s, _ := v[i].(string); return s }
func number(v []any, i int) int64 { n, _ := v[i].(int64); return n }
func some(v []any, i int) []byte  { b, _ := v[i].([]byte); return b }
func sortedKeys[V any](m map[int64]V) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// article is the form of a report that a revision has.
func (s *salvage) article(r *savedRevision) (streamRevision, error) {
	a := s.articles[r.article]
	out := streamRevision{ID: a.id, Added: r.added, N: r.n, Latest: r.n == a.latest}
	v, err := s.values(r.at)
	if err != nil {
		return out, err
	}
	if !r.damaged {
		article, err := s.codec.unpack(a.id, some(v, 5))
		out.set(article)
		return out, err
	}
	known := stemma.Article{}
	if v, err = s.values(a.row); err == nil && out.Latest {
		known = knownOf(v)
	}
	out.set(known)
	out.Damaged = r.content[:]
	return out, err
}
