package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/stemma-news/stemma"
)

// Exported says what a stream has.
type Exported struct {
	Lines int `json:"lines"`
	// SHA256 is the hash of all lines, which two archives share that hold the same.
	SHA256 string `json:"sha256"`
	// Damaged is how many revisions cannot be read. They are in the stream without what they
	// say: the same report can mend them where the stream is restored, too (Add).
	Damaged int `json:"damaged,omitempty"`
}

// Export writes the whole archive as a stream (streamSchema) of what it was when it began:
// what is added meanwhile is not in it. Of a record that is damaged, what else is known of
// the article goes in; a tree that is damaged is left out, and is traced again.
func (a *Archive) Export(ctx context.Context, w io.Writer) (Exported, error) {
	tx, err := a.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Exported{}, fmt.Errorf("export the archive %s: %w", a.name, explain(err))
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	e := &exporting{archive: a, tx: tx, sum: sha256.New()}
	e.out = io.MultiWriter(w, e.sum)
	e.json = json.NewEncoder(e.out)
	e.json.SetEscapeHTML(false)
	if err := e.all(ctx); err != nil {
		return Exported{}, fmt.Errorf("export the archive %s: %w", a.name, explain(err))
	}
	end := streamEnd{Lines: e.lines, SHA256: hex.EncodeToString(e.sum.Sum(nil))}
	if err := e.put(line{End: &end}); err != nil {
		return Exported{}, fmt.Errorf("export the archive %s: %w", a.name, err)
	}
	return Exported{Lines: end.Lines, SHA256: end.SHA256, Damaged: e.damaged}, nil
}

type exporting struct {
	archive *Archive
	tx      *sql.Tx
	out     io.Writer
	json    *json.Encoder
	sum     hash.Hash
	lines   int
	// last is the number of the last revision that was written.
	last    int64
	damaged int
}

func (e *exporting) put(l line) error {
	e.lines++
	return e.json.Encode(&l)
}

func (e *exporting) all(ctx context.Context) error {
	var upto int64 // with the first reading the archive stands still
	if err := e.tx.QueryRowContext(ctx, "SELECT upto FROM placed").Scan(&upto); err != nil {
		return err
	}
	if err := e.put(line{Archive: &streamHead{Schema: streamSchema}}); err != nil {
		return err
	}
	for _, part := range []struct {
		query string
		row   func(*sql.Rows) (line, error)
	}{
		{"SELECT r.n, a.id, r.added, a.latest = r.n, r.content, r.record, a.url, a.outlet, a.lang, a.title, a.published FROM revision r JOIN article a ON a.n = r.article ORDER BY r.n", e.revision},
		{"SELECT l.id, a.id FROM alias l JOIN article a ON a.n = l.article ORDER BY l.id COLLATE BINARY", readAlias},
		{"SELECT name, fingerprint, place FROM input ORDER BY name COLLATE BINARY", readInput},
		{"SELECT upto FROM placed WHERE upto > 0", readPlaced},
		{"SELECT s.id, s.version, coalesce(a.id, ''), s.changed, s.closed FROM story s LEFT JOIN article a ON a.n = s.lead ORDER BY s.n", readStory},
		{"SELECT s.id, t.id FROM story s JOIN story t ON t.n = s.merged ORDER BY s.n", readRedirect},
		{"SELECT s.id, a.id, m.revision, m.at, m.dated, m.outlet, m.lang, coalesce(p.n, 0), p.data FROM member m JOIN story s ON s.n = m.story JOIN article a ON a.n = m.article " +
			"LEFT JOIN profile p ON p.article = m.article ORDER BY m.revision", readMember},
		{"SELECT s.id, t.version, t.key, t.result, t.work FROM trace t JOIN story s ON s.n = t.story ORDER BY t.story", e.trace},
		{"SELECT a.id, c.key, c.name FROM cite c JOIN article a ON a.n = c.article ORDER BY a.latest, c.key COLLATE BINARY", readCite},
		{"SELECT a.id, t.revision, t.data FROM attribution t JOIN article a ON a.n = t.article ORDER BY t.revision", e.said},
		{"SELECT name, value FROM state ORDER BY name COLLATE BINARY", readState},
		{"SELECT n, topic, id, body, queued, next, tries, problem, status FROM outbox ORDER BY n", readMessage},
	} {
		if err := e.part(ctx, part.query, part.row); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporting) part(ctx context.Context, query string, row func(*sql.Rows) (line, error)) error {
	rows, err := e.tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		l, err := row(rows)
		if err == nil && l != (line{}) {
			err = e.put(l)
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

func (e *exporting) revision(rows *sql.Rows) (line, error) {
	var v streamRevision
	var content, record sql.RawBytes
	var n int64
	var known stemma.Article
	var published sql.NullInt64
	if err := rows.Scan(&n, &v.ID, &v.Added, &v.Latest, &content, &record, &known.URL, &known.Outlet, &known.Lang, &known.Title, &published); err != nil {
		return line{}, err
	}
	if e.last++; e.last != n {
		e.last, v.N = n, n
	}
	article, err := e.archive.codec.unpack(v.ID, record)
	if err != nil {
		e.damaged++
		v.Damaged, article = bytes.Clone(content), stemma.Article{}
		if v.Latest { // the columns are those of the latest
			article = known
			if published.Valid {
				article.Published = time.Unix(published.Int64, 0).UTC()
			}
		}
	}
	v.set(article)
	return line{Revision: &v}, nil
}

func (e *exporting) trace(rows *sql.Rows) (line, error) {
	var v streamTrace
	var result, work sql.RawBytes
	err := rows.Scan(&v.Story, &v.Version, &v.Key, &result, &work)
	if err == nil {
		v.Result, v.Work, err = e.archive.codec.trees(result, work)
		if err != nil {
			return line{}, nil //nolint:nilerr // it is traced again when somebody asks for it
		}
	}
	return line{Trace: &v}, err
}

func (e *exporting) said(rows *sql.Rows) (line, error) {
	var v streamSaid
	var data sql.RawBytes
	err := rows.Scan(&v.Article, &v.N, &data)
	if err == nil {
		v.said, err = e.archive.codec.said(data)
		if err != nil {
			return line{}, nil //nolint:nilerr // archive check tells of it
		}
	}
	return line{Said: &v}, err
}

func readAlias(rows *sql.Rows) (line, error) {
	var v streamAlias
	return line{Alias: &v}, rows.Scan(&v.ID, &v.Article)
}

func readInput(rows *sql.Rows) (line, error) {
	var v streamInput
	var name string
	err := rows.Scan(&name, &v.Fingerprint, &v.Place)
	v.set(name)
	return line{Input: &v}, err
}

func readPlaced(rows *sql.Rows) (line, error) {
	var v streamPlaced
	return line{Placed: &v}, rows.Scan(&v.Upto)
}

func readStory(rows *sql.Rows) (line, error) {
	var v streamStory
	return line{Story: &v}, rows.Scan(&v.ID, &v.Version, &v.Lead, &v.Changed, &v.Closed)
}

func readRedirect(rows *sql.Rows) (line, error) {
	var v streamRedirect
	return line{Redirect: &v}, rows.Scan(&v.Story, &v.Into)
}

func readMember(rows *sql.Rows) (line, error) {
	var v streamMember
	return line{Member: &v}, rows.Scan(&v.Story, &v.Article, &v.N, &v.At, &v.Dated, &v.Outlet, &v.Lang, &v.ProfileN, &v.Profile)
}

func readCite(rows *sql.Rows) (line, error) {
	var v streamCite
	return line{Cites: &v}, rows.Scan(&v.Article, &v.Key, &v.Name)
}

func readState(rows *sql.Rows) (line, error) {
	var v streamState
	return line{State: &v}, rows.Scan(&v.Name, &v.Value)
}

func readMessage(rows *sql.Rows) (line, error) {
	var v streamMessage
	return line{Message: &v}, rows.Scan(&v.N, &v.Topic, &v.ID, &v.Body, &v.Queued, &v.Next, &v.Tries, &v.Problem, &v.Status)
}
