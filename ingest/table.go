package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/date"
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
	for _, comma := range commas {
		r := newRows(bufio.NewReader(bytes.NewReader(head)), comma, len(head)+1)
		for row, err := range r.all() {
			if err != nil && !errors.Is(err, errUnclosed) {
				break
			}
			if gdelt := gdeltColumns(row); gdelt != nil {
				return table{comma: r.comma, header: gdelt, headless: true}, true
			}
			named := naming(row, columns)
			if named["text"] != "" || named["url"] != "" {
				return table{comma: r.comma, header: row}, true
			}
			break
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

// readTable reads a table with a header, each row an article. Rows are counted
// as a spreadsheet does, the header being the first. A row with an address and
// no text is a page to fetch.
func readTable(ctx context.Context, p *part, s *stream) error {
	if err := p.decodeJSON(s); err != nil {
		return err
	}
	t, ok := tableOf(s.head, p.o.Columns)
	if !ok {
		p.fail(p.input, "a table without a column for the text or the address of its articles%s: name one \"text\" or \"url\" in its first row, or say which it is (--map text=COLUMN)", its(widest(s.head)))
		return nil
	}
	r := tableReader{part: p, table: t, dates: t.dates(p.o.Columns), rows: newRows(s.Reader, t.comma, recordFactor*p.o.MaxArticle)}
	r.order = t.order(s.head, r.dates)
	r.sayTwice()
	r.sayMissing()
	n := int64(0)
	for row, err := range r.rows.all() {
		n++
		if err != nil && isOfRow(err) {
			p.begin(ctx, n)
			p.fail(p.at(n), "%s", err)
		} else if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		if n == 1 && !t.headless {
			continue
		}
		if len(row) > 0 && p.begin(ctx, n) {
			r.row(ctx, row, n)
		}
		if p.only.N == n {
			return nil
		}
	}
	r.end(n)
	return nil
}

// tableReader reads the rows of a table.
type tableReader struct {
	*part
	table
	rows *rows
	list pageList
	// dates are the columns of dates, and order is which of day and month is
	// first in them.
	dates []int
	order date.Order
	// sayOnce is for what is said at the first number that is a date.
	sayOnce sync.Once
	// guessed is true when it has been looked whether a column without a known
	// name is the text.
	guessed bool
}

// sayTwice says which columns have the name of one before them. Of these, the
// first that is not empty counts.
func (t *tableReader) sayTwice() {
	seen, twice := map[string]bool{}, 0
	for _, name := range t.header {
		if name != "" && seen[name] {
			if twice++; twice <= t.o.MaxProblems {
				t.note(t.input, "two columns are called %q: the first is read, and the other where that is empty", name)
			}
		}
		seen[name] = true
	}
	if twice > t.o.MaxProblems {
		t.note(t.input, "%d more columns have the name of one before them", twice-t.o.MaxProblems)
	}
}

// sayMissing says which columns were named for our fields and are not there.
func (t *tableReader) sayMissing() {
	for _, field := range slices.Sorted(maps.Keys(t.o.Columns)) {
		if column := t.o.Columns[field]; !slices.Contains(t.header, column) {
			t.fail(t.input, "there is no column %q for %s%s: check the name (--map %s=COLUMN)", column, field, its(t.header), field)
		}
	}
}

// widest returns the first row of a table by the sign that parts it into the
// most cells.
func widest(head []byte) []string {
	var best []string
	for _, comma := range commas {
		for row, err := range newRows(bufio.NewReader(bytes.NewReader(head)), comma, len(head)+1).all() {
			if err == nil && len(row) > len(best) {
				best = row
			}
			break
		}
	}
	return best
}

// its lists the columns of a table, for a message; "" where there are none.
func its(header []string) string {
	const most = 20
	var names []string
	for _, name := range header {
		if name != "" {
			names = append(names, short([]byte(name)))
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > most:
		names = append(names[:most:most], "…")
	}
	return " (it has " + strings.Join(names, ", ") + ")"
}

func (t *tableReader) row(ctx context.Context, row []string, n int64) {
	t.guess(row)
	r, cost := record{}, 0
	for i, cell := range row {
		if i >= len(t.header) || t.header[i] == "" || strings.TrimSpace(cell) == "" || r[t.header[i]] != nil {
			continue
		}
		raw, err := json.Marshal(strings.ToValidUTF8(t.inOrder(i, cell), "\uFFFD"))
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

// dates returns the columns of dates.
func (t table) dates(columns map[string]string) []int {
	named := naming(t.header, columns)
	var all []int
	for _, field := range []string{"published", "updated"} {
		if i := slices.Index(t.header, named[field]); named[field] != "" && i >= 0 {
			all = append(all, i)
		}
	}
	return all
}

// order tells from the rows in the head of a table whether the day or the month
// is first in its columns of dates.
func (t table) order(head []byte, columns []int) date.Order {
	var dates []string
	for row, err := range newRows(bufio.NewReader(bytes.NewReader(head)), t.comma, len(head)+1).all() {
		if err != nil && !errors.Is(err, errUnclosed) {
			break
		}
		for _, i := range columns {
			if i < len(row) {
				dates = append(dates, row[i])
			}
		}
	}
	return date.OrderOf(dates)
}

// inOrder writes the date in a cell of a column of dates so that it can mean one
// day only, where the other rows tell which; other cells are left as they are.
func (t *tableReader) inOrder(i int, cell string) string {
	if len(cell) > longestDate || !slices.Contains(t.dates, i) {
		return cell
	}
	if _, ok := date.Read(cell, date.Options{Order: date.Unsure}); ok {
		return cell
	}
	if m, ok := date.Read(cell, date.Options{Order: t.order}); ok && t.order != date.Unsure {
		return momentText(m)
	}
	if m, ok := serialDate(cell); ok {
		t.sayOnce.Do(func() {
			t.note(t.input, "numbers in %q are read as the dates of a spreadsheet, like %s as %s", t.header[i], cell, momentText(m))
		})
		return momentText(m)
	}
	return cell
}

// longestDate is the length in bytes of the longest cell that is taken for a
// date.
const longestDate = 100

// shortestText is the length in bytes from which a cell is taken for the text
// of an article though its column has no name that says so.
const shortestText = 300

// guess takes the column with the longest cell of the first row for the text
// where no column is named so: what the file has need not be fetched.
func (t *tableReader) guess(row []string) {
	if t.guessed || t.headless {
		return
	}
	t.guessed = true
	named := naming(t.header, t.o.Columns)
	if named["text"] != "" {
		return
	}
	taken := slices.Collect(maps.Values(named))
	longest := -1
	for i, cell := range row[:min(len(row), len(t.header))] {
		free := !slices.Contains(taken, t.header[i])
		if free && len(cell) >= shortestText && (longest < 0 || len(cell) > len(row[longest])) {
			longest = i
		}
	}
	if longest >= 0 {
		t.note(t.input, "the column %q is read as the text: say so (--map text=COLUMN), or which it is", t.header[longest])
		t.header[longest] = "text"
	}
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
		p.promise(e, where, "an address without a text, and pages are not fetched here: add the text, or give it after the list")
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

// end says what the whole of the table tells; n is its last row.
func (t *tableReader) end(n int64) {
	t.list.end(t.part)
	if t.only.N > n {
		t.fail(t.atPlace(t.only), "the table has fewer rows (%d): check the number", n)
	}
	if n == 1 && !t.headless {
		t.fail(t.input, "a table with a header and no rows")
	}
}
