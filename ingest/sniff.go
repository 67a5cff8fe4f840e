package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
)

// isBinary reports that bytes cannot be text. A zero here and there is a slip of
// the program that wrote it, where there is no other sign of binary data.
func isBinary(head []byte) bool {
	controls, zeros := 0, bytes.Count(head, []byte{0})
	for _, c := range head {
		if c < 0x20 && (c < '\t' || c > '\r') && c != 0x1B {
			controls++
		}
	}
	return controls > len(head)/50 || zeros > len(head)/200 || zeros > 0 && controls > zeros
}

var (
	rePage = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	reTag  = regexp.MustCompile(`(?i)</?(?:p|div|span|br|a|h[1-6]|article|section|main|table|ul|title|meta|html|body)\b[^<>]*>`)
)

// isPage recognises a page by how it begins, and a piece of one by its tags.
func isPage(head []byte, by byName) bool {
	switch {
	case rePage.Match(head):
		return true
	case by == itself:
		return !looksJSON(head) && reTag.Match(head)
	}
	return by == unnamed && head[0] == '<' && reTag.Match(head)
}

func isXML(head []byte, _ byName) bool { return bytes.HasPrefix(head, []byte("<?xml")) }

func isJSON(head []byte, by byName) bool { return by == itself || looksJSON(head) }

func isLines(head []byte, by byName) bool {
	return by == itself || head[0] == '{' && looksJSON(head) && inLines(head)
}

// looksJSON reports whether JSON begins here rather than a text: "[Updated]
// The harbour …" and "{{ template }}" do not count.
func looksJSON(head []byte) bool {
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	if len(rest) == 0 {
		return false
	}
	switch head[0] {
	case '{':
		return rest[0] == '"' || rest[0] == '}'
	case '[':
		return rest[0] == '{' || rest[0] == ']'
	}
	return false
}

// inLines tells an object a line from one object over many lines: the first
// line is a whole object and more follows, or the whole is wrong as a document
// and one of its lines is right, or not at its end yet.
func inLines(head []byte) bool {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	if len(bytes.TrimSpace(rest)) == 0 {
		return false
	}
	if json.Valid(first) {
		return true
	}
	var whole json.RawMessage
	err := json.NewDecoder(bytes.NewReader(head)).Decode(&whole)
	if _, wrong := errors.AsType[*json.SyntaxError](err); !wrong {
		return false // right as far as it goes
	}
	for line := range bytes.Lines(rest) {
		cut := line[len(line)-1] != '\n'
		if bytes.HasPrefix(line, []byte(`{"`)) && (cut || json.Valid(line)) {
			return true
		}
	}
	return false
}
