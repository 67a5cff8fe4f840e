// Package claim joins links into claims and tells what changed in them.
//
// A claim is one thing that is said, wherever the articles of a story say it.
// Join clusters the sentences by average linkage (Sokal & Michener 1958,
// UPGMA) over the graph of links: two clusters become one only while the mean
// score between their articles, a missing link counting nothing, stays above a
// threshold. Plain transitive closure would chain: one wrong link between two
// claims would make them one.
//
// Compare looks at each claim along the edges of the family tree. Values are
// compared as values, never by vector: embeddings give a sentence and its negation, or the same sentence
// with another number, nearly the same place. A value of one passage that the
// other lacks is reported as a change only where it has a counterpart that
// stands in its place, and where the two can not be two ways of writing one
// thing: rounded, "nearly", ranges that overlap, digits grouped another way.
// Within a language the place is that of a word alignment (longest common
// subsequence); across languages the two must be the only ones left over in
// sentences that correspond one to one. A wrong "number changed" costs more
// trust than a missed one: when in doubt nothing is reported.
//
// Not attempted: places apart from names, values moved between sentences,
// names in two languages unless a third passage shows that they can be
// compared, changes of meaning that no value or hedge shows.
package claim
