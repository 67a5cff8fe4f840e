package text

import (
	"strings"
	"testing"
)

// A line of a data file that the program cannot read is an error with its
// number; comments and empty lines are none.
func TestDataFileErrors(t *testing.T) {
	parsers := map[string]func(string) error{
		"page":      func(s string) error { _, err := parsePageWords(s); return err },
		"sentences": func(s string) error { _, err := parseRules(s); return err },
		"letters":   func(s string) error { _, err := parseLetters(s); return err },
	}
	tests := []struct{ file, data, want string }{
		{"page", "# words\n\nby: von, verfasst von\n", ""},
		{"page", "by: von\nbuy: verfasst von\n", "line 2"},
		{"page", "by von\n", "line 1"},
		{"sentences", "lang de at\nalways Dr Prof\n", ""},
		{"sentences", "lang de\nallways Dr\n", "line 2"},
		{"letters", "ж=zh ш=sh\n", ""},
		{"letters", "ж=zh\nш\n", "line 2"},
	}
	for _, tt := range tests {
		t.Run(tt.file+"/"+tt.data, func(t *testing.T) {
			err := parsers[tt.file](tt.data)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}
