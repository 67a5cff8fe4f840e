package ingest

import (
	"bytes"
	"cmp"
	"unicode/utf8"

	"github.com/stemma-news/stemma/feed"
)

// textless tells the records of a JSON file that have an address and no text, as
// GDELT's lists have them, before they go to a job: these are fetched, in the order
// of the file. Decoding a record takes longer than all else that the reader of a
// file does, so that it looks for the name under which the records before had
// their text, and decodes those without it alone.
type textless struct {
	columns map[string]string
	name    string // "maintext"; "" until it is known
}

// entry returns what a record says of an article whose text it has not.
func (t *textless) entry(raw []byte) *feed.Entry {
	if hasKey(raw, "text") || t.name != "" && hasKey(raw, t.name) || !utf8.Valid(raw) {
		return nil
	}
	r, err := recordOf(raw)
	if err != nil {
		return nil
	}
	e := r.announces(t.columns)
	if e == nil {
		t.name = cmp.Or(r.unwrapped(t.columns).naming(t.columns)["text"], t.name)
	}
	return e
}

// hasKey reports whether a name in quotation marks with a colon behind it stands in
// JSON. It stands for itself only if it needs no escapes, and is not found else.
func hasKey(raw []byte, name string) bool {
	quoted := []byte(`"` + name + `"`)
	for {
		i := bytes.Index(raw, quoted)
		if i < 0 {
			return false
		}
		raw = raw[i+len(quoted):]
		if rest := bytes.TrimLeft(raw, " \t\r\n"); len(rest) > 0 && rest[0] == ':' {
			return true
		}
	}
}
