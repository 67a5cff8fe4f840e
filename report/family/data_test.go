package family

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

func TestDate(t *testing.T) {
	east := time.FixedZone("", 7*3600)
	for want, a := range map[string]stemma.Article{
		"":                     {PublishedPrecision: stemma.PrecisionDay},
		"2025":                 {Published: time.Date(2025, 1, 1, 0, 0, 0, 0, east), PublishedPrecision: stemma.PrecisionYear},
		"2025-05":              {Published: time.Date(2025, 5, 1, 0, 0, 0, 0, east), PublishedPrecision: stemma.PrecisionMonth},
		"2025-05-02":           {Published: time.Date(2025, 5, 2, 0, 0, 0, 0, east), PublishedPrecision: stemma.PrecisionDay},
		"2025-05-02T01:10Z":    {Published: time.Date(2025, 5, 2, 8, 10, 0, 0, east), PublishedPrecision: stemma.PrecisionMinute},
		"2025-05-02T01:10:07Z": {Published: time.Date(2025, 5, 2, 8, 10, 7, 0, east), PublishedPrecision: stemma.PrecisionSecond},
	} {
		if have := Date(&a); have != want {
			t.Errorf("%s, want %s", have, want)
		}
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://herald.example/a?b=c#d":   "https://herald.example/a?b=c#d",
		"http://herald.example/паром":      "http://herald.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC",
		"":                                 "",
		"javascript:alert(1)":              "",
		"file:///etc/passwd":               "",
		"https:relative":                   "",
		"https://herald.example/?\u202eab": "",
		"herald.example/a":                 "",
	} {
		if have := Address(&stemma.Article{URL: in}); have != want {
			t.Errorf("%q: %q, want %q", in, have, want)
		}
	}
}
