package attribution

import "github.com/stemma-news/stemma"

// A newspaper does not say "I": who is quoted so is someone else, even where
// the last source that the article named is an outlet.

// firstPerson begins the names of the sections whose words lie in a lexicon of
// their own: the rules that look for sources have no use for them.
const firstPerson = "first person"

// maxHeard bounds how much of a quotation is read for its speaker, in bytes.
const maxHeard = 4000

// speaksAsOne reports whether a mention quotes someone who says "I".
func (r *reading) speaksAsOne(m *mention) bool {
	if m.kind != stemma.AttributionDirect {
		return false
	}
	left := maxHeard
	for _, c := range m.content {
		if c.Len() > left {
			return false
		}
		left -= c.Len()
		if r.lang.saysI(r.text[c.Start:c.End]) {
			return true
		}
	}
	return false
}

// saysI reports whether a text has a word of the first person singular.
func (l *language) saysI(s string) bool {
	toks := wordsOf(l, s)
	for i := 0; i < len(toks); {
		e, end := l.selves.find(toks, i)
		if end > i && e.class&pluralClass == 0 {
			return true
		}
		i = max(end, i+1)
	}
	return false
}
