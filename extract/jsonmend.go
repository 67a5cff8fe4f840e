package extract

import (
	"slices"
	"strings"
)

// mendJSON repairs what templates get wrong in JSON: line breaks and tabs
// within strings, comments, commas before a bracket, quotation marks within
// strings, escapes that JSON does not have, a missing end. One pass; the result
// may still be no JSON.
func mendJSON(s string) string {
	m := mender{s: s}
	m.out.Grow(len(s) + len(s)/16)
	for m.at < len(s) && len(m.open) < maxOpen {
		m.step()
	}
	out := m.out.String()
	if m.quoted {
		out = out[:m.whole] // half of a text is none
	}
	out = strings.TrimRight(out, " \n\t,:")
	closing := slices.Clone(m.open)
	slices.Reverse(closing)
	return out + string(closing)
}

// maxOpen is how deep brackets may nest; what comes behind is left out.
const maxOpen = 200

type mender struct {
	s      string
	at     int
	out    strings.Builder
	open   []byte // the brackets that are due
	quoted bool
	whole  int // where the last member or item that has begun begins in out
}

func (m *mender) step() {
	c := m.s[m.at]
	if m.quoted {
		m.inString(c)
		return
	}
	switch c {
	case '"':
		m.quoted = true
	case '{', '[':
		m.open = append(m.open, c+2) // the closing bracket in ASCII
		m.whole = m.out.Len() + 1
	case '}', ']':
		if len(m.open) == 0 || m.open[len(m.open)-1] != c {
			m.at++ // a bracket too many
			return
		}
		m.open = m.open[:len(m.open)-1]
	case ',':
		if next := m.next(m.at + 1); next == '}' || next == ']' || next == ',' || next == 0 {
			m.at++
			return
		}
		m.whole = m.out.Len()
	case '/':
		if m.comment() {
			return
		}
	}
	m.out.WriteByte(c)
	m.at++
}

// comment skips a comment.
func (m *mender) comment() bool {
	rest := m.s[m.at:]
	var end int
	switch {
	case strings.HasPrefix(rest, "//"):
		end = strings.IndexByte(rest, '\n')
	case strings.HasPrefix(rest, "/*"):
		if end = strings.Index(rest, "*/"); end >= 0 {
			end += 2
		}
	default:
		return false
	}
	if end < 0 {
		end = len(rest)
	}
	m.at += end
	return true
}

func (m *mender) inString(c byte) {
	switch {
	case c == '\\':
		m.escape()
		return
	case c == '"':
		if m.closes() {
			m.quoted = false
			m.out.WriteByte('"')
		} else {
			m.out.WriteString(`\"`)
		}
	case c == '\n' || c == '\r':
		m.out.WriteString(`\n`)
	case c < ' ':
		m.out.WriteByte(' ')
	default:
		m.out.WriteByte(c)
	}
	m.at++
}

// escape copies an escape, or what it stands for where JSON has none such.
func (m *mender) escape() {
	if m.at+1 >= len(m.s) {
		m.at++
		return
	}
	c := m.s[m.at+1]
	if strings.IndexByte(`"\/bfnrtu`, c) >= 0 {
		m.out.WriteString(m.s[m.at : m.at+2])
	} else if c >= ' ' {
		m.out.WriteByte(c)
	}
	m.at += 2
}

// closes reports that a quotation mark ends its string: a bracket, a colon, a
// comma before the next value, or the end follows.
func (m *mender) closes() bool {
	next := m.next(m.at + 1)
	if next != ',' {
		return next == 0 || strings.IndexByte("}]:", next) >= 0
	}
	at := m.skip(m.at + 1)
	after := m.next(at + 1)
	return after == 0 || strings.IndexByte(`"{[]}/-,`, after) >= 0 || after >= '0' && after <= '9'
}

// skip returns the offset of the next character that is no white space.
func (m *mender) skip(i int) int {
	for i < len(m.s) && (m.s[i] == ' ' || m.s[i] == '\n' || m.s[i] == '\r' || m.s[i] == '\t') {
		i++
	}
	return i
}

func (m *mender) next(i int) byte {
	if i = m.skip(i); i < len(m.s) {
		return m.s[i]
	}
	return 0
}
