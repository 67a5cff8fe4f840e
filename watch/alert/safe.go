package alert

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Titles, texts and addresses come from outside. They are told as they are, as far as that cannot do harm where it is
// read: an address becomes a link only if a browser opens it by asking a server, and what a terminal would obey is
// escaped.

// webAddress is an address if it is one of the web, and "" otherwise: "javascript:" in a link of a feed would run in the reader.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsFunc(s, unsafe) {
		return ""
	}
	return s
}

// unsafe reports a character that a terminal obeys, or that turns the order of others around: with them a text can look
// like another (Boucher & Anderson 2021, "Trojan Source").
func unsafe(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// oneLine is a text on one line, without such characters.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	return strings.Map(func(r rune) rune {
		if unsafe(r) {
			return -1
		}
		return r
	}, s)
}

// Escaped is JSON whose strings have such characters as \u009b: they mean the same, and a terminal does not see them. JSON
// itself asks for that below U+0020 only.
func Escaped(line []byte) []byte {
	if !bytes.ContainsFunc(line, escapes) {
		return line
	}
	out := make([]byte, 0, len(line)+64)
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		if escapes(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, line[:n]...)
		}
		line = line[n:]
	}
	return out
}

// escapes reports those that are in strings only: line breaks are not.
func escapes(r rune) bool { return r > ' ' && unsafe(r) }
