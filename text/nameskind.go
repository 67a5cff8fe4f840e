package text

import (
	"strings"
	"unicode/utf8"
)

// kind says what the name at tokens [from, to) names. The gazetteer knows;
// else a word inside or beside the name tells ("ministry", "river"), a title
// before it, a given name at its beginning, a preposition of place; an acronym
// is an organisation. Where nothing tells, the kind stays open.
func (n *namer) kind(from, to int, key string) NameKind {
	if kind := sharedGazetteer().kinds[key]; kind != "" {
		return kind
	}
	if n.toks[from].kind == pieceToken && n.lex.is("titles after") && n.has(to, roleTitle) {
		return KindPerson // 山川首相 holds a word for a river
	}
	if kind := n.kindInside(from, to); kind != "" {
		return kind
	}
	if n.titleAround(from, to) {
		return KindPerson
	}
	if kind := n.kindBeside(from, to); kind != "" {
		return kind
	}
	switch {
	case to-from >= 2 && (n.has(from, roleGivenName) || isGivenName(key)) || n.isDotted(from, to):
		return KindPerson
	case n.isAcronym(from, to):
		return KindOrganisation
	case n.has(from-1, rolePlaceBefore) || n.hasPlaceEnding(to):
		return KindPlace
	}
	return ""
}

// hasPlaceEnding reports a name that ends before token to in a case of place:
// glued to it, or behind an apostrophe ("Suriye'de").
func (n *namer) hasPlaceEnding(to int) bool {
	for _, end := range n.lex.placeEndings {
		if rest, ok := strings.CutPrefix(end, "'"); ok {
			if n.sign(to, "'") && n.glued(to+1) && n.toks[to+1].form == rest {
				return true
			}
		} else if strings.HasSuffix(n.toks[to-1].form, end) && n.toks[to-1].len() > len(end)+3 {
			return true
		}
	}
	return false
}

// kindInside looks for a word such as "university" or "river" in the name.
func (n *namer) kindInside(from, to int) NameKind {
	place := false
	for k := from; k < to; k++ {
		if n.has(k, roleOrganisation) {
			return KindOrganisation
		}
		place = place || n.has(k, rolePlace)
	}
	if place {
		return KindPlace
	}
	return ""
}

// kindBeside looks for such a word right before or behind the name.
func (n *namer) kindBeside(from, to int) NameKind {
	beside := func(want role) bool {
		return n.endsAt(from, want) || n.has(from-1, roleCountedJoiner) && n.endsAt(from-1, want) ||
			to < len(n.toks) && n.toks[to].kind != signToken && n.has(to, want)
	}
	if beside(roleOrganisation) {
		return KindOrganisation
	}
	if beside(rolePlace) {
		return KindPlace
	}
	return ""
}

// titleLength is the longest title in tokens.
const titleLength = 4

// titleAround reports a title right before the name, or behind it in languages
// that put it there.
func (n *namer) titleAround(from, to int) bool {
	for k := from - 1; k >= max(from-titleLength, 0); k-- {
		if _, length := n.match(k, roleTitle); length > 0 && n.endsTitle(k+length, from) {
			return true
		}
	}
	return n.lex.is("titles after") && n.has(to, roleTitle)
}

// endsTitle reports that a title ending before token i belongs to the name at
// from: an Arabic one may be followed by an adjective («الرئيس العراقي»), an
// abbreviated one by a full stop.
func (n *namer) endsTitle(i, from int) bool {
	for i < from && (n.sign(i, ".\"'") || n.isArabicAdjective(i)) {
		i++
	}
	return i == from
}

// isDotted reports a foreign person's name in Chinese or Japanese, whose parts
// a dot joins.
func (n *namer) isDotted(from, to int) bool {
	if n.toks[from].kind != pieceToken {
		return false
	}
	for k := from + 1; k < to; k++ {
		if n.sign(k, "·・‧•") {
			return true
		}
	}
	return false
}

func (n *namer) isAcronym(from, to int) bool {
	length := utf8.RuneCountInString(n.toks[from].form)
	return to == from+1 && !n.allCaps && length >= 2 && length <= 6 && n.isCased(from) && n.isAllCaps(from)
}

// isGivenName reports that the first word of a name's key is one of the common
// given names of lexicon/_given.txt.
func isGivenName(key string) bool {
	first, _, _ := strings.Cut(key, " ")
	return givenNames()[first]
}

// spreadKinds gives the mentions of a name the kind that most of the article's
// mentions show, and the last word of a person's name alone the same.
func spreadKinds(text string, sentences []Sentence) {
	known := sharedGazetteer().kinds
	votes := map[string]*kindVotes{}
	for i := range sentences {
		for _, name := range sentences[i].Names {
			if name.Kind == "" || known[name.Key] != "" {
				continue
			}
			votesFor(votes, name.Key).add(name.Kind)
			if name.Kind != KindPerson {
				continue
			}
			if w := lastWord(text[name.Start:name.End], name.Key); w != "" {
				votesFor(votes, nameKey(w)).add(KindPerson)
			}
		}
	}
	if len(votes) == 0 {
		return
	}
	for i := range sentences {
		for k := range sentences[i].Names {
			name := &sentences[i].Names[k]
			if v := votes[name.Key]; v != nil {
				name.Kind = v.most()
			}
		}
	}
}

// kindVotes counts the mentions of a name by what they show.
type kindVotes struct{ person, place, organisation int }

func votesFor(votes map[string]*kindVotes, key string) *kindVotes {
	if votes[key] == nil {
		votes[key] = &kindVotes{}
	}
	return votes[key]
}

func (v *kindVotes) add(kind NameKind) {
	switch kind {
	case KindPerson:
		v.person++
	case KindPlace:
		v.place++
	case KindOrganisation:
		v.organisation++
	}
}

// most prefers a person, since a title is the surest sign, and a place last,
// since prepositions are the weakest.
func (v *kindVotes) most() NameKind {
	switch {
	case v.person > 0 && v.person >= v.organisation && v.person >= v.place:
		return KindPerson
	case v.organisation > 0 && v.organisation >= v.place:
		return KindOrganisation
	}
	return KindPlace
}
