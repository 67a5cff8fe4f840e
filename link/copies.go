package link

import (
	"slices"

	"github.com/stemma-news/stemma/text"
)

// like takes over what the matcher read off an article of the same words: a report
// that a thousand others print is read once, and held once.
func (a *article) like(o *article) {
	a.copyOf, a.cut = o.number, o.cut
	a.sents, a.vecs, a.inner, a.posts, a.once = o.sents, o.vecs, o.inner, o.posts, o.once
	a.stream, a.starts, a.spans = o.stream, o.starts, o.spans
}

// notCopied is the number of the article of which one is a copy that is none.
const notCopied = -1

// wordings knows the articles of a story by their texts: the numbers of those that are
// no copies of each other, up to maxForms of them.
type wordings map[string][]int

// maxForms is how many readings of one text are told apart: boilerplate to one
// outlet may be none to another.
const maxForms = 8

func (w wordings) add(a *article) {
	if own := w[a.doc.Article.Text]; len(own) < maxForms {
		w[a.doc.Article.Text] = append(own, a.number)
	}
}

// forget drops the articles that left the story, which are found no more, so that others are in their stead.
func (w wordings) forget(s *story) {
	for words, own := range w {
		own = slices.DeleteFunc(own, func(n int) bool { return s.articles[n].place == gone })
		if w[words] = own; len(own) == 0 {
			delete(w, words)
		}
	}
}

// find returns the article that has the same sentences as a document, nil if there
// is none. What phrases are common is known of those from one number on.
func (w wordings) find(s *story, d *text.Document, vecs [][]float32, from int, o Options) *article {
	for _, n := range w[d.Article.Text] {
		a := &s.articles[n]
		if (n >= from || o.Corpus == nil && a.common == nil) && a.reads(d, vecs, s.dim) {
			return a
		}
	}
	return nil
}

// reads tells whether the matcher would read the same off a document as it read
// off the article's.
func (a *article) reads(d *text.Document, vecs [][]float32, dim int) bool {
	if a.place == gone || len(a.doc.Sentences) != len(d.Sentences) {
		return false
	}
	k := 0
	for i := range d.Sentences {
		x, y := &a.doc.Sentences[i], &d.Sentences[i]
		if !sameSentence(x, y) {
			return false
		}
		if k == len(a.sents) || a.sents[k].index != i {
			continue
		}
		if !slices.Equal(a.vec(k, dim), vectorOf(vecs, i, dim)) {
			return false
		}
		k++
	}
	return true
}

// sameSentence tells whether two sentences at one place of one text are read alike.
func sameSentence(x, y *text.Sentence) bool {
	return x.Span == y.Span && x.IsBody() == y.IsBody() && slices.Equal(x.Words, y.Words) && slices.Equal(x.Numbers, y.Numbers) &&
		slices.Equal(x.Dates, y.Dates) && slices.Equal(x.Names, y.Names)
}
