package text

import (
	"slices"
	"strings"
	"testing"
)

// Every line of the data files opens with a word that is read.
func TestDataFiles(t *testing.T) {
	files := map[string]struct {
		data string
		keys []string
	}{
		"sentences.txt": {sentenceData, []string{"lang", "always", "number", "maybe", "words", "openers", "stops", "inner", "saying", "yes", "phrases", "joiners"}},
		"page.txt":      {pageData, []string{"by:", "source:", "date:", "label:", "credit:", "form:", "also:", "outlet:", "agency:"}},
	}
	for name, f := range files {
		line := 0
		for l := range strings.Lines(f.data) {
			line++
			fields := strings.Fields(l)
			if len(fields) == 0 || strings.HasPrefix(l, "#") {
				continue
			}
			if !slices.Contains(f.keys, fields[0]) || len(fields) == 1 {
				t.Errorf("%s:%d: unknown or empty %q", name, line, fields[0])
			}
		}
	}
}

func TestPageWords(t *testing.T) {
	w := knownPageWords()
	for _, name := range []string{"Press TV", "DeltaTimes", "Nordhafener Anzeiger", "وكالة الدلتا", "三角洲新闻网", "サンノ新聞", "델타일보", "Газета Речная"} {
		if !w.isOutlet(name) {
			t.Errorf("%q is no outlet", name)
		}
	}
	for _, name := range []string{"", "Ada Holt", "Brackwater", "سلمى", "王川"} {
		if w.isOutlet(name) {
			t.Errorf("%q is an outlet", name)
		}
	}
	for line, want := range map[string]string{
		"By Jo Doe": "Jo Doe", "Oleh: Rudi": "Rudi", "Written by: Jo Doe": "Jo Doe", "بقلم: سلمى": "سلمى",
		"文／王川": "王川", "記者 王川": "王川", "Bystanders fled": "", "By": "", "": "",
	} {
		if got, _, _ := w.byline(line); got != want {
			t.Errorf("byline of %q: %q, want %q", line, got, want)
		}
	}
	for line, want := range map[string]bool{
		"0": true, "Comments (3)": true, "3 Comments": true, "【打印】【关闭】": true, "—": true, "Leave a Reply": true,
		"Nobody was warned": false, "Share of voters": false,
	} {
		if got := w.isLabel(line); got != want {
			t.Errorf("label %q: %v", line, got)
		}
	}
}
