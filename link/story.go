package link

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// maxSentences bounds the matrix of a pair: of an article with more
	// sentences, only the first so many are linked. News has tens.
	maxSentences = 800
	// maxWords bounds the work on one sentence; a "sentence" with more words
	// is a page without stops.
	maxWords = 400
)

// story is what a set of articles that tell the same news share: the words
// and their weights.
type story struct {
	dim int
	// articles are in canonical order, whatever the order they came in; those
	// that came later (memory.go) stand behind them.
	articles []article
	terms    *vocabulary
	read     wordings
	weights  []float64  // of terms, by id
	spell    []spelling // of words, by id
	// opinions are what the first pass found, for each sentence of each
	// article; nil during the first pass.
	opinions [][][]opinion
	// mentioned is how many articles have an opinion on each of those sentences.
	mentioned [][]float64
	// unsorted marks the articles that have new opinions.
	unsorted []bool
}

// article is a document as the matcher reads it.
type article struct {
	doc    *text.Document
	number int    // its place in story.articles
	place  int    // in the input; gone for one that left the story
	copyOf int    // the number of the article whose sentences it has, or notCopied
	lang   string // primary language subtag, "" when unknown
	sents  []sentence
	vecs   []float32 // len(sents) × dim
	// inner[k][d] is the dot product of sentences k and k+1+d: what the norm
	// of a sum of adjacent vectors is made of.
	inner [][maxMerge - 1]float32
	// posts lists, per term, the sentences that have it, in order.
	posts map[int32][]int32
	// once is where sentences stand that the article has once, by their prints.
	once map[uint64]int32
	// cut is set where the document has more sentences than are linked.
	cut bool
	// crowd is how near each sentence is to sentences of other articles of
	// the story that are not its counterpart.
	crowd []float64

	// stream holds the words of all sentences in order, starts where each
	// sentence begins (one more at the end), and spans where the words are.
	stream []int32
	starts []int
	spans  []stemma.Span
	grams  []gram // shingles of the stream, sorted
	// own is how much each word of the stream belongs to its sentence alone,
	// from 1 down to 0 for those of a phrase that the article repeats.
	own []float64
	// common is how common each word of the stream is in the corpus, with the
	// words around it; nil without one.
	common []float64
}

// sentence is what the matcher compares.
type sentence struct {
	index   int       // in the document
	words   []int32   // term ids, in order
	terms   []int32   // distinct words, sorted
	numbers []int32   // distinct numbers, sorted
	values  []int32   // distinct numbers and dates, sorted
	figures []int32   // values, and the numbers within dates that are not known, sorted
	names   []int32   // distinct names, sorted
	size    float64   // length in letters, comparable across scripts
	length  float64   // its logarithm, as logLength has it
	mass    float64   // sum of the weights of terms
	units   []measure // of the numbers that have one
	quoted  bool      // has a quotation, or a part of one
	zero    bool      // has no vector
	print   uint64    // hash of the words, 0 for a short sentence
}

// indices turns a run of the article's sentences into indices of the document.
func (a *article) indices(r run) []int {
	out := make([]int, 0, r.n)
	for k := r.at; k < r.at+r.n; k++ {
		out = append(out, a.sents[k].index)
	}
	return out
}

func emptyStory(dim int) *story { return &story{dim: dim, terms: newVocabulary(), read: wordings{}} }

// newStory prepares the articles: terms, weights, vectors side by side.
func newStory(ctx context.Context, docs []*text.Document, vecs [][][]float32, o Options) (*story, error) {
	s := emptyStory(dimension(vecs))
	return s, s.admit(ctx, docs, vecs, o)
}

// admit adds documents to the story. The words that it knows keep their weights.
func (s *story) admit(ctx context.Context, docs []*text.Document, vecs [][][]float32, o Options) error {
	from := len(s.articles)
	s.terms.groupNames(docs)
	for _, place := range canonical(docs) {
		if err := ctx.Err(); err != nil {
			return err
		}
		a := article{doc: docs[place], number: len(s.articles), place: place, copyOf: notCopied, lang: primary(docs[place].Article.Lang)}
		var v [][]float32
		if place < len(vecs) {
			v = vecs[place]
		}
		if same := s.read.find(s, a.doc, v, from, o); same != nil {
			a.like(same)
		} else {
			a.read(s.terms, v, s.dim)
			s.read.add(&a)
		}
		s.articles = append(s.articles, a)
	}
	s.spell = s.terms.spell
	s.appraise(from, o.Corpus)
	for k := from; k < len(s.articles); k++ {
		if a := &s.articles[k]; a.copyOf == notCopied {
			a.shingle(s.spell)
		} else {
			a.grams, a.own = s.articles[a.copyOf].grams, s.articles[a.copyOf].own
		}
	}
	s.weigh(from)
	return s.crowds(ctx, from)
}

// canonical orders documents by id, so that nothing depends on the order in
// which they came: sums of floats in another order differ in the last bit.
func canonical(docs []*text.Document) []int {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		a, b := &docs[x].Article, &docs[y].Article
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Text, b.Text))
	})
	return order
}

func dimension(vecs [][][]float32) int {
	for _, doc := range vecs {
		for _, v := range doc {
			if len(v) > 0 {
				return len(v)
			}
		}
	}
	return 0
}

// primary returns the primary subtag of a language tag.
func primary(tag string) string {
	p, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if p == "und" {
		return ""
	}
	return p
}

// read takes over the sentences that can be linked.
func (a *article) read(terms *vocabulary, vecs [][]float32, dim int) {
	a.posts = map[int32][]int32{}
	for i := range a.doc.Sentences {
		src := &a.doc.Sentences[i]
		if !src.IsBody() || len(src.Words) == 0 {
			continue
		}
		if len(a.sents) == maxSentences {
			a.cut = true
			break
		}
		sent := terms.sentence(src)
		sent.index = i
		v := vectorOf(vecs, i, dim)
		sent.zero = isZero(v)
		a.vecs = append(a.vecs, v...)
		a.post(int32(len(a.sents)), &sent)
		a.sents = append(a.sents, sent)
		a.starts = append(a.starts, len(a.stream))
		a.stream = append(a.stream, sent.words...)
		for k := range sent.words {
			a.spans = append(a.spans, src.Words[k].Span)
		}
	}
	a.starts = append(a.starts, len(a.stream))
	a.fillInner(dim)
	a.once = a.prints()
}

// shingle prepares the search for clauses.
func (a *article) shingle(spell []spelling) {
	c := collator{spell: spell}
	a.grams = c.grams(make([]gram, 0, len(a.stream)), a.stream, clauseGram)
	a.own = make([]float64, len(a.stream))
	for k := range a.sents {
		a.ownWords(k)
	}
	for k := 1; k < len(a.grams); k++ {
		if x, y := a.grams[k-1], a.grams[k]; x.hash == y.hash {
			clear(a.own[x.at : x.at+clauseGram])
			clear(a.own[y.at : y.at+clauseGram])
		}
	}
}

// nameOwn is how much a word of a name belongs to a sentence: reports of one
// event repeat its names, and some are as long as a clause.
const nameOwn = 0.4

func (a *article) ownWords(k int) {
	names := a.doc.Sentences[a.sents[k].index].Names
	for p := a.starts[k]; p < a.starts[k+1]; p++ {
		a.own[p] = 1
		if slices.ContainsFunc(names, func(n text.Name) bool { return n.Overlap(a.spans[p]) > 0 }) {
			a.own[p] = nameOwn
		}
		a.own[p] *= 1 - a.commonness(p, p+1)
	}
}

func (a *article) post(at int32, s *sentence) {
	for _, t := range s.terms {
		a.posts[t] = append(a.posts[t], at)
	}
	for _, t := range s.values {
		a.posts[t] = append(a.posts[t], at)
	}
	for _, t := range s.names {
		a.posts[t] = append(a.posts[t], at)
	}
}

func (a *article) fillInner(dim int) {
	a.inner = make([][maxMerge - 1]float32, len(a.sents))
	for k := range a.sents {
		for d := range maxMerge - 1 {
			if o := k + 1 + d; o < len(a.sents) {
				a.inner[k][d] = vector.Dot(a.vec(k, dim), a.vec(o, dim))
			}
		}
	}
}

// vectorOf returns the vector of a sentence, one of zeros where there is none.
func vectorOf(vecs [][]float32, i, dim int) []float32 {
	if i < len(vecs) && len(vecs[i]) == dim {
		return vecs[i]
	}
	return make([]float32, dim)
}

func (a *article) vec(k, dim int) []float32 { return a.vecs[k*dim : (k+1)*dim] }

func isZero(v []float32) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}

// weigh gives every term the weight log(1/p), p being the share of sentences
// that have it among those of the articles that have it at all. The usual
// inverse document frequency would be wrong here: in a story whose articles
// all share a sentence, its words are everywhere and yet say exactly which
// sentence is meant.
//
// It is counted over the articles of the given number and later ones, for
// terms that have no weight yet.
func (s *story) weigh(from int) {
	v, known := s.terms, len(s.weights)
	have := make([]float64, v.size())
	of := make([]float64, v.size())
	for i := range s.articles[from:] {
		a := &s.articles[from+i]
		n := float64(len(a.sents))
		for t, posts := range a.posts {
			have[t] += float64(len(posts))
			of[t] += n
		}
	}
	s.weights = append(s.weights, make([]float64, v.size()-known)...)
	for t := known; t < v.size(); t++ {
		if have[t] > 0 {
			s.weights[t] = math.Log((of[t]+1)/have[t]) * v.factor[t]
		}
	}
	if kept := s.rarities(from, v.size()); kept != nil {
		for t := known; t < v.size(); t++ {
			s.weights[t] *= kept[t]
		}
	}
	for i := range s.articles[from:] {
		a := &s.articles[from+i]
		for k := range a.sents {
			a.sents[k].mass = s.sum(a.sents[k].terms)
		}
	}
}

// sum adds up the weights of terms.
func (s *story) sum(terms []int32) float64 {
	var sum float64
	for _, t := range terms {
		sum += s.weights[t]
	}
	return sum
}
