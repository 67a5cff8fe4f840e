package date

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// now is when the relative forms of testdata/forms.txt are read.
var now = time.Date(2024, 3, 2, 12, 30, 0, 0, time.UTC)

// show writes a moment as the golden file does.
func show(m stemma.Moment) string {
	layouts := map[stemma.Precision]string{
		stemma.PrecisionYear: "2006", stemma.PrecisionMonth: "2006-01", stemma.PrecisionDay: "2006-01-02",
		stemma.PrecisionMinute: "2006-01-02T15:04Z07:00", stemma.PrecisionSecond: "2006-01-02T15:04:05Z07:00",
	}
	return m.Time.Format(layouts[m.Precision]) + " " + string(m.Precision)
}

func TestForms(t *testing.T) {
	f, err := os.Open("testdata/forms.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, langs := 0, map[string]bool{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if sc.Text() == "" || strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		p := strings.Split(sc.Text(), "|")
		if len(p) != 4 {
			t.Fatalf("want four columns: %s", sc.Text())
		}
		form, lang, want := strings.TrimSpace(p[0]), strings.TrimSpace(p[1]), strings.TrimSpace(p[2])+" "+strings.TrimSpace(p[3])
		base, _, _ := strings.Cut(lang, "-")
		n, langs[base] = n+1, true
		m, ok := Read(form, Options{Lang: lang, Now: now})
		got := "- -"
		if ok {
			got = show(m)
		}
		if got != want {
			t.Errorf("%-50s %-5s got %s, want %s", form, lang, got, want)
		}
	}
	if n < 150 || len(langs) < 25 {
		t.Errorf("%d forms in %d languages", n, len(langs))
	}
	t.Logf("%d forms in %d languages", n, len(langs))
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"2024":                          "2024 year",
		"2024-11":                       "2024-11 month",
		"2024-11-06":                    "2024-11-06 day",
		"2024/11/06":                    "2024-11-06 day",
		"20241106":                      "2024-11-06 day",
		"20241106T184012Z":              "2024-11-06T18:40:12Z second",
		"202411061840":                  "2024-11-06T18:40Z minute",
		"2024-11-06T18:40":              "2024-11-06T18:40Z minute",
		"2024-11-06T18:40Z":             "2024-11-06T18:40Z minute",
		"2024-11-06T18:40:12+01":        "2024-11-06T18:40:12+01:00 second",
		"2024-11-06T18:40:12Z":          "2024-11-06T18:40:12Z second",
		"2024-11-06 18:40:12 UTC":       "2024-11-06T18:40:12Z second",
		"2024-11-06t18:40:12.345z":      "2024-11-06T18:40:12Z second",
		"2024-11-06 18:40:12 +0900":     "2024-11-06T18:40:12+09:00 second",
		"2024-11-06 8:40:12 UTC":        "2024-11-06T08:40:12Z second",
		"2024/11/06 18:40":              "2024-11-06T18:40Z minute",
		" 2024-11-06 ":                  "2024-11-06 day",
		"1730918412":                    "2024-11-06T18:40:12Z second",
		"1730918412000":                 "2024-11-06T18:40:12Z second",
		"":                              "- -",
		"yesterday":                     "- -",
		"2024-13-01":                    "- -",
		"0001-01-01T00:00:00Z":          "- -",
		"2024-11-06T18:40:12Z and more": "- -",
		"99999999":                      "- -",
	} {
		got := "- -"
		if m, ok := Parse(in); ok {
			got = show(m)
		}
		if got != want {
			t.Errorf("Parse(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestFeedForms(t *testing.T) {
	for in, want := range map[string]string{
		"Wed, 06 Nov 2024 18:40:12 GMT":        "2024-11-06T18:40:12Z second",
		"Wed, 06 Nov 2024 18:40:12 +0700":      "2024-11-06T18:40:12+07:00 second",
		"Wed, 6 Nov 2024 18:40 EST":            "2024-11-06T18:40-05:00 minute",
		"Wed Nov  6 18:40:12 2024":             "2024-11-06T18:40:12Z second",
		"Wednesday, 06-Nov-24 18:40:12 UTC":    "2024-11-06T18:40:12Z second",
		"Wed Nov 06 2024 18:40:12 GMT+0100":    "2024-11-06T18:40:12+01:00 second",
		"6 November 2024 18:40:12 -0330":       "2024-11-06T18:40:12-03:30 second",
		"2024-11-06T18:40:12+01:00[Europe/XX]": "2024-11-06T18:40:12+01:00 second",
	} {
		m, ok := Read(in, Options{})
		if !ok || show(m) != want {
			t.Errorf("Read(%q) = %s, want %s", in, show(m), want)
		}
	}
}

func TestNamesAreWhole(t *testing.T) {
	all, err := parseNames(namesData)
	if err != nil {
		t.Fatal(err)
	}
	for lang, lex := range all.of {
		months := map[int]bool{}
		for _, n := range lex.names {
			months[n.month] = true
		}
		for m := 1; m <= 12; m++ {
			if !months[m] && lang != "zh" && lang != "ja" && lang != "ko" {
				t.Errorf("%q has no name for month %d", lang, m)
			}
		}
	}
	for _, bad := range []string{"[en]\nmonth 13 = a", "[en]\nnothing", "month 1 = a", "[en]\nkind = a", "[zones]\nx = A", "[habits]\nnone = a"} {
		if _, err := parseNames(bad); err == nil || !strings.Contains(err.Error(), "line") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"Selasa, 12 Mar 2024 14:05 WIB", "令和6年3月2日", "2 saat önce", "12/12/12 12:12:12 -9:9", "元元年", "İ Mart 2024", "2024--", "31 אפריל",
		"Sat, 14 Mar 2026 05:06:07 +0000", "2026年3月14日 下午5:06", "14 كانون الثاني 2026", "3/14/26 5:06 PM", "20260314T050607Z", "14 ago 2026 24:59:60 ET",
		"99999999999999999999", "........", "2024-11-06T18:40:12+01:00", "2024-11-06tt:", "1.1.1.1.1.1.1", "٢年3月１日ก.ค", "\u0301\u0301 14 \uFDFA 2026", "-9999999999", "1/1/1600 0:00 -14:59", "31 Dec 2100 23:59 PST",
	} {
		f.Add(s, "en", int(Unsure))
	}
	f.Fuzz(func(t *testing.T, s, lang string, order int) {
		OrderOf([]string{s})
		m, ok := Read(s, Options{Lang: lang, Now: now, Order: Order(order)})
		if ok == (m.Precision == stemma.PrecisionNone) || ok && (m.Time.Year() < 1000 || m.Time.Year() > 9999) {
			t.Errorf("%q: %v %v", s, m, ok)
		}
		if _, err := m.Time.MarshalJSON(); err != nil || !ok && !m.Time.IsZero() {
			t.Errorf("%q: %v %v", s, m, err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		Read("Selasa, 12 Mar 2024 14:05 WIB", Options{Lang: "id"})
	}
}

func BenchmarkNames(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseNames(namesData); err != nil {
			b.Fatal(err)
		}
	}
}
