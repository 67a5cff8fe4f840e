package ingest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// maxWrapped is how deep in an object its articles are looked for.
const maxWrapped = 3

// listIn is a list of objects within an object.
type listIn struct {
	path     string // "data.items"
	elements []json.RawMessage
}

// listsIn returns the lists of articles in an object that is none itself: those
// whose first element has a text or an address, or else all lists of objects.
func (p *part) listsIn(r record) []listIn {
	m := r.unwrapped(p.o.Columns).mapped(p.o.Columns)
	if !isEmpty(m["text"]) || !isEmpty(m["url"]) {
		return nil
	}
	all := listsUnder("", r, 1)
	var articles []listIn
	for _, l := range all {
		if p.isArticle(l.elements[0]) {
			articles = append(articles, l)
		}
	}
	if len(articles) > 0 {
		return articles
	}
	return all
}

func (p *part) isArticle(raw json.RawMessage) bool {
	r, err := recordOf(raw)
	if err != nil {
		return false
	}
	m := r.unwrapped(p.o.Columns).mapped(p.o.Columns)
	return !isEmpty(m["text"]) || !isEmpty(m["url"])
}

// listsUnder finds the lists of objects in an object, in the order of their
// names.
func listsUnder(path string, r record, depth int) []listIn {
	var all []listIn
	for _, name := range slices.Sorted(maps.Keys(r)) {
		raw := bytes.TrimLeft(r[name], " \t\r\n")
		switch {
		case len(raw) == 0:
		case raw[0] == '[':
			if elements := objectsIn(raw); len(elements) > 0 {
				all = append(all, listIn{path + name, elements})
			}
		case raw[0] == '{' && depth < maxWrapped:
			if inner, err := recordOf(raw); err == nil {
				all = append(all, listsUnder(path+name+".", inner, depth+1)...)
			}
		}
	}
	return all
}

// objectsIn returns the elements of a list whose first is an object.
func objectsIn(raw []byte) []json.RawMessage {
	var elements []json.RawMessage
	if first := bytes.TrimLeft(raw[1:], " \t\r\n"); len(first) == 0 || first[0] != '{' || json.Unmarshal(raw, &elements) != nil {
		return nil
	}
	return elements
}

func pathsOf(lists []listIn) string {
	var paths []string
	for _, l := range lists {
		paths = append(paths, short([]byte(l.path)))
	}
	return strings.Join(paths, ", ")
}

// unwrapped returns the article that a record holds as its only object with a
// text, as search engines give theirs ("_source"); else the record.
func (r record) unwrapped(columns map[string]string) record {
	holds := func(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }
	if !slices.ContainsFunc(slices.Collect(maps.Values(r)), holds) || !isEmpty(r.mapped(columns)["text"]) {
		return r
	}
	var found record
	for _, raw := range r {
		if !holds(raw) {
			continue
		}
		inner, err := recordOf(raw)
		if err != nil || isEmpty(inner.mapped(columns)["text"]) {
			continue
		}
		if found != nil {
			return r
		}
		found = inner
	}
	if found == nil {
		return r
	}
	return found
}
