// Package text reads an article's text: its language, its sentences, what in
// it is not the story (boilerplate), and what each sentence holds: words,
// numbers, dates, names and hedges. Read does all of it; nothing fails, since
// any string is a text.
//
// The ways:
//
//   - Sentences follow UAX #29, section 5 (terminators, closing marks, then
//     what comes next decides), repaired for real pages: full stops without a
//     space behind them, abbreviations, ordinal numbers, quotations that a
//     reporting clause continues, hard-wrapped lines, scripts whose sentences
//     end with a space. See data/sentences.txt for what is known of each
//     language.
//   - The language is what package langid reads.
//   - Words have the boundaries of UAX #29; scripts without spaces give
//     overlapping pairs of characters. They are compared folded: see Fold.
//   - Boilerplate is found by its place (before and behind the prose, or the
//     title once more), its shape (short lines without a full stop) and known
//     words (data/page.txt), or because an outlet puts it on all its articles
//     (LearnHabits). It is marked and stays in the text.
//   - Numbers, dates, names and hedges are read with one lexicon a language
//     (lexicon/*.txt).
//
// All offsets are bytes into the article's text. Time is linear in the text.
//
// The package does not translate, resolve who a pronoun stands for, segment
// Chinese, Japanese or Thai into dictionary words, or look outside the text.
package text
