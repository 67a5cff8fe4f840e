package attribution

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// compactName keeps the letters and digits of a name, folded: "Islam Times"
// and "IslamTimes" are one.
func compactName(s string) string {
	var buf [maxKey]byte
	if !isASCII(s) {
		s = norm.NFC.String(s)
	}
	return string(appendKey(buf[:0], s))
}

// appendKey appends the letters, digits and marks of a name in NFC to key.
func appendKey(key []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			i += size
			if r = keyRune(r); r >= 0 {
				key = utf8.AppendRune(key, r)
			}
			continue
		}
		i++
		switch {
		case c >= 'A' && c <= 'Z':
			key = append(key, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			key = append(key, c)
		}
	}
	return key
}

// keyRune folds a letter as texts vary it; -1 is no part of a name. The scripts
// of most names come first: asking Unicode's tables took half of a table's
// loading time.
func keyRune(r rune) rune {
	switch {
	case r >= 0x410 && r <= 0x42F: // А-Я
		return r + 0x20
	case r >= 0x430 && r <= 0x45F, r >= 0x4E00 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3, r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA:
		return r
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return keyRune(r - 0xFEE0)
	case r == 'ς':
		return 'σ'
	case r < utf8.RuneSelf && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z'):
		return -1
	}
	r = foldRune(unicode.ToLower(r))
	if r < 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != 'ー' {
		return -1
	}
	return r
}

// hostName returns the name in a host or address ("https://news.example.com/a"
// → "example"), and any other name as it is.
func hostName(name string) string {
	host := name
	if u, err := url.Parse(name); err == nil && u.Host != "" {
		host = u.Hostname()
	}
	if strings.ContainsAny(host, " \t") || !strings.Contains(strings.Trim(host, "."), ".") {
		return name
	}
	host = strings.Trim(strings.ToLower(host), ".")
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		host = site
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(host, "www."), ".")
	return first
}

// isShort names the names that are ordinary words in other letters: AP, AFP, CAN.
func isShort(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return len(name) <= 4*utf8.UTFMax && isCased(r) && utf8.RuneCountInString(name) <= 4
}

func isCased(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) }

// hasCapitals reports whether each word of a name begins with a capital, where
// its script has any.
func hasCapitals(name string) bool {
	cased := false
	for word := range strings.FieldsSeq(name) {
		r, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(r) {
			return false
		}
		cased = cased || unicode.IsUpper(r)
	}
	return cased
}

func isCasedAt(s string, at int) bool {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return isCased(r)
}

func lastRuneAt(s string) int {
	_, size := utf8.DecodeLastRuneInString(s)
	return len(s) - size
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
