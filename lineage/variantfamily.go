package lineage

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Hand-copied texts have no dates, and cite nobody; they differ in words, and
// in little else. Where that is so the words decide: the texts are collated
// from beginning to end, lost ones are inferred (variantsearch.go), and the
// words that differ are the evidence for each edge. Which of two came first
// shows in whose readings are the commoner: what hardly anyone else reads is an
// innovation.

const (
	// tellingPlaces is how many places with two readings that two texts have
	// each there must be, and one for each text, for the words to decide.
	tellingPlaces = 12
	// maxFamily is up to how many texts that is looked into, and maxSites how
	// many readings in all.
	maxFamily, maxSites = 400, 1 << 25
)

// wordFamily is a group of texts that are in much the same words from beginning to
// end.
type wordFamily struct {
	collated
	*graph
	nodes []int // text → node: the articles, then the lost ones
	tree  *wordTree
	t     tally
}

// decideByWords lets words decide about the articles that have little else to
// go by. The best tree must be known.
func (g *graph) decideByWords(ctx context.Context) error {
	if len(g.read) < 3 || len(g.read) > maxFamily || g.isOrdered() {
		return nil
	}
	parts, err := byWording(ctx, g.texts())
	if err != nil {
		return err
	}
	for _, part := range parts {
		c, err := collate(ctx, part, g.variants.words, maxEffort/max(1, g.countWords())*wordsOfAll(part))
		if err != nil && !errors.Is(err, errTooLarge) {
			return err
		}
		if err != nil || len(c.who) < 3 || isTooLarge(&c) || telling(c.places) < max(tellingPlaces, len(c.who)) {
			continue
		}
		c.numberApart(&g.variants)
		f := &wordFamily{collated: c, graph: g, nodes: c.who}
		if err := f.infer(ctx); err != nil {
			return err
		}
		g.families = append(g.families, f)
	}
	return nil
}

// isTooLarge says that comparing all texts of a family with each other, or keeping
// what they read, would be too much.
func isTooLarge(c *collated) bool {
	texts, places := len(c.who), len(c.places)
	return texts*places > maxSites || texts*texts*places > maxSitesCompared
}

// isOrdered says that the dates order some of the articles.
func (g *graph) isOrdered() bool {
	for c := range g.read {
		if g.read[c].when.known && slices.ContainsFunc(g.read, func(r reading) bool { return r.when.later(g.read[c].when) }) {
			return true
		}
	}
	return false
}

// texts returns the different texts of the articles as passages, longest first.
func (g *graph) texts() []passage {
	all := make([]int, len(g.read))
	for a := range all {
		all[a] = a
	}
	return g.passagesOf(all, func(a int) []int {
		list := make([]int, len(g.story.Docs[a].Sentences))
		for j := range list {
			list[j] = j
		}
		return list
	}, g.variants.words)
}

// telling counts the places that tell groups of texts apart.
func telling(places []place) int {
	n := 0
	for k := range places {
		groups := 0
		for _, held := range places[k].held {
			if held >= 2 {
				groups++
			}
		}
		if groups >= 2 {
			n++
		}
	}
	return n
}

// infer finds the family's tree, and makes it the evidence.
func (f *wordFamily) infer(ctx context.Context) error {
	words := make([][]int16, len(f.who))
	for i := range words {
		words[i] = make([]int16, len(f.places))
		for k := range f.places {
			words[i][k] = f.places[k].readings[i]
		}
	}
	var err error
	if f.tree, err = drawWordTree(ctx, words, f.slips(f.variants.words)); err != nil {
		return err
	}
	f.nodes = slices.Clone(f.nodes)
	for i := len(f.who); i < len(f.tree.words); i++ {
		n := f.reserve()
		f.lost[n].children = f.below(i)
		f.nodes = append(f.nodes, len(f.read)+n)
	}
	for i, node := range f.nodes {
		f.pairs[node] = append(f.parents(i), f.origins(i, node)...)
	}
	f.parent = f.best()
	f.prune()
	return nil
}

// below lists the articles next to a lost text.
func (f *wordFamily) below(i int) []int {
	var list []int
	for _, v := range f.tree.near[i] {
		if v < len(f.who) {
			list = append(list, f.who[v])
		}
	}
	slices.Sort(list)
	return list
}

// parents are the candidates for a text's parent in the family, nearest first.
func (f *wordFamily) parents(i int) []candidate {
	order := make([]int, 0, len(f.nodes))
	for j := range f.nodes {
		if j != i {
			order = append(order, j)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.tree.apart[i][a], f.tree.apart[i][b]) })
	var list []candidate
	for _, j := range order[:min(len(order), maxParents)] {
		f.compare(i, j, &f.t)
		list = append(list, f.candidate(f.nodes[j], &f.t))
	}
	return list
}

// compare tallies the words in which text i differs from text j as its parent.
func (f *wordFamily) compare(i, j int, t *tally) {
	t.reset()
	child, parent := f.tree.words[i], f.tree.words[j]
	both := 0
	for k := range child {
		if child[k] != lacuna && parent[k] != lacuna {
			both++
		}
	}
	if both == 0 {
		t.whole[fWordChange] = float64(len(child) + 1)
		return
	}
	scale := float64(len(child)) / float64(both)
	for k := range child {
		a, b, at := child[k], parent[k], &f.places[k]
		if a == b || a == lacuna || b == lacuna {
			continue
		}
		t.terms = append(t.terms, term{fWordChange, at.draw, scale * f.tree.cost(k, a, b)})
		if at.held[a] > at.held[b] {
			t.terms = append(t.terms, term{fWordBack, at.draw, scale * f.tree.cost(k, a, b)})
		}
	}
}

// origins are the candidates outside the family: none, and for an article the
// lost sources that it cites. They are the last resort: the texts are of one
// origin, which shows in their words.
func (f *wordFamily) origins(i, node int) []candidate {
	f.compareNone(i, &f.t)
	none := f.candidate(f.root(), &f.t)
	list := []candidate{none}
	if node >= len(f.read) {
		return list
	}
	old := slices.IndexFunc(f.pairs[node], func(k candidate) bool { return k.from == f.root() })
	for _, k := range f.pairs[node] {
		if k.from < len(f.read) || k.from == f.root() || old < 0 || f.isInferred(k.from-len(f.read)) {
			continue
		}
		better := min(max(k.score-f.pairs[node][old].score, -maxCited), maxCited)
		cited := none
		cited.from, cited.fixed, cited.score = k.from, none.fixed+better, none.score+better
		list = append(list, cited)
	}
	return list
}

// compareNone tallies the words in which text i reads as the fewer do, which an
// origin should not.
func (f *wordFamily) compareNone(i int, t *tally) {
	t.reset()
	t.whole[fWordOrigin] = float64(2 * len(f.places))
	for k, r := range f.tree.words[i] {
		at := &f.places[k]
		if r != lacuna && at.held[r] < slices.Max(at.held) {
			t.terms = append(t.terms, term{fWordBack, at.draw, 1})
		}
	}
}

// maxCited is how much better, or worse, than none a lost source can be as
// what the whole family derives from.
const maxCited = 10

// prune takes away the lost texts that the best tree has between two others
// only: what was between them is not known.
func (f *wordFamily) prune() {
	for range f.nodes {
		k := slices.IndexFunc(f.nodes[len(f.who):], f.isIdle)
		if k < 0 {
			return
		}
		node := f.nodes[len(f.who)+k]
		for v := range f.pairs {
			f.pairs[v] = slices.DeleteFunc(slices.Clone(f.pairs[v]), func(c candidate) bool { return c.from == node })
		}
		f.parent = f.best()
	}
}

// isIdle says that articles derive from a lost text, but that it joins no more
// than two.
func (f *wordFamily) isIdle(node int) bool {
	used, joined := f.used(), 0
	if !used[node] {
		return false
	}
	if f.parent[node] != f.root() {
		joined++
	}
	for v := range f.root() {
		if f.parent[v] == node && (v < len(f.read) || used[v]) {
			joined++
		}
	}
	return joined < 3
}
