package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

const (
	// maxSnippets are shown of one article, and maxSnippet bytes of one sentence.
	maxSnippets = 2
	maxSnippet  = 400
	// scanned is how many sentences of an article are looked at for snippets.
	scanned = 2000
)

// marker marks in texts the words of a query.
type marker struct {
	words   []store.Words
	formers map[string]*former
	x       *Indexer
}

func newMarker(x *Indexer, words []store.Words) *marker {
	return &marker{words: words, formers: map[string]*former{}, x: x}
}

func (m *marker) close() {
	for _, f := range m.formers {
		f.close()
	}
}

// marks returns where words of the query are in a text of a language, and which.
func (m *marker) marks(s, lang string) (spans []stemma.Span, which []int) {
	lang = primary(lang)
	f := m.formers[lang]
	if f == nil {
		f = m.x.former(lang)
		m.formers[lang] = f
	}
	for _, w := range text.Words(s) {
		for _, term := range f.terms(w.Form) {
			i := slices.IndexFunc(m.words, func(q store.Words) bool { return matches(&q, term, lang) })
			if i < 0 {
				continue
			}
			which = append(which, i)
			if n := len(spans); n > 0 && w.Start <= spans[n-1].End { // pairs of characters overlap
				spans[n-1].End = max(spans[n-1].End, w.End)
			} else {
				spans = append(spans, w.Span)
			}
		}
	}
	return spans, which
}

// matches says whether a term of a text in a language is what a word of a query stands for.
func matches(w *store.Words, term, lang string) bool {
	return slices.ContainsFunc(w.Forms, func(f store.Form) bool {
		if w.Prefix {
			return strings.HasPrefix(term, f.Text)
		}
		return f.Text == term && (f.Langs == nil && !slices.Contains(f.Except, lang) || slices.Contains(f.Langs, lang))
	})
}

// snippets are the sentences of an article that show best why it was found: those with the
// most words of the query, and the one that means what was asked for.
func (m *marker) snippets(f *found) []Snippet {
	a := &f.article
	type candidate struct {
		Snippet
		words int
	}
	var all []candidate
	add := func(number int) {
		s, span := sentence(a, number)
		if s == "" {
			return
		}
		spans, which := m.marks(s, a.Lang)
		slices.Sort(which)
		c := candidate{Snippet{Sentence: number, Text: s, Start: span.Start, End: span.End, Marks: spans}, 2 * len(slices.Compact(which))}
		if number == f.passage {
			c.words += 3 // a sentence that was found by its meaning shows it better than one word
		}
		if c.words > 0 {
			all = append(all, c)
		}
	}
	for i := range a.Sentences[:min(len(a.Sentences), scanned)] {
		add(i)
	}
	if len(all) == 0 {
		add(titleSentence)
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.words - a.words })
	out := []Snippet{}
	for _, c := range all[:min(len(all), maxSnippets)] {
		if c.Sentence == titleSentence {
			c.Sentence = -1
		}
		out = append(out, shorten(c.Snippet))
	}
	return out
}

// shorten cuts a long sentence down to what is around its first mark.
func shorten(s Snippet) Snippet {
	if s.Marks == nil {
		s.Marks = []stemma.Span{}
	}
	if len(s.Text) <= maxSnippet {
		return s
	}
	from := 0
	if len(s.Marks) > 0 {
		from = max(0, s.Marks[0].Start-maxSnippet/4)
	}
	from = boundary(s.Text, min(from, len(s.Text)-maxSnippet))
	to := boundary(s.Text, from+maxSnippet)
	kept := []stemma.Span{}
	for _, m := range s.Marks {
		if m.Start >= from && m.End <= to {
			kept = append(kept, stemma.Span{Start: m.Start - from, End: m.End - from})
		}
	}
	s.Text, s.Marks = s.Text[from:to], kept
	if s.Sentence >= 0 {
		s.Start, s.End = s.Start+from, s.Start+to
	}
	return s
}

// boundary is the nearest place before i where a word may begin.
func boundary(s string, i int) int {
	if i >= len(s) {
		return len(s)
	}
	if space := strings.LastIndexByte(s[max(0, i-40):i], ' '); space >= 0 {
		return max(0, i-40) + space + 1
	}
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
