package observe_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/stemma-news/stemma/server/observe"
)

// TestLogIsSteady: whatever stands in an attribute, also in an error that quotes a report, a record is one line without anything
// that steers a terminal or the direction of text.
func TestLogIsSteady(t *testing.T) {
	const attack = "Larn\r\nlevel=INFO msg=forged \x1b[2J\x1b]0;owned\a \u009b31m \u202etxet\u2066 \u2028 \u200b \xff end"
	for _, form := range []string{"text", "json"} {
		var b bytes.Buffer
		log, err := observe.NewLog(&b, form, true)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("asked "+attack, "path", attack, "error", errors.New(attack))
		line := b.String()
		if strings.Count(line, "\n") != 1 || !strings.Contains(line, "Larn") || !strings.Contains(line, "end") {
			t.Errorf("%s: %q", form, line)
		}
		for _, r := range strings.TrimSuffix(line, "\n") {
			if !unicode.IsPrint(r) {
				t.Errorf("%s: %U in %q", form, r, line)
			}
		}
	}
}
