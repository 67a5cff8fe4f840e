package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// words say what the schemas and fields mean whose types are those of other packages. "FIELD" stands for the field of any schema that
// has no words of its own, "Schema" for the schema, "Schema.field" for a field of it.
var words = map[string]string{
	"article": "The id of the report.", "url": "The address of the report.", "outlet": "Who published it.", "lang": "Its language (BCP 47).", "title": "Its headline.",
	"byline": "Who wrote it, as it says.", "published": "When it came out: the beginning of the period that published_precision names. Missing where that is not known.",
	"published_precision": "How exactly that is known.", "schema": "The form of the answer.", "story": "The id of the story in the archive.",

	"Counted": "How many reports there are of something.", "Counted.name": "A language (BCP 47) or an outlet.",
	"DiffRequest": "The two reports to compare.", "TraceRequest": "The reports to trace, and how.", "Fault": "A field of a request that is wrong.",
	"Problem": "What went wrong, and what to do about it (RFC 9457).", "Languages": "The languages of the archive.", "Outlets": "The outlets of the archive.",
	"Version": "Which program answers here.", "Version.program": "Its name.", "VerdictPage": "A page of verdicts.",
	"VerdictRequest": "A verdict to give, by the ids of the tree as it is now.", "Line": "What there is between two of a story.",
	"Line.parent": "The one from which the child would derive.", "Line.child": "The one that would derive from the parent.",
	"LineEnd": "One of the two: a report, or a source that is not among the reports.",

	"Event": "Something that happened in the archive.", "Event.n": "Grows with each event; the id of the event in the stream.",
	"Event.kind": "story: a story is new or has changed; tree: one was traced.", "Event.story": "The story as it is then.",

	"HistoryClaim": "The history of a claim in a story (stemma/history/v1).", "HistoryReport": "A report that makes the claim.",
	"HistorySentence": "A sentence of a report.", "HistorySentence.text": "What it says.",

	"JobStatus": "How far a trace is.", "JobStatus.id": "The id of the trace.", "JobStatus.state": "waiting, running, done or failed. One that was given up has failed.",
	"JobStatus.steps": "The steps that were begun, in their order; the last is at work.", "JobStatus.before": "How many traces come first.",
	"JobStatus.problem": "Why it failed.", "JobStatus.started": "When it began.", "JobStatus.ended": "When it ended.",

	"Report": "A report that is handed in: a line of the JSONL that stemma reads. Further fields are passed through as extra.",

	"SearchResult": "What a search found (stemma/search/v1).", "SearchResult.query": "What was asked for.", "SearchResult.indexed": "How many reports were searched.",
	"SearchResult.hits": "The reports, the best first.",
	"SearchHit":         "A report that was found.", "SearchHit.score": "The rank's score: it orders the hits of one search, and means nothing across searches.",
	"SearchHit.by": "How it was found: by its words, by its meaning, or both.", "SearchHit.alike": "How near its nearest passage is in meaning (cosine).",
	"SearchHit.snippets": "The sentences that were found.",
	"SearchSnippet":      "A sentence of a report, or a piece of a long one.", "SearchSnippet.sentence": "Its number, from 0; -1 is the headline.",
	"SearchSnippet.text": "What it says.", "SearchSnippet.start": "Where it begins in the report's text, in bytes.", "SearchSnippet.end": "Where it ends.",
	"SearchSnippet.marks": "The words that were looked for, as bytes of text.",

	"SearchClaimResult": "Who says a claim (stemma/claim/v1).", "SearchClaimResult.claim": "The claim as it was asked for.", "SearchClaimResult.lang": "Its language.",
	"SearchClaimResult.sentences": "How many sentences it is: each by itself is found more surely.",
	"SearchClaimResult.first":     "The reports that say it first: several where their dates leave open which.",
	"SearchClaimResult.outlets":   "The outlets of the reports that say it.", "SearchClaimResult.languages": "Their languages.", "SearchClaimResult.stories": "Their stories.",
	"SearchClaimResult.origins":          "From how many independent origins they have it; null where that is not known: a story has not been traced.",
	"SearchClaimResult.origins_at_least": "How many origins are known.", "SearchClaimResult.roots": "These origins, those with the most reports first.",
	"SearchClaimResult.says": "The reports that say it, in the order of time.", "SearchClaimResult.denies": "Those that say the opposite.",
	"SearchClaimResult.differs":  "Those that say it with another number, date, name or place.",
	"SearchClaimResult.near":     "Reports about it that may say something else, the most alike first.",
	"SearchClaimResult.at_least": "Some of those that are near may say it in other words: says is a lower bound.",
	"SearchClaimResult.more":     "There may be more reports than were looked at.",
	"SearchClaimReport":          "A report with the sentence that is compared to the claim.", "SearchClaimReport.origin": "The report or source from which it has what it tells.",
	"SearchClaimReport.sentence": "The number of the sentence, from 0; -1 is the headline.", "SearchClaimReport.start": "Where it begins in the report's text, in bytes.",
	"SearchClaimReport.end": "Where it ends.", "SearchClaimReport.text": "What it says.", "SearchClaimReport.score": "How sure the comparison is.",
	"SearchClaimReport.differences": "What it says otherwise.", "SearchClaimReport.has_values": "It is only near, and has all names and figures of the claim.",
	"SearchClaimReport.sources": "Who the sentence is attributed to.",
	"SearchClaimRoot":           "An origin from which reports have the claim.", "SearchClaimRoot.origin": "The report or source that it is.",
	"SearchClaimRoot.name": "What it is called.", "SearchClaimRoot.source": "It is a source that is not among the reports.", "SearchClaimRoot.reports": "How many of the reports have it from there.",
	"SearchClaimStory": "A story in which the claim is made.", "SearchClaimStory.reports": "How many of its reports say it.",
	"SearchClaimStory.origins": "From how many origins they have it; null where that is not known.", "SearchClaimStory.origins_at_least": "How many origins are known.",
	"SearchDifference": "What a report says otherwise than the claim.", "SearchDifference.kind": "number, date, name, place, hedge and the like.",
	"SearchDifference.claim": "What the claim says.", "SearchDifference.report": "What the report says.", "SearchDifference.claim_value": "The value of the claim, in a form that compares.",
	"SearchDifference.report_value": "The value of the report, in a form that compares.", "SearchDifference.detail": "What the kind leaves open.",

	"StoryPage": "A page of stories (stemma/stories/v1).", "StoryPage.since": "Since when new counts.", "StoryPage.stories": "The stories.",
	"StoryPage.unplaced": "How many reports are in no story yet.", "StoryPage.next": "The cursor of the next page; missing on the last.",
	"Story": "A story of the archive.", "Story.id": "Its id.", "Story.title": "The headline of its first report.", "Story.lang": "The language of the headline.",
	"Story.lead": "The report of the headline.", "Story.articles": "How many reports it has.", "Story.new": "How many of them came out since the time that was asked for.",
	"Story.outlets": "From how many outlets.", "Story.languages": "In how many languages.", "Story.first": "When the first report came out.",
	"Story.last": "When the last one did.", "Story.changed": "When the last report came into the archive.", "Story.closed": "No more reports are awaited.",
	"Story.version": "How often its reports have changed.", "Story.undated": "No report has a date: first and last are when they came into the archive.",
	"Story.origins": "How many independent origins its tree has; null where it is not traced.", "Story.tree_reports": "How many reports its tree has, or is going to have: fewer than articles where some came since, or there are too many for a tree of all. Missing where it is not traced.",

	"End": "A report, or a source that is not among the reports, that a verdict is about.", "End.digest": "Tells the text that was judged from others of the same report.",
	"End.source": "The name of a source that is not among the reports.", "End.reports": "The reports that have it from the source.",
	"End.nameless": "The source has no name of its own, and is known by the reports.", "End.sentences": "The sentences of a link, from 0.", "End.quote": "What they say, one a line.",
	"Verdict": "What a reviewer says of a line of a tree, or of a link between sentences.", "Verdict.id": "The id of the verdict.",
	"Verdict.story": "The story in which it was given.", "Verdict.subject": "edge: who derives from whom; link: which sentences say the same.",
	"Verdict.verdict": "confirmed, rejected, or redirected: it leads elsewhere.", "Verdict.from": "The parent of an edge, or one side of a link; empty where the tree had the child as an origin.",
	"Verdict.to": "The child of an edge, or the other side of a link.", "Verdict.redirect": "What should be in the place of from; empty: the child is an origin.",
	"Verdict.note": "Why.", "Verdict.reviewer": "Who gave it.", "Verdict.at": "When it was given.", "Verdict.withdrawn": "It counts no more.",
	"Withdrawal": "Who took a verdict back, and when.", "Withdrawal.by": "Who did.", "Withdrawal.at": "When.",
}

// choices are the fields that have one of a few values.
var choices = map[string][]any{
	"JobStatus.state": {job.Waiting, job.Running, job.Done, job.Failed}, "Event.kind": {reader.StoryChanged, reader.TreeTraced},
	"Verdict.subject": {review.Edge, review.Link}, "Verdict.verdict": {review.Confirmed, review.Rejected, review.Redirected},
}

// describe says of the schemas and their fields what they mean. Those of the contract of traces say it themselves.
func describe(all map[string]*huma.Schema) {
	for name, s := range all {
		if s.Description == "" && s.Extensions == nil {
			s.Description = words[name]
		}
		for field, f := range s.Properties {
			f.Enum = append(f.Enum, choices[name+"."+field]...)
			if f.Description != "" {
				continue
			}
			if f.Description = words[name+"."+field]; f.Description == "" && !strings.HasPrefix(name, "Trace") {
				f.Description = words[field]
			}
		}
	}
}
