package search

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// The vector of a long sentence is far from that of a short claim which the sentence holds word for word. Such sentences
// are found by their words: in the archive by its index, in a new article one by one; which of them are held to the
// claim says the same share of its words in both, whatever their vectors.

const (
	// wordsFrom is the share of what a claim's words weigh from which a sentence has nearly all of them.
	wordsFrom = 0.7
	// worded is in how many articles of the archive, those with most of the words, such a sentence is looked for, and lookedUp
	// how many words are looked up, those that weigh most.
	worded, lookedUp = 30, 8
)

// wording are the words of a claim by their forms in the languages that are asked for.
type wording struct {
	words   []string
	weights []float64
	total   float64
	mu      sync.Mutex
	langs   map[*language]map[string][]int // which words a term is a form of
}

func newWording(model *vector.Static, claim *text.Document) *wording {
	w := &wording{langs: map[*language]map[string][]int{}}
	for i := range claim.Sentences {
		for _, word := range claim.Sentences[i].Words {
			x, known := senseOf(model, word.Form)
			for _, p := range parts(word.Form) {
				if known && !slices.Contains(w.words, p) {
					w.words, w.weights, w.total = append(w.words, p), append(w.weights, x.weight), w.total+x.weight
				}
			}
		}
	}
	return w
}

// forms are the forms of the words in a language.
func (w *wording) forms(l *language) map[string][]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known := w.langs[l]; known != nil {
		return known
	}
	forms := map[string][]int{}
	for i, word := range w.words {
		for _, f := range l.forms(word) {
			forms[f] = append(forms[f], i)
		}
	}
	w.langs[l] = forms
	return forms
}

// nearlyAll says that a sentence of a language has nearly all words of the claim, from the terms of its own.
func (w *wording) nearlyAll(lang string, terms []string) bool {
	forms := w.forms(languages()[primary(lang)])
	sum := 0.0
	var has [maxSenses]bool // a claim of more words is not short
	for _, t := range terms {
		for _, k := range forms[t] {
			if k < len(has) && !has[k] {
				has[k] = true
				sum += w.weights[k]
			}
		}
	}
	return w.total > 0 && sum >= wordsFrom*w.total
}

// termsOf are the terms of the words of a sentence, as the index has them.
func (x *Indexer) termsOf(lang string, words []text.Word) (out []string) {
	f := x.former(lang)
	defer f.close()
	for i := range words {
		out = append(out, f.terms(words[i].Form)...)
	}
	return out
}

// byWording finds sentences with nearly all words of a claim that are not among those that were found.
func (s *Searcher) byWording(ctx context.Context, v *store.View, st *Statement, in *store.Scoped, known []found) ([]found, error) {
	hits, err := v.Match(inLanguage(st.wording.heaviest(), st.doc.Article.Lang), in, worded)
	if err != nil {
		return nil, err
	}
	var articles []found
	for _, h := range hits {
		if h.Share >= wordsFrom {
			articles = append(articles, found{doc: h.Doc, by: []string{ByWords}})
		}
	}
	takeRead(articles, known)
	if err := readAll(v, articles); err != nil {
		return nil, err
	}
	var out []found
	for i := range articles {
		out = append(out, st.wordedIn(s.indexer, &articles[i])...)
	}
	out = slices.DeleteFunc(out, func(f found) bool {
		return slices.ContainsFunc(known, func(k found) bool { return k.doc == f.doc && k.passage == f.passage })
	})
	return out, s.liken(ctx, v, st.vector, out)
}

// heaviest are the words that weigh most, as the index has them.
func (w *wording) heaviest() []store.Words {
	order := make([]int, len(w.words))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(w.weights[b], w.weights[a]) })
	var out []store.Words
	for _, i := range order[:min(len(order), lookedUp)] {
		out = append(out, store.Words{Forms: forms(w.words[i])})
	}
	return out
}

// inLanguage leaves of words the forms of a language, if it is known: sentences of other languages have a name of the claim,
// and not nearly all of its words, and to look up forms in all languages costs ten times as much.
func inLanguage(words []store.Words, lang string) []store.Words {
	p := primary(lang)
	if p == "" || p == "und" {
		return words
	}
	for i := range words {
		var forms []store.Form
		for _, f := range words[i].Forms {
			if slices.Contains(f.Langs, p) || f.Langs == nil && !slices.Contains(f.Except, p) {
				forms = append(forms, store.Form{Text: f.Text, Langs: []string{p}})
			}
		}
		words[i].Forms = forms
	}
	return words
}

// takeRead takes articles from those that were read.
func takeRead(articles, known []found) {
	read := map[store.Doc]*found{}
	for i := range known {
		read[known[i].doc] = &known[i]
	}
	for i := range articles {
		if k := read[articles[i].doc]; k != nil {
			articles[i].article, articles[i].story = k.article, k.story
		}
	}
}

// wordedIn are the sentences of an article with nearly all words of the claim.
func (s *Statement) wordedIn(x *Indexer, f *found) (out []found) {
	a := &f.article
	take := func(passage int, sentence string) {
		if words := text.Words(sentence); len(words) >= fewest && s.wording.nearlyAll(a.Lang, x.termsOf(a.Lang, words)) {
			g := *f
			g.passage, g.worded = passage, true
			out = append(out, g)
		}
	}
	for i, at := range a.Sentences[:min(len(a.Sentences), maxPassages)] {
		if sentence, _ := sentence(a, i); !slices.ContainsFunc(a.Boilerplate, func(b stemma.Span) bool { return b.Overlap(at) > 0 }) {
			take(i, sentence)
		}
	}
	take(titleSentence, a.Title)
	return out
}
