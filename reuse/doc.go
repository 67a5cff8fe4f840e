// Package reuse finds what articles copied from each other, word for word or
// nearly, at any place and down to a clause: a corpus of texts → passages, each
// with its exact span in two of them. All are compared with all, from an index.
//
// # Method
//
// A text is read as folded words (package text), so that quotation marks, case
// and punctuation make no difference; scripts without spaces give overlapping
// pairs of characters, of which two count as a word. A word is kept as a hash,
// an offset and a length, in nine bytes (word.go, corpus.go).
//
// The index holds the shingles of four words that at least two texts have
// (shingle.go, index.go). A figure in a shingle is any figure: a changed number
// does not hide a copy. Winnowing (Schleimer, Wilkerson & Aiken, "Winnowing:
// local algorithms for document fingerprinting", SIGMOD 2003), which keeps a
// part of the shingles, was tried and given up: with its smallest window 0.91 of
// the clauses of eight words with a word changed were found, without it 0.96; and
// leaving out the shingles of only one text, which a filter of two bits a place
// knows before anything is stored, saves more memory than it does. The lists of
// texts are flat arrays that one sort makes; there is no map.
//
// Every shingle in common is a seed (search.go). A seed counts if the words
// around it on its diagonal are alike too, or if another seed is near it, as in
// the two-hit method of BLAST (Altschul & al. 1997). From there the greedy
// extension of Zhang, Schwartz, Wagner & Miller ("A greedy algorithm for
// aligning DNA sequences", J. Comput. Biol. 2000) goes both ways until the score
// has fallen too far (align.go). Its time grows with the differences, not with
// the square of the length or with a band, and it gives the best score: a
// passage goes on over words replaced, put in and left out and over the end of
// a sentence, and it stops where the words in common stop. Seeds within a
// passage that was found are passed over, so that a long copy is one
// alignment. What was reordered comes out as several passages (stretches.go).
//
// # Formulas and families
//
// A passage weighs by how few of the articles have its shingles, on a
// logarithmic scale from 1 (two) to 0 (all, if they are 1,000 or more: what all
// of a few have may be their story), and its score is its equal words times its
// weight. A short passage must be rare to be given at all. What more
// than one in 200 of the articles have, and more than 32, is a formula: two
// articles have it in common because all have it. It is given only as part of
// a copy of at least a quarter of an article.
//
// A shingle that n texts have would make n² pairs. Up to 32 texts all are
// compared; of more each with the 16 before and after it in an order that is
// the same for all shingles, so that the articles of a large family meet the
// same neighbours again and again and the pairs stay linear. So a family of
// 1,000 outlets with one agency's report is linked throughout, but not every
// two of them; its Group has them all. In a group every article was aligned
// with its core: groups are not the closure of pairs, in which an article that
// changes step by step ends among texts that it has nothing of (groups.go).
//
// # Cost
//
// On a made-up archive of 100,000 articles of 3 kB (bench/reuse/run.sh): 36 s of
// processor time and 1.4 GB with reading the file; of 10,000 3.6 s, so linear.
// 30,000 copies of one article of 1.7 kB, each compared with 32 others: 0.45 GB.
// Texts that are made to be slow (one word repeated, two words at random, one
// article 100,000 times) stay linear as well: a text gives at most four places
// for each shingle, and a pair at most 1,000 passages.
//
// Not attempted: paraphrase and translation (package link), who copied from
// whom (package lineage), passages without four equal words in a row, and words
// that are spelled in two ways beyond what folding undoes.
package reuse
