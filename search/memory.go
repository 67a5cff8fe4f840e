package search

import (
	"sync"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// maxRemembered bounds the words of a memory, and maxPairs the pairs of names and words: 5 MB.
const maxRemembered, maxPairs = 4096, 1 << 15

// memory remembers how words and names stand to those of a claim. The sentences that are near to a
// claim have most of their words in common, so that to compare each word once is a fifth of the work. It may be used by
// many goroutines.
type memory struct {
	claim *Statement
	mu    sync.Mutex
	words map[string]sense
	pairs map[pair]bool
	// titles are what titles name.
	titles map[titled]*values
}

// titled is a title in a language.
type titled struct{ lang, title string }

// pair is a name beside another, or beside a word.
type pair struct {
	name, other string
	isWord      bool
}

func newMemory(claim *Statement) *memory {
	return &memory{claim: claim, words: map[string]sense{}, pairs: map[pair]bool{}, titles: map[titled]*values{}}
}

// sense is what a word means, with its cosines to the words of the claim; false for one that the
// vectors do not know.
func (m *memory) sense(word string) (sense, bool) {
	m.mu.Lock()
	x, known := m.words[word]
	m.mu.Unlock()
	if known {
		return x, x.weight > 0
	}
	x, ok := senseOf(m.claim.model, word)
	if ok {
		x.alike = make([]float64, len(m.claim.senses))
		for i := range x.alike {
			x.alike[i] = float64(vector.Dot(m.claim.senses[i].v, x.v))
		}
		x.place = sync.OnceValue(func() *place { return placeOf(m.claim.axes, x.v) })
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.words) >= maxRemembered {
		clear(m.words)
	}
	m.words[word] = x
	return x, ok
}

// title reads a title.
func (m *memory) title(a stemma.Article, title string) *values {
	k := titled{a.Lang, title}
	m.mu.Lock()
	v, known := m.titles[k]
	m.mu.Unlock()
	if known {
		return v
	}
	read := valuesOf(readOne(a, title))
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.titles) >= maxRemembered {
		clear(m.titles)
	}
	m.titles[k] = &read
	return &read
}

// same says that two keys of names are of one name.
func (m *memory) same(name, other string) bool {
	return m.alike(pair{name, other, false}, func() bool { return text.NameSimilarity(name, other) >= alikeNames })
}

// isWord says that a word that was not read as a name is one.
func (m *memory) isWord(name, word string) bool {
	return m.alike(pair{name, word, true}, func() bool { return text.NameSimilarity(name, text.Romanise(word)) >= sameWord })
}

func (m *memory) alike(p pair, compare func() bool) bool {
	m.mu.Lock()
	alike, known := m.pairs[p]
	m.mu.Unlock()
	if known {
		return alike
	}
	alike = compare()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.pairs) >= maxPairs {
		clear(m.pairs)
	}
	m.pairs[p] = alike
	return alike
}
