// Package review keeps what people say of a tree: that a line of it or a link between
// sentences is right, wrong, or leads elsewhere. It is kept apart from what the program
// infers, and changes nothing of that.
//
// A Verdict names its two ends so that they are found again when the tree is drawn anew (Apply): a report by its id and
// the digest of its text, a source that is not among the reports by its name, and one without a name of its own by
// the reports that have it from it. Sentences have their words with them, for other rules may cut them elsewhere.
//
// Verdicts lie in a Book: a file beside the archive with locks of its own, or tables in its database, so that reviewers write
// while stemma watch does, at several servers that share one. Nothing that was said is lost: who withdraws a verdict leaves a mark on it.
package review
