package text

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// What the program knows of each language lies in lexicon/*.txt, one file a
// language, for people who know the language and not the program:
// lexicon/README.md describes the form.
//
//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// role says what a phrase of the lexicon does; each section of a file fills one.
type role uint8

const (
	roleNone role = iota
	roleNumber
	roleMultiplier
	roleScale
	roleNumberJoiner
	roleOrdinal
	roleOrdinalBefore
	roleOrdinalAfter
	roleNotNumber
	roleVague
	roleCounter
	roleApprox
	roleApproxAfter
	roleRange
	roleBetween
	roleBetweenAnd
	roleUnit
	roleUnitBefore
	roleMoney
	roleClockBefore
	roleClockAfter
	roleMonth
	roleMonthWithDay
	roleJalaliMonth
	roleWeekday
	roleRelative
	roleTimeUnit
	roleAgoBefore
	roleAgoAfter
	roleDateJoiner
	roleYearBefore
	roleYearAfter
	roleDaySign
	roleLast
	roleNext
	roleFunction
	roleTitle
	roleParticle
	roleNotName
	roleName
	roleHedge
	roleHedgeBefore
	roleNegation
	roleNotHedge
	roleVagueNumber
	roleFraction
	roleCountedJoiner
	roleOrganisation
	rolePlace
	rolePlaceBefore
	roleTerm
	roleBetweenAfter
	roleApproxFiller
	roleNumberShift
	roleSurname
	roleGivenName
	roleNameEnd
	roleNamed
)

// sections gives the role of each section of a lexicon file.
var sections = map[string]role{
	"numbers":               roleNumber,
	"multipliers":           roleMultiplier,
	"scales":                roleScale,
	"number joiners":        roleNumberJoiner,
	"ordinal suffixes":      roleOrdinal,
	"ordinal before":        roleOrdinalBefore,
	"ordinal after":         roleOrdinalAfter,
	"not numbers":           roleNotNumber,
	"vague":                 roleVague,
	"counters":              roleCounter,
	"approximations":        roleApprox,
	"approximations after":  roleApproxAfter,
	"ranges":                roleRange,
	"between":               roleBetween,
	"between and":           roleBetweenAnd,
	"units":                 roleUnit,
	"units before":          roleUnitBefore,
	"money":                 roleMoney,
	"clock before":          roleClockBefore,
	"clock after":           roleClockAfter,
	"months":                roleMonth,
	"months with day":       roleMonthWithDay,
	"jalali months":         roleJalaliMonth,
	"weekdays":              roleWeekday,
	"relative":              roleRelative,
	"time units":            roleTimeUnit,
	"ago before":            roleAgoBefore,
	"ago after":             roleAgoAfter,
	"date joiners":          roleDateJoiner,
	"year before":           roleYearBefore,
	"year after":            roleYearAfter,
	"day sign":              roleDaySign,
	"last":                  roleLast,
	"next":                  roleNext,
	"function words":        roleFunction,
	"titles":                roleTitle,
	"particles":             roleParticle,
	"not names":             roleNotName,
	"hedges":                roleHedge,
	"hedges before":         roleHedgeBefore,
	"negations":             roleNegation,
	"not hedges":            roleNotHedge,
	"vague numbers":         roleVagueNumber,
	"fractions":             roleFraction,
	"counted joiners":       roleCountedJoiner,
	"organisation words":    roleOrganisation,
	"place words":           rolePlace,
	"place prepositions":    rolePlaceBefore,
	"terms":                 roleTerm,
	"between after":         roleBetweenAfter,
	"approximation fillers": roleApproxFiller,
	"number shifts":         roleNumberShift,
	"surnames":              roleSurname,
	"given names":           roleGivenName,
	"name ends":             roleNameEnd,
	"named":                 roleNamed,
}

// lexicon is what the program knows of one language.
type lexicon struct {
	lang    string
	phrases phraseTree
	// decimal and group are the marks inside numbers.
	decimal, group byte
	// prefixes are written in one word with what follows (Arabic "and", "to").
	prefixes []string
	// caseEndings are the endings of inflected names, longest first.
	caseEndings []string
	// countedEndings are the endings of nouns that are counted, where only
	// those are taken; modifierEndings those of words between the number and
	// its noun; pluralEndings what a counted noun loses.
	countedEndings, modifierEndings, pluralEndings []string
	// modifiedEndings are those of nouns behind such words, where a noun can
	// have a modifier's ending too.
	modifiedEndings []string
	// hearsayModals report what others say where a perfect infinitive, which
	// ends in one of the hearsayInfinitives, stands in their clause: German
	// "soll gestohlen haben"; participleEndings are those of the verb in it.
	hearsayModals, hearsayInfinitives, participleEndings []string
	// plainTerms are keys of terms that are loaded elsewhere and not here.
	plainTerms []string
	// placeEndings are endings that names of places have and others hardly.
	placeEndings []string
	// negativeEndings are endings of negated verbs.
	negativeEndings []string
	// negativePrefixes are what negates the verb behind it in the same word, one
	// with one of the negatedEndings where there are any (Czech "nebyl");
	// negativeInfixes and hedgeInfixes stand inside negated and weakened verbs.
	negativePrefixes, negatedEndings, negativeInfixes, hedgeInfixes []string
	// negatedVerbs are beginnings of negated verbs, each with the verb's own
	// (Persian «نکرد»).
	negatedVerbs []string
	// freeNegations negate where they are words by themselves, before a word that
	// begins like one of negatedBeginnings: Korean "안".
	freeNegations, negatedBeginnings []string
	// hedgedBeginnings are those of verbs that a word before them weakens.
	hedgedBeginnings []string
	// changeWords are words of change, such as "rose", or their beginnings with a
	// star, changeAmounts the words before what says by how much, and
	// changeParticles what belongs to such a verb and stands behind it.
	changeWords, changeAmounts, changeParticles []string
	// forms is how words of quantities change.
	forms quantityForms
	flags map[string]bool
	// named tells the months that have a name which is nothing else.
	named [13]bool
	// inflected are phrases that wait for the rest of the tree.
	inflected []inflectedPhrase
	// stems is the gazetteer without case endings, numberStarts the letters that
	// number words begin with.
	stems        func() *nameTree
	numberStarts func() map[rune]bool
}

// is reports a yes/no setting of the language, such as "space groups".
func (l *lexicon) is(flag string) bool { return l.flags[flag] }

// lexiconAliases are languages read with the lexicon of a close relative.
var lexiconAliases = map[string]string{"hr": "sr", "bs": "sr", "nb": "sv", "no": "sv", "nn": "sv", "da": "sv", "sk": "cs", "prs": "fa", "tg": "fa", "in": "id", "iw": "he", "be": "ru"}

// lexicons has a loader for each language: a run needs few of them.
var lexicons = sync.OnceValue(func() map[string]func() *lexicon {
	names := must(lexiconNames())
	all := make(map[string]func() *lexicon, len(names))
	for _, name := range names {
		all[name] = sync.OnceValue(func() *lexicon { return must(loadLexicon(name)) })
	}
	return all
})

// lexiconOf returns the lexicon for a BCP 47 tag; languages without one get
// the signs that all languages share.
func lexiconOf(lang string) *lexicon {
	all := lexicons()
	code, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if load, ok := all[code]; ok {
		return load()
	}
	if load, ok := all[lexiconAliases[code]]; ok {
		return load()
	}
	return all["common"]()
}

// lexiconNames lists the languages that have a lexicon. Files whose names
// begin with "_" are tables that belong to no language.
func lexiconNames() ([]string, error) {
	files, err := lexiconFiles.ReadDir("lexicon")
	if err != nil {
		return nil, fmt.Errorf("list lexicons: %w", err)
	}
	var names []string
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".txt"); !strings.HasPrefix(name, "_") {
			names = append(names, name)
		}
	}
	return names, nil
}

func loadLexicon(lang string) (*lexicon, error) {
	l := &lexicon{lang: lang, decimal: '.', group: ',', flags: map[string]bool{}}
	if lang != "common" {
		if err := l.load(lang); err != nil {
			return nil, err
		}
	}
	l.stems = sync.OnceValue(l.buildStems)
	l.numberStarts = sync.OnceValue(l.buildNumberStarts)
	if err := l.load("common"); err != nil { // last, because the first entry wins
		return nil, err
	}
	l.inflect()
	return l, nil
}

func readLexiconFile(name string) (string, error) {
	data, err := lexiconFiles.ReadFile("lexicon/" + name + ".txt")
	if err != nil {
		return "", fmt.Errorf("read lexicon %s: %w", name, err)
	}
	return string(data), nil
}

func (l *lexicon) load(name string) error {
	data, err := readLexiconFile(name)
	if err != nil {
		return err
	}
	return l.parse(name, data)
}
