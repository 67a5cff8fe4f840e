package graph

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestInXML(t *testing.T) {
	for in, want := range map[string]string{
		"Larn":                "Larn",
		"a\x00b\x1bc\tд":      "abc\tд",
		"\ufffex\uffff":       "x",
		"broken \xff\xfe":     "broken ",
		"\u2067النهر\u2069 B": "النهر B",
		"😀 </a> & \"q\" ]]>":  "😀 </a> & \"q\" ]]>",
	} {
		if have := inXML(in); have != want {
			t.Errorf("inXML(%q) = %q, want %q", in, have, want)
		}
	}
}

// FuzzInXML: what is left of a text comes back from XML as it was.
func FuzzInXML(f *testing.F) {
	for _, s := range []string{"", "a<b>&\"'", "\x00\ufffe\u2067", "\xff", "\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = inXML(s)
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\ufffe\uffff") {
			t.Fatalf("%q", s)
		}
		var b bytes.Buffer
		if err := writeXML(&b, mlDatum{"k", s}); err != nil {
			t.Fatal(err)
		}
		var back struct {
			Key   string `xml:"key,attr"`
			Value string `xml:",chardata"`
		}
		if err := xml.Unmarshal(b.Bytes(), &back); err != nil || back.Value != s {
			t.Fatalf("%v: %q became %q", err, s, back.Value)
		}
	})
}
