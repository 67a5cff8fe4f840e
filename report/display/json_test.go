package display

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestJSON: what a terminal acts on is escaped, and the JSON says the same.
func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                      `"plain"`,
		"\u009b31m\x7f":              `"\u009b31m\u007f"`,
		"\u202egnp.exe\u202c":        `"\u202egnp.exe\u202c"`,
		"\u2067a\u2069":              `"\u2067a\u2069"`,
		"a\U000e0061b":               `"a\udb40\udc61b"`,
		"می\u200cروم \u200f – “x” é": "\"می\u200cروم \u200f – “x” é\"",
		"👩\u200d👧 󠄀":                 "\"👩\u200d👧 󠄀\"",
	} {
		if have := escaped(t, in); have != want {
			t.Errorf("%q is written %s, want %s", in, have, want)
		}
	}
}

func escaped(t testing.TB, v string) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(JSON(&b))
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func FuzzJSON(f *testing.F) {
	f.Add("\u009b31m\u202e\U000e0061é\x7f\"\\")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("encoding/json replaces what is no text")
		}
		have := escaped(t, s)
		var back string
		if err := json.Unmarshal([]byte(have), &back); err != nil || back != s {
			t.Fatalf("%q is written %s (%v)", s, have, err)
		}
		if strings.ContainsFunc(have, acts) {
			t.Fatalf("%q is written %q", s, have)
		}
	})
}
