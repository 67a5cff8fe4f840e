package ingest

import (
	_ "embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/date"
)

// A text can say at its head what it is: a line for each field,
//
//	Title: Ferry aground off Skell
//	Source: Quay Mail
//	Date: 2 March 2024
//	URL: https://quay.example/ferry
//
// or all of them in one line ("Source: Quay Mail | Date: 2024-03-02"), each
// after a "#" or not, in any language of heads.txt; or one line of JSON; or the
// front matter of Markdown between two lines of dashes (YAML: scalars, lists
// and blocks of text) or of plus signs (TOML). A blank line, a rule (----) or
// the name of the text ("Text:") ends it. The names are those of tables
// (fields.go), and those that are given on the command line.
//
// Since reports, too, begin with lines that have a colon, lines are a head only
// if two of them at least, and half of them, are fields of ours, and if there is
// a date or an address that can be read, or three fields, or a rule or "Text:"
// after them. Fields that are not ours go to Extra.

//go:embed heads.txt
var headNames string

// headFields are our fields by the words of heads.txt.
var headFields = sync.OnceValue(func() map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(headNames) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			for _, w := range words[1:] {
				fields[bare(w)] = words[0]
			}
		}
	}
	return fields
})

var (
	reHeadLine = regexp.MustCompile(`^(?:#+[ \t]*|//[ \t]*)?\*{0,2}(\p{L}[\p{L}\p{M}\p{N}_ .\x{200C}-]{0,30}?)\*{0,2}[ \t]*[:：]\*{0,2}[ \t]*(.*?)[ \t]*$`)
	reHeadRule = regexp.MustCompile(`^[ \t]*(?:[-=_*~#]{3,}|\x{2014}+)[ \t]*$`)
)

// A head may have maxHead lines of maxHeadLine bytes.
const (
	maxHead     = 40
	maxHeadLine = 4 << 10
)

// head is what a text says of itself before it begins.
type head struct {
	fields  record
	known   []string // which of our fields, in their order
	lines   int
	certain bool // it has a date or an address
	closed  bool // a rule or "Text:" ends it
}

// cutHead parts the head of a text from the text. Without one, fields is nil.
func cutHead(s string, columns map[string]string) (fields record, rest string) {
	text := strings.TrimLeft(s, "\uFEFF \t\n")
	if r, rest, ok := frontMatter(text, columns); ok {
		return r, rest
	}
	if r, rest, ok := jsonHead(text, columns); ok {
		return r, rest
	}
	h := head{fields: record{}}
	rest = text
	for h.lines < maxHead {
		line, after, _ := strings.Cut(rest, "\n")
		if len(line) > maxHeadLine {
			return nil, s
		}
		if strings.TrimSpace(line) == "" || reHeadRule.MatchString(line) {
			h.closed = strings.TrimSpace(line) != ""
			rest = after
			break
		}
		text, ok := h.line(line, columns)
		if !ok {
			return nil, s // a line of the text follows at once
		}
		rest = after
		if h.closed {
			rest = strings.TrimLeft(text+"\n"+after, " \t\n")
			break
		}
	}
	if !h.holds() || strings.TrimSpace(rest) == "" {
		return nil, s
	}
	return h.fields, strings.TrimLeft(rest, "\n")
}

// holds reports whether the lines are a head.
func (h *head) holds() bool {
	n := len(h.known)
	return n >= 2 && 2*n >= h.lines && (h.certain || h.closed || n >= 3)
}

// line reads a line of the head. If it is the one where the text begins, it
// returns what it has of it.
func (h *head) line(line string, columns map[string]string) (text string, ok bool) {
	if pieces := severalFields(line); pieces != nil {
		for _, p := range pieces {
			h.field(p[0], p[1], columns)
		}
		return "", true
	}
	m := reHeadLine.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	if fieldOf(m[1], columns) == "text" {
		h.closed = true
		return m[2], true
	}
	h.field(m[1], m[2], columns)
	return "", true
}

// severalFields returns the fields of a line that has several.
func severalFields(line string) [][2]string {
	for _, sep := range []string{" | ", "\t"} {
		pieces := strings.Split(line, sep)
		if len(pieces) < 2 {
			continue
		}
		var all [][2]string
		for _, p := range pieces {
			if m := reHeadLine.FindStringSubmatch(strings.TrimSpace(p)); m != nil {
				all = append(all, [2]string{m[1], m[2]})
			}
		}
		if len(all) == len(pieces) {
			return all
		}
	}
	return nil
}

// field keeps one field. A date is kept in the form of ISO 8601; one that
// cannot be read is none.
func (h *head) field(name, value string, columns map[string]string) {
	h.lines++
	field := fieldOf(name, columns)
	switch {
	case value == "":
	case field == "" || h.fields[field] != nil:
		h.fields.set(name, value)
	case field == "published" || field == "updated":
		m, ok := date.Read(value, date.Options{})
		if !ok {
			h.fields.set(name, value)
			return
		}
		h.certain = true
		h.known = append(h.known, field)
		h.fields.set(field, momentText(m))
	default:
		h.certain = h.certain || field == "url" && reWebAddress.MatchString(value)
		h.known = append(h.known, field)
		h.fields.set(field, value)
	}
}

func (r record) set(key string, value any) {
	if raw, err := json.Marshal(value); err == nil {
		r[key] = raw
	}
}

// fieldOf returns our field that a name stands for; "" for none.
func fieldOf(name string, columns map[string]string) string {
	name = strings.TrimSpace(name)
	for _, field := range slices.Sorted(maps.Keys(columns)) {
		if columns[field] == name {
			return field
		}
	}
	b := bare(name)
	for _, f := range fields() {
		if slices.Contains(f.names, b) {
			return f.name
		}
	}
	return headFields()[b]
}

// jsonHead reads a first line that is an object without a text.
func jsonHead(s string, columns map[string]string) (record, string, bool) {
	line, rest, found := strings.Cut(s, "\n")
	var r record
	if !found || !strings.HasPrefix(line, "{") || len(line) > headSize || json.Unmarshal([]byte(line), &r) != nil {
		return nil, s, false
	}
	rest = strings.TrimLeft(rest, " \t\n")
	r = r.mapped(columns)
	known := slices.ContainsFunc(Fields(), func(f string) bool { return !isEmpty(r[f]) })
	return r, rest, known && isEmpty(r["text"]) && rest != "" && rest[0] != '{'
}

// isHeadedText reports a text under a line of JSON that says what it is, which
// is not JSON lines.
func isHeadedText(start []byte, by byName) bool {
	if by == itself || start[0] != '{' {
		return false
	}
	_, _, ok := jsonHead(string(start), nil)
	return ok
}

// frontMatter cuts off the fields that a Markdown file can begin with.
func frontMatter(s string, columns map[string]string) (record, string, bool) {
	for _, rule := range []string{"---", "+++"} {
		opening, inside, _ := strings.Cut(s, "\n")
		if strings.TrimRight(opening, " \t") != rule {
			continue
		}
		f := matter{h: head{fields: record{}}, columns: columns}
		for n := 0; len(inside) > 0 && n < headSize; {
			line, rest, _ := strings.Cut(inside, "\n")
			n += len(line) + 1
			inside = rest
			if end := strings.TrimRight(line, " \t"); end == rule || rule == "---" && end == "..." {
				f.flush()
				return f.h.fields, inside, len(f.h.fields) > 0
			}
			f.line(line)
		}
	}
	return nil, s, false
}

// matter reads front matter line by line: the common part of YAML and TOML.
type matter struct {
	h       head
	columns map[string]string
	key     string
	scalar  []string
	list    []string
	block   bool // the lines of the scalar are kept apart
}

var (
	reMatter  = regexp.MustCompile(`^["']?([\p{L}_][\p{L}\p{M}\p{N}_ .-]*?)["']?[ \t]*(?::(?:[ \t]+|$)|=[ \t]*)(.*)$`)
	reComment = regexp.MustCompile(`[ \t]+#.*$`)
)

func (f *matter) line(line string) {
	trimmed := strings.TrimSpace(line)
	indented := line != "" && (line[0] == ' ' || line[0] == '\t')
	item, isItem := strings.CutPrefix(trimmed, "- ")
	switch m := reMatter.FindStringSubmatch(line); {
	case isItem && f.key != "" && len(f.scalar) == 0:
		f.list = append(f.list, nameIn(unquote(item)))
	case indented && f.key != "" && trimmed != "":
		f.scalar = append(f.scalar, nameIn(unquote(trimmed)))
	case m != nil:
		f.flush()
		f.key = m[1]
		f.value(strings.TrimSpace(m[2]))
	}
}

// nameIn returns what stands after "name:", as authors are written.
func nameIn(s string) string {
	if name, ok := strings.CutPrefix(s, "name:"); ok {
		return unquote(strings.TrimSpace(name))
	}
	return s
}

func (f *matter) value(s string) {
	switch inner, list := strings.CutPrefix(s, "["); {
	case s == "|" || s == "|-" || s == ">" || s == ">-":
		f.block = s[0] == '|'
	case list && strings.HasSuffix(inner, "]"):
		for e := range strings.SplitSeq(strings.TrimSuffix(inner, "]"), ",") {
			f.list = append(f.list, unquote(strings.TrimSpace(e)))
		}
	case s != "":
		f.scalar = append(f.scalar, unquote(s))
	}
}

// unquote takes off quotation marks, and the comment after what has none.
func unquote(s string) string {
	if n := len(s); n >= 2 && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0] {
		return strings.ReplaceAll(s[1:n-1], `\"`, `"`)
	}
	return reComment.ReplaceAllString(s, "")
}

// flush keeps the field that was read.
func (f *matter) flush() {
	field := fieldOf(f.key, f.columns)
	switch {
	case f.key == "" || field == "text":
	case len(f.list) > 0 && field == "":
		f.h.fields.set(f.key, f.list)
	case len(f.list) > 0:
		f.h.field(f.key, strings.Join(f.list, ", "), f.columns)
	case len(f.scalar) > 0:
		between := " "
		if f.block {
			between = "\n"
		}
		f.h.field(f.key, strings.Join(f.scalar, between), f.columns)
	}
	f.key, f.scalar, f.list, f.block = "", nil, nil, false
}
