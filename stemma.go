package stemma

import (
	"encoding/json"
	"time"
)

// Schema names the version of the JSON contract that a Result is written as.
const Schema = "stemma/trace/v1"

// Span is a half-open range [Start, End) of byte offsets into an article's
// text as UTF-8. The zero Span means "none".
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len returns the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Overlap returns the number of bytes that s and t have in common.
func (s Span) Overlap(t Span) int {
	return max(0, min(s.End, t.End)-max(s.Start, t.Start))
}

// Precision says how exactly a moment is known.
type Precision string

// From the most to the least exact. PrecisionNone means that no date is known.
const (
	PrecisionSecond Precision = "second"
	PrecisionMinute Precision = "minute"
	PrecisionDay    Precision = "day"
	PrecisionMonth  Precision = "month"
	PrecisionYear   Precision = "year"
	PrecisionNone   Precision = "none"
)

// Moment is a time with the precision it is known to.
type Moment struct {
	// Time is the start of the period that Precision names, in UTC unless a
	// zone was given; zero when the precision is none.
	Time      time.Time
	Precision Precision
}

// Known reports whether there is a date.
func (m Moment) Known() bool { return !m.Time.IsZero() && m.Precision != PrecisionNone }

// Article is one report as one outlet published it: the unit of input.
//
// Only Text is required of an input; text.Read fills in what can be read from
// it (Lang, Sentences, Boilerplate, and a date or byline where it has one).
type Article struct {
	// ID is the input's own id, or else derived from the content, so that the
	// same article has the same id in every run.
	ID string `json:"id"`
	// Input says where the article came from: a path, "path#line" or a URL.
	Input  string `json:"input,omitempty"`
	URL    string `json:"url,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	Title  string `json:"title,omitempty"`
	Byline string `json:"byline,omitempty"`
	// Lang is a BCP 47 tag ("id", "zh-Hant"), or "und".
	Lang string `json:"lang,omitempty"`
	// Published is the start of the period that PublishedPrecision names, in
	// UTC unless the input gave a zone; zero when the precision is none.
	Published          time.Time `json:"published,omitzero"`
	PublishedPrecision Precision `json:"published_precision"`
	// Updated is when the outlet last changed the article, as it says; zero
	// when it does not. The text is of then, the report of Published.
	Updated time.Time `json:"updated,omitzero"`
	// Text is the whole text, boilerplate included; every offset points into it.
	Text        string `json:"text"`
	Sentences   []Span `json:"sentences"`
	Boilerplate []Span `json:"boilerplate"`
	// Extra holds the fields of a JSON input that stemma has no name for,
	// passed through untouched.
	Extra map[string]json.RawMessage `json:"extra,omitempty"`
}

// SourceKind says what a source is.
type SourceKind string

// The kinds of source. An unnamed source is one that an article refuses or
// fails to name ("an informed source").
const (
	SourceOutlet       SourceKind = "outlet"
	SourcePerson       SourceKind = "person"
	SourceOrganisation SourceKind = "organisation"
	SourceUnnamed      SourceKind = "unnamed"
)

// Source is who an attribution names.
type Source struct {
	ID string `json:"id"`
	// Name is the most frequent or most canonical form; Aliases are the other
	// forms seen, in any script.
	Name    string     `json:"name"`
	Aliases []string   `json:"aliases"`
	Kind    SourceKind `json:"kind"`
	// Article is the id of the article that is this source, if one is.
	Article string `json:"article,omitempty"`
	// Lost is true when articles derive from the source and it is not among them.
	Lost bool `json:"lost"`
	// Inferred is true for a lost source that nobody cites: shared text that
	// none of the articles can have originated.
	Inferred bool `json:"inferred,omitempty"`
	// CitedBy are article ids; Cites are ids of the sources that this source
	// is said to cite itself.
	CitedBy []string `json:"cited_by"`
	Cites   []string `json:"cites"`
	// Window is when a lost source came out, as far as the articles tell.
	Window *Window `json:"window,omitempty"`
}

// Window is the time in which a lost source must have come out.
type Window struct {
	// After and Before bound it; zero where nothing does. Before is when the
	// first article that derives from the source came out.
	After  time.Time `json:"after,omitzero"`
	Before time.Time `json:"before,omitzero"`
	// First is the article that Before is from.
	First string `json:"first,omitempty"`
	// Said are the passages that date the source ("Sputnik reported on
	// Friday"), which narrow the window where the articles agree.
	Said []Passage `json:"said,omitempty"`
}

// AttributionKind says how an article gives a source's words.
type AttributionKind string

// Direct is a quotation, indirect a report of what was said, whole a credit
// that covers the whole article (a byline, "(Reuters)", "…: Sputnik").
const (
	AttributionDirect   AttributionKind = "direct"
	AttributionIndirect AttributionKind = "indirect"
	AttributionWhole    AttributionKind = "whole"
)

// Certainty is what the cue commits the article to.
type Certainty string

// From "confirmed that" to "denied that".
const (
	CertaintyAsserted Certainty = "asserted"
	CertaintyReported Certainty = "reported"
	CertaintyClaimed  Certainty = "claimed"
	CertaintyDoubted  Certainty = "doubted"
)

// Role is the place of a source, a cue or a content in the text.
type Role struct {
	Span
	// Source is the id of the Source, on source roles only.
	Source string `json:"id,omitempty"`
	// Parts are the pieces of an interrupted role ("…," he said, "…"), as
	// [start, end] pairs; empty when the role is one piece.
	Parts [][2]int `json:"parts,omitempty"`
}

// Attribution is who is said to have said what: source, cue and content.
type Attribution struct {
	Article   string          `json:"article"`
	Sentence  int             `json:"sentence"`
	Source    Role            `json:"source"`
	Cue       Role            `json:"cue"`
	Content   Role            `json:"content"`
	Kind      AttributionKind `json:"kind"`
	Certainty Certainty       `json:"certainty"`
}

// LinkKind says how two passages came to say the same.
type LinkKind string

// The kinds of link.
const (
	LinkVerbatim    LinkKind = "verbatim"
	LinkRewrite     LinkKind = "rewrite"
	LinkTranslation LinkKind = "translation"
)

// Link joins sentences of two articles that say the same. Sentences are
// indices into the articles' Sentences.
type Link struct {
	A          string   `json:"a"`
	ASentences []int    `json:"a_sentences"`
	B          string   `json:"b"`
	BSentences []int    `json:"b_sentences"`
	Kind       LinkKind `json:"kind"`
	// Score is the estimated probability that the link is right.
	Score float64 `json:"score"`
	// Stretches are the runs of text that two articles in one language have in
	// common, word for word or nearly, from the longest clause down to the
	// shortest that is more than chance; in the order of A.
	Stretches []Stretch `json:"stretches,omitempty"`
	// Common is the share of the linked words, 0 to 1, that many articles of
	// other stories have too: agency descriptions, formulas, background. Such a
	// link is right and yet no evidence of descent.
	Common float64 `json:"common,omitempty"`
}

// Stretch is one run of text in two articles, by byte offsets into the text of
// each.
type Stretch struct {
	A Span `json:"a"`
	B Span `json:"b"`
	// Common is the share of its words that many articles of other stories
	// have too.
	Common float64 `json:"common,omitempty"`
}

// Passage is where an article makes a claim.
type Passage struct {
	Article   string `json:"article"`
	Sentences []int  `json:"sentences"`
}

// ChangeKind says what differs between a parent's and a child's wording of a claim.
type ChangeKind string

// The kinds of change.
const (
	ChangeNumber   ChangeKind = "number"
	ChangeName     ChangeKind = "name"
	ChangeDate     ChangeKind = "date"
	ChangePlace    ChangeKind = "place"
	ChangeHedge    ChangeKind = "hedge"
	ChangeWording  ChangeKind = "wording"
	ChangeAddition ChangeKind = "addition"
	ChangeOmission ChangeKind = "omission"
	// ChangeLoadedTerm is another word for the same thing that takes sides:
	// "Daesh" for "ISIS", "terrorists" for "fighters".
	ChangeLoadedTerm ChangeKind = "loaded-term"
	// ChangeAttribution is a source that was dropped, added or replaced: "X
	// claims Y" became "Y".
	ChangeAttribution ChangeKind = "attribution"
	// ChangeOrder is a sentence that stands elsewhere among the others.
	ChangeOrder ChangeKind = "order"
)

// Change is how a claim differs between a parent and its child in the tree.
type Change struct {
	From string     `json:"from"` // article id of the parent
	To   string     `json:"to"`   // article id of the child
	Kind ChangeKind `json:"kind"`
	// Before and After are what the two articles say, as they say it: the
	// number, the name, the hedge, or the whole sentence.
	Before string `json:"before"`
	After  string `json:"after"`
	// BeforeSpan and AfterSpan are where they say it; nil where the change is
	// of whole sentences, or one of the two has nothing there.
	BeforeSpan *Span `json:"before_span,omitempty"`
	AfterSpan  *Span `json:"after_span,omitempty"`
	// BeforeValue and AfterValue are the values in a form that compares across
	// languages, where there is one: "12000", "2500..3000 km", "2021-02-12".
	BeforeValue string `json:"before_value,omitempty"`
	AfterValue  string `json:"after_value,omitempty"`
	// Detail says in a few English words what the kind leaves open: "dropped",
	// "added", "rounded away", "moved up".
	Detail string `json:"detail,omitempty"`
	// Alternative is true where From is not a parent in the tree but one of the
	// alternatives of the child's primary edge.
	Alternative bool `json:"alternative,omitempty"`
	// Sibling is true where From is not a parent but another child of the same
	// lost source, of the two the one that came out first: which of them has
	// what the source said is open.
	Sibling bool `json:"sibling,omitempty"`
	// Score is how sure it is that the difference is one of content and no
	// matter of translation, rounding or misreading, 0 to 1.
	Score float64 `json:"score"`
	// FromSentence is nil for an addition, ToSentence for an omission.
	FromSentence *int `json:"from_sentence,omitempty"`
	ToSentence   *int `json:"to_sentence,omitempty"`
}

// Claim is one thing that is said: linked passages across the articles of a
// story. A claim with one passage is what a single report adds.
type Claim struct {
	ID string `json:"id"`
	// Text is the representative passage's text, in its own language.
	Text     string    `json:"text"`
	Passages []Passage `json:"passages"`
	Changes  []Change  `json:"changes"`
}

// EdgeKind says how a child derives from its parent.
type EdgeKind string

// The kinds of edge.
const (
	EdgeCopy        EdgeKind = "copy"
	EdgeRewrite     EdgeKind = "rewrite"
	EdgeTranslation EdgeKind = "translation"
	EdgeCitation    EdgeKind = "citation"
)

// EvidenceKind says what sort of fact speaks for an edge.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceCites    EvidenceKind = "cites"
	EvidenceShared   EvidenceKind = "shared"
	EvidenceOrder    EvidenceKind = "order"
	EvidenceTime     EvidenceKind = "time"
	EvidenceOmission EvidenceKind = "omission"
	EvidenceChange   EvidenceKind = "change"
)

// Evidence is one fact that speaks for an edge, or, where Against is true, against
// it, with the sentences that show it. ParentSentences is empty when the parent is a
// lost source.
type Evidence struct {
	Kind            EvidenceKind `json:"kind"`
	Detail          string       `json:"detail"`
	Against         bool         `json:"against,omitempty"`
	ParentSentences []int        `json:"parent_sentences,omitempty"`
	ChildSentences  []int        `json:"child_sentences,omitempty"`
}

// Edge says that the child derives from the parent. The child is an article,
// or a source when a lost source itself cites another; the parent is an
// article or a lost source.
type Edge struct {
	Parent string   `json:"parent"`
	Child  string   `json:"child"`
	Kind   EdgeKind `json:"kind"`
	// Primary marks the child's one main parent.
	Primary bool `json:"primary"`
	// Support says how probable it is that the edge is right, 0 to 1: how often
	// it came back when the evidence was resampled, mapped by the weights'
	// calibration (those that ship leave it as it is).
	Support  float64    `json:"support"`
	Evidence []Evidence `json:"evidence"`
	// Rootless is, on a primary edge, how often the child had no parent at all
	// when the evidence was resampled, 0 to 1.
	Rootless float64 `json:"rootless,omitempty"`
	// Sentences are, where a child has more than one parent, those of its
	// sentences that it has from this one.
	Sentences []int `json:"sentences,omitempty"`
	// Reversed is, on a primary edge, how often the parent derived from the
	// child when the evidence was resampled, 0 to 1.
	Reversed float64 `json:"reversed,omitempty"`
	// DirectionUncertain is true when the two belong together and nothing
	// shows which of them came first.
	DirectionUncertain bool `json:"direction_uncertain,omitempty"`
	// Alternatives are, on a primary edge, the other parents that came back
	// when the evidence was resampled, the most frequent first, or else the
	// next best one.
	Alternatives []Alternative `json:"alternatives,omitempty"`
}

// Alternative is another parent that an edge's child could have.
type Alternative struct {
	// Parent is an article or a lost source.
	Parent  string  `json:"parent"`
	Support float64 `json:"support"`
	// For is what speaks for it, Against what speaks for the edge's parent
	// and against it.
	For     []Evidence `json:"for,omitempty"`
	Against []Evidence `json:"against,omitempty"`
}

// Story is a set of articles that tell the same news, and their family tree.
type Story struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Articles []string `json:"articles"`
	// Sources are the ids of the sources that the story's articles cite or
	// derive from.
	Sources []string `json:"sources"`
	// Origins is the number of roots of the tree.
	Origins int     `json:"origins"`
	Edges   []Edge  `json:"edges"`
	Links   []Link  `json:"links"`
	Claims  []Claim `json:"claims"`
	// Roots are the origins, with how sure each of them is.
	Roots []Root `json:"roots,omitempty"`
	// OriginCounts say how often the tree had how many origins when the
	// evidence was resampled, the most frequent first.
	OriginCounts []OriginCount `json:"origin_counts,omitempty"`
	// Descents say for each article, in the order of Articles, what it has
	// from which origin.
	Descents []Descent `json:"descents,omitempty"`
	// Partial is true where a limit of time or size cut the work on the story
	// short: Result.Partial says where.
	Partial bool `json:"partial,omitempty"`
	// SinceWhole is how many articles came in or went since all articles of the
	// story were last compared with each other: 0 if that was just now. Then the
	// tree may differ in a few edges from what comparing all would give.
	SinceWhole int `json:"since_whole,omitempty"`
}

// Root is an origin: an article or a lost source without a parent.
type Root struct {
	Origin string `json:"origin"`
	// Support is how probable it is that it has no parent.
	Support float64 `json:"support"`
	// Evidence is what speaks against its having a parent.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Alternatives are the parents that came back, the most frequent first.
	Alternatives []Alternative `json:"alternatives,omitempty"`
}

// OriginCount is a number of origins, and how often the tree had as many.
type OriginCount struct {
	Origins int     `json:"origins"`
	Support float64 `json:"support"`
}

// Descent is how much of an article goes back to each origin of its story.
type Descent struct {
	Article string `json:"article"`
	// From are the origins, the one with the largest share first. An origin
	// that is an article has itself.
	From []Share `json:"from"`
	// Own is the share of the article's sentences that no other article of
	// the story and no source accounts for. From and Own sum to 1.
	Own float64 `json:"own"`
}

// Share is the part of an article that goes back to one origin.
type Share struct {
	// Origin is an article or a lost source without a parent, or one that has
	// a parent where Added is true.
	Origin string  `json:"origin"`
	Share  float64 `json:"share"`
	// Added is true where Origin has a parent itself, and the sentences are
	// what it added to it.
	Added bool `json:"added,omitempty"`
	// Sentences are those of the article that are counted.
	Sentences []int `json:"sentences"`
}

// InputError is an input, or part of one, that could not be used, why, and
// what to do about it. The rest is traced without it.
type InputError struct {
	Input   string `json:"input"`
	Problem string `json:"error"`
}

// Error returns "input: problem".
func (e *InputError) Error() string { return e.Input + ": " + e.Problem }

// Result is what a trace found. Its lists may be nil; report.JSON writes it as
// the contract that Schema names, which has no nulls.
type Result struct {
	Schema       string        `json:"schema"`
	Articles     []Article     `json:"articles"`
	Sources      []Source      `json:"sources"`
	Attributions []Attribution `json:"attributions"`
	Stories      []Story       `json:"stories"`
	// Unplaced are the ids of articles that belong to no story.
	Unplaced []string     `json:"unplaced"`
	Errors   []InputError `json:"errors"`
	// Vectors names the model of sentence vectors that the result rests on, or
	// the two of a cascade, with digests: results of different models differ.
	Vectors string `json:"vectors,omitempty"`
	// Distrusted is what the articles say of themselves, or are made of, that the
	// result does not go by, in the order of the articles.
	Distrusted []Distrust `json:"distrusted,omitempty"`
	// Partial says where a limit of time or size cut the work short; empty where
	// all was done.
	Partial []Partial `json:"partial,omitempty"`
}
