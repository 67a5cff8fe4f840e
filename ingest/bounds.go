package ingest

import (
	"strings"

	"github.com/stemma-news/stemma"
)

// maxField is how many bytes the title of an article may have, and all else that is
// said of it in a line: the longest bylines, with two hundred names, have 4 KiB.
const maxField = 8 << 10

// bound cuts what is said of an article in lines to the length that a line may
// have. A part of an address or of an id would be another's: these are left out.
func (k *sink) bound(a *stemma.Article, where string) {
	for _, f := range []struct {
		name  string
		value *string
		whole bool
	}{{"title", &a.Title, false}, {"byline", &a.Byline, false}, {"outlet", &a.Outlet, false}, {"address", &a.URL, true}, {"id", &a.ID, true}} {
		n := len(*f.value)
		switch {
		case n <= maxField:
		case f.whole:
			k.fail(where, "its %s has %s, which none has, and is not read: give its own", f.name, size(int64(n)))
			*f.value = ""
		default:
			k.fail(where, "its %s has %s, and only the first %s of it are read: put what is not the %s in the text", f.name, size(int64(n)), size(maxField), f.name)
			*f.value = strings.TrimSpace(strings.ToValidUTF8((*f.value)[:maxField], ""))
		}
	}
}

// weight is about how many bytes of memory an article takes.
func weight(a *stemma.Article) int64 {
	n := outCost + len(a.Text) + len(a.Title) + len(a.Byline) + len(a.Outlet) + len(a.URL) + len(a.ID)
	for key, raw := range a.Extra {
		n += len(key) + len(raw) + fieldCost
	}
	return int64(n)
}
