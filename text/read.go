package text

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/langid"
)

// Read fills in what can be read from an article's text: language, sentences,
// boilerplate, and the title, outlet, byline and date where the text gives
// them away and the input did not. What each sentence holds (words, numbers,
// dates, names, hedges) lies beside it. Offsets point into a.Text, which stays
// as it is.
func Read(a stemma.Article) *Document { return (*Habits)(nil).Read(a) }

// Article is the article of Read, in less than half of the time: what the
// sentences hold is not read.
func Article(a stemma.Article) stemma.Article {
	a.Sentences = (*Habits)(nil).describe(&a)
	return a
}

// Read is like the function Read, and marks the lines that are habits of the
// article's outlet, too. A nil h knows none.
func (h *Habits) Read(a stemma.Article) *Document {
	return h.ReadWithin(a, Limits{})
}

// ReadSentence reads an article whose text is one sentence, such as a sentence of another by
// itself. That is twice as fast as Read, which would look for a headline and a date line in it.
func ReadSentence(a stemma.Article) *Document {
	describeSentence(&a)
	return &Document{Article: a, Sentences: readSentences(&a, a.Sentences, nil)}
}

// describeSentence is describe for an article whose text is one sentence.
func describeSentence(a *stemma.Article) {
	if a.Lang == "" || a.Lang == langid.Undetermined {
		a.Lang = languageOf(*a)
	}
	if a.PublishedPrecision == "" || a.Published.IsZero() {
		a.PublishedPrecision = precisionOf(*a)
	}
	a.Boilerplate = nil
	a.Sentences = []stemma.Span{{End: len(a.Text)}}
}

// describe fills in what can be read from an article's text but for its
// sentences, which it returns.
func (h *Habits) describe(a *stemma.Article) []stemma.Span {
	if a.PublishedPrecision == "" || a.Published.IsZero() {
		a.PublishedPrecision = precisionOf(*a)
	}
	if a.Lang == "" || a.Lang == langid.Undetermined {
		a.Lang = languageOf(*a)
	}
	p := readPage(a, h)
	sentences := p.sentences()
	p.markTeaser(sentences)
	a.Boilerplate = p.boilerplate
	return append(make([]stemma.Span, 0, len(sentences)), sentences...)
}

func precisionOf(a stemma.Article) stemma.Precision {
	switch {
	case a.Published.IsZero():
		return stemma.PrecisionNone
	case a.PublishedPrecision == "" || a.PublishedPrecision == stemma.PrecisionNone:
		return stemma.PrecisionSecond
	}
	return a.PublishedPrecision
}

// languageOf reads the language of the text; the title helps a short one.
func languageOf(a stemma.Article) string {
	if len(a.Text) > 400 {
		return langid.Identify(a.Text)
	}
	return langid.Identify(a.Title + "\n" + a.Text)
}

// readSentences reads what the sentences at the given spans hold, up to where the
// bound is spent.
func readSentences(a *stemma.Article, spans []stemma.Span, b *bound.Bound) []Sentence {
	ref := stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision}
	out := make([]Sentence, len(spans))
	r := reading{lex: lexiconOf(a.Lang), toks: make([]token, 0, 64)}
	next := 0 // first boilerplate span that may reach the sentence
	for i, span := range spans {
		if b.Spent() {
			out = out[:i:i]
			break
		}
		s := a.Text[span.Start:span.End]
		for next < len(a.Boilerplate) && a.Boilerplate[next].End <= span.Start {
			next++
		}
		out[i] = Sentence{
			Span:        span,
			Text:        s,
			Boilerplate: next < len(a.Boilerplate) && a.Boilerplate[next].Overlap(span) > 0,
			Words:       wordsOf(s, span.Start),
		}
		r.values(&out[i], ref)
	}
	spreadNames(a.Text, out)
	spreadKinds(a.Text, out)
	return out
}

// values fills in what the lexicon of the language finds in a sentence: numbers,
// dates, names, hedges and terms, from one scan of its text.
func (r *reading) values(s *Sentence, ref stemma.Moment) {
	r.read(s.Text, s.Start, s.Words)
	dates := r.dateExprs()
	s.Numbers = r.numbers(s.Start, dates)
	s.Dates = r.dates(s.Start, dates, ref)
	s.Names = r.names(s.Start)
	s.Hedges = r.hedges(s.Start, dates, s.Names)
	s.Terms = r.terms(s.Start)
}
