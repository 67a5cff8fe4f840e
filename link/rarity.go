package link

import (
	"github.com/stemma-news/stemma/text"
)

const (
	// phraseWords is the length of the phrases that a Corpus counts. Four words
	// in a row ("said on Tuesday that") come in every tenth article of a large
	// corpus whatever it is about; five are a formula.
	phraseWords = 5
	// fewStories is how many further stories make a phrase half common in a
	// small corpus; in a large one it is a thousandth of them more.
	fewStories, storiesPerMille = 3, 1.0 / 1000
	// The number of cells of each of the two rows of a Corpus, of 8 bytes each.
	leastCells, mostCells = 1 << 10, 1 << 22
	// leastRarity is what is left of the weight of a word that only comes in
	// common phrases: were it nothing, sentences made of them had no words.
	leastRarity = 0.1
)

// Corpus knows which phrases many stories have in common: boilerplate, what an
// agency says of itself, background that is told again and again. It is a
// count-min sketch (Cormode & Muthukrishnan 2005) of phrases of five words,
// whose memory is bounded (64 MiB); each story counts once, so that a text that
// was copied often within one is not common for it. It does not depend on the
// order of stories or of articles, and may be read by many goroutines.
type Corpus struct {
	stories int
	touched int // phrases of all articles, each as often as it comes
	rows    [2][]cell
}

// cell counts the stories that have one of its phrases; last is the one
// counted last, plus one.
type cell struct {
	last  uint32
	count uint16
}

// NewCorpus counts the phrases of all stories of a run: the more there are,
// the better it tells. Articles that belong to no story are stories of one.
func NewCorpus(stories [][]*text.Document) *Corpus {
	c := &Corpus{stories: len(stories)}
	for i := range c.rows {
		c.rows[i] = make([]cell, cellsFor(stories))
	}
	c.count(stories)
	return c
}

func (c *Corpus) count(stories [][]*text.Document) {
	var hashes []uint64
	for n, docs := range stories {
		for _, d := range docs {
			bodySentences(d, func(i int) {
				hashes = phrases(hashes[:0], d.Sentences[i].Words)
				for _, h := range hashes {
					c.touch(h, uint32(n)+1)
				}
			})
		}
	}
}

// cellsFor returns a power of two that leaves room for every phrase, if memory
// allows.
func cellsFor(stories [][]*text.Document) int {
	words := 0
	for _, docs := range stories {
		for _, d := range docs {
			bodySentences(d, func(i int) { words += min(len(d.Sentences[i].Words), maxWords) })
		}
	}
	n := leastCells
	for n < 2*words && n < mostCells {
		n *= 2
	}
	return n
}

// bodySentences calls do with the sentences of a document that can be linked.
func bodySentences(d *text.Document, do func(i int)) {
	n := 0
	for i := range d.Sentences {
		if n < maxSentences && d.Sentences[i].IsBody() && len(d.Sentences[i].Words) > 0 {
			n++
			do(i)
		}
	}
}

// phrases appends the hash of each run of phraseWords words, or the one of a
// whole sentence that is shorter. Numbers are all alike.
func phrases(to []uint64, words []text.Word) []uint64 {
	words = words[:min(len(words), maxWords)]
	n := min(phraseWords, len(words))
	var last [phraseWords]uint64
	for k := range words {
		last[k%phraseWords] = hashOf(words[k].Form)
		if k+1 < n {
			continue
		}
		h := uint64(n)
		for o := k + 1 - n; o <= k; o++ {
			h = mix(h, last[o%phraseWords])
		}
		to = append(to, h)
	}
	return to
}

// hashOf is FNV-1a, but for numbers. (The seed of hash/maphash is another in
// every run.)
func hashOf(form string) uint64 {
	if isFigure(form) {
		return 1
	}
	h := uint64(14695981039346656037)
	for i := range len(form) {
		h = (h ^ uint64(form[i])) * 1099511628211
	}
	return h
}

// touch counts a phrase for a story.
func (c *Corpus) touch(hash uint64, story uint32) {
	c.touched++
	for i := range c.rows {
		x := c.cell(i, hash)
		if x.last != story {
			x.last = story
			if x.count < 1<<16-1 {
				x.count++
			}
		}
	}
}

func (c *Corpus) cell(row int, hash uint64) *cell {
	return &c.rows[row][hash>>(32*row)&uint64(len(c.rows[row])-1)]
}

// others estimates how many stories have a phrase, besides one that does.
func (c *Corpus) others(hash uint64) int {
	n := int(min(c.cell(0, hash).count, c.cell(1, hash).count))
	return max(0, n-1-c.touched/len(c.rows[0]))
}

// common returns how common a phrase is, from 0 for one of a single story to 1
// for one that all have. One story more says nothing: it may be the same one.
func (c *Corpus) common(hash uint64) float64 {
	n := float64(c.others(hash))
	if n < 2 {
		return 0
	}
	half := fewStories + storiesPerMille*float64(c.stories)
	return min(1, max((n-1)/(n-1+half), n/float64(c.stories-1)))
}

// appraise finds how common each word of the stream of each article is, from
// one number on: as common as the most common phrase that it is part of.
func (s *story) appraise(from int, c *Corpus) {
	if c == nil {
		return
	}
	var hashes []uint64
	for i := range s.articles[from:] {
		a := &s.articles[from+i]
		if a.copyOf != notCopied {
			a.common = s.articles[a.copyOf].common
			continue
		}
		a.common = make([]float64, len(a.stream))
		for k := range a.sents {
			common := a.common[a.starts[k]:a.starts[k+1]]
			hashes = phrases(hashes[:0], a.doc.Sentences[a.sents[k].index].Words)
			for p, h := range hashes {
				x := c.common(h)
				for o := p; o < min(p+phraseWords, len(common)); o++ {
					common[o] = max(common[o], x)
				}
			}
		}
	}
}

// rarities returns what part of its weight each term keeps: a word as far as
// it comes outside common phrases, a number or a name as far as the sentences
// do that have it. nil means all of it. Counted are the articles from one number on.
func (s *story) rarities(from, terms int) []float64 {
	kept, count := make([]float64, terms), make([]float64, terms)
	for i := range s.articles[from:] {
		a := &s.articles[from+i]
		if a.common == nil {
			return nil
		}
		for p, t := range a.stream {
			kept[t] += 1 - a.common[p]
			count[t]++
		}
		for k := range a.sents {
			rare := 1 - a.commonness(a.starts[k], a.starts[k+1])
			for _, list := range [][]int32{a.sents[k].values, a.sents[k].names} {
				for _, t := range list {
					kept[t] += rare
					count[t]++
				}
			}
		}
	}
	for t := range kept {
		if count[t] > 0 {
			kept[t] = max(leastRarity, kept[t]/count[t])
		}
	}
	return kept
}

// commonness is the share of common words in a part of the stream.
func (a *article) commonness(from, to int) float64 {
	if a.common == nil || from >= to {
		return 0
	}
	return mean(a.common[from:to])
}
