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
// A key that half of the web has must not cost a worker more than others do, whatever
// the runner: those of Flink and Spark bring all values of a key together before they call
// a combiner, and Flink's keep them as a list in memory (apache/beam #18584, #18586,
// #18848). So holders of a key are merged by steps (gatherFn, mergeFn), into how many
// they are and Members of them (64), chosen by a hash of article and key:
//
//	keys → gatherFn ─ fewer than 8 holders ────────────────────→ GroupByKey → pairsFn
//	              └── more: key and one of 64 salts → GroupByKey → mergeFn ─↗
//
// A worker gathers up to 65,536 holders, those of some 770 articles with 85 keys each. Then
// the rare keys go on; the common ones stay until they take half of the room, or the
// bundle ends. A window of the largest crawl, CC-NEWS, has 13 million articles in 28+7
// days, so that room runs out 16,000 to 31,000 times. Of a key come to the last GroupByKey
// at most 64 parts of 64 holders, one of each salt: 200 kB with ids of 30 bytes; and each
// time that room runs out or a bundle ends, one of 7: 10 MB, of a key that one article in
// fifty has. To each salt come as many parts as there are bundles and, at worst, the 64th
// part of 31,000: 480, 1.5 MB. They are read as they come, and 64 holders are kept.
// The largest groups are counted (largest_key_parts, largest_key_bytes). All holders of a
// paragraph that half of the window has would be a list of six million, 250 MB.
//
// Up to 32 of the members of a key are all compared, of more each with the 16 that
// follow it: 888 pairs at the most, whatever the key. What more have than are compared is given as a formula, with its number.
//
// What follows has bounds by the number of keys an article has: the keys that two
// have in common (sharedFn), the partners of one (partnersFn), and 64 texts for an article
// that is compared (turnFn).
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
// Pairs that share nothing but formulas, which more than one in 200 articles of their window
// have, are left out before their texts are brought together. How rare a key is goes by
// the articles of its window, too (keyswindows.go), so that a week gives the same links in
// a month and in ten years.
//
// # Verification
//
// The texts of a pair are brought together by two joins, the text of a partner going to
// the article that chose it, and compared by package reuse; what it finds is weighed by the
// keys' numbers. Mostly one text is a copy. Sentences that say the same in other words
// or languages are found where stories are traced, by package link. Candidates of stories are not
// verified so: linking their heads first takes nearly as long as trees do, and told little
// more than names (docs/ARCHITECTURE.md).
//
// # What it does not do
//
// Reuse between articles that are more days apart than are compared; passages of
// less than 11 words in common but by chance, of which package reuse finds more; a
// model of vectors other than the built-in one.
package batch
