package text

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vagueNames are the words that stand for vague numbers in
// testdata/values/*.txt.
var vagueNames = map[string]string{
	"dozens": "20..99", "several-dozen": "24..99", "hundreds": "200..999", "several-hundred": "200..999",
	"thousands": "2000..99999", "several-thousand": "2000..9999", "tens-of-thousands": "20000..99999",
	"hundreds-of-thousands": "200000..999999", "millions": "2000000..99999999", "billions": "2000000000..99999999999",
}

// valueCase is a line of a table: the values and the phrase that has them.
type valueCase struct {
	line       int
	want, text string
}

// parseValueTable reads "values = phrase" lines. The values are written as
// formatNumbers writes them, "; " between, "-" for none, and vague ones by name.
func parseValueTable(file, data string) ([]valueCase, error) {
	var out []valueCase
	for n, line := range dataLines(data) {
		values, phrase, ok := strings.Cut(line, " = ")
		if !ok || strings.TrimSpace(phrase) == "" {
			return nil, fmt.Errorf("%s, line %d: want values = phrase", file, n)
		}
		want, err := expandValues(values)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, n, err)
		}
		out = append(out, valueCase{n, want, strings.TrimSpace(phrase)})
	}
	return out, nil
}

func expandValues(values string) (string, error) {
	if values == "-" {
		return "", nil
	}
	var out []string
	for v := range strings.SplitSeq(values, ";") {
		number, rest, _ := strings.Cut(strings.TrimSpace(v), " ")
		if named, ok := vagueNames[number]; ok {
			number, rest = named, "vague "+rest
		}
		var low, high float64
		if n, _ := fmt.Sscanf(number, "%g..%g", &low, &high); n == 0 {
			return "", fmt.Errorf("%q begins with no number", v)
		}
		out = append(out, strings.TrimSpace(number+" "+rest))
	}
	return strings.Join(out, "; "), nil
}

// plainNumbers writes large values without an exponent.
func plainNumbers(numbers []Number) string {
	var out []string
	for _, n := range numbers {
		value := fmt.Sprintf("%.15g", n.Value)
		if n.High != n.Value {
			value += fmt.Sprintf("..%.15g", n.High)
		}
		out = append(out, strings.Join(strings.Fields(value+" "+string(n.Approx)+" "+n.Unit), " "))
	}
	return strings.Join(out, "; ")
}

// The lexicons were brought up to the tables, which guard what is read (see
// testdata/values/README.md). Every language must read 95% of its table.
func TestValueTables(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "values", "*.txt"))
	if err != nil || len(files) < 34 {
		t.Fatalf("%d tables: %v", len(files), err)
	}
	right, all := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := parseValueTable(file, string(data))
		if err != nil {
			t.Fatal(err)
		}
		lang := strings.TrimSuffix(filepath.Base(file), ".txt")
		wrong := wrongValues(t, file, lang, cases)
		if wrong*20 > len(cases) {
			t.Errorf("%s: %d of %d lines are misread", file, wrong, len(cases))
		}
		right, all = right+len(cases)-wrong, all+len(cases)
	}
	t.Logf("%d of %d lines (%.1f%%) in %d languages", right, all, 100*float64(right)/float64(all), len(files))
}

func wrongValues(t *testing.T, file, lang string, cases []valueCase) int {
	wrong := 0
	for _, c := range cases {
		if got := plainNumbers(valuesIn(lang, c.text).Numbers); got != c.want {
			wrong++
			t.Logf("%s:%d: %s\n got %s\nwant %s", file, c.line, c.text, got, c.want)
		}
	}
	return wrong
}

func TestValueTableRejects(t *testing.T) {
	for _, data := range []string{"12 people", "12 = ", "some = some people", "12; = a"} {
		if _, err := parseValueTable("test", data); err == nil || !strings.Contains(err.Error(), "test, line 1") {
			t.Errorf("%q: %v", data, err)
		}
	}
}
