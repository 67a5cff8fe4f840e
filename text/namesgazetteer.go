package text

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// gazetteer holds the names that reports in many languages share.
type gazetteer struct {
	forms nameTree
	keys  map[string]bool
	kinds map[string]NameKind

	entries []gazetteerEntry
}

type gazetteerEntry struct{ key, form string }

// lowerCase marks the meaning of a form that the file writes in lower case,
// allCapitals that of a word which it writes in capitals.
const (
	lowerCase   = "lower"
	allCapitals = "capitals"
)

var sharedGazetteer = sync.OnceValue(func() *gazetteer { return must(loadGazetteer()) })

func loadGazetteer() (*gazetteer, error) {
	g := &gazetteer{keys: map[string]bool{}, kinds: map[string]NameKind{}}
	for _, file := range []string{"_names", "_countries"} {
		data, err := readLexiconFile(file)
		if err != nil {
			return nil, err
		}
		if err := g.parse(file, data); err != nil {
			return nil, err
		}
	}
	g.forms.listBeginnings()
	return g, nil
}

// parse reads lines of "key = form, form" under headings such as "[place]",
// which say what the names below are names of.
func (g *gazetteer) parse(file, data string) error {
	kind := NameKind("")
	for n, line := range dataLines(data) {
		if line[0] == '[' {
			kind = NameKind(strings.Trim(line, "[]"))
			if err := oneOf(string(kind), "", string(KindPerson), string(KindPlace), string(KindOrganisation)); err != nil {
				return fmt.Errorf("lexicon %s, line %d: %w", file, n, err)
			}
			continue
		}
		key, rest, ok := strings.Cut(line, " = ")
		forms := list(rest)
		if !ok || len(forms) == 0 || key != Romanise(key) {
			return fmt.Errorf("lexicon %s, line %d: want key = form, form", file, n)
		}
		g.keys[key] = true
		if kind != "" && g.kinds[key] == "" {
			g.kinds[key] = kind
		}
		for _, f := range forms {
			m := meaning{role: roleName, key: key, unit: caseOf(f)}
			g.forms.add(f, m)
			g.entries = append(g.entries, gazetteerEntry{key, f})
		}
	}
	return nil
}

func caseOf(form string) string {
	if r, _ := utf8.DecodeRuneInString(form); unicode.IsLower(r) {
		return lowerCase
	}
	if strings.IndexFunc(form, func(r rune) bool { return !unicode.IsUpper(r) }) < 0 {
		return allCapitals
	}
	return ""
}

// gazetteer finds the longest known name at token i and returns its key and
// the index behind it; i where there is none.
func (r *reading) gazetteer(i int) (string, int) {
	g := sharedGazetteer()
	if m, n := r.lookUp(&g.forms, i, r.toks[i].form, nil); n > 0 {
		return m.key, i + n
	}
	for _, p := range r.lex.prefixes {
		rest, ok := strings.CutPrefix(r.toks[i].form, p)
		if ok && utf8.RuneCountInString(rest) >= 3 {
			if m, n := r.lookUp(&g.forms, i, rest, nil); n > 0 {
				return m.key, i + n
			}
			if p == "ل" && strings.HasPrefix(rest, p) { // للعراق: the article lost its alef
				if m, n := r.lookUp(&g.forms, i, "ا"+rest, nil); n > 0 {
					return m.key, i + n
				}
			}
		}
	}
	return r.inflected(i)
}

// inflected looks a name up without its case ending: first by what every
// ending leaves, then without a last vowel, which the nominative may have.
func (r *reading) inflected(i int) (string, int) {
	form := r.toks[i].form
	if len(r.lex.caseEndings) == 0 || !r.isCased(i) || utf8.RuneCountInString(form) < 5 {
		return "", i
	}
	stems := r.lex.stems()
	if !r.mayBegin(stems, i, form) { // and so does nothing that is left without an ending: three letters or more
		return "", i
	}
	for _, base := range []func(string) string{asIs, nominativeBase} {
		for _, end := range slices.Backward(r.lex.caseEndings) { // shortest first
			rest, ok := strings.CutSuffix(form, end)
			if !ok || utf8.RuneCountInString(rest) < 3 {
				continue
			}
			if m, n := r.lookUp(stems, i, base(rest), r.lex); n > 0 {
				return m.key, i + n
			}
		}
	}
	return "", i
}

func asIs(s string) string { return s }

// nominativeBase takes the last vowel off a name: "syria" and "syrii" share
// "syri", while "niger" and "nigeria" stay apart.
func nominativeBase(form string) string {
	for _, end := range []string{"ий", "ый"} {
		if rest, ok := strings.CutSuffix(form, end); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	r, size := utf8.DecodeLastRuneInString(form)
	if strings.ContainsRune("aeiouyáéíóúýěąęäöõаеиіоуыэюяїєйьαεηιουωάέήίόύώ", r) && utf8.RuneCountInString(form) > 3 {
		return form[:len(form)-size]
	}
	return form
}

// lookUp walks the tree from token i, whose form is given without prefix or
// ending.
func (r *reading) lookUp(tree *nameTree, i int, form string, inflects *lexicon) (meaning, int) {
	var best meaning
	length := 0
	if !r.mayBegin(tree, i, form) {
		return best, length
	}
	node := tree.next[form]
	for k := i + 1; node != nil; k++ {
		if m, ok := node.meaning(roleName); ok && r.caseAllows(i, k, m) && !r.endsInside(k) {
			best, length = m, k-i
		}
		if k >= len(r.toks) || node.next == nil {
			break
		}
		form = r.toks[k].form
		if inflects != nil {
			form = inflects.stem(form)
		}
		node = node.next[form]
	}
	return best, length
}

// caseAllows reports that the name at tokens [i, end) is written as the file
// has it. A capital that any word has where it stands makes no name of a
// language's own word, nor does it of one that stands for an acronym: "Un"
// and "As" begin sentences. Acronyms are written with one capital, too
// ("l'Onu", "Unicef"); those of two letters only where the file says so.
func (r *reading) caseAllows(i, end int, m meaning) bool {
	switch {
	case !r.isCased(i) || m.unit == lowerCase:
		return true
	case !r.toks[i].upper:
		return false
	case end > i+1 || r.isAllCaps(i):
		return true
	case m.unit == allCapitals:
		return utf8.RuneCountInString(r.toks[i].form) > 2 && !r.isOwnWord(i)
	}
	return !r.isOpener(i) || !r.isOwnWord(i)
}

// isOwnWord reports a word of the language's grammar, or a number in words.
func (r *reading) isOwnWord(i int) bool { return r.has(i, roleFunction) || r.has(i, roleNumber) }

// endsInside reports that a phrase ending before token k would end inside a
// Korean word or a longer word of the same script. Particles may follow
// Hangul, so only its beginning is held to the word.
func (r *reading) endsInside(k int) bool {
	return k < len(r.toks) && r.toks[k].glued && r.toks[k].kind == wordToken && r.toks[k-1].kind == wordToken
}

// stem takes the first case ending that fits off a form, if enough of it is
// left. It serves the second and later words of a name.
func (l *lexicon) stem(form string) string {
	for _, end := range l.caseEndings {
		if rest, ok := strings.CutSuffix(form, end); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return form
}

// buildStems makes the tree of stems for a language: of the forms in its own
// script, which its first case ending shows.
func (l *lexicon) buildStems() *nameTree {
	tree := &nameTree{}
	if len(l.caseEndings) == 0 {
		return tree
	}
	first, _ := utf8.DecodeRuneInString(l.caseEndings[0])
	cyrillic := unicode.Is(unicode.Cyrillic, first)
	for _, e := range sharedGazetteer().entries {
		r, _ := utf8.DecodeRuneInString(e.form)
		if unicode.Is(unicode.Cyrillic, r) != cyrillic || !cyrillic && !unicode.Is(unicode.Latin, r) {
			continue
		}
		if utf8.RuneCountInString(e.form) < 4 {
			continue
		}
		var stems []string
		for k, t := range scan(e.form) {
			if k == 0 {
				stems = append(stems, nominativeBase(t.form))
			} else {
				stems = append(stems, l.stem(t.form))
			}
		}
		tree.add(strings.Join(stems, " "), meaning{role: roleName, key: e.key, unit: caseOf(e.form)})
	}
	tree.listBeginnings()
	return tree
}
