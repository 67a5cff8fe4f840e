package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// spreadNames finds further mentions of the names that an article's sentences
// have: a surname alone, a name at the start of a sentence, a name in a script
// without capitals that stands behind a title only once. In scripts with
// capitals the mention must have one, and the article must not use the word
// in lower case as well.
func spreadNames(text string, sentences []Sentence) {
	known := nameWords(text, sentences)
	if len(known) == 0 {
		return
	}
	for i := range sentences {
		addMentions(text, &sentences[i], known)
	}
}

// nameWords collects the words that may stand for a name: the last of a name
// of two words or more, and the only one of a name.
func nameWords(text string, sentences []Sentence) map[string]bool {
	known := map[string]bool{}
	for i := range sentences {
		for _, n := range sentences[i].Names {
			if w := lastWord(text[n.Start:n.End], n.Key); w != "" {
				known[w] = true
			}
		}
	}
	for i := range sentences {
		for _, w := range sentences[i].Words {
			r, _ := utf8.DecodeRuneInString(text[w.Start:w.End])
			if unicode.IsLower(r) {
				delete(known, w.Form)
			}
		}
	}
	return known
}

// lastWord returns the folded last word of a name found by its capitals or
// its title. Names of the gazetteer are found wherever they stand.
func lastWord(name, key string) string {
	fields := strings.Fields(name)
	if len(fields) == 0 || key != nameKey(name) {
		return ""
	}
	last := fields[len(fields)-1]
	r, _ := utf8.DecodeRuneInString(last)
	if utf8.RuneCountInString(last) < 3 || isPiece(r) || !unicode.IsUpper(r) && len(fields) < 2 {
		return ""
	}
	return Fold(last)
}

// addMentions adds the words of s that are known and in no name yet.
func addMentions(text string, s *Sentence, known map[string]bool) {
	var more []Name
	k := 0
	for _, w := range s.Words {
		for k < len(s.Names) && s.Names[k].End <= w.Start {
			k++
		}
		form := strings.TrimSuffix(w.Form, "'s")
		if k < len(s.Names) && s.Names[k].Overlap(w.Span) > 0 || !known[form] {
			continue
		}
		span := stemma.Span{Start: w.Start, End: w.End}
		if len(form) < len(w.Form) {
			span.End = w.Start + strings.LastIndexAny(text[w.Start:w.End], "'’ʼ`")
		}
		if span.End > span.Start {
			more = append(more, Name{Span: span, Key: nameKey(text[span.Start:span.End])})
		}
	}
	if len(more) == 0 {
		return
	}
	s.Names = append(s.Names, more...)
	slices.SortStableFunc(s.Names, func(a, b Name) int { return a.Start - b.Start })
}
