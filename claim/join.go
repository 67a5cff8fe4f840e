package claim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// englishShare is how well connected an English passage must be, compared
// with the best connected one, to stand for the claim: most readers of the
// output can read it.
const englishShare = 0.75

// Join returns the claims of the articles of one story in the order in which
// the story is told: by how many sentences, on average, stand before them.
// Every sentence that is not boilerplate is in a claim, and one that says what
// others say in two sentences is in both of theirs; a claim with one passage
// is what a single report adds. The claims do not depend on the
// order of docs, which only orders the passages of a claim.
func Join(docs []*text.Document, links []stemma.Link) []stemma.Claim {
	place := make(map[*text.Document]int, len(docs))
	for i, d := range docs {
		place[d] = i
	}
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b *text.Document) int { return cmp.Compare(a.Article.ID, b.Article.ID) })
	g := newGraph(docs, links)
	groups := g.withCopies(g.share(g.cluster()))
	rank := make(map[int]float64, len(groups)) // by first node
	for _, nodes := range groups {
		rank[nodes[0]] = g.rank(nodes)
	}
	slices.SortFunc(groups, func(x, y []int) int {
		return cmp.Or(cmp.Compare(rank[x[0]], rank[y[0]]), cmp.Compare(g.articles(y), g.articles(x)), cmp.Compare(x[0], y[0]))
	})
	claims := make([]stemma.Claim, len(groups))
	for i, nodes := range groups {
		passages := g.passages(nodes)
		representative := g.representative(passages)
		slices.SortStableFunc(passages, func(x, y passage) int { return place[docs[x.doc]] - place[docs[y.doc]] })
		claims[i] = stemma.Claim{
			ID:       "c" + strconv.Itoa(i+1),
			Text:     representative,
			Passages: make([]stemma.Passage, len(passages)),
			Changes:  []stemma.Change{},
		}
		for k, p := range passages {
			claims[i].Passages[k] = stemma.Passage{Article: docs[p.doc].Article.ID, Sentences: p.sentences}
		}
	}
	return claims
}

// rank is how many sentences stand before a claim, on average over the
// articles that make it.
func (g *graph) rank(nodes []int) float64 {
	var sum, count float64
	last := -1
	for _, x := range nodes {
		if d := g.nodes[x].doc; d != last {
			sum += float64(x - g.first[d])
			count++
			last = d
		}
	}
	return sum / count
}

// passage is what one document contributes to a claim.
type passage struct {
	doc       int
	sentences []int
	degree    float64 // how well it is linked with the others
}

func (g *graph) passages(nodes []int) []passage {
	var out []passage
	for _, x := range nodes {
		n := g.nodes[x]
		if len(out) == 0 || out[len(out)-1].doc != n.doc {
			out = append(out, passage{doc: n.doc})
		}
		p := &out[len(out)-1]
		p.sentences = append(p.sentences, n.sentence)
		p.degree = max(p.degree, g.degree(x, nodes))
	}
	return out
}

// degree adds up the scores of a node's links to other documents of its group,
// whose nodes are in order.
func (g *graph) degree(x int, nodes []int) float64 {
	var sum float64
	for _, e := range g.edges[x] {
		for len(nodes) > 0 && nodes[0] < e.to {
			nodes = nodes[1:]
		}
		if len(nodes) > 0 && nodes[0] == e.to && g.nodes[e.to].doc != g.nodes[x].doc {
			sum += e.score
		}
	}
	return sum
}

// nearlyAsWell is how well connected a passage must be, compared with the best
// connected one, to stand for the claim because it is earlier: what was said
// first and not what became of it.
const nearlyAsWell = 0.9

// representative returns the text of the earliest of the best connected
// passages, of the English ones where one of them is connected well enough.
func (g *graph) representative(passages []passage) string {
	pool := passages
	english := slices.DeleteFunc(slices.Clone(passages), func(p passage) bool { return !isEnglish(g.docs[p.doc]) })
	if len(english) > 0 && most(english) >= englishShare*most(passages) {
		pool = english
	}
	least := nearlyAsWell * most(pool)
	var best *passage
	for i := range pool {
		if p := &pool[i]; p.degree >= least && (best == nil || g.isEarlier(p, best)) {
			best = p
		}
	}
	return textOf(g.docs[best.doc], best.sentences)
}

// most returns the degree of the best connected passage.
func most(passages []passage) float64 {
	var most float64
	for i := range passages {
		most = max(most, passages[i].degree)
	}
	return most
}

// isEarlier says that a passage was published before another, as far as their
// dates tell; an undated one comes last.
func (g *graph) isEarlier(p, q *passage) bool {
	x, y := g.docs[p.doc].Article.Published, g.docs[q.doc].Article.Published
	if x.IsZero() || y.IsZero() {
		return !x.IsZero() && y.IsZero()
	}
	return x.Before(y)
}

func isEnglish(d *text.Document) bool {
	lang, _, _ := strings.Cut(d.Article.Lang, "-")
	return lang == "en"
}

// textOf returns sentences as one line; an ellipsis stands for what was left
// out between them.
func textOf(d *text.Document, sentences []int) string {
	var b strings.Builder
	for i, s := range sentences {
		if i > 0 {
			b.WriteByte(' ')
			if s != sentences[i-1]+1 {
				b.WriteString("… ")
			}
		}
		b.WriteString(strings.Join(strings.Fields(d.Sentences[s].Text), " "))
	}
	return b.String()
}
