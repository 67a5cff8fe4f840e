// Package review keeps what people say of a tree: that a line of it or a link between
// sentences is right, wrong, or leads elsewhere. It is kept apart from what the program
// infers, and changes nothing of that.
package review

import "time"

// Schema names the form in which verdicts are exported.
const Schema = "stemma/verdicts/v1"

// Subject is what a verdict is about.
type Subject string

// The subjects.
const (
	Edge Subject = "edge" // who derives from whom
	Link Subject = "link" // which sentences say the same
)

// Opinion is what a reviewer says of it.
type Opinion string

// The opinions.
const (
	Confirmed  Opinion = "confirmed"
	Rejected   Opinion = "rejected"
	Redirected Opinion = "redirected" // it leads elsewhere: Verdict.Redirect
)

// Verdict is what one reviewer says of one edge or link.
type Verdict struct {
	// ID is given by the book.
	ID string `json:"id"`
	// Story is the id of the story in which it was given; stories merge, and the ends are what counts.
	Story   string  `json:"story"`
	Subject Subject `json:"subject"`
	Opinion Opinion `json:"verdict"`
	// From and To are the parent and the child of an edge, the two sides of a link.
	From End `json:"from"`
	To   End `json:"to"`
	// Redirect is what should be in the place of From. A zero End says that the child of an edge is an origin.
	Redirect *End      `json:"redirect,omitempty"`
	Note     string    `json:"note,omitempty"`
	Reviewer string    `json:"reviewer,omitempty"`
	At       time.Time `json:"at"`
}

// End is a report, or a source that is not among the reports, that a verdict is about.
type End struct {
	// Article is the id of the report, Digest tells its text from others that it has had.
	Article string `json:"article,omitempty"`
	Digest  string `json:"digest,omitempty"`
	// Source is the name of a source that is not among the reports: its id changes from trace to trace.
	Source string `json:"source,omitempty"`
	// Sentences are those of a link, by their numbers from 0, and Quote what they say.
	Sentences []int  `json:"sentences,omitempty"`
	Quote     string `json:"quote,omitempty"`
}

// IsZero says that there is no such end.
func (e *End) IsZero() bool { return e.Article == "" && e.Source == "" }
