package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// What was read of an article for whom it cites is kept as it was found: sources and
// attributions, in JSON, packed. To find it again when somebody asks would need no room, but
// then the answer would be another program's than that by which articles were chosen (the
// keys), and whoever asks for all of a source would wait for all to be read. What it takes
// is in doc.go.

// Cites are whom an article cites, and where.
type Cites struct {
	Article string
	// N is the number of the arrival that was read: offsets point into its text.
	N int64
	// Sources are those that Attributions name by their ids.
	Sources      []stemma.Source
	Attributions []stemma.Attribution
}

// keys are the folded names of a reading's sources, each with a name that is shown. Sources
// without a name ("an official") have none: they are not the same in two articles.
func (c *Cites) keys() []streamCite {
	var all []streamCite
	seen := map[string]bool{}
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.Kind == stemma.SourceUnnamed {
			continue
		}
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			if key := text.Fold(name); key != "" && !seen[key] && len(stored(key)) <= maxKey {
				seen[key] = true
				all = append(all, streamCite{Article: c.Article, Key: key, Name: s.Name})
			}
		}
	}
	return all
}

// said is what is packed of a reading: what is the same in all of it is left out.
type said struct {
	Sources      []stemma.Source      `json:"sources,omitempty"`
	Attributions []stemma.Attribution `json:"attributions,omitempty"`
}

func (s *said) pack(c codec) ([]byte, error) {
	short := said{Sources: slices.Clone(s.Sources), Attributions: slices.Clone(s.Attributions)}
	for i := range short.Sources {
		short.Sources[i].CitedBy = nil // the article
	}
	for i := range short.Attributions {
		short.Attributions[i].Article = ""
	}
	b, err := json.Marshal(short)
	if err != nil {
		return nil, err
	}
	return c.short.EncodeAll(b, nil), nil
}

// of gives what was unpacked what pack has left out.
func (s *said) of(article string) {
	for i := range s.Sources {
		s.Sources[i].CitedBy = []string{article}
	}
	for i := range s.Attributions {
		s.Attributions[i].Article = article
	}
}

func (p *placing) cites(ctx context.Context, c *Cites) error {
	var article int64
	err := p.one(ctx, "SELECT a.n FROM article a JOIN revision r ON r.article = a.n WHERE a.n = "+numberOfID+" AND r.n = ?2", []any{c.Article, c.N}, &article)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("there is no such article, or no such form of it")
	}
	if err != nil {
		return err
	}
	for _, table := range []string{"cite", "attribution"} {
		if err := p.exec(ctx, "DELETE FROM "+table+" WHERE article = ?", article); err != nil {
			return err
		}
	}
	for _, k := range c.keys() {
		if err := p.exec(ctx, "INSERT INTO cite (article, key, name) VALUES (?,?,?)", article, k.Key, k.Name); err != nil {
			return err
		}
	}
	data, err := (&said{c.Sources, c.Attributions}).pack(p.archive.codec)
	if err != nil {
		return err
	}
	return p.exec(ctx, "INSERT INTO attribution (article, revision, data) VALUES (?,?,?)", article, c.N, data)
}

// Attributions are whom an article cites, and where.
type Attributions struct {
	// Article is the article in the form that was read, into whose text offsets point.
	Article stemma.Article
	Cites
}

// Attributions returns whom an article cites and where, false where it was not read for that: it
// is not placed yet, or was by a program that did not keep it, or what was kept is damaged.
func (a *Archive) Attributions(ctx context.Context, article string) (Attributions, bool, error) {
	var r row
	var n int64
	var data []byte
	err := a.read.QueryRowContext(ctx, "SELECT a.id, t.revision, t.data, r.record FROM attribution t JOIN article a ON a.n = t.article JOIN revision r ON r.n = t.revision WHERE a.n = "+
		numberOfID, article).Scan(&r.id, &n, &data, &r.record)
	if errors.Is(err, sql.ErrNoRows) {
		return Attributions{}, false, nil
	}
	if err != nil {
		return Attributions{}, false, fmt.Errorf("whom article %q cites: %w", article, explain(err))
	}
	out := Attributions{Cites: Cites{Article: r.id, N: n}}
	if out.Article, err = a.article(r); err != nil {
		return Attributions{}, false, err
	}
	s, err := a.codec.said(data)
	if err != nil {
		return Attributions{}, false, nil //nolint:nilerr // it is read again with the index (stemma archive reindex); archive check tells
	}
	s.of(r.id)
	out.Sources, out.Attributions = s.Sources, s.Attributions
	return out, true, nil
}

// CitedBy returns the ids of the articles that cite a source by this name, in any case: those
// of a story where one is given, by its id, in the order in which they came out; else all, in the order in
// which they came. The first so many, or all if limit is 0.
func (a *Archive) CitedBy(ctx context.Context, source, story string, limit int) ([]string, error) {
	if limit <= 0 {
		limit = math.MaxInt
	}
	query := "SELECT a.n, a.id, x'' FROM cite c JOIN article a ON a.n = c.article WHERE c.key = ?1 AND ?2 = '' ORDER BY c.article LIMIT ?3"
	if story != "" { // from its articles on: a source may be cited by a third of all
		query = "SELECT a.n, a.id, x'' FROM story s CROSS JOIN member m ON m.story = s.n CROSS JOIN cite c ON c.article = m.article AND c.key = ?1 " +
			"JOIN article a ON a.n = c.article WHERE s.id = ?2 ORDER BY m.at, m.article LIMIT ?3"
	}
	rows, err := a.page(ctx, query, text.Fold(source), story, limit)
	if err != nil {
		return nil, fmt.Errorf("who cites %q: %w", source, explain(err))
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids, nil
}

// CitedName is a name by which articles cite, and how many do.
type CitedName struct {
	Name     string
	Articles int
}

// CitedNames returns names by which articles cite and of which the given one is a part, those
// of the most articles first.
func (a *Archive) CitedNames(ctx context.Context, part string, limit int) ([]CitedName, error) {
	rows, err := a.read.QueryContext(ctx, "SELECT max(name), count(*) AS n FROM cite WHERE instr(key, ?) > 0 GROUP BY key ORDER BY n DESC, key LIMIT ?", text.Fold(part), limit)
	if err != nil {
		return nil, fmt.Errorf("who is cited by a name with %q: %w", part, explain(err))
	}
	defer rows.Close()
	var all []CitedName
	for rows.Next() {
		var v CitedName
		if err := rows.Scan(&v.Name, &v.Articles); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// saidDictionary is the number of saidWords, which every packed reading bears. Other words
// need another number, and these must stay for what was packed with them.
const saidDictionary = 1

// saidWords are what readings have in common: with them one takes 276 bytes instead of 414 and
// 18 µs of CPU instead of 23, in the mean of the development stories. A form of its own, of varying
// integers, would take 157, and a step of the schema for every field that comes.
const saidWords = "" +
	`{"sources":[{"id":"src1","name":"Norlink","aliases":["Ministry of ","the "],"kind":"person","lost":true,"cited_by":["","cites":["src2"]},` +
	`{"id":"src2","name":"official","aliases":[],"kind":"unnamed","lost":false,"cited_by":[""],"cites":[]},` +
	`{"id":"src3","name":"","aliases":[],"kind":"outlet","lost":true,"cited_by":[""],"cites":[]},` +
	`{"id":"src4","name":"","aliases":[],"kind":"organisation","lost":false,"cited_by":[""],"cites":[]}],` +
	`"attributions":[{"article":"","sentence":1,"source":{"start":0,"end":0},"cue":{"start":0,"end":0},"content":{"start":10,"end":90},"kind":"whole","certainty":"asserted"},` +
	`{"article":"","sentence":2,"source":{"start":100,"end":120,"id":"src1"},"cue":{"start":121,"end":125},"content":{"start":126,"end":180,"parts":[[126,140],[150,180]]},"kind":"direct","certainty":"claimed"},` +
	`{"article":"","sentence":3,"source":{"start":200,"end":210,"id":"src2"},"cue":{"start":211,"end":215},"content":{"start":216,"end":290},"kind":"direct","certainty":"doubted"},` +
	`{"article":"","sentence":4,"source":{"start":300,"end":310,"id":"src1"},"cue":{"start":311,"end":315},"content":{"start":316,"end":390},"kind":"indirect","certainty":"reported"},` +
	`{"article":"","sentence":5,"source":{"start":400,"end":410,"id":"src3"},"cue":{"start":411,"end":415},"content":{"start":416,"end":490},"kind":"indirect","certainty":"reported"}]}`
