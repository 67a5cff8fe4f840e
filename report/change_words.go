package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
)

// change is a change with the claim it was found in, nil in a diff, and the
// languages of the two articles.
type change struct {
	*stemma.Change
	claim                 *stemma.Claim
	beforeLang, afterLang string
}

// verbW is the width of the longest verb.
const verbW = len("negation dropped")

// wholeVerb is the verb of the kinds that concern a whole claim, which are
// listed by the claims' numbers unless evidence is asked for; "" for others.
func wholeVerb(k stemma.ChangeKind) string {
	switch k {
	case stemma.ChangeWording:
		return "reworded"
	case stemma.ChangeAddition:
		return "added"
	case stemma.ChangeOmission:
		return "left out"
	case stemma.ChangeOrder:
		return "moved"
	}
	return ""
}

// verb is what opens a change's line: what changed, and whether it came or went.
func (ch change) verb() string {
	if whole := wholeVerb(ch.Kind); whole != "" {
		return whole
	}
	what := ch.subject()
	switch {
	case ch.Sibling: // neither came first
		return what
	case ch.Before == "" && ch.After != "":
		return what + " added"
	case ch.After == "" && ch.Before != "":
		return what + " dropped"
	case ch.Kind == stemma.ChangeAttribution:
		return what + " changed"
	}
	return what
}

// subject is what changed, in a word. A negation is told as a hedge, and so is
// how sure a cited source is said to be: the detail tells them apart.
func (ch change) subject() string {
	switch {
	case ch.Kind == stemma.ChangeLoadedTerm:
		return "loaded term"
	case ch.Kind == stemma.ChangeAttribution:
		return "source"
	case ch.Kind == stemma.ChangeHedge && strings.HasPrefix(ch.Detail, "negation"):
		return "negation"
	case ch.Kind == stemma.ChangeHedge && ch.Detail == "certainty":
		return "certainty"
	}
	return clean(string(ch.Kind))
}

// note is the detail of a change where its verb leaves that open.
func (ch change) note() string {
	switch ch.Kind {
	case stemma.ChangeHedge, stemma.ChangeAttribution, stemma.ChangeOrder:
		return ""
	}
	return clean(ch.Detail)
}

// leastSure is the score below which a change is marked as unsure.
const leastSure = 0.7

// doubt marks a change that may well be none; a score of 0 is one not given.
func (ch change) doubt() string {
	if ch.Score > 0 && ch.Score < leastSure {
		return "(unsure)"
	}
	return ""
}

// sureness is the score with what it is a measure of.
func (ch change) sureness() string {
	if ch.Score == 0 {
		return ""
	}
	return fmt.Sprintf("sure %.2f", ch.Score)
}

// values are the values behind the words, "" where they say no more than the
// words do.
func (ch change) values() (before, after string) {
	return ch.value(ch.Before, ch.BeforeValue, ch.beforeLang), ch.value(ch.After, ch.AfterValue, ch.afterLang)
}

func (ch change) value(words, value, lang string) string {
	value = clean(value)
	if value == "" || words == "" {
		return ""
	}
	english := baseLanguage(lang) == "en" // which the reader of the page reads
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
		if english || strings.Contains(strings.ToLower(clean(words)), value) {
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

// beside puts the value behind the words that give it.
func beside(words, value string) string {
	if value == "" {
		return isolate(words)
	}
	return isolate(words) + " = " + isolate(value)
}
