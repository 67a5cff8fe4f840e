package display

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Ferry  stuck\r\n off\tLarn ":      "Ferry stuck off Larn",
		"\x1b[31mred\x1b[0m":               "red",
		"\x1b]0;new title\aFerry":          "Ferry",
		"\x1b]8;;http://x\x1b\\Ferry":      "Ferry",
		"\x1b]never ended":                 "never ended",
		"\u009b2JFerry":                    "Ferry",
		"a\x00b\x07c\x7f":                  "abc",
		"\u202egnp.exe\u202c":              "gnp.exe",
		"\u2067\u2066Ferry\u2069":          "Ferry",
		"soft\u00adhyphen\u200b\ufeff":     "softhyphen",
		"می\u200cروم":                      "می\u200cروم", // Persian needs the non-joiner
		"صحيفة\u200f النهر":                "صحيفة النهر",
		"Z" + strings.Repeat("\u0301", 99): "Z" + strings.Repeat("\u0301", maxMarks),
		"line\u2028break\u2029here":        "line break here",
		"क्षेत्र":                          "क्षेत्र",
	} {
		if have := Clean(in); have != want {
			t.Errorf("clean(%q) = %q, want %q", in, have, want)
		}
	}
}

func TestCleanCutsEndlessText(t *testing.T) {
	have := Clean(strings.Repeat("語", 1<<20))
	if len(have) > maxClean+len("…") || !strings.HasSuffix(have, "語…") {
		t.Errorf("%d bytes, ends in %q", len(have), have[len(have)-6:])
	}
}

func TestIsolate(t *testing.T) {
	for in, want := range map[string]string{
		"Tamren Post":         "Tamren Post",
		"山河日报":                "山河日报",
		"صحيفة النهر":         "\u2067صحيفة النهر\u2069",
		"«Larn» — קול הגשר":   "\u2068«Larn» — קול הגשר\u2069",
		"\u2067קול\u2069 (B)": "\u2067קול\u2069 (B)", // isolated already
	} {
		if have := Isolate(in); have != want {
			t.Errorf("isolate(%q) = %q, want %q", in, have, want)
		}
	}
}

func TestReopen(t *testing.T) {
	have := Reopen([]string{"a \u2067קול", "הגשר\u2069 b", "c"})
	want := []string{"a \u2067קול\u2069", "\u2067הגשר\u2069 b", "c"}
	if strings.Join(have, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", have, want)
	}
}
