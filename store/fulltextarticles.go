package store

import (
	"database/sql"
	"encoding/binary"
	"slices"

	"github.com/stemma-news/stemma"
)

// Doc is a document of a view.
type Doc struct {
	segment int
	number  uint32
}

// Before orders documents by their arrival.
func (d Doc) Before(e Doc) bool {
	return d.segment < e.segment || d.segment == e.segment && d.number < e.number
}

// Compare orders documents by their arrival.
func (d Doc) Compare(e Doc) int {
	switch {
	case d == e:
		return 0
	case d.Before(e):
		return -1
	}
	return 1
}

// Report is an article that was found, and the id of the story that it is in, if it is in one.
type Report struct {
	stemma.Article
	Story string
}

// Articles reads the articles of documents. One whose record is damaged is left out, and so
// is one that was taken out of the archive.
func (v *View) Articles(docs []Doc) (map[Doc]Report, error) {
	docs = ordered(docs)
	reports := make([]Report, len(docs))
	size := max(1, min(asked, len(docs)/len(v.open)))
	err := v.share((len(docs)+size-1)/size, func(l *lane, part int) error {
		from, to := part*size, min(len(docs), (part+1)*size)
		return v.articles(l, docs[from:to], reports[from:to])
	})
	if err != nil {
		return nil, err
	}
	out := make(map[Doc]Report, len(docs))
	for i, d := range docs {
		if reports[i].ID != "" {
			out[d] = reports[i]
		}
	}
	return out, nil
}

// ordered are the documents in their order, each once.
func ordered(docs []Doc) []Doc {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, Doc.Compare)
	return slices.Compact(docs)
}

// asked is how many documents are asked for at a time, at most: as many as are worth compiling a query.
const asked = 32

const articlesQuery = `SELECT r.n, a.id, r.record, coalesce(s.id, '') FROM json_each(?) k CROSS JOIN revision r ON r.n = k.value JOIN article a ON a.n = r.article
	LEFT JOIN member m ON m.article = r.article LEFT JOIN story s ON s.n = m.story`

// articles reads the articles of documents, which are in their order.
func (v *View) articles(l *lane, docs []Doc, reports []Report) error {
	var column revisions
	list, at := make(numbers, len(docs)), make(map[int64]int, len(docs))
	for i, d := range docs {
		var err error
		if list[i], err = l.revision(d, &column); err != nil {
			return err
		}
		at[list[i]] = i
	}
	rows, err := l.tx.QueryContext(v.ctx, articlesQuery, list)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var id, story string
		var record sql.RawBytes
		if err := rows.Scan(&n, &id, &record, &story); err != nil {
			return err
		}
		if a, err := v.index.archive.article(row{id: id, record: record}); err == nil { // archive check tells of what is damaged
			reports[at[n]] = Report{a, story}
		}
	}
	return rows.Err()
}

// revisions is a piece of a segment's column of revisions.
type revisions struct {
	segment, piece int
	value          []byte
}

// revision is the revision of a document. The piece of the column that was read last is kept.
func (l *lane) revision(d Doc, c *revisions) (int64, error) {
	piece := int(d.number) / columnDocs
	if c.value == nil || c.segment != d.segment || c.piece != piece {
		*c = revisions{segment: d.segment, piece: piece}
		err := l.readers[d.segment].under(columnKey("dr", piece), func(_, value []byte) error {
			c.value = value
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	at := int(d.number) % columnDocs * 8
	if at+8 > len(c.value) {
		return 0, errIndexDamaged
	}
	return int64(binary.LittleEndian.Uint64(c.value[at:])), nil //nolint:gosec // as written
}
