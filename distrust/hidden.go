package distrust

import (
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// finding is one thing about a text.
type finding struct {
	kind   stemma.DistrustKind
	detail string
	spans  []stemma.Span
}

// tricks are the ways in which a text is not what it looks like, which the trace
// read as it looks.
func tricks(d *text.Document) []finding {
	if d.Seen == nil {
		return nil
	}
	var out []finding
	for _, f := range d.Seen.Found {
		kind := stemma.DistrustHidden
		if f.Trick == text.TrickQuotes {
			kind = stemma.DistrustSize
		}
		out = append(out, finding{kind, fmt.Sprintf(told[f.Trick], f.N), f.Spans})
	}
	return out
}

// told says what a trick is, and what was done instead.
var told = map[text.Trick]string{
	text.TrickWidth:     "characters without width stand inside words, %d times; read without them, as it is seen",
	text.TrickLookalike: "words are written with letters of another alphabet that look the same, %d of them; read as they look",
	text.TrickOverride:  "lines are turned round by marks of direction, %d times; read as they are seen",
	text.TrickTag:       "invisible letters stand in the text, at %d places; left out, as it is seen",
	text.TrickQuotes:    "%d quotation marks are more than anybody's words have; read without them",
}

const (
	// longestWord is the length in bytes from which a word is none: chemists and
	// addresses stay below it.
	longestWord = 2000
	// maxPlaces is how many places are told.
	maxPlaces = 3
)

// sizes are the ways in which a text is too large to be a report's.
func sizes(d *text.Document) []finding {
	var out []finding
	long, n := []stemma.Span(nil), 0
	for _, s := range d.Sentences {
		for _, w := range s.Words {
			if w.Len() < longestWord {
				continue
			}
			if n++; len(long) < maxPlaces {
				long = append(long, original(d, w.Span))
			}
		}
	}
	if n > 0 {
		out = append(out, finding{stemma.DistrustSize, fmt.Sprintf("words of more than %d bytes, %d of them; compared with nothing but their like", longestWord, n), long})
	}
	if d.Unread.Len() > 0 && !d.Hurried {
		at := original(d, d.Unread)
		out = append(out, finding{stemma.DistrustSize, fmt.Sprintf("longer than a report is; read up to byte %d of %d", at.Start, at.End), nil})
	}
	return out
}

// original is where in the text that came a part of what was read stands.
func original(d *text.Document, s stemma.Span) stemma.Span {
	if d.Seen == nil {
		return s
	}
	return d.Seen.Span(s)
}
