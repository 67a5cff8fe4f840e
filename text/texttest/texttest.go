// Package texttest makes sentences for tests of the steps that read them.
package texttest

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Sentence reads a line as one sentence, whatever text.Read would cut it into,
// and moves the spans of what it holds to where the line begins in its
// article's text. Of the article, language and date of publication count.
func Sentence(of stemma.Article, line string, at int) text.Sentence {
	of.Text = line
	s := text.Sentence{Span: stemma.Span{Start: at, End: at + len(line)}, Text: line}
	for _, part := range text.Read(of).Sentences {
		s.Words = append(s.Words, part.Words...)
		s.Numbers = append(s.Numbers, part.Numbers...)
		s.Dates = append(s.Dates, part.Dates...)
		s.Names = append(s.Names, part.Names...)
		s.Hedges = append(s.Hedges, part.Hedges...)
		s.Terms = append(s.Terms, part.Terms...)
	}
	shift(&s, at)
	return s
}

func shift(s *text.Sentence, by int) {
	move := func(x *stemma.Span) { x.Start, x.End = x.Start+by, x.End+by }
	for i := range s.Words {
		move(&s.Words[i].Span)
	}
	for i := range s.Numbers {
		move(&s.Numbers[i].Span)
	}
	for i := range s.Dates {
		move(&s.Dates[i].Span)
	}
	for i := range s.Names {
		move(&s.Names[i].Span)
	}
	for i := range s.Hedges {
		move(&s.Hedges[i].Span)
	}
	for i := range s.Terms {
		move(&s.Terms[i].Span)
	}
}
