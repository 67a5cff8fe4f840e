package text

import "github.com/stemma-news/stemma"

// ReadValues reads of an article whose text is one sentence only the words, numbers and dates: those that ReadSentence
// reads, which do not depend on names and hedges, in half of its time.
func ReadValues(a stemma.Article) *Document {
	describeSentence(&a)
	s := Sentence{Span: stemma.Span{End: len(a.Text)}, Text: a.Text, Words: Words(a.Text)}
	r := reading{lex: lexiconOf(a.Lang), toks: make([]token, 0, 64)}
	r.read(s.Text, 0, s.Words)
	dates := r.dateExprs()
	s.Numbers = r.numbers(0, dates)
	s.Dates = r.dates(0, dates, stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision})
	return &Document{Article: a, Sentences: []Sentence{s}}
}

// KnowsNegations says that the words for "not" of a language are known: what is not read as a negation in its
// sentences is none, whatever it means in another language (Portuguese "no", Turkish "ne").
func KnowsNegations(lang string) bool {
	for _, child := range lexiconOf(lang).phrases.next {
		if child.below.has(roleNegation) {
			return true
		}
	}
	return false
}
