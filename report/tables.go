package report

import (
	"io"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/table"
)

// Tables are the names of the tables for a spreadsheet.
func Tables() []string { return table.Names() }

// Table writes one of the tables as CSV. Letters are those of the trees without the edges
// that have less support than minSupport; the tables have all edges.
func Table(w io.Writer, r *stemma.Result, minSupport float64, name string) error {
	return table.Write(w, r, families(r, minSupport), name)
}

// TablesZip writes all tables into one zip.
func TablesZip(w io.Writer, r *stemma.Result, minSupport float64) error {
	return table.WriteZip(w, r, families(r, minSupport))
}

// TablesFolder writes all tables into a folder.
func TablesFolder(dir string, r *stemma.Result, minSupport float64) error {
	return table.WriteFolder(dir, r, families(r, minSupport))
}
