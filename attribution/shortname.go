package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// shortName is an outlet's name without its noun, by which articles in other
// words or languages know it: Agencia Marea, l'agenzia Marea, Marea.
type shortName struct {
	name string
	noun string // folded; none where the outlet is named without one
	lang *language
	id   int // what the registry knows under it
}

// shortenName takes the noun for an outlet off either end of a name, if a name
// is left that is more than a word of many outlets' names.
func (o *outlets) shortenName(lang *language, name string) (shortName, bool) {
	toks := wordsOf(lang, name)
	for i := range toks {
		e, to := lang.words.find(toks, i)
		if e.class&outletClass == 0 || i == 0 == (to == len(toks)) || i > 0 && to < len(toks) {
			continue
		}
		rest := name[:toks[i].Start]
		if i == 0 {
			rest = name[toks[to].Start:]
		}
		rest = strings.TrimSpace(rest)
		first, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsLetter(first) && !unicode.IsLower(first) && utf8.RuneCountInString(rest) > 2 && !o.title[foldWord(rest)] {
			return shortName{name: rest, noun: text.Fold(name[toks[i].Start:toks[to-1].End]), lang: lang}, true
		}
	}
	return shortName{}, false
}

func wordsOf(lang *language, s string) []token {
	t := &tokeniser{text: s, how: lang.apostrophe}
	for t.pos < len(s) {
		t.next(len(s), false)
	}
	return t.toks
}

// shorten returns the short name of a source, whose noun may stand before its
// name in small letters.
func (r *reading) shorten(w *who, units []unit) shortName {
	if w.kind != stemma.SourceOutlet || w.outlet > 0 || w.name == "" {
		return shortName{name: w.name, lang: r.lang}
	}
	if s, ok := r.outlets.shortenName(r.lang, w.name); ok {
		return s
	}
	s := shortName{name: w.name, lang: r.lang}
	for k := range units {
		if u := &units[k]; u.is(outletClass) && u.isWord() && !strings.Contains(w.name, r.text[u.Start:u.End]) {
			s.noun = text.Fold(r.text[u.Start:u.End])
			break
		}
	}
	return s
}

// agrees reports whether two nouns may mean one outlet. Words that one language
// tells apart do not (Radio Larn, Larn TV), others are taken for translations.
func (s shortName) agrees(o shortName) bool {
	switch {
	case s.noun == "", o.noun == "", strings.Contains(s.noun, o.noun), strings.Contains(o.noun, s.noun):
		return true
	case s.lang == o.lang:
		return false
	}
	return !s.lang.isOutletNoun(o.noun) && !o.lang.isOutletNoun(s.noun)
}

func (l *language) isOutletNoun(s string) bool {
	toks := wordsOf(l, s)
	if len(toks) == 0 {
		return false
	}
	e, to := l.words.find(toks, 0)
	return to == len(toks) && e.class&outletClass != 0
}

// shortKey is what short names are compared by.
func shortKey(name string) string { return text.SoundOf(name).Key() }

// maxShort bounds how many outlets one short name is compared with.
const maxShort = 64

// addOutlet enters the short name of an article's outlet.
func (g *registry) addOutlet(r *reading) {
	if r.own == 0 {
		return
	}
	s, ok := g.seen.shortenName(r.lang, g.seen.list[r.own-1].name)
	if key := shortKey(s.name); ok && len(g.outlets[key]) < maxShort {
		s.id = r.own - 1
		g.outlets[key] = append(g.outlets[key], s)
	}
}

// shortOutlet returns the article's outlet that a source names by its short name.
func (g *registry) shortOutlet(w *who) (int, bool) {
	if w.short.noun != "" {
		if p := g.seen.names[compactName(w.short.name)]; p.id > 0 {
			return int(p.id) - 1, true
		}
	}
	for _, s := range g.outlets[shortKey(w.short.name)] {
		if s.agrees(w.short) {
			return s.id, true
		}
	}
	return 0, false
}

// shortened returns the source of another article that has the same short name.
// What nothing shows to be an outlet is one word at most: surnames come second.
func (g *registry) shortened(d int, w *who) (int, bool) {
	if !w.hasShortName() {
		return 0, false
	}
	for _, s := range g.shorts[shortKey(w.short.name)] {
		x := g.list[s.id]
		sure := w.kind == stemma.SourceOutlet && x.kind == stemma.SourceOutlet
		one := !strings.Contains(w.short.name, " ") && (w.kind == stemma.SourceOutlet || x.kind == stemma.SourceOutlet)
		if (sure || one) && len(x.citedBy) > 0 && !x.citedBy[d] && s.agrees(w.short) {
			return s.id, true
		}
	}
	return 0, false
}

// hasShortName reports an outlet, or one word that no title shows to be a
// person's: "according to Marea".
func (w *who) hasShortName() bool {
	return w.kind == stemma.SourceOutlet || w.kind == stemma.SourcePerson && w.noun == "" && !strings.Contains(w.name, " ")
}

// rememberShort enters the short name of a source for the articles that follow.
func (g *registry) rememberShort(w *who, id int) {
	if !w.hasShortName() {
		return
	}
	if key := shortKey(w.short.name); len(g.shorts[key]) < maxShort {
		s := w.short
		s.id = id
		g.shorts[key] = append(g.shorts[key], s)
	}
}
