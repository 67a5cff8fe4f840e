package claim

import (
	"math"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// graph has a node for each sentence that says something, in the order of
// docs, and an edge for each two sentences of one link.
type graph struct {
	docs  []*text.Document
	index map[string]int // article id → place in docs
	nodes []node
	first []int // per document, its first node; one more at the end
	// copyOf is of which document each is a copy that has edges with no other, or -1;
	// such a copy has none in the graph.
	copyOf []int
	edges  []row
	// unites holds, for each of several sentences of one side of a link, the
	// sentences of the other, with the link's score.
	unites []row
}

type node struct{ doc, sentence int }

func newGraph(docs []*text.Document, links []stemma.Link) *graph {
	g := &graph{docs: docs, index: make(map[string]int, len(docs))}
	for d, doc := range docs {
		g.index[doc.Article.ID] = d
	}
	couples := couplesOf(links, g.index)
	linked := g.linkedSentences(links, couples)
	for d, doc := range docs {
		g.first = append(g.first, len(g.nodes))
		said := map[string]int{}
		for s := range doc.Sentences {
			key := formsOf(doc.Sentences[s].Words)
			said[key]++
			if said[key] <= mostRepeats && (doc.Sentences[s].IsBody() || linked[d][s]) {
				g.nodes = append(g.nodes, node{d, s})
			}
		}
	}
	g.first = append(g.first, len(g.nodes))
	g.copyOf = g.copies(couples)
	g.connect(links, couples)
	return g
}

// couple are the places of the two articles of a link, absent where there is none.
type couple [2]int32

const absent = -1

func (c couple) known() bool { return c[0] != absent && c[1] != absent }

// couplesOf returns those of all links. Those of two articles follow one another: there
// are a thousand times as many links as articles to look up.
func couplesOf(links []stemma.Link, index map[string]int) []couple {
	out := make([]couple, len(links))
	find := func(id string) int32 {
		if d, ok := index[id]; ok {
			return int32(d)
		}
		return absent
	}
	for i := range links {
		if i > 0 && links[i].A == links[i-1].A {
			out[i][0] = out[i-1][0]
		} else {
			out[i][0] = find(links[i].A)
		}
		if i > 0 && links[i].B == links[i-1].B {
			out[i][1] = out[i-1][1]
		} else {
			out[i][1] = find(links[i].B)
		}
	}
	return out
}

// mostRepeats is how often an article may say a sentence in the same words for
// each time to count. Refrains of thousands are spam, and each would be compared
// with all.
const mostRepeats = 20

// linkedSentences says of each sentence of each document whether it has a link.
func (g *graph) linkedSentences(links []stemma.Link, at []couple) [][]bool {
	linked := make([][]bool, len(g.docs))
	for d, doc := range g.docs {
		linked[d] = make([]bool, len(doc.Sentences))
	}
	mark := func(d int32, sentences []int) {
		for _, s := range sentences {
			if d != absent && s >= 0 && s < len(linked[d]) {
				linked[d][s] = true
			}
		}
	}
	for i := range links {
		mark(at[i][0], links[i].ASentences)
		mark(at[i][1], links[i].BSentences)
	}
	return linked
}

// connect adds the links' edges. Where a link joins two sentences of an
// article to one of another, either has only a part in it, which counts for
// more than half: alone it must hold against a sentence that is linked one to
// one. And the two belong together as far as the further articles do not keep
// them apart.
func (g *graph) connect(links []stemma.Link, of []couple) {
	at := make([][]int, len(g.docs)) // document → sentence → one more than its node
	for d, doc := range g.docs {
		at[d] = make([]int, len(doc.Sentences))
	}
	for n, x := range g.nodes {
		at[x.doc][x.sentence] = n + 1
	}
	side := func(nodes []int, d int32, sentences []int) []int {
		for _, s := range sentences {
			if d != absent && s >= 0 && s < len(at[d]) && at[d][s] > 0 {
				nodes = append(nodes, at[d][s]-1)
			}
		}
		return nodes
	}
	var a, b []int
	meet := func(do func(a, b []int, score float64)) {
		for i := range links {
			if l := &links[i]; !g.ofCopy(of[i]) {
				a, b = side(a[:0], of[i][0], l.ASentences), side(b[:0], of[i][1], l.BSentences)
				do(a, b, l.Score)
			}
		}
	}
	room := make([]int, len(g.nodes)) // for the edges of each node, at most
	meet(func(a, b []int, _ float64) {
		for _, x := range a {
			room[x] += len(b) + len(a) - 1
		}
		for _, y := range b {
			room[y] += len(a) + len(b) - 1
		}
	})
	g.edges, g.unites = rowsOf(room), make([]row, len(g.nodes))
	count := make([]int, len(g.nodes)) // of the links of each node
	meet(func(a, b []int, score float64) {
		part := score / math.Sqrt(float64(max(len(a), len(b))))
		for _, x := range a {
			for _, y := range b {
				best := g.edges[x].at(y)
				*best = max(*best, part)
				*g.edges[y].at(x) = *best
			}
		}
		g.together(a, score, count)
		g.together(b, score, count)
		g.unite(a, b, score)
		g.unite(b, a, score)
	})
	g.keepApart(count)
	g.repeat()
}

// ofCopy says that a link is that of a copy.
func (g *graph) ofCopy(at couple) bool {
	return at[0] != absent && g.copyOf[at[0]] >= 0 || at[1] != absent && g.copyOf[at[1]] >= 0
}

// repeatWords is the least number of words of a sentence that an article can
// be said to repeat.
const repeatWords = 4

// repeat joins the sentences that an article gives twice, as some do with
// their first one under the picture and in the text.
func (g *graph) repeat() {
	for d := range g.docs {
		if g.copyOf[d] >= 0 {
			continue
		}
		first := map[string]int{}
		for x := g.first[d]; x < g.first[d+1]; x++ {
			words := g.docs[d].Sentences[g.nodes[x].sentence].Words
			if len(words) < repeatWords {
				continue
			}
			key := formsOf(words)
			if y, ok := first[key]; ok {
				*g.edges[x].at(y), *g.edges[y].at(x) = 1, 1
			} else {
				first[key] = x
			}
		}
	}
}

func formsOf(words []text.Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Form)
		b.WriteByte(' ')
	}
	return b.String()
}

// together adds up the scores of the links that join sentences of one side.
func (g *graph) together(nodes []int, score float64, count []int) {
	for k, x := range nodes {
		count[x]++
		for _, y := range nodes[k+1:] {
			*g.edges[x].at(y) += score
			*g.edges[y].at(x) += score
		}
	}
}

// unite notes that one sentence says what others say in several. Of links with
// several on either side nobody knows which of them does.
func (g *graph) unite(a, b []int, score float64) {
	if len(a) < 2 || len(b) > 1 {
		return
	}
	for _, x := range a {
		for _, y := range b {
			best := g.unites[x].at(y)
			*best = max(*best, score)
		}
	}
}

// keepApart divides what joins two sentences of an article by the number of
// links of either of them.
func (g *graph) keepApart(count []int) {
	for x := range g.edges {
		for k := range g.edges[x] {
			if e := &g.edges[x][k]; g.nodes[x].doc == g.nodes[e.to].doc {
				e.score /= float64(max(count[x], count[e.to]))
			}
		}
	}
}

// articles counts the documents of a group of nodes, which is sorted.
func (g *graph) articles(nodes []int) int {
	n, last := 0, -1
	for _, x := range nodes {
		if d := g.nodes[x].doc; d != last {
			n, last = n+1, d
		}
	}
	return n
}
