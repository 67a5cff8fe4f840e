package link

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// Memory finds the links of a story again and again as its articles come and
// go, and remembers what it compared: an article that came in is compared with
// those that are there, and no others with each other. The zero value is ready.
// A Memory is not for several goroutines at once.
//
// What it finds differs a little from what Find does for all articles at once,
// for each pair was compared with what was known then: the weights of words,
// which articles stand near a sentence without being its counterpart, what third
// articles say of a pair, and in a large story whether an article that came
// later would have chosen it as a partner. Who wants to be rid of that starts
// with a new Memory, as after every few dozen articles of a hundred.
type Memory struct {
	story *story
	pairs [][2]int                 // that are compared now, by the numbers of their articles
	links map[[2]int][]stemma.Link // of all that were compared
	left  [][2]int                 // that a bound left out, to be compared next time
}

// gone is the place of an article that left the story.
const gone = -1

// Find is the function Find, for documents of which it has seen some before. A
// document is known by its address: one that was read anew is another. The links
// must not be changed, for the next call returns them again.
func (m *Memory) Find(ctx context.Context, docs []*text.Document, vecs [][][]float32, o Options) ([]stemma.Link, error) {
	err := m.update(ctx, docs, vecs, o)
	if err != nil {
		*m = Memory{} // half of an update is none
		return nil, fmt.Errorf("link %d articles: %w", len(docs), err)
	}
	return m.inOrder(), nil
}

// Restore takes links over that were found for documents before, as after a
// restart, instead of comparing them; those of other articles do not count.
// Pairs that have none are compared at the next call of Find, as nobody knows
// whether they were before. Vecs are as for Find.
func (m *Memory) Restore(ctx context.Context, docs []*text.Document, vecs [][][]float32, links []stemma.Link, o Options) error {
	s, err := newStory(ctx, docs, vecs, o)
	if err != nil {
		return fmt.Errorf("restore the links of %d articles: %w", len(docs), err)
	}
	*m = Memory{story: s, links: map[[2]int][]stemma.Link{}}
	m.take(links)
	m.pairs = slices.SortedFunc(maps.Keys(m.links), byNumber)
	return nil
}

// update brings the story up to date with its documents.
func (m *Memory) update(ctx context.Context, docs []*text.Document, vecs [][][]float32, o Options) error {
	if m.story == nil {
		*m = Memory{story: emptyStory(dimension(vecs)), links: map[[2]int][]stemma.Link{}}
	}
	from := len(m.story.articles)
	fresh, places := m.part(docs)
	if len(fresh) == 0 && len(m.left) == 0 {
		m.story.noteLong(o.Bound)
		return nil
	}
	newDocs, newVecs := make([]*text.Document, len(fresh)), make([][][]float32, len(fresh))
	for k, place := range fresh {
		newDocs[k] = docs[place]
		if place < len(vecs) {
			newVecs[k] = vecs[place]
		}
	}
	if err := m.story.admit(ctx, newDocs, newVecs, o); err != nil {
		return err
	}
	for k := from; k < len(m.story.articles); k++ {
		m.story.articles[k].place = places[m.story.articles[k].doc]
	}
	m.story.noteLong(o.Bound)
	return m.compare(ctx, from, o.Bound)
}

// compare finds out which pairs are to be compared now that there are articles of
// the given number and later ones, and compares those that never were, as far as
// the bound goes.
func (m *Memory) compare(ctx context.Context, from int, b *bound.Bound) error {
	pairs, err := m.story.pairs(ctx, from)
	if err != nil {
		return err
	}
	if len(m.story.articles) > allAgain {
		pairs = slices.Concat(pairs, m.pairs, m.left)
		slices.SortFunc(pairs, byNumber)
		pairs = slices.Compact(pairs)
	}
	for _, p := range m.pairs {
		if _, still := slices.BinarySearchFunc(pairs, p, byNumber); !still {
			m.links[p] = slices.Clone(m.links[p]) // lest it keeps all links of the last call in memory
		}
	}
	unknown := slices.DeleteFunc(slices.Clone(pairs), func(p [2]int) bool {
		_, known := m.links[p]
		return known
	})
	affordable, left := m.story.affordable(unknown)
	found, err := m.story.find(ctx, affordable, b)
	if err != nil {
		return err
	}
	for n := range found {
		m.links[affordable[n]] = m.story.links(affordable[n], found[n])
	}
	m.story.noteLeft(b, affordable[len(found):], len(unknown), "the time for the story was over")
	m.story.noteLeft(b, left, len(unknown), "they are too long to compare all")
	m.left = slices.Concat(left, affordable[len(found):])
	m.pairs = slices.DeleteFunc(pairs, func(p [2]int) bool { _, compared := m.links[p]; return !compared })
	return nil
}

// part gives the articles their places among the documents, drops those that
// are no longer among them, and returns the places of the documents that are
// new, and those of all.
func (m *Memory) part(docs []*text.Document) (fresh []int, places map[*text.Document]int) {
	places = make(map[*text.Document]int, len(docs))
	for place, d := range docs {
		places[d] = place
	}
	known, left := make(map[*text.Document]bool, len(docs)), false
	for k := range m.story.articles {
		a := &m.story.articles[k]
		if a.place == gone {
			continue
		}
		if place, ok := places[a.doc]; ok {
			a.place, known[a.doc] = place, true
		} else {
			*a, left = article{doc: a.doc, number: a.number, place: gone}, true
		}
	}
	if left {
		m.forget()
	}
	for place, d := range docs {
		if !known[d] {
			fresh = append(fresh, place)
		}
	}
	return fresh, places
}

// forget drops the links of articles that left the story.
func (m *Memory) forget() {
	m.story.forget()
	isGone := func(p [2]int) bool {
		return m.story.articles[p[0]].place == gone || m.story.articles[p[1]].place == gone
	}
	m.pairs, m.left = slices.DeleteFunc(m.pairs, isGone), slices.DeleteFunc(m.left, isGone)
	maps.DeleteFunc(m.links, func(p [2]int, _ []stemma.Link) bool { return isGone(p) })
}

// inOrder returns the links of all pairs in the order of the documents. They are
// remembered there: a large story has a hundred megabytes of them.
func (m *Memory) inOrder() []stemma.Link {
	type placed struct {
		a, b int // places of the documents
		pair [2]int
	}
	order, count := make([]placed, len(m.pairs)), 0
	for k, p := range m.pairs {
		x, y := m.story.articles[p[0]].place, m.story.articles[p[1]].place
		order[k] = placed{min(x, y), max(x, y), p}
		count += len(m.links[p])
	}
	slices.SortFunc(order, func(x, y placed) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	links := make([]stemma.Link, 0, count)
	for _, o := range order {
		from := len(links)
		links = append(links, m.links[o.pair]...)
		m.links[o.pair] = links[from:len(links):len(links)]
	}
	return links
}

// take turns links into those of pairs, and into opinions: what the first pass
// of the articles thought of each other is not known, but what came of it.
func (m *Memory) take(links []stemma.Link) {
	s := m.story
	number := map[string]int{}
	for k := range s.articles {
		number[s.articles[k].doc.Article.ID] = k
	}
	s.roomForOpinions()
	for _, l := range links {
		a, okA := number[l.A]
		b, okB := number[l.B]
		if !okA || !okB || a == b {
			continue
		}
		p := [2]int{min(a, b), max(a, b)}
		m.links[p] = append(m.links[p], l)
		for _, i := range s.articles[a].numbers(l.ASentences) {
			for _, j := range s.articles[b].numbers(l.BSentences) {
				s.note([2]int{a, b}, i, j, float32(l.Score))
			}
		}
	}
	s.sortOpinions()
}

// numbers turns indices of the document into numbers of the article's sentences.
func (a *article) numbers(indices []int) (out []int) {
	for _, i := range indices {
		if k, ok := slices.BinarySearchFunc(a.sents, i, func(s sentence, i int) int { return s.index - i }); ok {
			out = append(out, k)
		}
	}
	return out
}
