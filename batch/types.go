package batch

import (
	"cmp"
	"encoding/json"
	"math"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
)

// Comparison is what the pipelines compare by. It travels to the workers as JSON
// within the steps. The zero value is ready to use.
type Comparison struct {
	// Days is how many days two articles may be apart to be compared for copies
	// and passages, 7 if zero; less than 0 compares all with all.
	Days int `json:"days"`
	// StoryDays is the same for being told as one story, 4 if zero. A story goes on
	// for longer: who is joined to a member is joined to the story.
	StoryDays int `json:"story_days"`
	// MinWords is how many equal words a passage has at least, as in package
	// reuse; reuse.DefaultWords if zero.
	MinWords int `json:"min_words"`
	// Members is how many of the articles that have a key are compared through
	// it, 64 if zero: the bound that skew is held by.
	Members int `json:"members"`
	// Partners is how many articles one is compared with, those with the most keys in
	// common; 64 if zero.
	Partners int `json:"partners"`
}

const (
	defaultDays      = 7
	defaultStoryDays = 4
	defaultMembers   = 64
	defaultPartners  = 64

	// mostDays is the longest that two articles may be apart: ten years.
	mostDays = 3650
)

// withDefaults is what is really compared by.
func (o Comparison) withDefaults() Comparison {
	o.Days = min(cmp.Or(o.Days, defaultDays), mostDays)
	o.StoryDays = min(cmp.Or(o.StoryDays, defaultStoryDays), mostDays)
	if o.Days < 0 {
		o.StoryDays = -1
	}
	o.MinWords = cmp.Or(max(0, o.MinWords), reuse.DefaultWords)
	o.Members = cmp.Or(max(0, o.Members), defaultMembers)
	o.Partners = cmp.Or(max(0, o.Partners), defaultPartners)
	return o
}

// Day is a day in UTC, in days since 1970.
type Day int32

// Undated is the day of an article of which neither the date nor the time of
// its capture is known. Undated articles are compared with one another alone,
// unless all are compared with all.
const Undated Day = math.MinInt32

// DayOf returns the day of an article: when it was published, or else when the
// copy was taken. A page of the web says any date, and each one would have a folder of
// the tables: a copy is of a page from firstOfWeb to captureSlack days after it was taken, or
// else of the day when that was; what was not copied, of a day of some centuries.
func DayOf(a *stemma.Article) Day {
	captured := capturedDay(a)
	if a.Published.IsZero() || a.PublishedPrecision == stemma.PrecisionNone {
		return captured
	}
	d := dayAt(a.Published)
	switch {
	case captured != Undated && (d < firstOfWeb || d > captured+captureSlack):
		return captured
	case d < firstOfPrint || d >= endOfDays:
		return Undated
	}
	return d
}

const (
	// captureSlack is by how many days a page may be ahead of the clock of who copied it: a day
	// for its place on earth, and one for an edition of tomorrow.
	captureSlack = 2
	// firstOfWeb is 1990-01-01, firstOfPrint 1600-01-01, endOfDays 2100-01-01.
	firstOfWeb, firstOfPrint, endOfDays Day = 7305, -135140, 47482
)

// capturedDay is the day when a copy was taken, Undated where that is not known.
func capturedDay(a *stemma.Article) Day {
	when, ok := capturedAt(a)
	if !ok {
		return Undated
	}
	if d := dayAt(when); d >= firstOfPrint && d < endOfDays {
		return d
	}
	return Undated
}

// capturedAt is when a copy was taken.
func capturedAt(a *stemma.Article) (when time.Time, ok bool) {
	var captured string
	if json.Unmarshal(a.Extra[capturedField], &captured) != nil {
		return when, false
	}
	when, err := time.Parse(time.RFC3339, captured)
	return when, err == nil
}

// dayAt is the day of a moment; moments of no such day are of the first or the last one.
func dayAt(when time.Time) Day {
	const seconds = 24 * 60 * 60
	days := math.Floor(float64(when.Unix()) / seconds)
	return Day(max(math.MinInt32/2, min(math.MaxInt32/2, days)))
}

// String returns the day as "2006-01-02", and "undated".
func (d Day) String() string {
	if d == Undated {
		return "undated"
	}
	return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)).Format(time.DateOnly)
}

// Link is a passage that two articles have in common, word for word or nearly.
type Link struct {
	// A and B are ids, A the one that comes first in their order; the days are
	// those of the articles.
	A, B       string
	DayA, DayB Day
	// ASpan and BSpan are byte offsets into the texts.
	ASpan, BSpan stemma.Span
	// Words, Same, Weight and Score are as in reuse.Passage: how long it is, the
	// share of words that are equal, how rare it is, and equal words times weight.
	Words               int
	Same, Weight, Score float64
}

// EdgeKind says what two articles have in common.
type EdgeKind string

// The kinds of edge.
const (
	// EdgeCopy joins articles of which one is mostly in the other. Its score is
	// the share of the words of the shorter that both have.
	EdgeCopy EdgeKind = "copy"
	// EdgePassage joins articles that share less. Its score is the same share, of
	// which each passage counts by how rare it is.
	EdgePassage EdgeKind = "passage"
	// EdgeStory joins articles that may tell one story: they name the same, in
	// any script, and their vectors are near. Its score is how probable that is.
	EdgeStory EdgeKind = "story"
)

// Edge says that two articles have something in common. There is at most one of
// EdgeCopy and EdgePassage for a pair, and at most one of EdgeStory beside it.
type Edge struct {
	A, B       string // ids in their order
	DayA, DayB Day
	Kind       EdgeKind
	Score      float64 // 0 to 1
}

// Formula is a key that more articles have than are compared through it.
type Formula struct {
	Kind string `json:"kind"` // "text", "passage", "name" or "vector"
	// Hash identifies the key; From is the first day of the window, "" without one.
	Hash string `json:"hash"`
	From string `json:"from,omitempty"`
	// Articles is how many have it; Example is the id of one of them.
	Articles int64  `json:"articles"`
	Example  string `json:"example"`
}

// Bad is a record that could not be read, or only with a repair.
type Bad struct {
	Input string `json:"input"`
	// Problem is what is wrong and what to do about it.
	Problem string `json:"problem"`
}

// Record says what the reading of one unit of the inputs gave. It is written
// last, beside the articles, and its presence says that they are whole.
type Record struct {
	Schema string `json:"schema"`
	// Inputs are the files of the unit, and Fingerprint tells whether they have
	// changed since.
	Inputs      []string `json:"inputs"`
	Fingerprint string   `json:"fingerprint"`
	// Articles is how many there are in the file Part, BadRecords how many in
	// the file Bad, both beside the record; Bytes is how long the texts are together, and
	// Undated how many of the articles have no day.
	Articles   int64 `json:"articles"`
	BadRecords int64 `json:"bad_records"`
	Bytes      int64 `json:"bytes"`
	Undated    int64 `json:"undated,omitempty"`
	// PartBytes and PartSHA256 are of the file Part, BadBytes and BadSHA256 of the file Bad.
	PartBytes  int64  `json:"part_bytes"`
	PartSHA256 string `json:"part_sha256"`
	BadBytes   int64  `json:"bad_bytes"`
	BadSHA256  string `json:"bad_sha256"`
	// Failed is true where the machine failed while they were read: there may be more in them.
	Failed bool `json:"failed,omitempty"`
	// Part and Bad are made of the unit, and not read from the record.
	Part string `json:"-"`
	Bad  string `json:"-"`
	// Resumed is true where an earlier run had read the unit.
	Resumed bool `json:"-"`
}

// recordSchema names the form of a Record and its files.
const recordSchema = "stemma/batch/read/v2"

// Unit is a part of the inputs that one worker reads: a large file, or some small ones.
type Unit struct {
	Files []string `json:"files"`
}
