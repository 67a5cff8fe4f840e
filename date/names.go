package date

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed names.txt
var namesData string

// role is what a name can be in a date, a bit each.
type role uint32

const (
	isYear role = 1 << iota
	isMonthMark
	isMonthBefore
	isDayMark
	isHourMark
	isMinuteMark
	isSecondMark
	isAM
	isPM
	isClock
	isAgo
	isOne
	isTwo
	isDay // a day relative to now
	isNow
	isUnit
)

// name is what a word or phrase means in dates.
type name struct {
	roles         role
	month, jalali int
	era           int    // years before the first of the era
	day           int    // days from now
	unit, twoUnit string // of time
}

// lexicon is the names of a language.
type lexicon struct {
	names   map[string]name
	longest int      // in runes
	months  []string // the names of months, in order
}

// languages is what names.txt says.
type languages struct {
	of         map[string]*lexicon // "" is all of them together
	zones      map[string]float64  // hours by abbreviation, or by language and abbreviation
	monthFirst map[string]bool
	dayFirst   map[string]bool
	yearFirst  map[string]bool
	ambiguous  map[string]bool
	buddhist   map[string]bool
	american   map[string]bool // zones that have another offset in summer
	inAmerica  map[string]bool
	same       map[string][]string // languages whose names a language uses too
}

var known = sync.OnceValue(func() *languages {
	l, err := parseNames(namesData)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return l
})

// kinds are the kinds of names.txt that are roles.
var kinds = map[string]role{
	"year": isYear, "monthmark": isMonthMark, "monthbefore": isMonthBefore, "daymark": isDayMark, "hourmark": isHourMark, "minutemark": isMinuteMark,
	"secondmark": isSecondMark, "am": isAM, "pm": isPM, "clock": isClock, "ago": isAgo, "one": isOne, "now": isNow,
}

func parseNames(data string) (*languages, error) {
	l := &languages{of: map[string]*lexicon{"": {names: map[string]name{}}}, zones: map[string]float64{}, american: map[string]bool{}, same: map[string][]string{}}
	section := ""
	for n, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			continue
		}
		key, list, ok := strings.Cut(line, " = ")
		if !ok || section == "" {
			return nil, fmt.Errorf("names.txt line %d: want \"kind = word, …\" in a section, have %q", n+1, line)
		}
		if err := l.add(section, key, strings.Split(list, ", ")); err != nil {
			return nil, fmt.Errorf("names.txt line %d: %w", n+1, err)
		}
	}
	l.merge()
	return l, nil
}

func (l *languages) add(section, key string, words []string) error {
	switch section {
	case "zones":
		return l.addZones(key, words)
	case "same":
		l.same[key] = words
		return nil
	case "habits":
		set := map[string]bool{}
		for _, w := range words {
			set[w] = true
		}
		habit, ok := map[string]*map[string]bool{"month first": &l.monthFirst, "day first": &l.dayFirst, "year first": &l.yearFirst, "ambiguous": &l.ambiguous, "buddhist years": &l.buddhist, "american zones": &l.inAmerica}[key]
		if !ok {
			return fmt.Errorf("no habit is called %q", key)
		}
		*habit = set
		return nil
	}
	lex := l.of[section]
	if lex == nil {
		lex = &lexicon{names: map[string]name{}}
		l.of[section] = lex
	}
	for _, w := range words {
		w = clean(norm.NFKC.String(strings.ToLower(w)))
		have := lex.names[w]
		if err := have.set(key); err != nil {
			return err
		}
		lex.names[w] = have
		lex.longest = max(lex.longest, utf8.RuneCountInString(w))
	}
	return nil
}

func (l *languages) addZones(key string, words []string) error {
	lang, hours, ok := strings.Cut(key, " ")
	if !ok {
		lang, hours = "", key
	}
	h, err := strconv.ParseFloat(hours, 64)
	if err != nil {
		return fmt.Errorf("%q is no offset in hours", hours)
	}
	for _, w := range words {
		switch lang {
		case "":
		case "american":
			l.american[w] = true
		default:
			w = lang + " " + w
		}
		l.zones[w] = h
	}
	return nil
}

// set adds what a line says of a name.
func (n *name) set(key string) error {
	if r, ok := kinds[key]; ok {
		n.roles |= r
		return nil
	}
	kind, value, _ := strings.Cut(key, " ")
	number, err := strconv.Atoi(value)
	switch {
	case kind == "unit":
		n.roles, n.unit = n.roles|isUnit, value
		return nil
	case kind == "two":
		n.roles, n.twoUnit = n.roles|isTwo, value
		return nil
	case err != nil:
		return fmt.Errorf("no kind is called %q", key)
	case kind == "month" && number >= 1 && number <= 12:
		n.month = number
	case kind == "jalali" && number >= 1 && number <= 12:
		n.jalali = number
	case kind == "era":
		n.era = number
	case kind == "day":
		n.roles, n.day = n.roles|isDay, number
	default:
		return fmt.Errorf("no kind is called %q", key)
	}
	return nil
}

// merge makes the names of all languages together. A name that is one month
// here and another there is none. Every language has the English halves of the
// day, which clocks print everywhere.
func (l *languages) merge() {
	for _, lex := range l.of {
		for w, n := range l.of["en"].names {
			if _, own := lex.names[w]; !own && n.roles&(isAM|isPM) != 0 {
				lex.names[w] = name{roles: n.roles & (isAM | isPM)}
			}
		}
	}
	all := l.of[""]
	months := map[string]map[int]bool{}
	for lang, lex := range l.of {
		if lang == "" {
			continue
		}
		all.longest = max(all.longest, lex.longest)
		for w, n := range lex.names {
			have := all.names[w]
			have.roles |= n.roles &^ (isDay | isNow)
			have.era, have.jalali = max(have.era, n.era), max(have.jalali, n.jalali)
			have.unit, have.twoUnit = max(have.unit, n.unit), max(have.twoUnit, n.twoUnit)
			have.month = max(have.month, n.month)
			all.names[w] = have
			if n.month > 0 {
				if months[w] == nil {
					months[w] = map[int]bool{}
				}
				months[w][n.month] = true
			}
		}
	}
	for w, m := range months {
		if n := all.names[w]; len(m) > 1 {
			n.month = 0
			all.names[w] = n
		}
	}
	for _, lex := range l.of {
		lex.sortMonths()
	}
}

// sortMonths lists the names of months, and those that are one month here and
// another there.
func (l *lexicon) sortMonths() {
	for w, n := range l.names {
		if n.month > 0 || n == (name{}) {
			l.months = append(l.months, w)
		}
	}
	slices.Sort(l.months)
}

// chain returns the languages to read a tag's dates in: its own, then English,
// which outlets everywhere print.
func (l *languages) chain(tag string) []string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	var chain []string
	for _, lang := range append([]string{base}, l.same[base]...) {
		if lang != "" && l.of[lang] != nil {
			chain = append(chain, lang)
		}
	}
	if len(chain) > 0 && base != "en" {
		chain = append(chain, "en")
	}
	return chain
}

// spaced reports that a script writes words apart, so that names begin and end
// with them.
func spaced(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
