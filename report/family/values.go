package family

import (
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Values are the values behind the words, "" where they say no more than the
// words do.
func (ch Change) Values() (before, after string) {
	return ch.value(ch.Before, ch.BeforeValue, ch.BeforeLang), ch.value(ch.After, ch.AfterValue, ch.AfterLang)
}

func (ch Change) value(words, value, lang string) string {
	value = display.Clean(value)
	if value == "" || words == "" {
		return ""
	}
	english := BaseLanguage(lang) == "en" // which the reader of the page reads
	switch {
	case ch.Kind == stemma.ChangeNumber && english && len(digits(value)) <= 2: // "twelve"
		return ""
	case ch.Kind == stemma.ChangeNumber, ch.Kind == stemma.ChangeDate:
		if digits(words) == digits(value) {
			return ""
		}
		return readable(value)
	case ch.Kind == stemma.ChangeLoadedTerm:
		value = strings.ReplaceAll(value, "-", " ")
		if english || strings.Contains(strings.ToLower(display.Clean(words)), value) {
			return ""
		}
		return value
	case ch.Kind == stemma.ChangeAttribution, ch.Kind == stemma.ChangeName, ch.Kind == stemma.ChangePlace:
		if hasLatin(words) || !hasLatin(value) {
			return ""
		}
		return value
	case ch.Detail == "certainty":
		return value
	}
	return ""
}

// digits returns the digits of a text that are written as in English, which a
// reader of any script knows.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func hasLatin(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}

// readable writes a value for people: "~4500000000 usd" as "about
// 4,500,000,000 usd". A date keeps its form.
func readable(value string) string {
	lead := ""
	for _, sign := range [...][2]string{{"~", "about "}, {">=", "at least "}, {"<=", "at most "}} {
		if rest, ok := strings.CutPrefix(value, sign[0]); ok {
			lead, value = sign[1], rest
		}
	}
	figure, unit, _ := strings.Cut(value, " ")
	ends := strings.Split(figure, "..")
	for i, e := range ends {
		ends[i] = grouped(e)
	}
	return strings.TrimSpace(lead + strings.Join(ends, " to ") + " " + unit)
}

// grouped sets commas between the thousands of a whole number of five digits or more.
func grouped(figure string) string {
	whole, fraction, _ := strings.Cut(figure, ".")
	sign, whole := figure[:len(whole)-len(strings.TrimPrefix(whole, "-"))], strings.TrimPrefix(whole, "-")
	if len(whole) < 5 || digits(whole) != whole {
		return figure
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}

// Beside puts the value behind the words that give it.
func Beside(words, value string) string {
	if value == "" {
		return display.Isolate(words)
	}
	return display.Isolate(words) + " = " + display.Isolate(value)
}
