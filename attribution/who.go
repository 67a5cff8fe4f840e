package attribution

import (
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// who is what a source phrase says about its source.
type who struct {
	kind    stemma.SourceKind
	text    string // the phrase as it stands
	name    string // the proper name in it
	outlet  int    // one more than the index of the outlet it names
	back    bool   // points back to a source introduced before
	pronoun bool
	plural  bool
	noun    string // the noun or title of a source
	bare    bool   // nothing but that noun
	// marks are the words that tell one unnamed source from another: "field",
	// "security"; vague ones ("informed") are left out.
	marks []string
	short shortName
}

// describe reads a source phrase.
func (r *reading) describe(units []unit, at stemma.Span) who {
	w := who{text: r.text[at.Start:at.End], kind: stemma.SourcePerson}
	var classes class
	words := 0
	for k := range units {
		u := &units[k]
		if u.upper && k > 0 && k+1 < len(units) && units[k+1].upper {
			classes |= u.class &^ unnamedClass // "Sumber" is a source, Sumber Jaya a town
		} else {
			classes |= u.class
		}
		if u.isWord() {
			words++
		}
		if u.outlet > 0 && w.outlet == 0 {
			w.outlet = u.outlet
		}
	}
	w.name, w.bare, w.plural = r.properName(units), words == 1, classes&pluralClass != 0
	switch {
	case classes&unnamedClass != 0:
		r.describeUnnamed(&w, units)
	case classes&selfClass != 0, words == 1 && classes&pronounClass != 0:
		w.pronoun, w.back = true, true
	case w.outlet > 0 && classes&personClass == 0:
		w.kind = stemma.SourceOutlet
	case w.name != "" && classes&personClass == 0 && (classes&outletClass != 0 || r.outlets.isTitle(w.name) || isQuoted(units)):
		w.kind = stemma.SourceOutlet
	case w.name != "" && classes&(personClass|orgClass) == 0 && r.articledName(units) != "":
		w.kind, w.name = stemma.SourceOutlet, r.articledName(units)
	case w.name == "":
		r.describeNoun(&w, units, classes)
		if words == 1 && w.noun == "" && units[0].definite && units[0].class == 0 {
			w.name, w.back = w.text, false // a family name: الدلال
		}
	case classes&personClass == 0 && strings.Contains(w.name, "&"):
		w.kind = stemma.SourceOrganisation
	case classes&orgClass != 0 && classes&personClass == 0 || isAcronym(w.name):
		w.kind = stemma.SourceOrganisation
		if b := r.bodyName(units); b != "" {
			w.name = b
		} else if r.wide > 1 {
			w.name = r.nameWithNoun(units, w.name)
		}
	}
	if w.name != "" && !w.pronoun {
		w.noun = r.titleOf(units)
	}
	if w.kind != stemma.SourceOutlet && w.kind != stemma.SourceUnnamed {
		w.outlet = 0
	}
	w.short = r.shorten(&w, units)
	return w
}

// titleOf returns the first noun for someone in a phrase that names him, by which
// the article may come back to him: "the minister".
func (r *reading) titleOf(units []unit) string {
	for k := range units {
		if u := &units[k]; u.is(personClass|orgClass) && !u.is(definiteClass) && u.outlet == 0 {
			return r.bareForm(u)
		}
	}
	return ""
}

// describeUnnamed reads "an informed source": does it point back, and what
// tells it apart.
func (r *reading) describeUnnamed(w *who, units []unit) {
	w.kind, w.name = stemma.SourceUnnamed, ""
	for k := range units {
		u := &units[k]
		switch {
		case u.is(definiteClass) || u.definite && u.is(unnamedClass):
			w.back = true
		case u.is(unnamedClass):
			w.noun = r.bareForm(u)
		case u.is(reportClass | vagueClass | skipClass | ofClass | nounMarkClass | prepClass | relativeClass):
		case u.outlet > 0 || !u.isWord() || u.is(outletClass):
		default:
			w.marks = append(w.marks, u.form)
		}
	}
}

// bareForm is a word without an article glued to it.
func (r *reading) bareForm(u *unit) string {
	for _, a := range r.lang.articles {
		if rest, ok := strings.CutPrefix(u.form, a); ok && utf8.RuneCountInString(rest) > 1 {
			return rest
		}
	}
	return u.form
}

// withholdName makes a source unnamed when the article says that it would not be
// named: "an official, who spoke on condition of anonymity".
func (r *reading) withholdName(m *mention) {
	const reach = 12
	if m.who.kind != stemma.SourcePerson || m.who.name != "" && alphabetOf(m.who.name) != noAlphabet {
		return
	}
	for k := m.source.start; k < m.source.end; k++ {
		if r.units[k].is(personClass) {
			m.who.noun = r.bareForm(&r.units[k])
		}
	}
	if m.who.noun == "" {
		return
	}
	for k := m.source.start; k < min(len(r.units), m.source.end+reach*r.wide); k++ {
		if r.units[k].kind == breakToken {
			return
		}
		if r.units[k].is(anonymityClass) {
			m.who.kind, m.who.name = stemma.SourceUnnamed, ""
			m.who.marks = nil
			return
		}
	}
}

// inBrackets takes the name that an article gives in brackets after a source:
// 《平原日报》（Plains Daily）.
func (r *reading) inBrackets(m *mention) {
	k := m.source.end
	if k+2 >= len(r.units) || !r.units[k].isMark("(") || m.who.kind == stemma.SourceUnnamed || m.who.outlet > 0 {
		return
	}
	end := k + 1
	for end < len(r.units) && end < k+6 && r.units[end].isWord() {
		if m.who.outlet == 0 && r.units[end].outlet > 0 {
			m.who.outlet, m.who.kind = r.units[end].outlet, stemma.SourceOutlet
		}
		end++
	}
	if end < len(r.units) && r.units[end].isMark(")") && r.units[k+1].upper && m.who.name != "" && !r.units[m.source.start].upper {
		m.who.name = r.text[r.units[k+1].Start:r.units[end-1].End]
	}
}

// describeNoun reads a source that has no name: "the minister", "the agency".
func (r *reading) describeNoun(w *who, units []unit, classes class) {
	end := 0
	for k := range units {
		u := &units[k]
		if u.isMark(",") {
			break
		}
		if u.isMark("'s") {
			continue
		}
		if classes&outletClass == 0 || u.is(outletClass) {
			end = u.End // "news agencies" and what follows is not told apart in all languages
		}
		w.back = w.back || u.is(definiteClass) || u.definite
		if u.is(personClass | orgClass | outletClass) { // a text ("reports") is no one
			w.noun = r.bareForm(u)
		}
	}
	if start := units[0].Start; end > start {
		w.text = r.text[start:end]
	}
	switch {
	case classes&personClass != 0:
	case classes&outletClass != 0:
		w.kind = stemma.SourceOutlet
	case classes&(orgClass|reportClass) != 0:
		w.kind = stemma.SourceOrganisation
		w.name = r.bodyName(units)
	}
}
