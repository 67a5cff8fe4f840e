package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// clauseMarks are what ends a clause within a sentence.
	clauseMarks = ",;:，；：、،؛"
	// leastClause is how much a clause says at least, in letters.
	leastClause = 12
)

// clauses cuts a sentence at its marks, but for those in numbers and those behind a few letters.
func clauses(s string) (out []string) {
	from := 0
	for i, r := range s {
		if !strings.ContainsRune(clauseMarks, r) || letters(s[from:i]) < leastClause {
			continue
		}
		after := i + utf8.RuneLen(r)
		if next, _ := utf8.DecodeRuneInString(s[after:]); !unicode.IsDigit(next) {
			out = append(out, strings.TrimSpace(s[from:i]))
			from = after
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}

// letters counts letters, those of East Asian scripts, which are words or syllables, three times.
func letters(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			n += 3
		case unicode.IsLetter(r):
			n++
		}
	}
	return n
}

// unended is a sentence without what ends it.
func unended(s string) string { return strings.TrimRight(s, " .。!！।۔…") }

// joined is one sentence made of two: of the second all, or its last clause.
func joined(first, second string, all bool) string {
	parts := clauses(unended(second))
	comma, semicolon := marks(first)
	if all || len(parts) == 1 {
		return unended(first) + semicolon + second
	}
	return unended(first) + comma + parts[len(parts)-1]
}

// marks are how the script of a sentence writes a comma and a semicolon.
func marks(s string) (comma, semicolon string) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			return "，", "；"
		case unicode.Is(unicode.Arabic, r):
			return "، ", "؛ "
		}
	}
	return ", ", "; "
}
