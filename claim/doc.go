// Package claim joins links into claims and tells what changed in them.
//
// A claim is one thing that is said, wherever the articles of a story say it.
// Join clusters the sentences by average linkage (Sokal & Michener 1958,
// UPGMA) over the graph of links: two clusters become one only while the mean
// score between their articles, a missing link counting nothing, stays above a
// threshold. Plain transitive closure would chain: one wrong link between two
// claims would make them one.
//
// Compare looks at each claim along the edges of the family tree (compare.go),
// and matches what the two articles have to it (pair.go, words.go). Values are
// compared as values, never by vector: embeddings give a sentence and its
// negation, or the same sentence with another number, nearly the same place.
//
//   - Numbers and dates (figure.go, number.go, date.go): all figures of the two
//     passages, be they quantities, ends of a range, ordinals, ages or parts of
//     dates, are assigned to each other: first equal ones, then those that can
//     be two ways of writing one (equal.go: rounded, "nearly", a range that
//     holds the other; units.go: converted). Of what is left, two that are each
//     other's best counterpart by a margin are a candidate, and a logistic model
//     over what speaks for it (score.go) says how sure it is.
//   - Names and places (name.go), terms that take sides (term.go), hedges and
//     negations (hedge.go), sources (attribution.go): a word of one passage
//     that the other has no counterpart of. Across languages that is most often
//     a matter of recognition; so the habit of the two articles is asked
//     (habit.go): the score falls with the share of such words elsewhere that
//     have no counterpart either. Hearsay ("reportedly", "aurait quitté") that the
//     other language says by itself is looked for by what is not there (hearsay.go).
//   - Whole sentences: left out or added (whole.go), but for those that a longer
//     sentence of the other article tells too, or that may be one with the only
//     other sentence in the same place (gap.go); or moved (order.go), those not
//     on a longest increasing subsequence.
//
// Every change has a score, how sure it is that it is one of content and no
// matter of translation, rounding or misreading; below Threshold it is not
// reported. A wrong "number changed" costs more trust than a missed one.
// The score of a number is the probability that a model gives which is fitted
// on made-up retellings of parallel texts, with figures changed as often as in
// the pairs to work with of testdata/heldout (TestFit). The others are set by
// hand, by the share that is right in those pairs (eval's TestChangeScores) and
// by how often retellings without a change raise an alarm (TestAlarms).
//
// Not attempted: values moved between sentences, bounds that contradict each
// other ("up to 300", "more than 300"), another currency or unit with the same
// figure, a relative date against another absolute one, negation across
// languages, and changes of meaning that no value, name, term or hedge shows.
package claim
