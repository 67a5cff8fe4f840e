package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// trace is a result with the families of its stories, in the same order.
type trace struct {
	*stemma.Result
	families []*family.Family
	home     map[string]*family.Family // the story of an article
}

func newTrace(r *stemma.Result, families []*family.Family) *trace {
	t := &trace{r, families, make(map[string]*family.Family)}
	for _, f := range families {
		for _, m := range f.Members {
			if m.Article != nil && t.home[m.ID] == nil {
				t.home[m.ID] = f
			}
		}
	}
	return t
}

// table is one table: what it is called, its columns, and what writes its rows.
type table struct {
	name    string
	columns []string
	rows    func(*trace, func(cells ...any))
}

func all() []table {
	return []table{
		{"articles", articleColumns, (*trace).articles},
		{"sources", sourceColumns, (*trace).sources},
		{"edges", edgeColumns, (*trace).edges},
		{"claims", claimColumns, (*trace).claims},
		{"changes", changeColumns, (*trace).changes},
		{"attributions", attributionColumns, (*trace).attributions},
	}
}

// Names are what the tables are called.
func Names() (out []string) {
	for _, t := range all() {
		out = append(out, t.name)
	}
	return out
}

// Write writes one table by its name.
func Write(w io.Writer, r *stemma.Result, families []*family.Family, name string) error {
	for _, t := range all() {
		if t.name == name {
			return newTrace(r, families).write(w, t)
		}
	}
	return fmt.Errorf("there is no table %q", name)
}

// byteOrderMark tells Excel that a CSV is in UTF-8; it takes it for a local encoding else.
const byteOrderMark = "\ufeff"

func (t *trace) write(w io.Writer, one table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	err := out.Write(one.columns)
	row := make([]string, 0, len(one.columns))
	one.rows(t, func(cells ...any) {
		row = row[:0]
		for _, c := range cells {
			row = append(row, inCell(c))
		}
		if err == nil {
			err = out.Write(row)
		}
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// tidy is text that is clean already.
type tidy string

// inCell writes what is ours as it is (numbers stay numbers), and what is text clean and
// inert.
func inCell(c any) string {
	switch c := c.(type) {
	case int:
		return strconv.Itoa(c)
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(c)
	case []string:
		return Inert(strings.Join(c, "; "))
	case tidy:
		return Inert(string(c))
	case string:
		return Inert(display.Clean(c))
	}
	return ""
}

// Inert keeps a spreadsheet from taking what an article says for a formula, by an
// apostrophe before it: some trim white space first, some read the full-width signs
// (OWASP, CSV injection).
func Inert(s string) string {
	if strings.ContainsAny(firstLetter(s), "\t\r\n") || strings.ContainsAny(firstLetter(strings.TrimSpace(s)), "=+-@＝＋－＠") {
		return "'" + s
	}
	return s
}

func firstLetter(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}
