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
	// Unread is the part of the text that a limit left out (see Limits): there are
	// no sentences in it. The zero Span where all was read.
	Unread stemma.Span
	// Hurried is true where that was a limit of time.
	Hurried bool
	// Seen, if not nil, is how the text that was read differs from the one that
	// came: Article.Text is what is seen of it, and all offsets are in that.
	Seen *Seen
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
	// Terms are the words whose choice says how a writer sees the thing.
	Terms []Term
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
	// ApproxVague is an order of magnitude and no count: "dozens",
	// "hundreds", "tens of thousands", "several hundred". Value and High are
	// what the word allows for (see lexicon/README.md); any number between
	// agrees with it.
	ApproxVague Approx = "vague"
)

// Number is a quantity: "about 12 thousand detainees", "2,500 to 3,000", "55 km".
// Numbers that are part of a Date are not repeated here.
type Number struct {
	stemma.Span
	Value float64
	// High is the upper end of a range, and equal to Value otherwise.
	High   float64
	Approx Approx
	// Unit is a normal form where one is known ("%", "km", "usd"), else "". A
	// fraction ("a third of the voters") is given in "%".
	Unit string
	// Counted is the noun that is counted ("prisoners" in "12,000 foreign
	// prisoners"), its Form folded and without the ending of the plural or of
	// the case. It is the zero Word where the order of the words does not show
	// the noun for sure. It lies outside Span.
	Counted Word
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
	// Kind is what the name is a name of, as far as the article shows.
	Kind NameKind
}

// NameKind tells persons, places and organisations apart.
type NameKind string

// The zero value is a name of which nothing shows what it names.
const (
	KindPerson       NameKind = "person"
	KindPlace        NameKind = "place"
	KindOrganisation NameKind = "organisation"
)

// Hedge is a word that weakens or negates what is said ("reportedly",
// "alleged", "not").
type Hedge struct {
	stemma.Span
	// Negation is true for a negation, false for a hedge.
	Negation bool
	// Kind is the same for words of all languages that weaken in the same way.
	Kind HedgeKind
	// Hearsay is true for a word that leaves all of the statement to what others
	// say, of nobody in particular: "reportedly", and not "alleged" or "claims".
	Hearsay bool
}

// HedgeKind is how a word takes away from what is said, whatever the language.
type HedgeKind string

// The zero value is a hedge that its lexicon does not class.
const (
	// HedgeNegation denies: not, never.
	HedgeNegation HedgeKind = "negation"
	// HedgeRumour passes on and does not vouch: reportedly, alleged, claims, so-called.
	HedgeRumour HedgeKind = "rumour"
	// HedgePossible says that it can be so: may, perhaps, could.
	HedgePossible HedgeKind = "possible"
	// HedgeLikely says that it looks so: probably, apparently, is believed.
	HedgeLikely HedgeKind = "likely"
)

// Term is a word that stands for something which others call otherwise:
// "regime" and "government", "ISIS" and "Daesh". That two writers use
// different terms says that they differ, and never which of them is right.
type Term struct {
	stemma.Span
	// Referent is what the terms of one group can all stand for, and Key the
	// term, the same in all languages ("government", "regime"). Both are listed
	// in lexicon/_terms.txt.
	Referent, Key string
	// Loaded is true for a term that takes a side by itself, false for the
	// plain one of its group.
	Loaded bool
}
