package attribution

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/text"
)

// caseIndex finds names in one script that are the same letter by letter, or
// but for case endings. Anything looser makes one of two people: Tom Harris and
// Tim Harris.
type caseIndex map[string][]writtenName

// writtenName is a name as one language writes it.
type writtenName struct {
	words []string // folded, hyphens apart
	lang  string
	id    int
}

const (
	// minStem is how many letters of a name stay the same in all cases.
	minStem = 4
	// minGivenStem is that of the words before, where the last changes too.
	minGivenStem = 2
	// maxCaseEnding bounds an ending, in letters.
	maxCaseEnding = 3
)

func newWrittenName(lang, name string, id int) writtenName {
	return writtenName{nameWords(name), lang, id}
}

// nameWords are the words of a name without case, accents and hyphens.
func nameWords(name string) []string {
	return strings.FieldsFunc(text.Fold(name), func(r rune) bool { return strings.ContainsRune(" \t\n\u00a0-‐–・·", r) })
}

// bucket keeps names apart that no ending makes one.
func (n writtenName) bucket() string {
	if len(n.words) == 0 {
		return ""
	}
	last, end := n.words[len(n.words)-1], 0
	for range minStem {
		_, size := utf8.DecodeRuneInString(last[end:])
		end += size
	}
	return last[:end]
}

func (x caseIndex) add(n writtenName) {
	x[n.bucket()] = append(x[n.bucket()], n)
}

// find returns the identity of the same name, or else of one in another case.
func (x caseIndex) find(n writtenName) (int, bool) {
	names := x[n.bucket()]
	for _, m := range names[:min(len(names), maxBucket)] {
		if slices.Equal(n.words, m.words) && len(n.words) > 0 {
			return m.id, true
		}
	}
	for _, m := range names[:min(len(names), maxBucket)] {
		if n.isCaseOf(m) {
			return m.id, true
		}
	}
	return 0, false
}

// isCaseOf reports whether two names differ by case endings of their languages.
// The last word must: of "Jan Renn" and "Jana Renn" one is a woman's, while
// "Jana Renna" may be his.
func (n writtenName) isCaseOf(m writtenName) bool {
	if len(n.words) != len(m.words) || len(n.words) == 0 {
		return false
	}
	endings := text.CaseEndings(n.lang)
	if m.lang != n.lang {
		endings = slices.Concat(endings, text.CaseEndings(m.lang))
	}
	last := len(n.words) - 1
	for i, w := range n.words[:last] {
		if w != m.words[i] && !isCasePair(w, m.words[i], minGivenStem, endings) {
			return false
		}
	}
	return isCasePair(n.words[last], m.words[last], minStem, endings)
}

// isCasePair reports whether two words are a stem of some letters with two of
// the endings, of which one may be none.
func isCasePair(a, b string, stem int, endings []string) bool {
	if a == b || len(endings) == 0 {
		return false
	}
	at, letters := 0, 0
	for at < len(a) && at < len(b) {
		r, size := utf8.DecodeRuneInString(a[at:])
		if s, _ := utf8.DecodeRuneInString(b[at:]); s != r {
			break
		}
		at, letters = at+size, letters+1
	}
	for ; letters >= stem; letters-- {
		if isCaseEnding(a[at:], endings) && isCaseEnding(b[at:], endings) {
			return true
		}
		_, size := utf8.DecodeLastRuneInString(a[:at])
		at -= size
	}
	return false
}

func isCaseEnding(s string, endings []string) bool {
	return s == "" || utf8.RuneCountInString(s) <= maxCaseEnding && slices.Contains(endings, s)
}
