// Package copies makes large collections of invented articles with known reuse
// in them, to measure programs that look for it.
//
// The words are invented, in seven scripts and spellings, with the frequencies
// of a natural language. Whole articles, paragraphs, sentences and clauses of
// some are copied into others with small edits; formulas stand at the end of
// many. The gold says for each pair what is shared, and where. The same seed
// gives the same bytes.
package copies

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// Corpus makes articles and the record of what they share. Every article has
// random numbers of its own, so that one can be made again without the others.
type Corpus struct {
	n, formulas int // articles; in a hundred, how many end with a formula
	seed        uint64
	languages   []*language
	groups      []group
	groupOf     map[int]int // article to index in groups
}

// streams of random numbers beside those of the articles.
const (
	streamLanguages = 1<<40 + iota
	streamPlan
	streamPassage = 1 << 41
	streamHost    = 1 << 42
	streamCarrier = 1 << 43
	streamDate    = 1 << 44
)

// Options of a corpus.
type Options struct {
	Seed   uint64
	CJK    bool // an eighth language, written without spaces
	Family int  // how many print the text of a big family; 0 is familySize
}

// New plans a corpus of n articles.
func New(n int, o Options) *Corpus {
	c := &Corpus{n: n, formulas: 40, seed: o.Seed, groupOf: map[int]int{}}
	for i, s := range spellings(o.CJK) {
		c.languages = append(c.languages, newLanguage(s, c.random(streamLanguages+uint64(i)<<8)))
	}
	c.groups = plan(n, cmp.Or(o.Family, familySize(n)), c.random(streamPlan))
	for i, g := range c.groups {
		for _, a := range g.members() {
			c.groupOf[a] = i
		}
	}
	return c
}

// random returns the numbers of a stream. Neighbouring streams are spread out
// first (the finaliser of SplitMix64): PCG starts them off alike.
func (c *Corpus) random(stream uint64) *rand.Rand {
	stream = (stream ^ stream>>30) * 0xbf58476d1ce4e5b9
	stream = (stream ^ stream>>27) * 0x94d049bb133111eb
	return rand.New(rand.NewPCG(c.seed, stream^stream>>31))
}

// members are the origin and its carriers.
func (g group) members() []int { return append([]int{g.origin}, g.carriers...) }

// language of an article: that of its group's origin, or its own.
func (c *Corpus) language(i int) *language {
	if g, ok := c.groupOf[i]; ok {
		i = c.groups[g].origin
	}
	return c.languages[i%len(c.languages)]
}

// original is article i before anything is put into it.
func (c *Corpus) original(i int) draft {
	return newDraft(c.language(i), c.random(uint64(i)))
}

// article returns article i and the names of the edits in what it carries.
func (c *Corpus) article(i int) (draft, []string) {
	d := c.original(i)
	var edits []string
	if g, ok := c.groupOf[i]; ok {
		d, edits = c.member(c.groups[g], i, d)
	}
	rng := c.random(streamHost + uint64(i))
	if rng.IntN(100) < c.formulas {
		d.paragraphs = append(d.paragraphs, []sentence{d.lang.formulas[rng.IntN(len(d.lang.formulas))]})
	}
	return d, edits
}

// member puts the group's passage into the article that is to carry it.
func (c *Corpus) member(g group, i int, d draft) (draft, []string) {
	origin := c.original(g.origin)
	passage := choose(g.kind, &origin, c.random(streamPassage+uint64(g.origin)))
	if i == g.origin {
		return origin, nil
	}
	e := &editor{lang: d.lang, rng: c.random(streamCarrier + uint64(i)), done: map[string]bool{}}
	switch g.kind {
	case wholeCopy, family:
		e.reprint(&d, passage)
	case paragraph:
		at := 1 + e.rng.IntN(len(d.paragraphs)-1)
		d.paragraphs = slices.Insert(d.paragraphs, at, e.retell(passage, 50, 25))
	case oneSent:
		p := &d.paragraphs[e.rng.IntN(len(d.paragraphs))]
		*p = slices.Insert(*p, e.rng.IntN(len(*p)+1), e.retell(passage, 70, 0)...)
	case clause:
		e.embed(&d, e.retell(passage, 50, 0)[0])
	}
	return d, slices.Sorted(maps.Keys(e.done))
}

// choose marks the units of the passage in its origin, and returns them.
func choose(k kind, d *draft, rng *rand.Rand) []sentence {
	switch k {
	case wholeCopy, family:
		return markAll(d.paragraphs)
	case paragraph:
		at := rng.IntN(len(d.paragraphs))
		return markAll(d.paragraphs[at : at+1])
	case clause:
		return []sentence{markClause(d, rng)}
	}
	p := d.paragraphs[rng.IntN(len(d.paragraphs))]
	i := rng.IntN(len(p))
	p[i].unit = 1
	return []sentence{p[i]}
}

func markAll(paragraphs [][]sentence) []sentence {
	var all []sentence
	for _, p := range paragraphs {
		for i := range p {
			p[i].unit = unit(len(all) + 1)
			all = append(all, p[i])
		}
	}
	return all
}

// markClause marks 8 to 12 words inside the longest sentence of a paragraph,
// and returns them without what a clause lacks: quotation marks that are not
// closed, a comma at the end.
func markClause(d *draft, rng *rand.Rand) sentence {
	p := d.paragraphs[rng.IntN(len(d.paragraphs))]
	longest := 0
	for i := range p {
		if len(p[i].tokens) > len(p[longest].tokens) {
			longest = i
		}
	}
	s := &p[longest]
	words := min(8+rng.IntN(5), len(s.tokens)-2)
	s.unit, s.from = 1, 1+rng.IntN(len(s.tokens)-words-1)
	s.to = s.from + words
	for i := range s.tokens {
		s.tokens[i].open, s.tokens[i].close = false, false
	}
	cut := sentence{tokens: slices.Clone(s.tokens[s.from:s.to]), unit: 1, to: words}
	cut.tokens[words-1].after = ""
	return cut
}

// embed puts a clause into the middle of a sentence of the article.
func (e *editor) embed(d *draft, cut sentence) {
	p := d.paragraphs[e.rng.IntN(len(d.paragraphs))]
	s := &p[e.rng.IntN(len(p))]
	at := 2 + e.rng.IntN(len(s.tokens)-4)
	s.tokens = slices.Insert(s.tokens, at, cut.tokens...)
	s.unit, s.from, s.to = cut.unit, at, at+len(cut.tokens)
}

// reprint replaces the article by a copy that is lightly edited: a sentence
// left out, one of the outlet's own put first or last, quotations set its way.
func (e *editor) reprint(d *draft, passage []sentence) {
	own := d.paragraphs[0][0]
	body := e.retell(passage, 25, 30)
	if e.rng.IntN(100) < 30 {
		i := e.rng.IntN(len(body))
		body = slices.Delete(body, i, i+1)
		e.done["omitted sentence"] = true
	}
	switch e.rng.IntN(6) {
	case 0:
		body = slices.Insert(body, 0, own)
		e.done["added sentence"] = true
	case 1:
		body = append(body, own)
		e.done["added sentence"] = true
	}
	d.paragraphs = d.paragraphs[:0]
	for p := range slices.Chunk(body, 2+e.rng.IntN(2)) {
		d.paragraphs = append(d.paragraphs, p)
	}
}

func articleID(i int) string { return fmt.Sprintf("a%06d", i) }

// Article is one of a corpus.
type Article struct {
	ID, Lang, Text string
	Group          int // what it shares with others of this number; -1 if nothing
	Kind           string
}

// Article returns article i of the corpus.
func (c *Corpus) Article(i int) Article {
	d, _ := c.article(i)
	a := Article{ID: articleID(i), Lang: d.lang.tag, Text: d.write().text, Group: -1}
	if g, ok := c.groupOf[i]; ok {
		a.Group, a.Kind = g, string(c.groups[g].kind)
	}
	return a
}
