package attribution

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Outlets is a reader's own table of agencies and outlets, over the one that
// ships with the program. A nil one adds nothing.
type Outlets struct{ table *outlets }

// maxTable bounds a reader's table in bytes: the names of some 20,000 outlets.
const maxTable = 1 << 20

// ReadOutlets reads a table in the format of outlets.txt. What it says comes
// before what the program knows: a line whose first name is known adds to that
// outlet, and every other name that is known moves to its new line.
func ReadOutlets(r io.Reader) (*Outlets, error) {
	know, err := loadKnowledge()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, fmt.Errorf("read the table of outlets: %w", err)
	}
	if len(data) > maxTable {
		return nil, fmt.Errorf("the table is larger than %d bytes", maxTable)
	}
	table, err := parseOutlets(strings.TrimPrefix(string(data), "\ufeff"), know.outlets)
	if err != nil {
		return nil, err
	}
	return &Outlets{table}, nil
}

// over returns the table to use: the reader's, or the program's own.
func (o *Outlets) over(builtIn *outlets) *outlets {
	if o == nil || o.table == nil {
		return builtIn
	}
	return o.table
}

// Same reports whether two names of outlets stand for one, whatever their
// script: by the table of agencies, by their letters, or by their sound.
func (o *Outlets) Same(a, b string) bool {
	know, err := loadKnowledge()
	return err == nil && o.over(know.outlets).same(a, b)
}

// tableParser reads a table line by line.
type tableParser struct {
	*outlets
	line  int
	lines map[int32]int // outlet of this table, one more than its index → its line
}

// parseOutlets reads a table as a layer over another: a line is a keyword and
// what belongs to it; outlets.txt says which there are.
func parseOutlets(data string, base *outlets) (*outlets, error) {
	p := &tableParser{outlets: newOutlets(base, strings.Count(data, "|")*2), lines: map[int32]int{}}
	if base != nil {
		p.list = slices.Clone(base.list) // outletNamed writes into it
		p.title = maps.Clone(base.title)
		data = norm.NFC.String(data) // as the program's own table is, which a test sees to
	}
	for line := range strings.Lines(data) {
		p.line++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.read(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	return p.outlets, nil
}

func (p *tableParser) read(line string) error {
	if !utf8.ValidString(line) {
		return errors.New("not UTF-8")
	}
	kind, rest := line, ""
	if i := strings.IndexAny(line, " \t"); i >= 0 {
		kind, rest = line[:i], line[i+1:]
	}
	switch kind = strings.ToLower(kind); kind {
	case "agency", "outlet":
		return p.publisher(kind == "agency", rest)
	case "title":
		for _, w := range folded(rest) {
			p.title[w] = true
		}
	case "ending":
		p.endings = append(slices.Clip(p.endings), folded(rest)...)
	case "prefix":
		for _, w := range folded(rest) {
			cut, put, _ := strings.Cut(w, "=")
			p.prefixes = append(slices.Clip(p.prefixes), prefix{cut, put})
		}
	default:
		return fmt.Errorf("a line begins with agency or outlet, not %q", kind)
	}
	return nil
}

// publisher reads the names of an outlet, the first of which says who it is.
func (p *tableParser) publisher(agency bool, line string) error {
	var buf [maxKey]byte
	id := -1
	for name := range strings.SplitSeq(line, "|") {
		n := spellingOf(strings.TrimSpace(name))
		key := appendKey(buf[:0], n.name)
		if err := n.check(key); err != nil {
			return err
		}
		if id < 0 {
			id = p.outletNamed(n.name, key, agency)
		}
		if have := p.names[string(key)].id; have > 0 && int(have) != id+1 {
			return fmt.Errorf("%q stands in line %d already", n.name, p.lines[have])
		}
		p.add(n, key, id)
	}
	return nil
}

// outletNamed is the outlet of the layers below that has this name, or a new one.
func (p *tableParser) outletNamed(name string, key []byte, agency bool) int {
	id := -1
	for g := p.base; g != nil && id < 0; g = g.base {
		id = int(g.names[string(key)].id) - 1
	}
	if id < 0 {
		id = len(p.list)
		p.list = append(p.list, outlet{name: name})
	}
	p.list[id].agency = agency
	p.lines[int32(id)+1] = p.line
	return id
}

// spellingOf reads a name with the signs that a table has for it.
func spellingOf(s string) spelling {
	n := spelling{}
	n.name, n.credit = strings.CutPrefix(s, "~")
	n.name, n.exact = strings.CutPrefix(n.name, "=")
	n.name, n.stem = strings.CutSuffix(n.name, "*")
	n.exact = n.exact || isShort(n.name) && !n.stem
	return n
}

// check refuses what no text can hold as a name, and stems that would be half
// the words of a language.
func (n spelling) check(key []byte) error {
	switch {
	case len(key) == 0:
		return fmt.Errorf("an empty name: %q", n.name)
	case len(key) > maxKey:
		return fmt.Errorf("a name of %d bytes, more than %d", len(key), maxKey)
	case strings.IndexByte(n.name, '*') >= 0:
		return fmt.Errorf("%q: a * may stand at the end of a name only", n.name)
	case strings.ContainsFunc(n.name, unicode.IsControl):
		return fmt.Errorf("%q holds a control character", n.name)
	case n.stem && n.exact:
		return fmt.Errorf("%q: a name that must stand as it is can have no *", n.name)
	case n.stem && isShort(n.name) && isCasedAt(n.name, lastRuneAt(n.name)):
		return fmt.Errorf("%q: a name of up to four letters can have no *", n.name)
	}
	return nil
}
