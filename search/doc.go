// Package search finds articles in an archive: by their words, in all languages, and
// by what they mean, across languages; and it finds out who says a claim.
//
// # Words
//
// A text is cut into words (text.Words) and each is brought to the form under which it is
// looked for (terms.go): a stem, where its language has a stemmer (Snowball: Porter
// 2001) or endings are known (languages.txt), without accents; pairs of characters in
// scripts that write without spaces, and in Korean. Terms are kept by language, and a
// word of a query is looked for in the form that it has in each language: whoever
// asks need not say which language a word is of. Articles are ranked by BM25
// (Robertson et al. 1994), words of the title counting three times (BM25F: Robertson,
// Zaragoza & Taylor 2004). How rare a word is counts by language; so no list of stop
// words is needed.
//
// # Meaning
//
// Each sentence has a code of 256 bits in the index, the signs of its vector
// (Charikar 2002), and the codes lie in cells (package store). The nearest are
// compared by their vectors, which are computed anew from the text: so an archive of
// a million articles needs half a gigabyte for them, and not fifteen.
//
// # Both
//
// The two rankings are made one by reciprocal rank fusion (Cormack, Clarke & Büttcher
// 2009): an article counts 1/(60+rank) for each of the two that it is in.
//
// # Claims
//
// What says nearly the same as a sentence is near to it, and so is what says the opposite,
// or the same with another number. So what is near is read, and numbers, names and
// negations are compared as values: see claim.go.
package search
