package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report"
)

// tables says which tables of a result are written: one, or all of them into a folder or
// a zip.
type tables struct{ table string }

func (t *tables) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.table, "table", "", "with --format csv: only this `table`: "+strings.Join(report.Tables(), ", "))
}

// check finds what is wrong with where tables go before any work is done.
func (t *tables) check(o *output) error {
	switch {
	case o.format != "csv" && t.table != "":
		return usage("--table %s is one of --format csv, and this is --format %s", t.table, o.format)
	case o.format != "csv":
		return nil
	case t.table != "" && !slices.Contains(report.Tables(), t.table):
		return usage("unknown --table %q: give %s", t.table, strings.Join(report.Tables(), ", "))
	case t.table == "" && o.file == "":
		return usage("--format csv writes several tables: give -o FOLDER or -o FILE.zip, or one of them with --table")
	}
	if s, err := os.Stat(o.file); err == nil && !s.IsDir() && t.inFolder(o) {
		return usage("-o %s is a file: give a folder or a .zip for all tables, or --table for one", o.file)
	}
	return nil
}

// inFolder is true where the tables go into a folder. A folder may be called like a zip.
func (t *tables) inFolder(o *output) bool {
	if o.format != "csv" || t.table != "" || o.file == "" {
		return false
	}
	s, err := os.Stat(o.file)
	return !strings.HasSuffix(strings.ToLower(o.file), ".zip") || err == nil && s.IsDir()
}

// render writes what goes into one file or to standard output.
func (t *tables) render(w io.Writer, r *stemma.Result, minSupport float64) error {
	if t.table == "" {
		return report.TablesZip(w, r, minSupport)
	}
	return report.Table(w, r, minSupport, t.table)
}

// write writes all tables into a folder.
func (t *tables) write(dir string, r *stemma.Result, minSupport float64) error {
	if err := report.TablesFolder(dir, r, minSupport); err != nil {
		return fmt.Errorf("write the tables: %w", err)
	}
	return nil
}
