package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/stemma-news/stemma/internal/durable"
)

// maxLine bounds a line of a stream: a text of the greatest length, escaped.
const maxLine = 2 * maxText

// maxRevision bounds the numbers of revisions: more than any archive has, and room for more.
const maxRevision = 1 << 48

// restoreBatch is how many lines are written in one transaction.
const restoreBatch = 1000

// Restore makes an archive of a stream that Export wrote, in a folder that is not there yet or
// empty, or in a database that holds no archive or an empty one. The archive appears when all of it is written; of a stream that is
// damaged or cut off nothing is left. What search finds articles by is not in a stream: it
// is made anew by who places articles.
func Restore(ctx context.Context, name string, r io.Reader) (done Exported, err error) {
	if IsDatabase(name) {
		done, err = restoreServer(ctx, name, r)
	} else {
		done, err = restore(ctx, filepath.Clean(name), r)
	}
	if err != nil {
		return Exported{}, fmt.Errorf("restore an archive in %s: %w", Shown(name), err)
	}
	return done, nil
}

func restore(ctx context.Context, dir string, r io.Reader) (done Exported, err error) {
	if err := vacant(dir); err != nil {
		return Exported{}, err
	}
	part, err := partFolder(dir)
	if err != nil {
		return Exported{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	a, err := openForWriting(ctx, part, migrations())
	if err != nil {
		return Exported{}, err
	}
	if done, err = newRestoring(a).unsynced(ctx, r); err == nil {
		err = a.consistent(ctx, a.read)
	}
	if err := errors.Join(err, a.Close()); err != nil {
		return Exported{}, err
	}
	return done, appear(part, dir)
}

// vacant is an error where an archive is to be made in a folder that has something in it.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("the folder is not empty (%s): give a new one", entries[0].Name())
	}
	return nil
}

// appear puts a folder that is finished in its place.
func appear(part, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := durable.Folder(part); err != nil {
		return err
	}
	return durable.Rename(part, dir)
}

// consistent is an error where what a stream says does not fit together.
func (a *Archive) consistent(ctx context.Context, q querier) error {
	c := checking{Archive: a, q: q}
	if err := errors.Join(c.references(ctx), c.stories(ctx)); err != nil {
		return err
	}
	if len(c.faults) > 0 {
		return fmt.Errorf("what the stream says does not fit together: %s", c.faults[0])
	}
	return nil
}

// partFolder makes the folder in which an archive is written, beside the one in which it
// will be. What an attempt has left there that was killed goes.
func partFolder(dir string) (string, error) {
	part := dir + ".part"
	entries, err := os.ReadDir(part)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	ours := append([]string{fileName, fileName + "-wal", fileName + "-shm", lockName, writerName, beginName, "verdicts.db-wal"}, companions()...)
	for _, e := range entries {
		if !slices.Contains(ours, e.Name()) {
			return "", fmt.Errorf("%s has other files (%s): take them away", part, e.Name())
		}
	}
	if err := os.RemoveAll(part); err != nil {
		return "", err
	}
	return part, durable.MkdirAll(part, 0o755)
}

// restoring reads a stream.
type restoring struct {
	archive *Archive
	*transaction
	sum      hash.Hash
	lines    int
	revision int64
	damaged  int
}

func newRestoring(a *Archive) *restoring {
	return &restoring{archive: a, sum: sha256.New()}
}

// unsynced reads a stream without waiting for the disk, but at the end for all of it: until
// then nobody knows of the archive.
func (s *restoring) unsynced(ctx context.Context, r io.Reader) (done Exported, err error) {
	err = s.unsyncedly(ctx, func(*restoring) error {
		done, err = s.read(ctx, r)
		return err
	})
	return done, err
}

// unsyncedly fills an archive without waiting for the disk, but at the end.
func (s *restoring) unsyncedly(ctx context.Context, fill func(*restoring) error) error {
	w := s.archive.write
	if _, err := w.ExecContext(ctx, "PRAGMA synchronous = OFF"); err != nil {
		return err
	}
	err := fill(s)
	for _, statement := range []string{"PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if err == nil {
			_, err = w.ExecContext(ctx, statement)
		}
	}
	return err
}

func (s *restoring) read(ctx context.Context, r io.Reader) (Exported, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		var end *streamEnd
		err := s.archive.transact(ctx, func(t *transaction) error {
			s.transaction = t
			var err error
			if end, err = s.batch(ctx, in); err != nil || end == nil {
				return err
			}
			return s.derive(ctx)
		})
		if err != nil || end != nil {
			return s.ended(end), err
		}
	}
}

func (s *restoring) ended(end *streamEnd) Exported {
	if end == nil {
		return Exported{}
	}
	return Exported{Lines: end.Lines, SHA256: end.SHA256, Damaged: s.damaged}
}

// batch reads some lines, and returns the last of the stream when it comes.
func (s *restoring) batch(ctx context.Context, in *bufio.Reader) (*streamEnd, error) {
	end, err := s.some(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", s.lines+1, err)
	}
	return end, nil
}

func (s *restoring) some(ctx context.Context, in *bufio.Reader) (*streamEnd, error) {
	for range restoreBatch {
		b, err := readLine(in)
		if err != nil {
			return nil, err
		}
		l, err := parseLine(b)
		switch {
		case err != nil && (s.lines > 0 || !errors.Is(err, errLine)):
			return nil, err
		case s.lines == 0 && (l.Archive == nil || l.Archive.Schema != streamSchema):
			return nil, fmt.Errorf("this is no archive as stemma archive export writes it (%s); reports are put into an archive by stemma import", streamSchema)
		case l.End != nil:
			return l.End, s.check(l.End)
		}
		if err := s.put(ctx, &l); err != nil {
			return nil, err
		}
		s.lines++
		s.sum.Write(b)
	}
	return nil, nil
}

// readLine reads a line with its end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var b []byte
	for {
		piece, err := in.ReadSlice('\n')
		b = append(b, piece...)
		switch {
		case errors.Is(err, io.EOF):
			return nil, errors.New("the stream is cut off here: its end is missing")
		case err == nil:
			return b, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(b) > maxLine:
			return nil, fmt.Errorf("it has more than %d bytes", maxLine)
		}
	}
}

func (s *restoring) check(end *streamEnd) error {
	if have := hex.EncodeToString(s.sum.Sum(nil)); end.Lines != s.lines || end.SHA256 != have {
		return fmt.Errorf("the stream was changed: it has %d lines of the hash %s, and should have %d of %s", s.lines, have, end.Lines, end.SHA256)
	}
	return nil
}

// put writes what a line says.
func (s *restoring) put(ctx context.Context, l *line) error {
	switch {
	case l.Revision != nil:
		return s.putRevision(ctx, l.Revision)
	case l.Alias != nil:
		return s.known(ctx, "INSERT INTO alias (id, article) SELECT ?, n FROM article WHERE id = ?", l.Alias.ID, l.Alias.Article)
	case l.Input != nil:
		return s.exec(ctx, "INSERT INTO input (name, fingerprint, place) VALUES (?,?,?)", l.Input.name(), l.Input.Fingerprint, l.Input.Place)
	case l.Placed != nil:
		return s.known(ctx, "UPDATE placed SET upto = ?1 WHERE ?1 BETWEEN 0 AND ?2", l.Placed.Upto, s.revision)
	case l.Story != nil:
		v := l.Story
		return s.exec(ctx, `INSERT INTO story (n, id, version, lead, articles, outlets, langs, first, last, changed, closed)
			VALUES ((SELECT coalesce(max(n), 0) + 1 FROM story), ?, ?, coalesce((SELECT n FROM article WHERE id = ?), 0), 0, 0, 0, 0, 0, ?, ?)`, v.ID, v.Version, v.Lead, v.Changed, v.Closed)
	case l.Redirect != nil:
		return s.known(ctx, "UPDATE story SET merged = t.n FROM story t WHERE story.id = ? AND t.id = ? AND t.n <> story.n", l.Redirect.Story, l.Redirect.Into)
	case l.Member != nil:
		return s.putMember(ctx, l.Member)
	case l.Trace != nil:
		v, enc := l.Trace, s.archive.codec.enc
		return s.known(ctx, "INSERT INTO trace (story, version, key, result, work) SELECT n, ?, ?, ?, ? FROM story WHERE id = ?",
			v.Version, v.Key, enc.EncodeAll(v.Result, nil), enc.EncodeAll(v.Work, nil), v.Story)
	case l.Cites != nil:
		return s.known(ctx, "INSERT INTO cite (article, key, name) SELECT n, ?, ? FROM article WHERE id = ?", l.Cites.Key, l.Cites.Name, l.Cites.Article)
	case l.Said != nil:
		data, err := l.Said.pack(s.archive.codec)
		if err != nil {
			return err
		}
		return s.known(ctx, "INSERT INTO attribution (article, revision, data) SELECT a.n, r.n, ? FROM article a JOIN revision r ON r.article = a.n WHERE a.id = ? AND r.n = ?",
			data, l.Said.Article, l.Said.N)
	case l.State != nil:
		return s.exec(ctx, "INSERT INTO state (name, value) VALUES (?,?)", l.State.Name, orEmpty(l.State.Value))
	case l.Message != nil:
		v := l.Message
		return s.exec(ctx, "INSERT INTO outbox (n, topic, id, body, queued, next, tries, problem, status) VALUES (?,?,?,?,?,?,?,?,?)",
			v.N, v.Topic, v.ID, orEmpty(v.Body), v.Queued, v.Next, v.Tries, v.Problem, v.Status)
	}
	return nil // the head
}

func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// known runs a statement that is to change a row: if it does not, the line names what no
// line before it has.
func (s *restoring) known(ctx context.Context, query string, args ...any) error {
	st, err := s.statement(ctx, query)
	if err != nil {
		return err
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errors.New("it names what is in no line before it")
}

func (s *restoring) putRevision(ctx context.Context, v *streamRevision) error {
	article := v.article()
	c := contentOf(&article)
	record, err := s.archive.codec.pack(&article)
	if err != nil {
		return fmt.Errorf("article %q: %w", v.ID, err)
	}
	if v.Damaged != nil {
		s.damaged++
		record = []byte{}
		copy(c[:], v.Damaged)
	}
	var n int64
	if v.N != 0 && (v.N <= s.revision || v.N > maxRevision) {
		return fmt.Errorf("revision %d cannot come after revision %d", v.N, s.revision)
	}
	s.revision = cmp.Or(v.N, s.revision+1)
	err = s.one(ctx, "SELECT n FROM article WHERE id = ?", []any{article.ID}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.one(ctx, "INSERT INTO article (n, latest, id, url, outlet, lang, title, published) VALUES ((SELECT coalesce(max(n), 0) + 1 FROM article),?,?,?,?,?,?,?) RETURNING n",
			[]any{s.revision, article.ID, article.URL, article.Outlet, article.Lang, article.Title, published(&article)}, &n)
	}
	if err != nil {
		return err
	}
	if err := s.exec(ctx, "INSERT INTO revision (n, article, number, content, added, record) SELECT ?1, ?2, count(*) + 1, ?3, ?4, ?5 FROM revision WHERE article = ?2",
		s.revision, n, c[:], v.Added, record); err != nil {
		return err
	}
	if page := pageOf(article.URL); page != 0 {
		if err := s.exec(ctx, "INSERT INTO address (page, article) VALUES (?,?) ON CONFLICT DO NOTHING", page, n); err != nil {
			return err
		}
	}
	if !v.Latest {
		return nil
	}
	return s.exec(ctx, "UPDATE article SET latest = ?, url = ?, outlet = ?, lang = ?, title = ?, published = ? WHERE n = ?",
		s.revision, article.URL, article.Outlet, article.Lang, article.Title, published(&article), n)
}

func (s *restoring) putMember(ctx context.Context, v *streamMember) error {
	if v.Profile != nil {
		if err := s.known(ctx, "INSERT INTO profile (n, article, data) SELECT ?, n, ? FROM article WHERE id = ?", v.ProfileN, v.Profile, v.Article); err != nil {
			return err
		}
	}
	return s.known(ctx, "INSERT INTO member (article, story, revision, at, dated, outlet, lang) SELECT a.n, s.n, ?, ?, ?, ?, ? FROM article a, story s WHERE a.id = ? AND s.id = ?",
		v.N, v.At, v.Dated, v.Outlet, v.Lang, v.Article, v.Story)
}

// derive counts what the stream leaves out.
func (s *restoring) derive(ctx context.Context) error {
	for _, statement := range []string{
		"INSERT INTO facet (story, kind, value, n) SELECT story, 1, outlet, count(*) FROM member WHERE outlet <> '' GROUP BY story, outlet",
		"INSERT INTO facet (story, kind, value, n) SELECT story, 2, lang, count(*) FROM member WHERE lang <> '' GROUP BY story, lang",
		"UPDATE story AS s SET articles = (SELECT count(*) FROM member WHERE story = s.n), first = " + storyFirst + ", last = " + storyLast,
		`UPDATE story SET outlets = (SELECT count(*) FROM facet WHERE story = story.n AND kind = 1), langs = (SELECT count(*) FROM facet WHERE story = story.n AND kind = 2)
			WHERE articles > 0`,
	} {
		if err := s.exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
