// Package batch finds the stories of a web archive: files of any number → articles →
// what they have in common → stories, each with its tree, as tables. Its pipelines
// are Apache Beam's, so that they run in one process, on Flink, on Spark or on a
// managed runner; what is done to an article, to a pair of them and to a story is
// done by the packages that one machine uses, unchanged.
//
// Two pipelines, so that reading, which takes most of the time, goes on where it
// was broken off:
//
//	inputs → units → articles, bad records, a record of both  (ReadFiles)
//	articles → keys → pairs → links, edges                     (Articles, Relate)
//	         → blocks → stories, trees → tables                (place, tell, write)
//
// Results do not depend on the runner, on how work is shared out, nor on the order in
// which it comes: what merges is associative and commutative, what is chosen is
// chosen by hashes, and what is written is sorted.
//
// # Keys
//
// Two articles are compared if they share a key within some days. Windows of time
// are four times as long as these days, and an article is in the window before its own,
// too, if it is among the first days; so any two that are near meet in exactly one.
//
// Of a text the keys are those of its passages, each the least hash of eight
// shingles of four words in a row, as package reuse makes them, in all scripts
// (Broder, "On the resemblance and containment of documents", 1997; Schleimer,
// Wilkerson & Aiken, "Winnowing", SIGMOD 2003): any run of 11 words that two texts
// have in common gives both the same key, and a text of 300 words has about 66. And
// sixteen bands of four least hashes of the whole text (Indyk & Motwani 1998), by
// which copies meet; a sketch of 32 bits beside each passage tells pairs that meet so,
// and that need not meet a hundred times over.
//
// Of a story the keys are the names and numbers in an article's head, spelled so
// that scripts meet (package cluster), each and the first eight of them by twos, and some
// signs of its vector. A pair is a candidate by how many names it shares and by how many
// signs differ (Shared.score).
//
// # Skew
//
// A key that half of the web has must not cost a worker more than others do. Its
// holders are merged where they are made, before the shuffle, and again behind it, into
// how many they are and Members of them (64), chosen by a hash of article and key;
// where the runner merges before it sorts, no worker sends or gets many more for each
// bundle of articles (Prism does; Flink and Spark do not, see docs/BATCH.md). Up to 32 of them are all
// compared, of more each with the 16 that follow it: 888 pairs at the most, whatever
// the key. What more have than are compared is given as a formula, with its number.
//
// What it costs: of a passage that more than Members articles of a window have, the
// others are compared only if they share something else. Copies do, since other keys
// choose other members, and four of the bands are divided in 64 by the articles' ids: of
// a family of up to 4,000 copies each member is compared with others, and beyond that
// some are not. A single name that more have leads to no pair. An article keeps the 64
// partners with which it shares most. How rare a passage is can be told only from the
// keys that both articles were kept for, so that of what some hundreds have some passages
// weigh more than they would in package reuse.
//
// Pairs that share nothing but formulas, which more than one in 200 articles have, are
// left out before their texts are brought together.
//
// # Verification
//
// The texts of a pair are brought together by two joins, the text of the first going to
// its partners, and compared by package reuse; what it finds is weighed by the
// keys' numbers. Mostly one text is a copy. Sentences that say the same in other words
// or languages are found where stories are traced, by package link.
//
// # What it does not do
//
// Reuse between articles that are more days apart than are compared; passages of
// less than 11 words in common but by chance, of which package reuse finds more; a
// model of vectors other than the built-in one.
package batch
