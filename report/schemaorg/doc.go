// Package schemaorg writes the claims of a trace in the words of schema.org, as JSON-LD,
// for fact-checkers: each is a Claim with its text, with every report that makes it and
// the sentence that does, and with those that can have been the first. A Claim is what a
// ClaimReview takes as its itemReviewed, and each stands by itself, so that it can be cut
// out and put there. The review is a person's work: nothing here rates a claim.
//
// The first appearance is told by dates alone, each as exact as it is known: all reports
// of which none of the others is surely older, and so all that have no date. What the
// tree infers is in isBasedOn, where a line of it is more likely than not and its
// direction is known; schema.org has no word for how sure that is, and none for a source
// that is lost, which therefore is in the other forms only.
package schemaorg
