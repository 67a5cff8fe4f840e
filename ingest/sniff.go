package ingest

import (
	"bytes"
	"regexp"
)

// kind is what a file holds.
type kind int

const (
	kindText kind = iota
	kindMarkdown
	kindHTML
	kindJSON  // a document: an article, an array, or a result with "articles"
	kindLines // an article a line
	kindEmpty
	kindBinary
)

// formats are files that are not text, by their first bytes.
var formats = []struct{ magic, what, remedy string }{
	{"%PDF-", "a PDF document", "save its text as .txt"},
	{"{\\rtf", "a rich text document", "save it as plain text"},
	{"WARC/", "a web archive", "give its pages as .html"},
	{"PK\x03\x04", "a zip archive or an office document", "unpack it, or save its text as .txt"},
	{"\xD0\xCF\x11\xE0", "an old office document", "save its text as .txt"},
	{"\x89PNG", "a picture", "give the article's text"},
	{"\xFF\xD8\xFF", "a picture", "give the article's text"},
	{"GIF89a", "a picture", "give the article's text"},
	{"BZh91AY", "compressed by bzip2", "unpack it, or compress it by gzip"},
	{"\xFD7zXZ\x00", "compressed by xz", "unpack it, or compress it by gzip"},
	{"7z\xBC\xAF", "a 7z archive", "unpack it"},
	{"Rar!\x1A", "a rar archive", "unpack it"},
	{"PAR1\x15", "a Parquet file", "export it as JSON lines"},
	{"SQLite format 3\x00", "a database", "export it as JSON lines"},
	{"\x1F\x8B", "compressed twice", "unpack it once"},
	{"\x28\xB5\x2F\xFD", "compressed twice", "unpack it once"},
}

// notText says why bytes cannot be text, or "".
func notText(head []byte) string {
	for _, f := range formats {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return "not text but " + f.what + ": " + f.remedy
		}
	}
	controls := 0
	for _, c := range head {
		if c < 0x20 && (c < '\t' || c > '\r') && c != 0x1B {
			controls++
		}
	}
	if bytes.IndexByte(head, 0) >= 0 || controls > len(head)/50 {
		return "binary data, not text: give a .txt, .md, .html, .json or .jsonl file"
	}
	return ""
}

var (
	rePage = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	reTag  = regexp.MustCompile(`(?i)</?(?:p|div|span|br|a|h[1-6]|article|section|main|table|ul|title|meta|html|body)\b[^<>]*>`)
)

// sniff tells what a file holds from its beginning as UTF-8, and from its
// name where that leaves a choice.
func sniff(head []byte, name string) kind {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	named, known := kindByName(name)
	switch {
	case len(head) == 0:
		return kindEmpty
	case rePage.Match(head):
		return kindHTML
	case looksJSON(head):
		return sniffJSON(head, named)
	case named == kindHTML && !reTag.Match(head):
		return kindText
	case !known && head[0] == '<' && reTag.Match(head):
		return kindHTML
	}
	return named
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

// sniffJSON tells JSON lines from a document: lines if the name says so, or
// else if another object begins on the line after the first.
func sniffJSON(head []byte, named kind) kind {
	if named == kindLines || named == kindJSON && head[0] == '[' {
		return named
	}
	_, rest, found := bytes.Cut(head, []byte("\n"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if found && head[0] == '{' && looksJSONObject(rest) {
		return kindLines
	}
	return kindJSON
}

func looksJSONObject(b []byte) bool {
	return len(b) > 0 && b[0] == '{' && looksJSON(b)
}
