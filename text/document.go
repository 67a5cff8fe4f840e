package text

import (
	"github.com/stemma-news/stemma"
)

// Document is an article as the later steps read it: the article with its
// language, sentences and boilerplate filled in, and what its sentences hold.
type Document struct {
	Article stemma.Article
	// Sentences run parallel to Article.Sentences.
	Sentences []Sentence
}

// Sentence is the unit of comparison. All spans inside it are byte offsets
// into the article's text.
type Sentence struct {
	stemma.Span
	Text string
	// Boilerplate is true for doubled titles, bylines, datelines, comment
	// forms and the like: no later step takes such a sentence as evidence of
	// content.
	Boilerplate bool
	// Title is true for the article's title where the text has it: it says in
	// short what the body says, so that it is no passage of its own.
	Title   bool
	Words   []Word
	Numbers []Number
	Dates   []Date
	Names   []Name
	Hedges  []Hedge
}

// IsBody reports that the sentence is part of what the article tells: neither
// boilerplate nor the title.
func (s *Sentence) IsBody() bool { return !s.Boilerplate && !s.Title }

// Word is a token that has a letter or a digit in it. In scripts without
// spaces a word is a dictionary-free piece (see wordsOf).
type Word struct {
	stemma.Span
	// Form is the word folded for comparison: see Fold.
	Form string
}

// Approx says how exact a number claims to be.
type Approx string

// The zero value is an exact number.
const (
	ApproxAbout   Approx = "about"
	ApproxAtLeast Approx = "at least"
	ApproxAtMost  Approx = "at most"
)

// Number is a quantity: "about 12 thousand detainees", "2,500 to 3,000", "55 km".
// Numbers that are part of a Date are not repeated here.
type Number struct {
	stemma.Span
	Value float64
	// High is the upper end of a range, and equal to Value otherwise.
	High   float64
	Approx Approx
	// Unit is a normal form where one is known ("%", "km", "usd"), else "".
	Unit string
}

// Date is a date or time expression, resolved against the publication date
// where it is relative ("on Friday", «اليوم الجمعة»). Unresolved, Time is zero.
type Date struct {
	stemma.Span
	stemma.Moment
}

// Name is a name of a person, place or organisation.
type Name struct {
	stemma.Span
	// Key is the name in folded, romanised form, for comparison across
	// scripts: names of the same thing have equal or similar keys (NameSimilarity).
	Key string
}

// Hedge is a word that weakens or negates what is said ("reportedly",
// "alleged", "not").
type Hedge struct {
	stemma.Span
	// Negation is true for a negation, false for a hedge.
	Negation bool
}
