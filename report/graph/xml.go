package graph

import (
	"encoding/xml"
	"io"
	"strings"
)

// writeXML writes a document, indented.
func writeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// inXML takes out of a text what is no character of XML 1.0 (production 2), which its
// encoder would replace by question marks. The directional isolates that our names
// stand in go, too: a viewer lays a label out by itself.
func inXML(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '\u2066' <= r && r <= '\u2069',
			r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
