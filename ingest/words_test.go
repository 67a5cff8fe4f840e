package ingest

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestPlainly has nothing of what libraries say to programmers in a message.
func TestPlainly(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,}`:      "'}' stands where the name of a field",
		`[1,]`:          "']' stands where a value should begin",
		`{"a" 1}`:       "'1' stands where a colon should be",
		`{"a":1 "b":2}`: "'\"' stands where a comma or } should be",
		`[1 2]`:         "'2' stands where a comma or ] should be",
		"\"a\nb\"":      "'\\n' stands in a text as it is",
		`"\d"`:          "'d' follows a backslash",
		`"\u12x4"`:      "'x' stands among the four digits",
		`"a`:            "it ends in the middle",
		`nup`:           "'p' stands in a word",
		`-a`:            "'a' stands in a number",
		`{} {}`:         "'{' stands behind its end",
		`[`:             "it ends in the middle",
		strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000): "'[' opens more levels",
	} {
		var v any
		if got := plainly(json.Unmarshal([]byte(in), &v)); !strings.HasPrefix(got, want) {
			t.Errorf("%.20s: %q, want %q", in, got, want)
		}
	}
	var v struct{}
	for _, err := range []error{
		zip.ErrFormat, zip.ErrChecksum, zip.ErrAlgorithm, gzip.ErrHeader, gzip.ErrChecksum, tar.ErrHeader, fmt.Errorf("read: %w", io.ErrUnexpectedEOF),
		xml.Unmarshal([]byte("<a><b></a>"), &v), xml.Unmarshal([]byte("<a>&b;</a>"), &v), xml.Unmarshal([]byte("<a>"), &v),
	} {
		if got := plainly(err); strings.Contains(got, err.Error()) || strings.Contains(got, "EOF") || strings.Contains(got, "zip:") {
			t.Errorf("%v: %q", err, got)
		}
	}
}
