package text

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// A text can be made to read otherwise for a program than for a person: with
// characters that take no room between the letters of a word, with letters of
// another alphabet that look the same, with overrides that turn a line round, or
// with a copy of the alphabet that prints nothing (Unicode TR 36 and TS 39 describe
// them). See finds that, and what a person sees.
//
// All of these characters are also written in good faith: Persian needs the
// non-joiner, Hindi and emoji the joiner, Khmer and Thai the space without width,
// Arabic the marks of direction; editors leave stray ones behind, and who types
// Ukrainian on another keyboard takes the Latin i. So only what no script has a use
// for is counted, and a text is left as it is below a measure of it.

// Trick is a way in which a text is not what it looks like.
type Trick string

// The tricks.
const (
	// TrickWidth is a character without width inside a word.
	TrickWidth Trick = "width"
	// TrickLookalike is a word with letters of another alphabet that look the same.
	TrickLookalike Trick = "lookalike"
	// TrickOverride is a line that is turned round.
	TrickOverride Trick = "override"
	// TrickTag is a character of the invisible copy of ASCII, flags apart.
	TrickTag Trick = "tag"
	// TrickQuotes is a text of quotation marks: those of nobody.
	TrickQuotes Trick = "quotes"
)

// fewest is how often a trick must be there to count as one, and share of how
// many of the text's words (of its characters, for quotation marks): there is one
// in so many. Below it are slips of a keyboard or of an editor; the articles of the
// development sets and the seeds have none.
var fewest = map[Trick]struct{ n, share int }{
	TrickWidth:     {5, 50},
	TrickLookalike: {5, 50},
	TrickOverride:  {1, 1 << 62},
	TrickTag:       {3, 1 << 62},
	TrickQuotes:    {2000, 8},
}

// Found is one trick: how often, and where, by the first few places.
type Found struct {
	Trick Trick
	N     int
	Spans []stemma.Span
}

// maxPlaces is how many places of a trick are told.
const maxPlaces = 3

// Seen is a text as a person sees it, where that is not what its characters say.
type Seen struct {
	// Text is what is seen: without what has no width, in one alphabet a word, as
	// it runs.
	Text string
	// Original is the text as it came.
	Original string
	Found    []Found
	edits    []edit // by their places
}

// edit is a place at which the text that is seen differs: the bytes [from, to) of the
// original look like the text seen, which stands at offset at.
type edit struct {
	from, to int
	seen     string
	at       int
	trick    Trick
	again    bool // does not count: not the first of its word, or beside a word
}

// See returns what is seen of a text, nil where it is the text.
func See(s string) *Seen {
	if !suspicious(s) {
		return nil
	}
	l := look{text: s}
	l.read()
	return l.seen()
}

// seen keeps the tricks that are more than slips, and makes the text from them.
func (l *look) seen() *Seen {
	l.lookalikes()
	found := l.found()
	if len(found) == 0 {
		return nil
	}
	kept := slices.DeleteFunc(l.edits, func(e edit) bool {
		return !slices.ContainsFunc(found, func(f Found) bool { return f.Trick == e.trick })
	})
	slices.SortFunc(kept, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	s := &Seen{Original: l.text, Found: found, edits: kept}
	var b strings.Builder
	at := 0
	for i := range kept {
		e := &kept[i]
		b.WriteString(l.text[at:e.from])
		e.at = b.Len()
		b.WriteString(e.seen)
		at = e.to
	}
	b.WriteString(l.text[at:])
	s.Text = b.String()
	return s
}

// found counts the tricks that are more than slips.
func (l *look) found() []Found {
	var out []Found
	for _, trick := range []Trick{TrickWidth, TrickLookalike, TrickOverride, TrickTag, TrickQuotes} {
		f := Found{Trick: trick}
		for _, e := range l.edits {
			if e.trick != trick || e.again {
				continue
			}
			if f.N++; len(f.Spans) < maxPlaces {
				f.Spans = append(f.Spans, stemma.Span{Start: e.from, End: e.to})
			}
		}
		of := l.words
		if trick == TrickQuotes {
			of = l.runes
		}
		if least := fewest[trick]; f.N >= least.n && f.N > of/least.share {
			out = append(out, f)
		}
	}
	return out
}

// Span returns where in the original text a part of the seen one stands. A part of
// what was turned round is all of it.
func (s *Seen) Span(seen stemma.Span) stemma.Span {
	start := s.before(seen.Start, true)
	if seen.Len() <= 0 {
		return stemma.Span{Start: start, End: start}
	}
	return stemma.Span{Start: start, End: s.before(seen.End, false)}
}

// Sentences returns where in the original text the sentences of the seen one stand:
// there, too, one after the other. What was turned round is divided among those that
// it has, by their lengths.
func (s *Seen) Sentences(seen []stemma.Span) []stemma.Span {
	out, end := make([]stemma.Span, len(seen)), 0
	for i, x := range seen {
		out[i] = s.Span(x)
		out[i].Start = max(out[i].Start, end)
		if i+1 < len(seen) {
			out[i].End = min(out[i].End, s.cut(seen[i+1].Start))
		}
		end = out[i].End
	}
	return out
}

// cut returns the place in the original at which what begins at offset x is parted
// from what is before it.
func (s *Seen) cut(x int) int {
	n, inside := slices.BinarySearchFunc(s.edits, x, func(e edit, x int) int {
		switch {
		case x <= e.at:
			return 1
		case x >= e.at+len(e.seen):
			return -1
		}
		return 0
	})
	if !inside {
		return s.before(x, true)
	}
	e := s.edits[n]
	at := e.from
	for range 1 + utf8.RuneCountInString(e.seen[:x-e.at]) { // the sign, and as many characters
		_, size := utf8.DecodeRuneInString(s.Original[at:e.to])
		at += size
	}
	return at
}

// before returns the place in the original of offset x, as the start or the end of
// a part.
func (s *Seen) before(x int, isStart bool) int {
	n, _ := slices.BinarySearchFunc(s.edits, x, func(e edit, x int) int {
		if e.at < x || isStart && e.at == x {
			return -1
		}
		return 1
	})
	if n == 0 {
		return x
	}
	e := s.edits[n-1]
	switch past := x - e.at - len(e.seen); {
	case past >= 0:
		return e.to + past
	case isStart:
		return e.from
	default:
		return e.to
	}
}

// Disguised says that a name, such as an outlet's, looks like another one: letters
// of two alphabets stand in one of its words, all of which look like those of one,
// or characters between them that are not seen.
func Disguised(name string) bool {
	l := look{text: name}
	l.read()
	l.lookalikes()
	return slices.ContainsFunc(l.edits, func(e edit) bool { return e.trick != TrickQuotes && !e.again })
}
