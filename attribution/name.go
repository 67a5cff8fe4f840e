package attribution

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// nameRank says how surely a run of words is the name of a source.
type nameRank uint8

const (
	noName     nameRank = iota
	belonging           // "the mayor of X": what someone belongs to
	standing            // a name by itself
	titledName          // behind a title: "Mayor X"
)

// properName returns the name in a source phrase: of what the gazetteer knows
// as an outlet that alone, else the run of capitalised words, or in scripts
// without capitals of words that are no common nouns, which ranks highest and
// is longest. An apposition is looked at only where it is a name and nothing
// but a place or a body was named before it: "the mayor of X, Y".
func (r *reading) properName(units []unit) string {
	if k := slices.IndexFunc(units, func(u unit) bool { return u.outlet > 0 }); k >= 0 {
		return r.text[units[k].Start:units[k].End]
	}
	if k := slices.IndexFunc(units, func(u unit) bool { return u.compound && u.is(outletClass) && isUncased(r.text[u.Start:]) }); k >= 0 {
		return r.lang.withoutEnding(r.text[units[k].Start:units[k].End]) // 해안일보
	}
	best, rank, titled := stemma.Span{}, noName, false
	for k := 0; k < len(units); k++ {
		if units[k].isMark(",") && k > 0 && (rank > belonging || k+1 == len(units) || r.nameEnd(units, k+1) == k+1) {
			break
		}
		end := r.nameEnd(units, k)
		if end == k {
			continue
		}
		at := stemma.Span{Start: units[k].Start, End: units[end-1].End}
		if found := r.rank(units, k, end); found > rank || found == rank && at.Len() > best.Len() {
			best, rank, titled = at, found, end < len(units) && units[end].is(personClass)
		}
		k = end - 1
	}
	if rank <= belonging {
		return ""
	}
	return strings.TrimSpace(r.nominative(r.text[best.Start:best.End], titled))
}

// nominative is a name without what is glued to its end. Before a title no
// subject ends, so that the last letters are the name's: 드레이 사장.
func (r *reading) nominative(name string, titled bool) string {
	if !titled {
		return r.lang.withoutEnding(name)
	}
	for _, e := range r.lang.particles {
		if rest, ok := strings.CutSuffix(name, e); ok && len(rest) > 2 {
			return rest
		}
	}
	return name
}

// nameEnd returns the end of the run of name words at unit k; k if there is none.
func (r *reading) nameEnd(units []unit, k int) int {
	end := k
	for end < len(units) {
		u := &units[end]
		switch {
		case u.isWord() && (u.named || r.isNameWord(u) || u.is(outletClass) && r.isInOutletName(units, k, end) || r.isPartOfName(units, k, end)),
			u.definite && u.class == 0 && (isConstruct(units, k) || end > k && units[end-1].class == 0 && !units[k].definite):
			end++
		case end > k && u.isMark("·") && end+1 < len(units) && units[end+1].isWord():
			end++
		case end > k && (u.isMark("-") || r.isAmpersand(u)) && end+1 < len(units) && units[end+1].upper:
			end++
		case end > k && r.joinsOutletName(units, k, end) > end:
			end = r.joinsOutletName(units, k, end)
		default:
			return end
		}
	}
	return end
}

// isPartOfName reports that a common word at unit at has its capital from the
// name that it stands in, which begins at unit from: Larn News, Larn Today,
// Daily Larn. Names of days have one anyway, and so has a sentence's first
// word; only what outlets are called by is believed there.
func (r *reading) isPartOfName(units []unit, from, at int) bool {
	u := &units[at]
	if !u.upper || r.lang.capitalNouns || r.lang.syllableNames || u.is(personClass|orgClass|unnamedClass|definiteClass|pronounClass|ofClass) {
		return false
	}
	title := r.outlets.title[u.form]
	if at > from {
		return units[at-1].upper && (title || u.is(outletClass|reportClass|vagueClass) && !u.is(skipClass|nounMarkClass))
	}
	return title && at+1 < len(units) && units[at+1].upper && r.isNameWord(&units[at+1]) && (!u.is(skipClass|timeClass) || !r.opensSentence(u))
}

// isAmpersand reports the sign that joins the names of a firm: Lorcan & Sons.
func (r *reading) isAmpersand(u *unit) bool { return r.text[u.Start:u.End] == "&" }

// isConstruct reports that the word at unit k, with its article, stands behind
// a noun for an outlet that has none, and so is its name: صحيفة الشرق.
func isConstruct(units []unit, k int) bool {
	return k > 0 && units[k].definite && units[k-1].is(outletClass) && !units[k-1].definite
}

// isInOutletName reports that the noun for an outlet at unit at belongs to a
// name that begins at unit from: in scripts without capitals behind the name
// (山海新聞), else with a capital before one (Radio Norte).
func (r *reading) isInOutletName(units []unit, from, at int) bool {
	if at > from && !units[from].upper {
		return true
	}
	if at > from && units[at].upper && !r.lang.capitalNouns && !r.lang.syllableNames {
		return true // Larn Agency
	}
	if at == from && r.hasSmallWord(&units[at]) {
		return false // "Kantor berita X" has its capital from the sentence
	}
	if !units[at].upper || r.lang.capitalNouns || at+1 >= len(units) {
		return false
	}
	return units[at+1].upper || at == from && r.joinsOutletName(units, from, at+1) > at+1
}

// hasSmallWord reports a phrase of which a later word has no capital.
func (r *reading) hasSmallWord(u *unit) bool {
	words := strings.Fields(r.text[u.Start:u.End])
	return slices.ContainsFunc(words[1:], func(w string) bool {
		first, _ := utf8.DecodeRuneInString(w)
		return unicode.IsLower(first)
	})
}

// joinsOutletName returns the index behind "of" and an article at unit at,
// where they stand inside the name of an outlet: Diario del Sur, Courrier de
// l'Orne. Elsewhere they more often part a person from a place.
func (r *reading) joinsOutletName(units []unit, from, at int) int {
	if !units[from].upper || !units[from].is(outletClass) && !r.outlets.title[units[from].form] && !r.hasArticle(units, from) {
		return at
	}
	k := at
	for k < len(units) && k < at+2 && !units[k].upper && units[k].is(ofClass|definiteClass) {
		k++
	}
	if k < len(units) && k > at && units[k].upper {
		return k
	}
	return at
}

// hasArticle reports that the article before the name at unit k has a capital
// which is not the sentence's, and so belongs to the name: La Poste de Larn.
func (r *reading) hasArticle(units []unit, k int) bool {
	return k > 0 && units[k-1].upper && units[k-1].is(definiteClass) && !units[k-1].is(pronounClass) && !r.lang.capitalNouns && !r.opensSentence(&units[k-1])
}

// articledName returns a name with its article that goes on behind "of", as
// those of newspapers do; "" if a source has none.
func (r *reading) articledName(units []unit) string {
	for k := 1; k < len(units); k++ {
		if !r.hasArticle(units, k) {
			continue
		}
		end := r.nameEnd(units, k)
		if slices.ContainsFunc(units[k:end], func(u unit) bool { return u.is(ofClass) }) {
			return r.text[units[k-1].Start:units[end-1].End]
		}
	}
	return ""
}

// rank weighs the run of units [from, end).
func (r *reading) rank(units []unit, from, end int) nameRank {
	cased := units[from].upper
	switch {
	case !r.isName(units, from, end):
		return noName
	case cased && !r.isSureName(units, from, end):
		return noName
	case from > 0 && units[from-1].is(personClass):
		return titledName
	case cased && r.isGenitive(units, from):
		return belonging
	}
	return standing
}

// isSureName doubts a capital that says little, unless the text step found a
// name there: that of a German noun behind an article or another word, and that
// of the first word of a sentence before a common noun ("Local media").
func (r *reading) isSureName(units []unit, from, end int) bool {
	opens := end == from+1 && end < len(units) && units[end].isWord() && r.isLower(&units[end]) && r.opensSentence(&units[from])
	noun := r.lang.capitalNouns && from > 0 && !units[from-1].is(personClass)
	if !opens && !noun || units[from].named {
		return true
	}
	return r.hasName(stemma.Span{Start: units[from].Start, End: units[end-1].End})
}

func (r *reading) opensSentence(u *unit) bool {
	s := r.sentenceOf(u.Start)
	return s < len(r.doc.Article.Sentences) && r.doc.Article.Sentences[s].Start == u.Start
}

// isGenitive reports that the run at unit from is what the person before it
// belongs to: "the mayor of X", "die Sprecherin der X".
func (r *reading) isGenitive(units []unit, from int) bool {
	k := from
	for k > 0 && units[k-1].is(ofClass|definiteClass) {
		k--
	}
	return k > 0 && k < from && slices.ContainsFunc(units[:k], func(u unit) bool { return u.is(personClass) })
}

// isQuoted reports that a source is all in quotation marks, as the names of
// outlets are in some languages: «Равнинный курьер».
func isQuoted(units []unit) bool {
	return !slices.ContainsFunc(units, func(u unit) bool { return u.isWord() && !u.named })
}

// bodyName is the name of a body whose noun is not a name itself ("the Northern
// harbour authority"): the phrase without its article, if anything in it is a name.
func (r *reading) bodyName(units []unit) string {
	from, named := 0, false
	for from < len(units) && units[from].is(definiteClass|nounMarkClass) && !units[from].is(orgClass) {
		from++
	}
	end := from
	for ; end < len(units) && !units[end].isMark(","); end++ {
		named = named || units[end].upper && end > from
	}
	if !named && (from >= end || !units[from].upper) || end-from < 2 {
		return ""
	}
	return r.text[units[from].Start:units[end-1].End]
}

// nameWithNoun is the name of a body in a script without spaces, where its noun
// ends the phrase and is one word with what it is named by: 災害機関 and not 災害. What
// stands before "of" belongs to it if it is a name, or if nothing else says whose
// body it is: インドネシアの災害機関, 地元の警察. What it is that the body says does not: 灾害机构的数据.
func (r *reading) nameWithNoun(units []unit, name string) string {
	last := len(units) - 1
	for last > 0 && units[last].is(reportClass|ofClass) && !units[last].is(orgClass) {
		last--
	}
	if last < 1 || !units[last].is(orgClass) || !isUncased(r.text[units[last].Start:]) {
		return name
	}
	from := last
	for from > 0 && !units[from-1].is(ofClass) && !units[from-1].isMark(",") {
		from--
	}
	if before := (stemma.Span{Start: units[0].Start, End: units[from].Start}); from == last || r.hasName(before) {
		from = 0
	}
	return r.text[units[from].Start:units[last].End]
}

// isNameWord reports a word that may be part of a name.
func (r *reading) isNameWord(u *unit) bool {
	if u.is(anonymityClass | unnamedClass | personClass | orgClass | outletClass | reportClass | definiteClass | pronounClass | vagueClass | nounMarkClass | skipClass | prepClass | stopClass | ofClass) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(r.text[u.Start:u.End])
	if k := strings.IndexByte(u.form, '-'); k > 0 && k < 4 && !u.upper { // al-Husseini
		next, _ := utf8.DecodeRuneInString(r.text[min(u.Start+k+1, u.End):u.End])
		return unicode.IsUpper(next)
	}
	return u.upper || !unicode.IsUpper(first) && !unicode.IsLower(first) && unicode.IsLetter(first) && !u.definite
}

// isUncased reports whether a text begins with a letter of a script without capitals.
func isUncased(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(first) && !unicode.IsLower(first) && !unicode.IsUpper(first)
}

func isAcronym(name string) bool {
	n := 0
	for _, r := range name {
		if !unicode.IsUpper(r) {
			return false
		}
		n++
	}
	return n >= 2
}

// isName reports whether a run of capitalised words is a name, not the
// adjective of a noun ("Northern officials"), and whether one in a script
// without capitals is short enough to be one.
func (r *reading) isName(units []unit, from, end int) bool {
	if !units[from].upper && units[from].outlet == 0 && !units[from].named {
		return end-from <= 3 || r.wide > 1 && end-from <= 8
	}
	if end < len(units) && r.namesOutlet(units, from, end) {
		return true
	}
	titled := r.lang.titlesAfter && end-from > 1 && end < len(units) && units[end].is(personClass)
	return titled || end >= len(units) || units[end].upper || !units[end].is(personClass|orgClass|unnamedClass)
}

// namesOutlet reports that the name before a noun for both a body and an outlet
// is the outlet's: "the Tarvia agency", "the Tarvia Press agency". Other long names
// and acronyms are more often a body's: "the United Nations agency".
func (r *reading) namesOutlet(units []unit, from, end int) bool {
	u, name := &units[end], r.text[units[from].Start:units[end-1].End]
	return from > 0 && units[from-1].is(definiteClass) && u.is(outletClass) && !u.is(personClass|unnamedClass) &&
		(end == from+1 && !isAcronym(name) || r.outlets.isTitle(name))
}

// lastWord returns the folded last word of a name, without an article.
func lastWord(name string) string {
	fields := strings.Fields(text.Fold(name))
	if len(fields) == 0 {
		return ""
	}
	last := fields[len(fields)-1]
	if k := strings.IndexByte(last, '-'); k == 2 {
		return last[3:]
	}
	return last
}
