package lineage

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
)

// citation is that an article names a source for what it reports.
type citation struct {
	source    int // index into Story.Sources
	sentences []int
	// credit: a line that does nothing but name the source, or an attribution
	// of the whole article.
	credit bool
	// lead: in the first or the last sentence of the article, as reports say
	// where they come from, or near the head and again later; a source cited
	// once in the middle is more often one voice among others.
	lead bool
	// share of the article's sentences that rest on the source, or on whom it
	// is said to cite.
	share float64
	// rests are those sentences.
	rests []int
}

// isMain says that the article names the source as what it rests on.
func (c *citation) isMain() bool { return c.credit || c.lead && c.share >= mainShare }

// citations are who cites whom in a story.
type citations struct {
	byArticle [][]citation
	// targets are for each source the articles that its outlet published.
	targets [][]int
	// named are for each article the other articles whose outlets it names,
	// whether it says that it has something from them or not.
	named [][]cluster.Mention
	// credits are the sentences that do nothing but name a source.
	credits map[passageKey]bool
}

// leadSentences is how many sentences are the head of an article.
const leadSentences = 3

// mainShare is the share of an article's sentences that rest on its main source.
const mainShare = 0.2

// readCitations collects per article the outlets that it cites. A person or an
// organisation in a quotation is a voice, not a parent; an unnamed source is a
// parent only of the outlet that cites it.
func readCitations(s Story) citations {
	c := citations{
		byArticle: make([][]citation, len(s.Docs)),
		targets:   sourceArticles(s),
		named:     cluster.Mentions(s.Docs),
		credits:   map[passageKey]bool{},
	}
	voices := make([]map[int][]int, len(s.Docs)) // article → source → sentences
	for i := range voices {
		voices[i] = map[int][]int{}
	}
	index, number := articleIndex(s.Docs), sourceIndex(s.Sources)
	for _, a := range s.Attributions {
		i, okArticle := index[a.Article]
		k, okSource := number[a.Source.Source]
		if okArticle && okSource && a.Sentence >= 0 && a.Sentence < len(s.Docs[i].Sentences) {
			voices[i][k] = append(voices[i][k], a.Sentence)
			c.read(s, i, k, a)
		}
	}
	c.readMentions(s)
	for i, d := range s.Docs {
		slices.SortFunc(c.byArticle[i], func(a, b citation) int { return cmp.Compare(a.source, b.source) })
		for k := range c.byArticle[i] {
			c.byArticle[i][k].locate(s, number, d, voices[i])
		}
	}
	return c
}

func sourceIndex(sources []stemma.Source) map[string]int {
	number := make(map[string]int, len(sources))
	for i := range sources {
		number[sources[i].ID] = i
	}
	return number
}

// read adds what one attribution says about the article's sources.
func (c *citations) read(s Story, article, source int, a stemma.Attribution) {
	if s.Sources[source].Kind != stemma.SourceOutlet && len(c.targets[source]) == 0 {
		return
	}
	credit := isCredit(s.Docs[article], a)
	if credit {
		c.credits[passageKey{article, a.Sentence}] = true
	}
	if slices.Contains(c.targets[source], article) {
		return // no one cites himself
	}
	list := c.byArticle[article]
	k := slices.IndexFunc(list, func(x citation) bool { return x.source == source })
	if k < 0 {
		k = len(list)
		list = append(list, citation{source: source})
	}
	list[k].sentences = append(list[k].sentences, a.Sentence)
	list[k].credit = list[k].credit || credit || a.Kind == stemma.AttributionWhole
	c.byArticle[article] = list
}

// locate fills in where in the article the source is cited and how much of the
// article rests on it.
func (c *citation) locate(s Story, number map[string]int, d *text.Document, voices map[int][]int) {
	slices.Sort(c.sentences)
	c.sentences = slices.Compact(c.sentences)
	place, count := places(d)
	for _, j := range c.sentences {
		again := place[j] < leadSentences && len(c.sentences) > 1
		c.lead = c.lead || place[j] == 0 || again || place[j] >= count-1
	}
	resting := slices.Clone(voices[c.source])
	for _, id := range s.Sources[c.source].Cites {
		if k, ok := number[id]; ok {
			resting = append(resting, voices[k]...)
		}
	}
	slices.Sort(resting)
	c.rests = slices.Compact(resting)
	if count > 0 {
		c.share = min(1, float64(len(c.rests))/float64(count))
	}
}

// places numbers the sentences of an article without its boilerplate, and
// returns how many there are.
func places(d *text.Document) (place []int, count int) {
	place = make([]int, len(d.Sentences))
	for j := range d.Sentences {
		place[j] = count
		if !d.Sentences[j].Boilerplate {
			count++
		}
	}
	return place, count
}

// isCredit says that a sentence consists of a source and its cue, give or take
// a few words: "Reuters reports."
func isCredit(d *text.Document, a stemma.Attribution) bool {
	s := d.Sentences[a.Sentence].Span
	named := s.Overlap(a.Source.Span) + s.Overlap(a.Cue.Span) - a.Source.Overlap(a.Cue.Span)
	return 3*named >= 2*s.Len()
}

// sourceArticles finds for each source the articles that are by it: the one it
// was resolved to, and those of an outlet of the same name.
func sourceArticles(s Story) [][]int {
	byOutlet, index := map[string][]int{}, articleIndex(s.Docs)
	for i, d := range s.Docs {
		if name := foldName(d.Article.Outlet); name != "" {
			byOutlet[name] = append(byOutlet[name], i)
		}
	}
	out := make([][]int, len(s.Sources))
	for k := range s.Sources {
		source := &s.Sources[k]
		if i, ok := index[source.Article]; ok && source.Article != "" {
			out[k] = append(out[k], i)
		}
		if source.Kind == stemma.SourceOutlet {
			out[k] = append(out[k], byOutlet[foldName(source.Name)]...)
			for _, alias := range source.Aliases {
				out[k] = append(out[k], byOutlet[foldName(alias)]...)
			}
		}
		slices.Sort(out[k])
		out[k] = slices.Compact(out[k])
	}
	return out
}

// citing lists the sentences in which article c cites or names a node.
func (g *graph) citing(node, c int) []int {
	var sentences []int
	for _, x := range g.cite.byArticle[c] {
		cited := node < len(g.read) && slices.Contains(g.cite.targets[x.source], node) ||
			node >= len(g.read) && x.source == g.lost[node-len(g.read)].source
		if cited {
			sentences = append(sentences, x.sentences...)
		}
	}
	for _, m := range g.cite.named[c] {
		if m.Article == node {
			sentences = append(sentences, m.Sentence)
		}
	}
	slices.Sort(sentences)
	return slices.Compact(sentences)
}
