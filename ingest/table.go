package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/feed"
)

// table is how the rows of a table are to be read: its columns by our names,
// and what parts them.
type table struct {
	comma  rune
	header []string
	// headless is true where the first row is an article already.
	headless bool
}

// commas are the signs that part columns.
const commas = "\t,;|"

// tableOf reads the head of a table. ok is false where no column of it can be
// the text or the address of an article.
func tableOf(head []byte, columns map[string]string) (t table, ok bool) {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	for _, comma := range commas {
		row, err := newRows(bytes.NewReader(head), comma).Read()
		if err != nil && !errors.Is(err, csv.ErrQuote) || len(row) == 0 {
			continue
		}
		if gdelt := gdeltColumns(row); gdelt != nil {
			return table{comma: comma, header: gdelt, headless: true}, true
		}
		named := naming(row, columns)
		if named["text"] != "" || named["url"] != "" {
			return table{comma: comma, header: row}, true
		}
	}
	return table{}, false
}

// gdeltColumns names the columns of GDELT's tables, which have no header: the
// Global Knowledge Graph 2.1 and the Event Database 2.0 (their codebooks).
func gdeltColumns(row []string) []string {
	header := make([]string, len(row))
	switch {
	case len(row) == 27 && reGKG.MatchString(row[0]):
		header[1], header[3], header[4] = "published", "outlet", "url"
	case len(row) == 61 && reWebAddress.MatchString(row[60]):
		header[59], header[60] = "published", "url"
	default:
		return nil
	}
	return header
}

var (
	reGKG        = regexp.MustCompile(`^\d{14}-T?\d+$`)
	reWebAddress = regexp.MustCompile(`^https?://`)
)

// isTable reports a table by its name, or by three columns at least that are
// ours under other names too.
func isTable(head []byte, by byName) bool {
	if by != unnamed {
		return by == itself
	}
	t, ok := tableOf(head, nil)
	return ok && (t.headless || len(naming(t.header, nil)) >= 3)
}

// newRows reads rows as spreadsheets and programs write them (RFC 4180), and
// what people make of it: quotation marks within a cell, rows of any length.
func newRows(r io.Reader, comma rune) *csv.Reader {
	rows := csv.NewReader(r)
	rows.Comma = comma
	rows.LazyQuotes = true
	rows.FieldsPerRecord = -1
	return rows
}

// readTable reads a table with a header, each row an article. Rows are counted
// as a spreadsheet does, the header being the first. A row with an address and
// no text is a page to fetch.
func readTable(ctx context.Context, p *part, s *stream) error {
	if err := p.decodeJSON(s); err != nil {
		return err
	}
	t, ok := tableOf(s.head, p.o.Columns)
	if !ok {
		p.fail(p.input, "a table without a column for the text or the address of its articles: name one \"text\" or \"url\" in its first row, or say which it is (--map text=COLUMN)")
		return nil
	}
	in := &budgeted{r: s, limit: int64(recordFactor * p.o.MaxArticle)}
	r := tableReader{part: p, table: t, rows: newRows(in, t.comma)}
	for n := int64(1); ; n++ {
		in.refill()
		row, err := r.rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			r.end(n)
			return nil
		case errors.Is(err, errLarge):
			p.fail(p.at(n), "the row has more than %s: a quotation mark in it is not closed, or it is to be split; the rows before it are read", size(in.limit))
			return nil
		case err != nil:
			return err
		}
		if n == 1 && !t.headless {
			continue
		}
		if p.begin(ctx, n) {
			r.row(ctx, row, n)
		}
		if p.only.N == n {
			return nil
		}
	}
}

// tableReader reads the rows of a table.
type tableReader struct {
	*part
	table
	rows *csv.Reader
	list pageList
}

func (t *tableReader) row(ctx context.Context, row []string, n int64) {
	r, cost := record{}, 0
	for i, cell := range row {
		if i >= len(t.header) || t.header[i] == "" || strings.TrimSpace(cell) == "" {
			continue
		}
		raw, err := json.Marshal(strings.ToValidUTF8(cell, "\uFFFD"))
		if err == nil {
			r[t.header[i]] = raw
			cost += len(raw)
		}
	}
	if len(r) == 0 {
		return
	}
	where := t.at(n)
	if e := r.announces(t.o.Columns); e != nil {
		t.list.page(ctx, t.part, e, where)
		return
	}
	t.job(ctx, cost, func(_ context.Context, k *sink) { k.record(r, where) })
}

// announces returns what a record says of an article whose text it has not, but
// whose address; nil if it has the text, or neither.
func (r record) announces(columns map[string]string) *feed.Entry {
	r = r.mapped(columns)
	address, _ := scalar(r["url"])
	if !isEmpty(r["text"]) || !reWebAddress.MatchString(address) {
		return nil
	}
	a := r.article()
	e := &feed.Entry{URL: address, Title: a.Title, Outlet: a.Outlet, Byline: a.Byline, Lang: a.Lang}
	e.Published, _ = r.published()
	return e
}

// pageList counts the records of a file that have an address and no text.
type pageList struct {
	named, fetched int
}

// page has the page of a record fetched, within the limit.
func (l *pageList) page(ctx context.Context, p *part, e *feed.Entry, where string) {
	l.named++
	switch {
	case p.o.Fetch == nil:
		p.fail(where, "an address without a text, and pages are not fetched here: add the text")
	case p.visit.entry != nil || p.depth >= maxLists:
		p.fail(where, "an address in a list that a list names: give its own address")
	case l.fetched < p.o.MaxPages || p.asked():
		l.fetched++
		p.follow(ctx, e.URL, visit{entry: e, feed: &feed.Feed{}})
	}
}

// end says how many pages are not fetched.
func (l *pageList) end(p *part) {
	if p.o.Fetch != nil && l.named > l.fetched && l.fetched >= p.o.MaxPages {
		p.fail(p.input, "of the %d pages that it names, only the first %d are fetched: allow more (--max-pages)", l.named, l.fetched)
	}
}

func (t *tableReader) end(rows int64) {
	t.list.end(t.part)
	if t.only.N >= rows {
		t.fail(t.atPlace(t.only), "the table has fewer rows (%d): check the number", rows-1)
	}
	if rows == 2 && !t.headless {
		t.fail(t.input, "a table with a header and no rows")
	}
}

// announced is announces of a record in JSON that has no text at first sight.
func announced(raw []byte, columns map[string]string) *feed.Entry {
	var r record
	if bytes.Contains(raw, []byte(`"text"`)) || !utf8.Valid(raw) || json.Unmarshal(raw, &r) != nil {
		return nil
	}
	return r.announces(columns)
}
