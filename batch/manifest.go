package batch

import (
	"encoding/json"
	"io"
	"path/filepath"
)

const (
	// manifestFile is written last: where it is, the output is whole.
	manifestFile = "manifest.json"
	// countersFile says what the runner counted. What it did twice, since a worker was
	// lost, is in there twice: it differs from run to run, as the manifest does not.
	countersFile = "counters.json"
)

// Manifest says what an output has. It is the same, byte for byte, for the same
// articles under the same names and settings, whatever ran the pipelines, unless
// StoriesPartial says that the clock cut something short; by one program on one
// architecture, since compilers are free in how they round.
type Manifest struct {
	Schema  string `json:"schema"`
	Vectors string `json:"vectors"`
	// Articles and BadRecords are what was read; articles that were there twice
	// are in the table once. Missing is how many inputs were named and not there.
	Units      int   `json:"units"`
	Articles   int64 `json:"articles_read"`
	BadRecords int64 `json:"bad_records"`
	Missing    int   `json:"inputs_missing"`
	// StoriesPartial is how many stories a limit cut short.
	StoriesPartial int64 `json:"stories_partial"`

	Comparison Comparison `json:"comparison"`
	Placing    Placing    `json:"placing"`
	Tracing    Tracing    `json:"tracing"`

	Tables []Table `json:"tables"`
	Files  []File  `json:"files"`
}

// Table is how much a table has. Rows are counted once, also where they are written in
// two forms.
type Table struct {
	Name  string `json:"name"`
	Rows  int64  `json:"rows"`
	Files int    `json:"files"`
	Bytes int64  `json:"bytes"`
}

// reading adds what was read.
func (m *Manifest) reading(r *reading) {
	m.Schema, m.Units, m.Missing = schemaOf, len(r.records), len(r.missing)
	for _, one := range r.records {
		m.Articles, m.BadRecords = m.Articles+one.Articles, m.BadRecords+one.BadRecords
	}
}

// files adds what was written.
func (m *Manifest) files(files []File) {
	m.Files, m.Tables, m.StoriesPartial = files, summed(files), 0
	for _, f := range files {
		if filepath.Ext(f.Path) == packedEnding {
			m.StoriesPartial += f.Partial
		}
	}
}

// packedEnding is the ending of the form that each row of a table is in.
const packedEnding = ".zst"

// summed adds up the files by table.
func summed(files []File) []Table {
	out := make([]Table, len(tables))
	for i, name := range tables {
		out[i].Name = name
		for _, f := range files {
			if f.Table != name {
				continue
			}
			out[i].Files++
			out[i].Bytes += f.Bytes
			if filepath.Ext(f.Path) == packedEnding {
				out[i].Rows += f.Rows
			}
		}
	}
	return out
}

func writeJSON(name string, v any) error {
	return replace(name, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}
