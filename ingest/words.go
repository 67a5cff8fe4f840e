package ingest

import (
	"archive/tar"
	"archive/zip"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// plainly says in plain English what a library says to programmers; what it has
// no words for is given as it is.
func plainly(err error) string {
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return plainJSON(s.Error())
	}
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return plainXML(s)
	}
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		err = pathErr.Err
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	_, corruptToo := errors.AsType[bzip2.StructuralError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it breaks off"
	case errors.Is(err, zip.ErrFormat):
		return "its list of files is missing or damaged"
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, gzip.ErrChecksum):
		return "its checksum is wrong, so a part of it is damaged"
	case errors.Is(err, zip.ErrAlgorithm):
		return "it is compressed in a way that is not known here"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader):
		return "a header in it is damaged"
	case corrupt, corruptToo:
		return "a part of it is damaged"
	case errors.Is(err, syscall.EIO):
		return "the disk or the drive gives an error, so it may be damaged: copy it from where you have it still"
	}
	return err.Error()
}

var reInvalid = regexp.MustCompile(`^invalid character ('.*'|'\\''|'"') (.*)$`)

// jsonPlaces is what encoding/json says of where a character is wrong, and what
// that means.
var jsonPlaces = []struct{ says, means string }{
	{"looking for beginning of object key string", "stands where the name of a field in quotation marks should begin: is there a comma too many?"},
	{"looking for beginning of value", "stands where a value should begin: is there a comma too many, or are quotation marks missing?"},
	{"after object key:value pair", "stands where a comma or } should be"},
	{"after object key", "stands where a colon should be"},
	{"after array element", "stands where a comma or ] should be"},
	{"after top-level value", "stands behind its end, where nothing should"},
	{"in string literal", "stands in a text as it is: line breaks and other control characters are written \\n, \\t or \\u0000"},
	{"in string escape code", "follows a backslash, and does not belong there: a backslash is written \\\\"},
	{"in \\u hexadecimal character escape", "stands among the four digits of a \\u"},
	{"in literal", "stands in a word that should be true, false or null: are quotation marks missing?"},
	{"in numeric literal", "stands in a number: are quotation marks missing?"},
	{"exceeded max depth", "opens more levels within each other than may be"},
}

func plainJSON(says string) string {
	if strings.HasPrefix(says, "unexpected end of JSON") {
		return "it ends in the middle"
	}
	says = strings.TrimPrefix(says, "json: ")
	m := reInvalid.FindStringSubmatch(says)
	if m == nil {
		return says
	}
	for _, p := range jsonPlaces {
		if strings.HasPrefix(m[2], p.says) {
			return m[1] + " " + p.means
		}
	}
	return m[1] + " does not belong there"
}

// plainXML says what is wrong with a document in XML, and where.
func plainXML(e *xml.SyntaxError) string {
	where := " (line " + strconv.Itoa(e.Line) + ")"
	switch {
	case strings.Contains(e.Msg, "unexpected EOF"), strings.Contains(e.Msg, "unexpected end"):
		return "it breaks off" + where
	case strings.Contains(e.Msg, "closed by"):
		return "the ends of its elements do not fit their beginnings" + where
	case strings.Contains(e.Msg, "entity"), strings.Contains(e.Msg, "illegal character"):
		return "a character in it is not as XML has it" + where
	}
	return "it is not written as XML is" + where
}
