package ingest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed fields.txt
var fieldNames string

// field is one of ours, and what tables and JSON of others call it.
type field struct {
	name string
	// names are all of them in the form of bare: its own, then the surest first.
	names []string
}

// fields are those of an article in the order of Fields, with their names in
// fields.txt.
var fields = sync.OnceValue(func() []field {
	all := make([]field, 0, len(ourFields))
	for line := range strings.Lines(fieldNames) {
		names := strings.Fields(line)
		if len(names) == 0 || names[0] == "#" {
			continue
		}
		i := slices.IndexFunc(all, func(f field) bool { return f.name == names[0] })
		if i < 0 {
			i = len(all)
			all = append(all, field{name: names[0], names: names[:1:1]})
		}
		all[i].names = append(all[i].names, names[1:]...)
	}
	return all
})

// Fields are the names of the fields that a record can have for an article.
func Fields() []string {
	names := make([]string, 0, len(fields()))
	for _, f := range fields() {
		names = append(names, f.name)
	}
	return names
}

// bare is a name without what people write differently: capitals, spaces and
// signs ("Publish_Date", "publish date" → "publishdate").
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// naming gives the field that each column stands for: the one that columns
// names it for, else its own name, else what others call the field; where two
// columns could be one field, the one with the surer name is it, or the first.
func naming(header []string, columns map[string]string) map[string]string {
	named := map[string]string{} // columns by field
	used := map[string]bool{}
	for field, column := range columns {
		if slices.Contains(header, column) {
			named[field], used[column] = column, true
		}
	}
	places := placesOf(header)
	for _, f := range fields() {
		for _, name := range f.names {
			if _, done := named[f.name]; done {
				break
			}
			if i := slices.IndexFunc(places[name], func(i int) bool { return !used[header[i]] }); i >= 0 {
				column := header[places[name][i]]
				named[f.name], used[column] = column, true
			}
		}
	}
	return named
}

// placesOf finds the columns that have a name of one of our fields, as it is
// written or bare. Each column is looked at once: a record can have as many as
// it has bytes.
func placesOf(header []string) map[string][]int {
	places := map[string][]int{}
	for i, column := range header {
		b := bare(column)
		if isFieldName()[b] {
			places[b] = append(places[b], i)
		}
		if column != b && isFieldName()[column] {
			places[column] = append(places[column], i)
		}
	}
	return places
}

// isFieldName tells the names of all fields.
var isFieldName = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, f := range fields() {
		for _, name := range f.names {
			all[name] = true
		}
	}
	return all
})

// mapped returns the record with what stands for our fields under our names.
// A field that is there under its own name stays unless it is empty.
func (r record) mapped(columns map[string]string) record {
	if len(columns) == 0 && r.isOurs() {
		return r
	}
	out := maps.Clone(r)
	for field, column := range r.naming(columns) {
		if field != column {
			delete(out, column)
			out[field] = r[column]
		}
	}
	return out
}

// naming is naming of what the record has.
func (r record) naming(columns map[string]string) map[string]string {
	header := make([]string, 0, len(r))
	for key, raw := range r {
		if !isEmpty(raw) {
			header = append(header, key)
		}
	}
	slices.Sort(header)
	return naming(header, columns)
}

// isOurs reports whether all that the record has is under our names.
func (r record) isOurs() bool {
	if isEmpty(r["text"]) {
		return false
	}
	for key := range r {
		if !r.consumed(key) && !slices.Contains(ourFields[:], key) {
			return false
		}
	}
	return true
}

// ourFields are those that mapped need not look for.
var ourFields = [...]string{"id", "input", "url", "outlet", "title", "byline", "lang"}

func isEmpty(raw json.RawMessage) bool {
	switch string(bytes.TrimSpace(raw)) { // which is not copied
	case "", `""`, "null":
		return true
	}
	return false
}
