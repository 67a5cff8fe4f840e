package main

import "testing"

// TestInert: no cell of a table is a formula, whatever program opens it, and
// text that is none stays as it is.
func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"":              "",
		"larn-1":        "larn-1",
		"12 - 3":        "12 - 3",
		"=1+1":          "'=1+1",
		"@SUM(A1)":      "'@SUM(A1)",
		" +1":           "' +1",
		"\n=1":          "'\n=1",
		"\tLarn":        "'\tLarn",
		"＝1＋1":          "'＝1＋1",
		"－1":            "'－1",
		"مرفأ لارن = 1": "مرفأ لارن = 1",
	} {
		if have := inert(in); have != want {
			t.Errorf("inert(%q) = %q, want %q", in, have, want)
		}
	}
}
