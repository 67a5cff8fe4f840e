package stemma

// DistrustKind says what about an article is not to be relied on.
type DistrustKind string

// The kinds of distrust.
const (
	// DistrustDate is a date of publication that cannot be right: what software
	// gives to what has none, the far future, or one that what the article
	// cites and carries contradicts.
	DistrustDate DistrustKind = "date"
	// DistrustOutlet is an outlet that the article's address or its own text
	// contradicts.
	DistrustOutlet DistrustKind = "outlet"
	// DistrustHidden is text that a reader does not see as a program does:
	// characters without width, direction overrides, letters of another script
	// among look-alikes. Compared is what is seen.
	DistrustHidden DistrustKind = "hidden"
	// DistrustSize is a word, a sentence or a text too long to be an article's,
	// or too many quotation marks to be anybody's words: it was not read as one.
	DistrustSize DistrustKind = "size"
	// DistrustFlood is a report that is one of a great many of nearly the same
	// text.
	DistrustFlood DistrustKind = "flood"
)

// Distrust is something that an article says of itself, or is made of, that the
// result does not go by, and why. It is no judgement of what the article claims.
type Distrust struct {
	Article string       `json:"article"`
	Kind    DistrustKind `json:"kind"`
	// Value is what is not believed, where it is a value: "1970-01-01", "Norlink".
	Value string `json:"value,omitempty"`
	// Detail says in English why, and what was done instead.
	Detail string `json:"detail"`
	// Spans are where it is in the text, the first few; none for what is not of
	// the text.
	Spans []Span `json:"spans,omitempty"`
}

// Step names the part of the work that a limit cut short.
type Step string

// The steps that have limits.
const (
	StepRead        Step = "read"
	StepAttribution Step = "attributions"
	StepLinks       Step = "links"
	StepTree        Step = "tree"
	StepChanges     Step = "changes"
)

// Partial is a piece of the work that was left out because a limit of time or
// size was reached.
type Partial struct {
	// Story is the id of the story, empty where it concerns articles before they
	// are in stories.
	Story string `json:"story,omitempty"`
	// Articles are the ids of the articles that something was left out of, the
	// first few of them where there are many.
	Articles []string `json:"articles,omitempty"`
	Step     Step     `json:"step"`
	// Detail says in English what was left out and how much of it.
	Detail string `json:"detail"`
}
