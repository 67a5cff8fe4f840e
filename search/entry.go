package search

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// analyser is the version of what terms are made by. Change it with any change of
// them, of how texts are cut into sentences (package text), or of who is found to be cited
// (attribution.FindByRules): what was indexed and read before is then made anew.
const analyser = "words-2"

// Indexer makes what an archive keeps of an article for search. It may be used by many
// goroutines.
type Indexer struct {
	model  *vector.Static
	made   string
	caches sync.Pool // of *wordCache
	// axes are words for opposites, read when a claim first asks for them.
	axes func() ([]axis, error)
	// roles is who does what, read likewise.
	roles func() (*roles, error)
}

// NewIndexer returns an indexer with the built-in vectors.
func NewIndexer() (*Indexer, error) {
	model, err := vector.Default()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	axes := sync.OnceValues(func() ([]axis, error) { return newAxes(model, oppositeLines) })
	roles := sync.OnceValues(func() (*roles, error) { return newRoles(model, roleLines) })
	return &Indexer{model: model, made: made(model), axes: axes, roles: roles}, nil
}

// made names what entries are made by.
func made(model *vector.Static) string { return analyser + " " + model.Name() }

// Made names what entries are made by: those that were made otherwise do not compare.
func (x *Indexer) Made() string { return x.made }

const (
	// titleWeight is how much more a word counts in a title.
	titleWeight = 3
	// maxPassages bounds the sentences of one article that are found by meaning, and
	// maxTerms the words.
	maxPassages = 4096
	maxTerms    = 1 << 16
	// fewest words make a passage: shorter sentences mean little.
	fewest = 3
	// titleSentence is the number of the passage that the title is.
	titleSentence = math.MaxUint16
)

// Entry makes the entry of an article. Vectors are those of its sentences by the built-in
// model, where they are known, else nil.
func (x *Indexer) Entry(ctx context.Context, d *text.Document, vectors [][]float32) (*store.IndexEntry, error) {
	a := &d.Article
	e := &store.IndexEntry{Made: x.made, Lang: a.Lang, Outlet: a.Outlet, Published: a.Published, Terms: x.terms(d)}
	var sentences []string
	var numbers []uint16
	title := a.Title
	for i := range d.Sentences[:min(len(d.Sentences), maxPassages)] {
		s := &d.Sentences[i]
		if s.Title {
			title = ""
		}
		if s.Boilerplate || len(s.Words) < fewest {
			continue
		}
		if i < len(vectors) && vectors[i] != nil {
			e.Passages = append(e.Passages, store.Passage{Sentence: uint16(i), Code: codeOf(vectors[i])}) //nolint:gosec // bounded
			continue
		}
		sentences, numbers = append(sentences, s.Text), append(numbers, uint16(i)) //nolint:gosec // bounded
	}
	if title != "" {
		sentences, numbers = append(sentences, title), append(numbers, titleSentence)
	}
	more, err := x.model.Vectors(ctx, sentences)
	if err != nil {
		return nil, fmt.Errorf("index %q: %w", a.ID, err)
	}
	for i, v := range more {
		if !isZero(v) {
			e.Passages = append(e.Passages, store.Passage{Sentence: numbers[i], Code: codeOf(v)})
		}
	}
	return e, nil
}

func isZero(v []float32) bool { return len(v) == 0 || vector.Dot(v, v) == 0 }

// codeOf are the signs of a vector.
func codeOf(v []float32) store.Code {
	var c store.Code
	for i, x := range v[:min(len(v), 256)] {
		b := math.Float32bits(x)
		positive := ^(b | (b - 1)) >> 31 // without a branch: half of the signs would be guessed wrong
		c[i>>6] |= uint64(positive) << (i & 63)
	}
	return c
}

// terms counts the words of an article, and weighs them.
func (x *Indexer) terms(d *text.Document) []store.Term {
	f := x.former(d.Article.Lang)
	defer f.close()
	counts, length := make(map[string]int, 256), 0
	count := func(words []text.Word, times int) {
		for _, w := range words {
			for _, t := range f.terms(w.Form) {
				length += times
				if n := counts[t]; n > 0 || len(counts) < maxTerms {
					counts[t] = n + times
				}
			}
		}
	}
	titled := false
	for i := range d.Sentences {
		switch s := &d.Sentences[i]; {
		case s.Title && !titled:
			titled = true
			count(s.Words, titleWeight)
		case !s.Boilerplate:
			count(s.Words, 1)
		}
	}
	if !titled {
		count(text.Words(d.Article.Title), titleWeight)
	}
	out := make([]store.Term, 0, len(counts))
	for t, n := range counts {
		out = append(out, store.Term{Text: t, Impact: impact(n, length)})
	}
	slices.SortFunc(out, func(a, b store.Term) int { return compareText(a.Text, b.Text) })
	return out
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// impact is the part of BM25 that depends on the article, in steps of 1/255 of the most
// that it can be. The mean length is a constant, so that it does not change with what
// else is in the archive.
func impact(n, length int) uint8 {
	const k1, b, mean = 1.2, 0.75, 400
	tf := float64(n)
	return uint8(max(1, math.Round(255*tf/(tf+k1*(1-b+b*float64(length)/mean)))))
}

// former brings the words of one language to their forms, and remembers them.
type former struct {
	x     *Indexer
	lang  *language
	all   *wordCache
	cache map[string][]string
}

// wordCache has the terms of words by language. One goroutine has it at a time.
type wordCache struct {
	words int
	langs map[*language]map[string][]string
}

// maxCached words are 10 MB, and most of what a mixed stream of news goes on to say.
const maxCached = 60000

func (x *Indexer) former(lang string) *former {
	all, _ := x.caches.Get().(*wordCache)
	if all == nil || all.words > maxCached {
		all = &wordCache{langs: map[*language]map[string][]string{}}
	}
	f := &former{x: x, lang: languages()[primary(lang)], all: all}
	if f.cache = all.langs[f.lang]; f.cache == nil {
		f.cache = map[string][]string{}
		all.langs[f.lang] = f.cache
	}
	return f
}

func (f *former) close() { f.x.caches.Put(f.all) }

// terms are the terms of a folded word.
func (f *former) terms(word string) []string {
	if t, ok := f.cache[word]; ok {
		return t
	}
	var t []string
	for _, p := range parts(word) {
		if form := f.lang.form(p); form != "" {
			t = append(t, strings.Clone(form))
		}
	}
	f.cache[strings.Clone(word)] = t // the word itself would keep its article in memory
	f.all.words++
	return t
}

// sentence returns the words of a passage, and where they are in the article's text.
func sentence(a *stemma.Article, number int) (string, stemma.Span) {
	if number == titleSentence {
		return a.Title, stemma.Span{}
	}
	if number >= len(a.Sentences) {
		return "", stemma.Span{}
	}
	s := a.Sentences[number]
	if s.Start < 0 || s.End > len(a.Text) || s.Start > s.End {
		return "", stemma.Span{}
	}
	return a.Text[s.Start:s.End], s
}
