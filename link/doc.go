// Package link finds the sentences of two articles that say the same.
//
// Which articles to compare: in a story of up to 64 all of them with each
// other; in a larger one each with the 40 nearest that an index of rare words,
// numbers and names and the articles' mean vectors give (partner.go). With 24
// partners F1 of links in generated stories of 50 to 100 falls from .94 to .86.
// A copy that differs in nothing is compared with the first of its kind only.
//
// For a pair of articles the sentences meet in one matrix of cosines between
// their vectors. A cosine alone says little, because some sentences are near
// to everything; so each is divided by how near the two are to sentences that
// can not be their counterparts (the ratio margin of Artetxe & Schwenk,
// "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings",
// ACL 2019), and compared with the best rival of either. The neighbourhood is
// taken over the other article and over further articles of the story. What
// symbols say is added: words written alike, weighted by how rare they are
// within an article, so that formulas weigh little; equal numbers, but for those
// of two units, and dates; names that are alike in romanised form; whether both
// have a quotation. Numbers that differ hardly speak against a link: they make
// it interesting. Sentences are matched in any order, but a link whose
// neighbours are linked too gains by it.
//
// The nearest of few sentences is near to something, and reports on one event
// that have no origin in common share its names, its day and its place without
// sharing a sentence. How probable any link of a pair of articles is therefore
// follows from how many others the pair has: each pair of sentences is judged
// by the share of the other sentences that are linked, a few times over, which
// comes to expectation and maximisation of a prior of its own for every pair of
// articles. A third of the made-up pairs that the weights are fitted on are
// halves of one text, or every other sentence of it, or texts on two subjects,
// with none or up to three sentences in common. Before, halves of news articles
// had 17 to 19 wrong links for a hundred sentences, and about one since
// (forced_test.go); where two sentences of seven are common to a pair, recall is
// .65 instead of .86 and precision .73 instead of .52. A weaker prior buys little
// recall: .68 at half as many wrong links again (2.3 instead of 1.6 in stories of two).
//
// The features of each pair of sentences go through a small logistic model
// (model.go, weights.go), one for articles in one language and one for two,
// and its result is the score: an estimate of the probability that the link is
// right. A sentence that stands word for word and once in both articles is settled,
// and what else is near it is not judged (sure.go). What may be two uses of one
// formula ("The trial begins on 12 May."), short and with no figure in common,
// speaks for no other pair, and needs company to be a link (formula.go). In a story of three and more this is done twice, and the second time
// the first answers are heard: two sentences that have their counterpart in
// one and the same sentence of a third article belong together (opinion.go).
// The best candidates are taken greedily, one sentence to one, in any order.
//
// Those of them that follow each other in the same order in both articles show
// the way of a path through the matrix, of beads of up to seven sentences and
// of gaps (Gale & Church 1993), and the best path is sought near it (path.go,
// ground.go, walk.go). A bead is judged by the pair's log odds where it is one
// to one, and else by the cosine of the sums of its vectors, by how much of
// that and of the words in common the whole has over its parts, by lengths in
// the ratio that this pair of articles has, by how the two sides end, by shared
// anchors and by rivals outside it. The path is a conditional random field over
// segments (Sarawagi & Cohen 2004): its weights make the true paths of made-up
// translations the most probable ones (path_fit_test.go). How often sentences
// were merged and left out is taken from the path before, seldom left out in a
// book and often in news: without that, on plain translated text, F1 was .74
// instead of .84. Sure links that are out of order bar their sentences from the
// path, else sentences that changed places look like a merge; further paths
// near them link what was moved together. Two neighbours that changed places
// are two links. A sentence with no counterpart gets no link, and a link that is
// less probable than doubtful is left out.
//
// What lost: to let each link grow by one sentence after another as long as it
// gains (.79 against .87 on plain translated text, .84 against .91 on the
// held-out manuals and news of heldout_test.go), to judge crossing pairs inside
// a bead by a feature, a higher floor than one half under the scores of beads,
// which changed nothing, and to fit the path on articles with no sentence in
// common too (.865 against .879 on plain translated text, no fewer wrong links).
// Not tried: a lexicon learnt from the pair's first links.
//
// What the sentences of a link share word for word or nearly is found by seed
// and extension (collate.go, reach.go): runs of the same words, by a sorted
// list of shingles, grow to both sides over small edits, which punctuation,
// quotation marks and case are not; words that are spelled alike count as the
// same (spelling.go) and a changed number does not end a run. The longest run
// comes first and no word is taken twice, so that passages in another order
// are stretches of their own. They lie inside the linked sentences, from their
// first common word to the last; one may run from a sentence into the next
// where both are of the link. A stretch has six words, or three of many
// letters. How much of the sentences the stretches make tells verbatim reuse,
// down to a clause, from rewriting (reuse.go).
//
// What no stretch of a link covers is searched for clauses that went into
// sentences with another counterpart: the halves of two sentences made one, a
// sentence cut in two elsewhere. Each such pair of sentences gets a link of its
// own, so that a sentence can be in several links of a pair of articles
// (clause.go). Names and phrases that an article repeats are no clauses.
//
// Given a Corpus, the words of phrases that many stories have in common weigh
// little as evidence, and links and stretches made of them are marked by
// Common: they are right, but say nothing of descent (rarity.go).
//
// The weights are fitted by TestFit on made-up stories: stretches of parallel
// corpora that keep the order of their documents, in up to five languages,
// with sentences dropped, moved, joined, shortened and given common endings.
// The development sets are for measuring only. Figures on them: see the tests.
//
// A story of five takes about a millisecond a pair of articles, one of 400
// articles of 12 sentences about a second on two cores.
//
// Not attempted: reuse across stories (package reuse), translated clauses, chains
// of more than two articles (package claim joins links), anything that only
// understanding tells, as that two short sentences with one formula differ.
package link
