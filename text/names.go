package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// names finds the names of persons, places and organisations in a sentence,
// which starts at offset base of the article's text:
//
//   - what the gazetteer knows (lexicon/_names.txt, _countries.txt), in any script;
//   - in scripts with capitals, capitalised words that belong together. The
//     first word of a sentence counts only together with a second one, or when
//     its spelling gives it away (NATO, McCoy). German, whose nouns all have
//     capitals, needs two in a row or a title. In a headline that capitalises
//     every word, only the gazetteer and acronyms count;
//   - in scripts without capitals, the words behind a title ("president") and,
//     in Japanese, runs of Katakana that a title follows or a middle dot joins.
//
// It prefers missing a name to finding one that is none: names are compared
// between a text and its translation.
func (r *reading) names(base int) []Name {
	n := namer{reading: r, base: base}
	n.casing()
	for i := 0; i < len(n.toks); {
		i = max(n.at(i), i+1)
	}
	return n.out
}

// namer collects the names of one sentence.
type namer struct {
	*reading
	base int
	out  []Name
	// titleCase is true where capitals say nothing, allCaps where all
	// letters are capitals.
	titleCase, allCaps bool
}

// casing decides whether the sentence is a headline that capitalises all words.
func (n *namer) casing() {
	words, upper, capitals, lower := 0, 0, 0, 0
	for i := range n.toks {
		letters := utf8.RuneCountInString(n.toks[i].form)
		if !n.isCased(i) || letters < 4 {
			continue
		}
		words++
		switch {
		case n.isAllCaps(i):
			capitals++
			upper++
		case n.toks[i].upper:
			upper++
		case letters > 4 || !n.has(i, roleFunction): // "from" and "with" stay small in headlines
			lower++
		}
	}
	n.titleCase = words >= 4 && upper*10 >= words*8 && lower*10 <= words && !n.lex.is("noun capitals")
	n.allCaps = words >= 3 && capitals*10 >= words*8
	if n.lex.is("noun capitals") && n.allCaps {
		n.titleCase = true
	}
}

// at reads the name at token i and returns where to read on.
func (n *namer) at(i int) int {
	if end, dots := n.katakanaRun(i); dots > 0 && n.namedBehind(end) && !n.isKatakanaAt(i-1) {
		n.add(i, end, "")
		return end
	}
	if key, next := n.listed(i); next > i && !n.shoutsFirst(i) {
		return n.knownOrLonger(i, next, key)
	}
	if n.toks[i].kind == pieceToken {
		if end := n.eastern(i); end > i {
			return end
		}
		return n.katakana(i)
	}
	if n.toks[i].kind != wordToken {
		return i + 1
	}
	if _, k := n.match(i, roleTitle); k > 0 && !n.isCased(i) {
		return n.titled(i + k)
	}
	if n.toks[i].upper {
		return n.capitalised(i)
	}
	if n.toks[i].can&uncasedOpeners != 0 && !n.isCased(i) {
		return max(n.named(i), n.givenFirst(i), i+1)
	}
	return i + 1
}

// uncasedOpeners begin names in scripts of words without capitals.
const uncasedOpeners = roleSet(1<<roleNamed | 1<<roleOrganisation | 1<<roleGivenName)

// listed looks up the gazetteer.
func (n *namer) listed(i int) (string, int) {
	key, next := n.gazetteer(i)
	if next == i || n.isKatakanaAt(i-1) && n.isKatakanaAt(i) || n.isKatakanaAt(next-1) && n.isKatakanaAt(next) {
		return "", i
	}
	if n.allCaps && next == i+1 && n.isCased(i) && n.toks[i].len() <= 3 {
		return "", i
	}
	return key, next
}

func (n *namer) isKatakanaAt(i int) bool {
	if i < 0 || i >= len(n.toks) || n.toks[i].kind != pieceToken {
		return false
	}
	c, _ := utf8.DecodeRuneInString(n.toks[i].form)
	return isKatakana(c) || c == 'ー'
}

// knownOrLonger adds a name of the gazetteer. Where the form is the name's
// own ("Jordan", not "Jordanian"), capitalised words that follow make it
// another name ("Jordan Harbour Company"); words such as "River" belong to it.
func (n *namer) knownOrLonger(i, next int, key string) int {
	end := next
	if n.isCased(i) && n.toks[i].upper && !n.titleCase && !n.lex.is("noun capitals") {
		for end < len(n.toks) && n.toks[end].upper && n.follows(end) && n.has(end, roleNotName) {
			end++
		}
		if end == next && n.extends(i, next, key) {
			return n.addSequence(i, n.sequence(next))
		}
	}
	n.add(i, end, key)
	return end
}

// extends reports that the words behind a known name make it another one.
func (n *namer) extends(i, next int, key string) bool {
	if next >= len(n.toks) || !n.toks[next].upper || !n.follows(next) || n.stops(next, i) {
		return false
	}
	if Romanise(n.text[n.toks[i].start:n.toks[next-1].end]) != key {
		return false
	}
	_, at := n.listed(next)
	return at == next
}

// follows reports that token i comes right behind the one before.
func (n *namer) follows(i int) bool {
	return i > 0 && n.toks[i].start-n.toks[i-1].end <= 2
}

// capitalised reads a run of capitalised words.
func (n *namer) capitalised(i int) int {
	if n.isOpener(i) && n.isCommon(i) || n.isDateWord(i) || n.isMeasure(i) {
		return i + 1
	}
	end := n.sequence(i)
	if end == i {
		return i + 1
	}
	if n.isShouted(i, end) {
		return n.shouted(i, end)
	}
	if n.titleCase {
		return n.acronym(i)
	}
	if n.lex.is("noun capitals") && !n.isGermanName(i, end) {
		return n.acronym(i)
	}
	if n.isOpener(i) && end == i+1 && !n.givesAway(i) {
		return end
	}
	return n.addSequence(i, end)
}

// acronym takes token i alone, if it is one.
func (n *namer) acronym(i int) int {
	if !n.allCaps && n.isAllCaps(i) && n.toks[i].len() >= 2 && !n.isCommon(i) {
		n.add(i, i+1, "")
	}
	return i + 1
}

// isCommon reports words that are no names though they have a capital.
func (n *namer) isCommon(i int) bool {
	return n.has(i, roleFunction) || n.has(i, roleNotName) || n.isMeasure(i)
}

// isMeasure reports a unit or currency in front of or behind digits: "USD 5".
func (n *namer) isMeasure(i int) bool {
	return (n.has(i, roleMoney) || n.has(i, roleUnit)) && (n.digitsAt(i-1) || n.digitsAt(i+1) || n.has(i-1, roleScale) || n.sign(i+1, "."))
}

func (n *namer) isDateWord(i int) bool {
	return n.has(i, roleMonth) || n.has(i, roleWeekday) || n.has(i, roleRelative) ||
		n.has(i, roleMonthWithDay) && (n.digitsAt(i+1) || n.sign(i+1, ".") && n.digitsAt(i+2) || n.digitsAt(i-1))
}

// givesAway reports a spelling that only names have.
func (n *namer) givesAway(i int) bool {
	if n.allCaps {
		return false
	}
	if n.isAllCaps(i) && utf8.RuneCountInString(n.toks[i].form) >= 2 {
		return true
	}
	rest := n.text[n.toks[i].start:n.toks[i].end]
	_, size := utf8.DecodeRuneInString(rest)
	if strings.IndexFunc(rest[size:], unicode.IsUpper) >= 0 {
		return true
	}
	return n.sign(i+1, "'") && i+2 < len(n.toks) && n.toks[i+2].glued && n.toks[i+2].form == "s" && n.lex.lang == "en"
}

// isGermanName reports a run that is more than a noun: two words or more, an
// acronym, or a word behind a title.
func (n *namer) isGermanName(i, end int) bool {
	if n.isAllCaps(i) && n.toks[i].len() >= 2 || n.has(i-1, roleTitle) {
		return true
	}
	if end-i < 2 || n.sign(i+1, "-") {
		return false
	}
	for k := i; k < end; k++ {
		if n.toks[k].kind == wordToken && n.toks[k].upper && (n.isCommon(k) || n.countsSomething(k)) {
			return false
		}
	}
	return true
}

// add records tokens [from, to) as a name; an empty key is made from the
// words.
func (n *namer) add(from, to int, key string) {
	span := stemma.Span{Start: n.toks[from].start, End: n.toks[to-1].end}
	if key == "" {
		key = nameKey(n.text[span.Start:span.End])
	}
	if key == "" {
		return
	}
	kind := n.kind(from, to, key)
	n.out = append(n.out, Name{Span: stemma.Span{Start: n.base + span.Start, End: n.base + span.End}, Key: key, Kind: kind})
}

// nameKey is the folded and romanised form of a name, without articles and
// signs: "Al-Ḥasakah" and «الحسكة» become "hasakah" and "hsk".
func nameKey(name string) string {
	var parts []string
	sign := false
	for _, t := range scan(name) {
		afterSign := sign
		sign = t.kind == signToken
		if t.kind == signToken || t.form == "al" || t.form == "el" && len(parts) > 0 {
			continue
		}
		form := t.form
		if rest, ok := strings.CutPrefix(form, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
			form = rest
		}
		if t.kind == pieceToken && t.glued && len(parts) > 0 && !afterSign {
			parts[len(parts)-1] += Romanise(form)
			continue
		}
		parts = append(parts, Romanise(form))
	}
	return strings.Join(parts, " ")
}
