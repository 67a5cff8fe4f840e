package review

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Schema names the form of a list of verdicts, LineSchema that of one by itself, as which verdicts are exported.
const (
	Schema     = "stemma/verdicts/v1"
	LineSchema = "stemma/verdict/v1"
)

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
	// ID is given by the book; it is kept when verdicts go into another book.
	ID string `json:"id"`
	// Story is the id of the story in which it was given; stories merge, and the ends are what counts.
	Story   string  `json:"story"`
	Subject Subject `json:"subject"`
	Opinion Opinion `json:"verdict"`
	// From and To are the parent and the child of an edge, the two sides of a link. A zero From says that the tree had the
	// child as an origin.
	From End `json:"from"`
	To   End `json:"to"`
	// Redirect is what should be in the place of From. A zero End says that the child of an edge is an origin, and
	// that the sentences of a link have no counterpart.
	Redirect *End      `json:"redirect,omitempty"`
	Note     string    `json:"note,omitempty"`
	Reviewer string    `json:"reviewer,omitempty"`
	At       time.Time `json:"at"`
	// Withdrawn is set on a verdict that counts no more.
	Withdrawn *Withdrawal `json:"withdrawn,omitempty"`
}

// Withdrawal is who took a verdict back, and when.
type Withdrawal struct {
	By string    `json:"by,omitempty"`
	At time.Time `json:"at"`
}

// End is a report, or a source that is not among the reports, that a verdict is about.
type End struct {
	// Article is the id of the report, Digest tells its text from others that it has had.
	Article string `json:"article,omitempty"`
	Digest  string `json:"digest,omitempty"`
	// Source is the name of a source that is not among the reports: its id changes from trace to trace.
	Source string `json:"source,omitempty"`
	// Reports are those that have it from the source, or cite it. Where the source is Nameless ("an informed source"), they are
	// what it is known by.
	Reports  []string `json:"reports,omitempty"`
	Nameless bool     `json:"nameless,omitempty"`
	// Sentences are those of a link, by their numbers from 0, and Quote what they say, one a line.
	Sentences []int  `json:"sentences,omitempty"`
	Quote     string `json:"quote,omitempty"`
}

// IsZero says that there is no such end.
func (e *End) IsZero() bool { return e.Article == "" && e.Source == "" }

// Digest tells a text from others.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Invalid says what is wrong with a verdict that somebody wants to give.
type Invalid struct { //nolint:errname // review.Invalid says it
	// Field is the part of it, by the name that it has in JSON.
	Field   string
	Problem string
}

// Error returns "field: problem".
func (e *Invalid) Error() string { return e.Field + ": " + e.Problem }

func invalid(field, format string, args ...any) error {
	return &Invalid{field, fmt.Sprintf(format, args...)}
}
