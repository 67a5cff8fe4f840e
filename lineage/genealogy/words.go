package genealogy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/lineage/truth"
)

// reword makes up to count small changes of wording.
func (w *world) reword(words, lang string, count int) string {
	ways := []func(string, *phrases) string{ // sense before nonsense
		w.exchange, w.exchange, w.exchange, w.exchange, w.omit, w.omit, w.omit, w.omit,
		w.clip, w.clip, w.requote, w.requote, w.swap, w.slip, w.shorten,
	}
	p := w.phrasesOf(lang)
	for tries := 0; count > 0 && tries < 14; tries++ {
		if next := one(w.dice, ways)(words, p); next != words && strings.TrimSpace(next) != "" {
			words = next
			count--
		}
	}
	return words
}

// phrasesOf returns what is known of a language; of an unknown one, nothing.
func (w *world) phrasesOf(lang string) *phrases {
	if p := w.phrases[lang]; p != nil {
		return p
	}
	return &phrases{merge: ";", stop: ".", script: "latn"}
}

// find returns where a word stands in a text, as a word of its own where words
// are divided by spaces; -1 if it does not.
func find(text, word string, solid bool) int {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if solid || !inWord(before) && !inWord(after) {
			return i
		}
		from = i + len(word)
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// exchange puts a word in the place of one that means the same.
func (w *world) exchange(text string, p *phrases) string {
	var there [][2]string
	for _, group := range p.alike {
		for _, word := range group {
			if find(text, word, p.solid) >= 0 {
				for _, other := range group {
					if other != word && !strings.Contains(other, word) {
						there = append(there, [2]string{word, other})
					}
				}
				break
			}
		}
	}
	if len(there) == 0 {
		return text
	}
	x := one(w.dice, there)
	i := find(text, x[0], p.solid)
	return text[:i] + x[1] + text[i+len(x[0]):]
}

// omit leaves out a word that can go.
func (w *world) omit(text string, p *phrases) string {
	var there []string
	for _, word := range p.optional {
		if i := find(text, word, p.solid); i > 0 {
			there = append(there, word)
		}
	}
	if len(there) == 0 {
		return text
	}
	word := one(w.dice, there)
	i := find(text, word, p.solid)
	if p.solid {
		return text[:i] + text[i+len(word):]
	}
	return strings.TrimRight(text[:i], " ") + text[i+len(word):]
}

// plainWords lists the byte spans of words without capitals, digits or
// punctuation that do not begin the text.
func plainWords(text string) [][2]int {
	var list [][2]int
	at := 0
	for word := range strings.SplitSeq(text, " ") {
		if at > 0 && word != "" && strings.IndexFunc(word, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) || unicode.IsUpper(r)
		}) < 0 {
			list = append(list, [2]int{at, at + len(word)})
		}
		at += len(word) + 1
	}
	return list
}

// swap exchanges two neighbours.
func (w *world) swap(text string, p *phrases) string {
	list := plainWords(text)
	if p.solid || len(list) < 2 {
		return text
	}
	i := w.IntN(len(list) - 1)
	a, b := list[i], list[i+1]
	if a[1]+1 != b[0] {
		return text
	}
	return text[:a[0]] + text[b[0]:b[1]] + " " + text[a[0]:a[1]] + text[b[1]:]
}

// shorten leaves out any plain word, as sloppy copying does.
func (w *world) shorten(text string, p *phrases) string {
	list := plainWords(text)
	if p.solid || len(list) < 5 {
		return text
	}
	x := one(w.dice, list)
	return text[:x[0]-1] + text[x[1]:]
}

// slip misspells a word: a letter twice, gone, or changed with its neighbour.
func (w *world) slip(text string, p *phrases) string {
	list := plainWords(text)
	if p.solid || len(list) == 0 {
		return text
	}
	x := one(w.dice, list)
	word := []rune(text[x[0]:x[1]])
	if len(word) < 5 || slices.ContainsFunc(word, unicode.IsMark) {
		return text
	}
	return text[:x[0]] + string(w.misspell(word)) + text[x[1]:]
}

// misspell changes one place of a word, not its beginning.
func (d dice) misspell(word []rune) []rune {
	word = slices.Clone(word)
	i := d.between(1, len(word)-2)
	switch d.IntN(3) {
	case 0:
		return slices.Insert(word, i, word[i])
	case 1:
		return slices.Delete(word, i, i+1)
	default:
		word[i], word[i+1] = word[i+1], word[i]
		return word
	}
}

// commas are what divides clauses.
const commas = ",،，、;؛；"

// clip leaves out a short clause between two commas.
func (w *world) clip(text string, _ *phrases) string {
	var at []int
	for i, r := range text {
		if strings.ContainsRune(commas, r) {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return text
	}
	i := w.IntN(len(at) - 1)
	clause := text[at[i]:at[i+1]]
	if n := utf8.RuneCountInString(clause); n < 4 || n > 40 || strings.IndexFunc(clause, unicode.IsDigit) >= 0 {
		return text
	}
	_, size := utf8.DecodeRuneInString(text[at[i+1]:])
	return text[:at[i]] + text[at[i+1]+size:]
}

// quotes are pairs of quotation marks that houses replace by each other.
var quotes = [][2]string{{"“", "”"}, {"«", "»"}, {"„", "“"}, {"\"", "\""}, {"‘", "’"}}

// requote writes quotations with other marks.
func (w *world) requote(text string, _ *phrases) string {
	for _, q := range quotes {
		a := strings.Index(text, q[0])
		if a < 0 {
			continue
		}
		b := strings.Index(text[a+len(q[0]):], q[1])
		if b < 0 {
			continue
		}
		b += a + len(q[0])
		to := one(w.dice, quotes)
		return text[:a] + to[0] + text[a+len(q[0]):b] + to[1] + text[b+len(q[1]):]
	}
	return strings.Replace(text, "–", "-", 1)
}

// split makes two sentences of one, at a comma around its middle.
func (w *world) split(text, lang string) string {
	p := w.phrasesOf(lang)
	best := -1
	for i, r := range text {
		if strings.ContainsRune(commas, r) && i > len(text)/4 && i < 3*len(text)/4 && (best < 0 || w.chance(0.5)) {
			best = i
		}
	}
	if best < 0 {
		return text
	}
	_, size := utf8.DecodeRuneInString(text[best:])
	rest := strings.TrimLeft(text[best+size:], " ")
	if r, _ := utf8.DecodeRuneInString(rest); unicode.IsDigit(r) {
		return text // a figure's decimals
	}
	if p.solid {
		return text[:best] + p.stop + rest
	}
	return text[:best] + p.stop + " " + capital(rest)
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// respell spells a name otherwise wherever the article has it.
func (w *world) respell(n *node) {
	var names []string
	for i := range n.body {
		if n.body[i].isUnit() {
			names = append(names, namesIn(n.body[i].words)...)
		}
	}
	if len(names) == 0 {
		return
	}
	before := one(w.dice, names)
	after := string(w.misspell([]rune(before)))
	if after == before {
		return
	}
	replace := func(it *item) {
		if i := find(it.words, before, false); i >= 0 {
			it.words = it.words[:i] + after + it.words[i+len(before):]
			n.names = append(n.names, truth.NameChange{Unit: w.unit(it.line), Before: before, After: after})
		}
	}
	for i := range n.body {
		if n.body[i].isUnit() {
			replace(&n.body[i])
		}
	}
}

// namesIn lists the words with a capital that do not begin the text.
func namesIn(text string) []string {
	var list []string
	for i, word := range strings.Fields(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		r, _ := utf8.DecodeRuneInString(word)
		plain := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
		if i > 0 && plain && unicode.IsUpper(r) && utf8.RuneCountInString(word) >= 5 {
			list = append(list, word)
		}
	}
	return list
}
