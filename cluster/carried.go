package cluster

import (
	"slices"

	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// Agencies and outlets carry paragraphs of background from report to report:
// what a country lives on, how a war began. They are verbatim the same and
// full of names, and would make one story of reports that have nothing else
// in common. Copies of one report have sentences in common, too, but there
// the rest is alike.

const (
	// carriers is how many articles must have a sentence for it to be looked
	// into, and mostCarriers how many of them are looked at.
	carriers     = 3
	mostCarriers = 24
	// shortestCarried is how many bytes such a sentence has: shorter ones come
	// together by chance.
	shortestCarried = 40
	// An article can be judged by what it has besides if that is ownLines
	// sentences and ownShare of all.
	ownLines = 2
	ownShare = 0.2
	// alike is the cosine below which what two articles have besides tells two
	// stories for sure.
	alike = 0.2
)

// carried are sentences that several documents have word for word.
type carried struct {
	docs  []*text.Document
	vecs  [][][]float32
	holds map[string][]int // sentence → the documents that have it, in order
}

// withoutBackground returns the documents with the sentences that are carried from
// story to story marked as boilerplate. The documents themselves are left as
// they are.
func withoutBackground(docs []*text.Document, vecs [][][]float32) []*text.Document {
	c := carried{docs: docs, vecs: vecs, holds: map[string][]int{}}
	for i, d := range docs {
		for j := range d.Sentences {
			s := &d.Sentences[j]
			if held := c.holds[s.Text]; !s.Boilerplate && len(s.Text) >= shortestCarried && (len(held) == 0 || held[len(held)-1] != i) {
				c.holds[s.Text] = append(held, i)
			}
		}
	}
	own := make([][]float32, len(docs))
	for i := range docs {
		own[i] = c.own(i)
	}
	verdicts := map[string]bool{}
	out := slices.Clone(docs)
	for i, d := range docs {
		out[i] = c.mark(d, own, verdicts)
	}
	return out
}

func (c *carried) isShared(s *text.Sentence) bool {
	return len(c.holds[s.Text]) >= carriers
}

// own is the direction of what a document has besides shared sentences, nil
// where that is too little to judge by.
func (c *carried) own(doc int) []float32 {
	d := c.docs[doc]
	var sum []float32
	own, all := 0, 0
	for j := range d.Sentences {
		if d.Sentences[j].Boilerplate {
			continue
		}
		all++
		v := c.vecs[doc][j]
		if c.isShared(&d.Sentences[j]) || len(v) == 0 {
			continue
		}
		own++
		if sum == nil {
			sum = make([]float32, len(v))
		}
		for k, x := range v {
			sum[k] += x
		}
	}
	if own == all || own < ownLines || float64(own) < ownShare*float64(all) {
		return nil
	}
	vector.Normalise(sum)
	return sum
}

// mark returns the document with what is background in it marked.
func (c *carried) mark(d *text.Document, own [][]float32, verdicts map[string]bool) *text.Document {
	var marked *text.Document
	for j := range d.Sentences {
		s := &d.Sentences[j]
		if s.Boilerplate || !c.isShared(s) {
			continue
		}
		verdict, known := verdicts[s.Text]
		if !known {
			verdict = c.isBackground(c.holds[s.Text], own)
			verdicts[s.Text] = verdict
		}
		if !verdict {
			continue
		}
		if marked == nil {
			marked = &text.Document{Article: d.Article, Sentences: slices.Clone(d.Sentences)}
		}
		marked.Sentences[j].Boilerplate = true
	}
	if marked == nil {
		return d
	}
	return marked
}

// isBackground reports that of the documents that have a sentence in common
// most pairs have nothing else.
func (c *carried) isBackground(docs []int, own [][]float32) bool {
	docs = docs[:min(len(docs), mostCarriers)]
	besides := make([][]float32, len(docs))
	for i, d := range docs {
		besides[i] = own[d]
	}
	return mostApart(besides)
}

// mostApart reports that what articles have besides common sentences tells two
// stories for most pairs of them; nil is of one that can't be judged.
func mostApart(besides [][]float32) bool {
	apart, pairs := 0, 0
	for n, a := range besides {
		for _, b := range besides[:n] {
			pairs++
			if a != nil && b != nil && dot(a, b) < alike {
				apart++
			}
		}
	}
	return 2*apart > pairs
}
