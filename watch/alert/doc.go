// Package alert says by rules which news somebody wants to be told of, and tells them with the sentences that show it.
//
// A rule is a table of a TOML file, and has one kind, by what it asks for:
//
//	[[rule]]
//	name = "widely told"          # names the rule in every alert; no two the same
//	outlets = 5                   # reach: a story has reports of so many outlets,
//	languages = 3                 # in so many languages,
//	articles = 10                 # and so many of them: what is given must all be so
//	origins_at_most = 1           # and its tree has no more origins than this
//
//	[[rule]]
//	name = "agencies"
//	cites = ["Norlink", "an unnamed official"] # cites: an article cites a source of this name, in any script
//	cites_file = "agencies.txt"   # and those in this file, one a line; # begins a comment
//
//	[[rule]]
//	name = "hedges"
//	hedge = "dropped"             # hedge: "reportedly" in the parent, and nothing of it in the child
//	min_score = 0.5               # how sure that must be, 0 to 1
//
//	[[rule]]
//	name = "dam"
//	claim = "The dam at Orvel has failed." # claim: an article says this, in any language; with other numbers it does not
//	relation = ["says", "denies"] # or denies it, or "differs" from it in a number, date, name or place
//	each = "outlet"               # of cites and claim: told once for each outlet of a story, or each "report"; else "story"
//	lang = ["ar", "fa"]           # of all kinds: only articles in these languages count
//
// A name in cites counts as that of an agency: what "a clerk told Norlink" is cited from Norlink (attribution.Asked).
//
// Each alert is given once for a rule and what it is about (Alert.Key): a story; of cites, a story and a source; of claim, a
// story and a relation to the claim; of hedge, the sentence that lost the hedge. With each, cites and claim are told once more
// for each further outlet of the story, or report. A report that comes in another form tells nothing twice. The caller
// keeps the memory.
package alert
