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
// 2009): an article counts 1/(60+rank) for each of the two that it is in. Of two that count the same, the one that has the
// words comes first: the first by meaning is the nearest there is, however far that may be.
//
// The vector of one or two words says little: near to a word for a tidal wave are all that the sea does to people. So
// of a query of up to two words (eight terms) those articles come first that have all of them, in the order of the
// fusion, and then the others (short.go). What the titles of the development stories find, which are longer, does not
// change by it (bench/search -known: 0.913 and 0.843 before and after). Of their rarest word, and their rarest two, as
// many have another report of the story among the first ten (0.63 of 390, 0.76 of 359), and for one word 0.31 of all
// that can be are among them, as before; what comes next behind the report itself is of its story a little less
// often (0.25 for 0.27, 0.29 for 0.34), since other reports of a story are in other languages there.
//
// # Claims
//
// What says nearly the same as a sentence is near to it, and so is what says the opposite,
// or the same with another number. So what is near is read, and numbers, names and
// negations are compared as values: see claim.go. Of an article the sentence is shown that says most, and a sentence of
// the text rather than a headline that says as much: it names the source, and how sure that is.
//
// How alike a sentence is to a claim is how much each of the two has of the words of the other (align.go), of all of a
// sentence or of the stretch of it that has most of the claim, and which names and numbers it lacks (evidence.go). Sentences
// are found by their vectors and, where these are far, by nearly all of the claim's words (wording.go). What denies the claim
// is shown by negations, each by the lexicon of its own language, and by words on either side of an axis (axes.go,
// opposites.go); who denies a part of the claim denies it (half.go). What is said of another deed, or of the same with the
// roles exchanged, is no more than near (contrary.go, exchange.go, roles.go).
//
// Known limits: roles are compared in plain sentences of the languages of roles.txt, which are not Finnish, Hungarian, Greek, Bulgarian,
// Serbian and Persian, for example; and a relative clause is cut from the word that it belongs to ("a hunter, who
// killed a bear, was fined" says "a bear killed a hunter"). Nor is it known that who says that a thing must be done does
// not say that it is.
//
// From how many origins reports have a claim is counted in the trees that the archive keeps. The package traces no story;
// who has traced one hands over its tree (ClaimResult.SetTree).
package search
