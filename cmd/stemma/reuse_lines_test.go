package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReuseTableKeepsText: a table has the text as it is written, with the marks that
// Hebrew and Arabic need, and has a blank for a tab.
func TestReuseTableKeepsText(t *testing.T) {
	dir := t.TempDir()
	const line = "הנמל\u200f \"אלווה\"\u200e (Alva) נסגר ביום שני בערב\tאחרי סערה שפגעה בו"
	for _, name := range []string{"a.txt", "b.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(line+".\n"+name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var printed, errs bytes.Buffer
	run([]string{"reuse", "--format", "csv", "--text", "--min-words", "4", dir}, strings.NewReader(""), &printed, &errs)
	if out := printed.String(); !strings.Contains(out, "\u200f") || !strings.Contains(out, "\u200e") || strings.Contains(out, "?") || strings.Contains(out, "\t") {
		t.Errorf("%q, %s", out, errs.String())
	}
	for s, want := range map[string]string{"a\x1b[2J\u202eb\nc\td\u2028e\U000e0041": "a?[2J?b\nc d e?", "\t=1+1": "' =1+1"} {
		if got := cell(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
