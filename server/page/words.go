package page

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
	lang "golang.org/x/text/language/display"
	"golang.org/x/text/unicode/bidi"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
)

// direction is the dir attribute of a text: "auto" of the browser goes by the first strong character, too, but a screen reader or a
// copied page does not know it.
func direction(text string) string {
	if first, _ := display.Direction(text); first == bidi.RightToLeft {
		return "rtl"
	}
	return "ltr"
}

// langTag is a language as an attribute takes it: "" where it is not known.
func langTag(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}

// languageName is the English name of a language.
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return "unknown language"
	}
	if name := lang.English.Tags().Name(t); name != "" {
		return name
	}
	return display.Clean(tag)
}

// when writes a date as exactly as it is known, in UTC.
func when(t time.Time, p stemma.Precision) string {
	if t.IsZero() {
		return "undated"
	}
	t = t.UTC()
	switch p {
	case stemma.PrecisionYear:
		return t.Format("2006")
	case stemma.PrecisionMonth:
		return t.Format("January 2006")
	case stemma.PrecisionDay:
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// until writes the end of a time that begins on the same day without naming that again.
func until(from, to time.Time) string {
	if from, to = from.UTC(), to.UTC(); from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return to.Format("15:04")
	}
	return when(to, "")
}

// stamp is a moment for a machine.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// webAddress is the address of a page on the web, "" of everything else that a report may give for its address.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// steady takes out of a text what steers direction or controls a terminal, and leaves its spaces: it is a piece of another.
func steady(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control):
			return -1
		}
		return r
	}, s)
}

// storyPath is the page of a story, linePath that of a line of its tree.
func storyPath(id string) string { return "/stories/" + url.PathEscape(id) }

func linePath(story, child, parent string) string {
	return storyPath(story) + "/lines/" + url.PathEscape(child) + "/" + url.PathEscape(parent)
}

// grouped parts the digits of a number by thousands.
func grouped(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
