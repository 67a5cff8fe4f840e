package search

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// Query is what is asked for.
type Query struct {
	// Text are the words that are looked for, and what is meant.
	Text string
	// Phrases are word for word in what is found; Prefixes are beginnings of words in it.
	Phrases, Prefixes []string
	// Not are words and phrases that are not in what is found.
	Not []string
	// Open is the phrase that is not closed, which ends with the query; "" where all are.
	Open string

	asked string // as it was given
}

const (
	// maxQuery is how long a query may be, in bytes, and maxParts of how many parts it may
	// consist beside plain words.
	maxQuery = 4096
	maxParts = 32
	// leastPrefix is how many letters a prefix has.
	leastPrefix = 2
)

// Errors of Parse.
var (
	ErrEmpty = errors.New("nothing to look for: give words, a \"phrase\" or the beginning* of a word")
	ErrLong  = fmt.Errorf("the query is too long: give at most %d bytes with %d phrases and exclusions", maxQuery, maxParts)
)

// Parse reads a query as people write it:
//
//	harbour fire     articles with these words, or that tell of such a thing
//	"harbour fire"   with this phrase; all marks of quotation that languages have will do
//	harb*            with a word that begins so
//	-drill -"a drill"  without this word or phrase
//
// What is not closed ends with the query, and is told (Open). Nothing else has a meaning.
func Parse(s string) (Query, error) {
	var q Query
	if len(s) > maxQuery {
		return q, ErrLong
	}
	s = strings.ToValidUTF8(s, " ")
	var plain []string
	for rest := s; rest != ""; {
		p, after := cutPart(rest)
		rest = after
		if !hasWord(p.text) {
			continue
		}
		if p.open {
			q.Open = strings.TrimSpace(p.text)
		}
		switch {
		case p.not:
			q.Not = append(q.Not, p.text)
		case p.prefix:
			q.Prefixes = append(q.Prefixes, p.text)
		case p.phrase:
			q.Phrases = append(q.Phrases, p.text)
		default:
			plain = append(plain, p.text)
		}
	}
	q.Text, q.asked = strings.Join(plain, " "), s
	switch {
	case len(q.Phrases)+len(q.Prefixes)+len(q.Not) > maxParts:
		return Query{}, ErrLong
	case q.Text == "" && len(q.Phrases)+len(q.Prefixes) == 0:
		return Query{}, ErrEmpty
	}
	return q, nil
}

// part is a word or a phrase of a query.
type part struct {
	text                      string
	not, prefix, phrase, open bool
}

func hasWord(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// closers are the marks that close what a mark of quotation opens.
func closers(open rune) string {
	switch open {
	case '"', '＂':
		return "\"＂"
	case '“', '”', '„', '‟', '″':
		return "”“\"″"
	case '«':
		return "»"
	case '»':
		return "«»"
	case '「':
		return "」"
	case '『':
		return "』"
	case '《':
		return "》"
	}
	return ""
}

// cutPart cuts the first part off a query.
func cutPart(s string) (part, string) {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	var p part
	if rest, ok := cutMinus(s); ok {
		p.not, s = true, rest
	}
	open, size := utf8.DecodeRuneInString(s)
	if marks := closers(open); marks != "" {
		s = s[size:]
		end := strings.IndexAny(s, marks)
		if end < 0 {
			p.text, p.phrase, p.open = s, true, true
			return p, ""
		}
		_, size = utf8.DecodeRuneInString(s[end:])
		p.text, p.phrase = s[:end], true
		return p, s[end+size:]
	}
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || closers(r) != "" && r != '″' })
	if end < 0 {
		end = len(s)
	}
	p.text = s[:end]
	if word, ok := strings.CutSuffix(p.text, "*"); ok && utf8.RuneCountInString(word) >= leastPrefix && !p.not {
		p.text, p.prefix = word, true
	}
	return p, s[end:]
}

// cutMinus cuts off a mark that excludes: a minus in front of a word and behind a space.
func cutMinus(s string) (string, bool) {
	r, size := utf8.DecodeRuneInString(s)
	if r != '-' && r != '−' && r != '－' {
		return s, false
	}
	next, _ := utf8.DecodeRuneInString(s[size:])
	if !unicode.IsLetter(next) && !unicode.IsDigit(next) && closers(next) == "" {
		return s, false
	}
	return s[size:], true
}

// meant is what a query means, for its vector.
func (q *Query) meant() string {
	return strings.TrimSpace(q.Text + " " + strings.Join(q.Phrases, " "))
}

// words are all words that are looked for.
func (q *Query) words() []store.Words {
	out := wordsOf(q.Text + " " + strings.Join(q.Phrases, " "))
	for _, p := range q.Prefixes {
		out = append(out, prefixOf(p))
	}
	return out
}

// prefixOf are the terms that begin with a text.
func prefixOf(s string) store.Words {
	w := store.Words{Prefix: true}
	for _, word := range text.Words(s) {
		w.Forms = []store.Form{{Text: plain(word.Form)}}
	}
	return w
}

// scope adds to a scope what a query demands. Phrases are only brought near by their
// words, and are checked when an article is read.
func (q *Query) scope(s *store.Scope) {
	for _, p := range q.Phrases {
		s.Must = append(s.Must, wordsOf(p)...)
	}
	for _, p := range q.Prefixes {
		s.Must = append(s.Must, prefixOf(p))
	}
	for _, n := range q.Not {
		if words := wordsOf(n); len(words) == 1 {
			s.MustNot = append(s.MustNot, words[0])
		}
	}
}
