package extract

import "bytes"

// stripped is a page without what nobody reads: programs, styles, drawings,
// comments, and all attributes but those that say what an element is. Two
// thirds of a page's bytes go, and half of the time that it takes to parse.
//
// Markup is cut where the HTML standard's tokenizer cuts it, and what has no end
// stays as it is: the parser has the last word.
func stripped(page []byte) []byte {
	s := stripper{rest: page, out: make([]byte, 0, len(page)/2)}
	for len(s.rest) > 0 {
		text := bytes.IndexByte(s.rest, '<')
		if text < 0 {
			text = len(s.rest)
		}
		s.keep(text)
		s.markup()
	}
	return s.out
}

type stripper struct{ rest, out []byte }

func (s *stripper) keep(n int) {
	s.out = append(s.out, s.rest[:n]...)
	s.rest = s.rest[n:]
}

// drop leaves out what follows. A "<" before it must not begin a tag with what
// is behind it.
func (s *stripper) drop(n int) {
	if bytes.HasSuffix(s.out, []byte("<")) {
		s.out = append(s.out[:len(s.out)-1], "&lt;"...)
	}
	s.rest = s.rest[n:]
}

// markup reads what begins with "<".
func (s *stripper) markup() {
	switch {
	case len(s.rest) < 2:
		s.keep(len(s.rest))
	case bytes.HasPrefix(s.rest, []byte("<!--")):
		s.comment()
	case isLetter(s.rest[1]):
		s.element()
	case s.rest[1] == '/' && len(s.rest) > 2 && isLetter(s.rest[2]):
		size, _ := tagEnd(s.rest, 2+nameEnd(s.rest[2:]))
		s.keepTo(size)
	case s.rest[1] == '/' || s.rest[1] == '!' || s.rest[1] == '?': // a declaration, or a comment to the parser
		s.keepTo(bytes.IndexByte(s.rest, '>') + 1)
	default:
		s.keep(1)
	}
}

// keepTo keeps so many bytes, all if there are no more than 0.
func (s *stripper) keepTo(n int) {
	if n <= 0 {
		n = len(s.rest)
	}
	s.keep(n)
}

func (s *stripper) comment() {
	const begin = len("<!") // "<!-->" is whole
	body := s.rest[begin:]
	for i := 0; ; i++ {
		n := bytes.Index(body[i:], []byte("--"))
		if n < 0 {
			s.keep(len(s.rest))
			return
		}
		i += n
		for _, end := range []string{"-->", "--!>"} {
			if bytes.HasPrefix(body[i:], []byte(end)) {
				s.drop(begin + i + len(end))
				return
			}
		}
	}
}

// element reads a start tag, and all of an element that holds no markup.
func (s *stripper) element() {
	n := nameEnd(s.rest[1:]) + 1
	name := lowerName(s.rest[1:n])
	size, closed := tagEnd(s.rest, n)
	if size < 0 {
		s.keep(len(s.rest))
		return
	}
	kind := kindOfElement(name)
	if kind == markupElement || closed && name == "svg" {
		s.tag(n, size, name)
		return
	}
	end := elementEnd(s.rest[size:], name)
	switch {
	case end < 0 && name == "svg":
		s.tag(n, size, name)
	case end < 0:
		s.keep(len(s.rest))
	case kind == readElement || bytes.Contains(s.rest[:size], []byte("json")):
		s.tag(n, size, name)
		s.keep(end)
	default:
		s.drop(size + end)
	}
}

// Kinds of elements: those that hold markup, those whose text is kept as it is,
// and those that go.
const (
	markupElement = iota
	readElement
	droppedElement
)

func kindOfElement(name string) int {
	switch name {
	case "script", "style", "svg":
		return droppedElement
	case "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes", "plaintext":
		return readElement
	}
	return markupElement
}

// tag writes a start tag with the attributes that are needed.
func (s *stripper) tag(name, size int, element string) {
	tag := s.rest[:size]
	s.out = append(s.out, tag[:name]...)
	for i := name; i < size; {
		key, end, next := attribute(tag, i)
		if end > key && needed(element, tag[key:end], tag[end:next]) {
			s.out = append(append(s.out, ' '), tag[key:next]...)
		}
		i = max(next, i+1)
	}
	if tag[size-2] == '/' {
		s.out = append(s.out, " /"...)
	}
	s.out = append(s.out, '>')
	s.rest = s.rest[size:]
}

// needed reports an attribute by which an element is known, or its text.
func needed(element string, key, value []byte) bool {
	switch string(key) {
	case "id", "class", "itemprop", "itemscope", "property", "name", "content", "rel", "type", "datetime", "pubdate", "title", "lang", "xml:lang", "hidden", "role",
		"aria-hidden", "http-equiv", "amp", "⚡", "data-component", "data-testid", "data-qa", "data-module", "data-gu-name", "data-type", "data-lp-replacement-content":
		return true
	case "href":
		return element != "a"
	case "style":
		return bytes.Contains(value, []byte("display")) || bytes.Contains(value, []byte("hidden"))
	}
	return bytes.ContainsFunc(key, isCapital) && needed(element, bytes.ToLower(key), value)
}

// attribute finds the attribute from i on in a tag: where its key begins and
// ends, and its value ends.
func attribute(tag []byte, i int) (key, end, next int) {
	for i < len(tag) && (isSpace(tag[i]) || tag[i] == '/') {
		i++
	}
	key = i
	for i < len(tag) && tag[i] != '>' && tag[i] != '/' && !isSpace(tag[i]) && (tag[i] != '=' || i == key) {
		i++
	}
	end = i
	for i < len(tag) && isSpace(tag[i]) {
		i++
	}
	if i >= len(tag) || tag[i] != '=' {
		return key, end, end
	}
	for i++; i < len(tag) && isSpace(tag[i]); {
		i++
	}
	return key, end, valueEnd(tag, i)
}

// valueEnd is where the value of an attribute ends that begins at i.
func valueEnd(tag []byte, i int) int {
	if i < len(tag) && (tag[i] == '"' || tag[i] == '\'') {
		n := bytes.IndexByte(tag[i+1:], tag[i])
		if n < 0 {
			return len(tag)
		}
		return i + 1 + n + 1
	}
	for i < len(tag) && tag[i] != '>' && !isSpace(tag[i]) {
		i++
	}
	return i
}

// tagEnd is where a tag ends whose name ends at i, or -1, and whether it closes
// itself.
func tagEnd(page []byte, i int) (size int, closed bool) {
	for i < len(page) {
		if page[i] == '>' {
			return i + 1, page[i-1] == '/'
		}
		_, _, next := attribute(page, i)
		i = max(next, i+1)
	}
	return -1, false
}

// elementEnd is where an element ends that has no markup, behind its end tag,
// or -1 where that is not sure: a drawing may hold another, and a program in a
// comment a whole program.
func elementEnd(page []byte, name string) int {
	comment := false
	for i := 0; ; i++ {
		n := bytes.IndexByte(page[i:], '<')
		if n < 0 {
			return -1
		}
		i += n
		rest := page[i+1:]
		switch {
		case len(rest) > 0 && rest[0] == '/' && isNamed(rest[1:], name):
			end := bytes.IndexByte(rest, '>')
			if end < 0 {
				return -1
			}
			return i + 1 + end + 1
		case (name == "svg" || comment) && isNamed(rest, name):
			return -1
		case name == "script" && bytes.HasPrefix(rest, []byte("!--")):
			comment = true
		}
	}
}

// isNamed reports that s begins with the name of an element, behind "<" or "</".
func isNamed(s []byte, name string) bool {
	return len(s) > len(name) && bytes.EqualFold(s[:len(name)], []byte(name)) && nameEnd(s) == len(name)
}

// nameEnd is how long the name is that s begins with.
func nameEnd(s []byte) int {
	i := 0
	for i < len(s) && s[i] != '>' && s[i] != '/' && !isSpace(s[i]) {
		i++
	}
	return i
}

// lowerName is the name of an element that is looked for, without a copy of
// those that are long.
func lowerName(name []byte) string {
	if len(name) > len("plaintext") {
		return ""
	}
	return string(bytes.ToLower(name))
}

func isLetter(c byte) bool  { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isCapital(r rune) bool { return r >= 'A' && r <= 'Z' }
func isSpace(c byte) bool   { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }
