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
	nodes []node
	first []int // per document, its first node; one more at the end
	edges []row
	// unites holds, for each of several sentences of one side of a link, the
	// sentences of the other, with the link's score.
	unites []row
}

type node struct{ doc, sentence int }

func newGraph(docs []*text.Document, links []stemma.Link) *graph {
	g := &graph{docs: docs}
	linked := linkedSentences(links)
	for d, doc := range docs {
		g.first = append(g.first, len(g.nodes))
		said := map[string]int{}
		for s := range doc.Sentences {
			at := sentenceKey{doc.Article.ID, s}
			key := formsOf(doc.Sentences[s].Words)
			said[key]++
			if said[key] <= mostRepeats && (doc.Sentences[s].IsBody() || linked[at]) {
				g.nodes = append(g.nodes, node{d, s})
			}
		}
	}
	g.first = append(g.first, len(g.nodes))
	g.connect(links)
	return g
}

// mostRepeats is how often an article may say a sentence in the same words for
// each time to count. Refrains of thousands are spam, and each would be compared
// with all.
const mostRepeats = 20

type sentenceKey struct {
	article  string
	sentence int
}

func linkedSentences(links []stemma.Link) map[sentenceKey]bool {
	linked := map[sentenceKey]bool{}
	for i := range links {
		for _, s := range links[i].ASentences {
			linked[sentenceKey{links[i].A, s}] = true
		}
		for _, s := range links[i].BSentences {
			linked[sentenceKey{links[i].B, s}] = true
		}
	}
	return linked
}

// connect adds the links' edges. Where a link joins two sentences of an
// article to one of another, either has only a part in it, which counts for
// more than half: alone it must hold against a sentence that is linked one to
// one. And the two belong together as far as the further articles do not keep
// them apart.
func (g *graph) connect(links []stemma.Link) {
	at := make(map[sentenceKey]int, len(g.nodes))
	for n, x := range g.nodes {
		at[sentenceKey{g.docs[x.doc].Article.ID, x.sentence}] = n
	}
	side := func(article string, sentences []int) []int {
		var nodes []int
		for _, s := range sentences {
			if n, ok := at[sentenceKey{article, s}]; ok {
				nodes = append(nodes, n)
			}
		}
		return nodes
	}
	g.edges, g.unites = make([]row, len(g.nodes)), make([]row, len(g.nodes))
	count := make([]int, len(g.nodes)) // of the links of each node
	for i := range links {
		a, b := side(links[i].A, links[i].ASentences), side(links[i].B, links[i].BSentences)
		part := links[i].Score / math.Sqrt(float64(max(len(a), len(b))))
		for _, x := range a {
			for _, y := range b {
				score := g.edges[x].at(y)
				*score = max(*score, part)
				*g.edges[y].at(x) = *score
			}
		}
		g.together(a, links[i].Score, count)
		g.together(b, links[i].Score, count)
		g.unite(a, b, links[i].Score)
		g.unite(b, a, links[i].Score)
	}
	g.keepApart(count)
	g.repeat()
}

// repeatWords is the least number of words of a sentence that an article can
// be said to repeat.
const repeatWords = 4

// repeat joins the sentences that an article gives twice, as some do with
// their first one under the picture and in the text.
func (g *graph) repeat() {
	for d := range g.docs {
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
