package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// byline joins the names of persons; addresses and repetitions are left out.
func byline(names []string) string {
	var kept []string
	seen := map[string]bool{}
	for _, name := range names {
		name = person(name)
		if key := letters(name); key != "" && !seen[key] {
			seen[key] = true
			kept = append(kept, name)
		}
	}
	return strings.Join(kept, ", ")
}

// person refuses a byline that is an address, a number or a template's, and
// takes off the words before a name.
func person(s string) string {
	s = plain(s)
	if strings.Contains(s, "://") || strings.HasPrefix(s, "www.") || strings.HasPrefix(s, "{") || strings.HasPrefix(s, "@") || len(s) > 300 || letters(s) == "" {
		return ""
	}
	switch strings.ToLower(s) {
	case "admin", "administrator", "webmaster", "editor", "user", "null", "undefined", "none", "n/a", "anonymous", "root", "super user":
		return ""
	}
	for range 2 { // "Text: Von Lena Brandt"
		s = names().withoutBy(s)
	}
	return s
}

// withoutBy takes off the words that open a byline ("By Ana Reis"), the longest
// that it begins with.
func (t *nameTable) withoutBy(s string) string {
	most := ""
	for end := range s {
		if end > 0 && t.nameBehind(s[:end], s[end:]) != "" {
			most = t.nameBehind(s[:end], s[end:])
		}
		if end > 40 {
			break
		}
	}
	return first(most, s)
}

// nameBehind is the name in what follows words that open a byline, or empty.
// A name begins with a capital; words that are also part of family names count
// only before two words, or a colon.
func (t *nameTable) nameBehind(words, rest string) string {
	words = strings.ToLower(words)
	particle := t.sets["by or name"][words]
	if !t.sets["by"][words] && !particle {
		return ""
	}
	name := strings.TrimLeft(rest, " :：/／|")
	label := strings.TrimLeft(rest, " ") != name // a mark parts it from the name
	initial, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(words)
	switch {
	case !unicode.IsLetter(initial) || unicode.IsLower(initial):
		return ""
	case particle && !label && !strings.Contains(name, " "):
		return ""
	case name == rest && (!unicode.Is(unicode.Han, last) || utf8.RuneCountInString(words) == 1):
		return "" // the begin of a word
	}
	return name
}
