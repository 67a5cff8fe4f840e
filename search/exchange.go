package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// exchanged finds a deed that the claim and a sentence tell of, and where who does it and whom it is done to have
// surely changed places.
func (s *Statement) exchanged(c *comparison) (Difference, bool) {
	for _, v := range s.deeds {
		if p := c.partner(v); !c.senses[p].name && s.sameDeed(c, v, p) {
			if o := s.orders(c, v, p); o.other > o.same {
				return Difference{
					Kind: stemma.ChangeWording, Detail: "roles",
					Claim: shown(s.doc, s.senses[o.doer].span), Report: shown(c.doc, c.senses[o.theirDoer].span),
				}, true
			}
		}
	}
	return Difference{}, false
}

// deedsOf are the words of the claim of which it matters who does it: near to a verb that is one, or of an axis of
// converses.
func (s *Statement) deedsOf() (out []int) {
	for v := range s.senses {
		x := &s.senses[v]
		if !x.name && x.weight >= anchor && (nearest(x.v, s.roles.deeds) >= isDeed || s.converse(x) >= 0) {
			out = append(out, v)
		}
	}
	return out
}

// sameDeed says that word v of the claim and word p of the sentence are of one deed: near in meaning, or on
// one side of an axis of converses.
func (s *Statement) sameDeed(c *comparison, v, p int) bool {
	a, b := s.converse(&s.senses[v]), s.converse(&c.senses[p])
	return a == b && (a >= 0 || c.senses[p].alike[v] >= sameDeed)
}

// conversely is what two words say of which the one tells from one end what the other does from the other
// end: the same where those whom they are about have changed places.
func (s *Statement) conversely(c *comparison, x turn) verdict {
	switch o := s.orders(c, x.ours, x.theirs); {
	case o.other > o.same:
		return alike
	case o.same > o.other:
		return opposed
	}
	return unrelated
}

// ordered is how many pairs of words are in the same roles in the claim and in a sentence, and in how many they have
// changed them; one who does it in the claim, and one in the sentence, of the latter.
type ordered struct{ same, other, doer, theirDoer int }

// orders compares the roles beside verb v of the claim to those beside verb p of the sentence.
func (s *Statement) orders(c *comparison, v, p int) (o ordered) {
	ours, theirs := s.roles.languages[primary(s.doc.Article.Lang)], s.roles.languages[primary(c.doc.Article.Lang)]
	if ours == nil || theirs == nil || !c.Same && (ours.order == "cases" || theirs.order == "cases") {
		return o
	}
	var those, them []int // words of the claim, and their partners
	for i := range s.senses {
		if i != v && s.senses[i].weight >= anchor {
			if j := s.sameOne(c, i); j >= 0 && j != p && !slices.Contains(them, j) {
				those, them = append(those, i), append(them, j)
			}
		}
	}
	one := ours.clauseOf(s.doc, s.senses[v].span, s.converse(&s.senses[v]) == 1)
	two := theirs.clauseOf(c.doc, c.senses[p].span, s.converse(&c.senses[p]) == 1)
	a, b := one.ranks(spansOf(s.senses, those)), two.ranks(spansOf(c.senses, them))
	for x := range those {
		for y := range those {
			if a[x] == neither || b[x] == neither || b[y] == neither || a[x] >= a[y] || b[x] == b[y] {
				continue
			}
			switch {
			case b[x] < b[y]:
				o.same++
			case ours.order == "cases" && !s.declined(c, those[x], them[x], those[y], them[y], one.passive() != two.passive()):
			default:
				o.other, o.doer, o.theirDoer = o.other+1, those[x], them[y]
			}
		}
	}
	return o
}

// sameOne is the word of a sentence that is surely of the same person or thing as word i of the claim, -1 for
// none: rare words in other cases are so by their letters only.
func (s *Statement) sameOne(c *comparison, i int) int {
	if j := c.partner(i); c.senses[j].alike[i] >= sameOne {
		return j
	}
	if !c.Same {
		return -1
	}
	form := text.Fold(shown(s.doc, s.senses[i].span))
	return slices.IndexFunc(c.senses, func(x sense) bool { return sameStem(form, text.Fold(shown(c.doc, x.span))) })
}

// sameStem says that two words begin with the same letters, at least three (two syllables of Korean), and half of
// the longer one.
func sameStem(a, b string) bool {
	n, all := 0, max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	for i, r := range a {
		if x, _ := utf8.DecodeRuneInString(b[min(i, len(b)):]); x != r {
			break
		}
		n++
	}
	first, _ := utf8.DecodeRuneInString(a)
	return (n >= 3 || n == 2 && unicode.Is(unicode.Hangul, first)) && 2*n >= all
}

func spansOf(words []sense, at []int) []stemma.Span {
	out := make([]stemma.Span, len(at))
	for i, k := range at {
		out[i] = words[k].span
	}
	return out
}

// converse is on which side of an axis of converses a word is, -1 for none: who does it to whom is there a matter of
// the word, and on the second side the other one may have a preposition.
func (s *Statement) converse(w *sense) int {
	for k := range s.axes {
		if s.axes[k].how != converses {
			continue
		}
		var side int
		if w.place != nil {
			side = int(w.place().sides[k])
		} else {
			side, _ = s.axes[k].sideOf(w.v)
		}
		if side >= 0 {
			return side
		}
	}
	return -1
}

// declined says that two words have surely changed their cases with their places: both have other forms, or both
// are of names in quotes, which have none. Where one of the two sentences is passive, who was its subject has
// the same form as who is the subject of the other.
func (s *Statement) declined(c *comparison, x, theirX, y, theirY int, passive bool) bool {
	ours, theirs := s.doc, c.doc
	same := func(i, j int) bool {
		return text.Fold(shown(ours, s.senses[i].span)) == text.Fold(shown(theirs, c.senses[j].span))
	}
	if passive {
		return same(x, theirX) || same(y, theirY)
	}
	quoted := func(i int) bool { return isQuoted(ours.Article.Text, s.senses[i].span) }
	return !same(x, theirX) && !same(y, theirY) || quoted(x) && quoted(y)
}

// isQuoted says that a part of a text is between quotes.
func isQuoted(t string, at stemma.Span) bool {
	before := strings.LastIndexAny(t[:at.Start], quotes)
	if before < 0 || !strings.ContainsAny(t[at.End:], quotes) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t[before:])
	return strings.ContainsRune(opening, r)
}

// quotes are those of languages with cases, and opening those of them that open.
const quotes, opening = "«»„“”\"", "«„"
