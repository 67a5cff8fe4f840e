package lineage

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/stemma-news/stemma/lineage/variant"
)

// Hand-copied texts mostly have no dates, and cite nobody; they differ in words,
// and in little else. Where that is so the words decide: the texts are collated
// from beginning to end, lost ones are inferred (package variant), and the
// words that differ are the evidence for each edge, along with what there is of
// citations and dates. Which of two came first shows in whose readings are the
// commoner: what hardly anyone else reads is an innovation.

const (
	// tellingPlaces is how many places with two readings that two texts have
	// each there must be, and one for each text, for the words to decide.
	tellingPlaces = 12
	// leastFamily and maxFamily are from how many and up to how many texts that is
	// looked into.
	leastFamily, maxFamily = 3, 400
	// copiedShare is the share of a story's articles that must be of such families.
	// In a story that was retold and translated too, the copies are edited as news
	// are, by whole sentences, and words alone find a worse tree than all the
	// evidence does: of the 90 development stories without their dates, 7 would have
	// families, and 0.804 of the parents would be right in place of 0.824.
	copiedShare = 0.75
	// keptShare is what kept must be, of texts with leastSentences each. It is 0.92
	// to 0.99 in 22 traditions, made and real, and 0.59 to 0.87 in 13 families of
	// generated news, in whose stories words alone would find 0.32 of the parents
	// and all the evidence finds 0.60.
	keptShare, leastSentences = 0.88, 5
)

// wordFamily is a group of texts that are in much the same words from beginning to
// end. Its texts are numbered as those of the tree.
type wordFamily struct {
	collated
	g     *graph
	nodes []int // text → node: the articles, then the lost ones
	tree  *variant.Tree
	t     tally
}

// decideByWords lets words decide about the articles that have little else to
// go by. The best tree must be known.
func (g *graph) decideByWords(ctx context.Context) error {
	if g.bound.Spent() {
		return nil // that the tree is in part is noted
	}
	families, err := g.copiedTexts(ctx)
	if err != nil {
		return err
	}
	for _, part := range families {
		f, err := g.wordFamily(ctx, part)
		switch {
		case errors.Is(err, variant.ErrTooLarge):
		case err != nil:
			return err
		case f != nil:
			f.decide()
			g.families = append(g.families, f)
		}
	}
	return nil
}

// copiedTexts parts the texts by wording, if nearly all of the story were copied
// from beginning to end, and leaves out families that dates order.
func (g *graph) copiedTexts(ctx context.Context) ([][]variant.Passage, error) {
	all := make([]int, len(g.read))
	for a := range all {
		all[a] = a
	}
	if len(all) < leastFamily || len(all) > maxFamily || g.areOrdered(all) {
		return nil, nil
	}
	parts, err := variant.Parts(ctx, g.texts(all))
	if err != nil {
		return nil, err
	}
	copied := 0
	var families [][]variant.Passage
	for _, part := range parts {
		who := variant.Witnesses(part)
		if len(who) < leastFamily {
			continue
		}
		if g.kept(who) < keptShare {
			continue
		}
		copied += len(who)
		if !g.areOrdered(who) {
			families = append(families, part)
		}
	}
	if float64(copied) < copiedShare*float64(len(all)) {
		return nil, nil
	}
	return families, nil
}

// kept is the share of sentences that articles have in common two by two, where
// those that one lacks in a row count once: a scribe leaves out a leaf, an editor
// here and there a sentence. Where texts have no sentences to speak of, or none is
// linked with another, nothing tells, and it is 1.
func (g *graph) kept(articles []int) float64 {
	common, gaps := 0, 0
	for _, a := range articles {
		for _, b := range articles {
			if a != b && min(len(g.read[a].seq), len(g.read[b].seq)) >= leastSentences {
				n, m := g.keptOf(a, b)
				common, gaps = common+n, gaps+m
			}
		}
	}
	if common == 0 {
		return 1
	}
	return float64(common) / float64(common+gaps)
}

// keptOf counts the sentences of article a that b has, and the runs of those that
// it lacks.
func (g *graph) keptOf(a, b int) (common, gaps int) {
	has := true
	for _, o := range g.read[a].seq {
		had := has
		if has = g.read[b].find(o.unit) != nil; has {
			common++
		} else if had {
			gaps++
		}
	}
	return common, gaps
}

// areOrdered says that dates tell of most pairs of the articles which came first.
func (g *graph) areOrdered(articles []int) bool {
	ordered := 0
	for i, a := range articles {
		for _, b := range articles[:i] {
			if x, y := g.read[a].when, g.read[b].when; x.later(y) || y.later(x) {
				ordered++
			}
		}
	}
	return 4*ordered > len(articles)*(len(articles)-1) // of half as many pairs
}

// wordFamily collates texts from beginning to end and draws their tree, nil
// where they do not differ enough for words to decide.
func (g *graph) wordFamily(ctx context.Context, part []variant.Passage) (*wordFamily, error) {
	c, err := variant.Collate(ctx, part, g.variants.book, maxEffort/max(1, g.countWords()))
	if err != nil || c.Telling() < max(tellingPlaces, len(c.Who)) {
		return nil, err
	}
	tree, err := c.Tree(ctx, g.variants.book)
	if err != nil {
		return nil, err
	}
	return &wordFamily{collated: collated{Collation: c, draw: g.variants.number(0, 0, len(c.Places))}, g: g, tree: tree}, nil
}

// texts returns the different texts of the articles, longest first.
func (g *graph) texts(articles []int) []variant.Passage {
	return g.variants.book.Passages(articles, func(a int) []int32 {
		list := make([]int, len(g.story.Docs[a].Sentences))
		for j := range list {
			list[j] = j
		}
		return g.wordsOf(a, list, g.variants.book)
	})
}

// decide makes the family's tree the evidence.
func (f *wordFamily) decide() {
	g := f.g
	f.nodes = slices.Clone(f.Who)
	for i := len(f.Who); i < len(f.tree.Readings); i++ {
		n := g.reserve()
		g.lost[n].children = f.below(i)
		f.nodes = append(f.nodes, len(g.read)+n)
	}
	for i, node := range f.nodes {
		g.pairs[node] = append(f.parents(i), f.origins(i, node)...)
	}
	g.parent = g.best()
	f.dropIdle()
}

// below lists the articles next to a lost text.
func (f *wordFamily) below(i int) []int {
	var list []int
	for _, v := range f.tree.Near[i] {
		if v < len(f.Who) {
			list = append(list, f.Who[v])
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
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.tree.Apart[i][a], f.tree.Apart[i][b]) })
	var list []candidate
	for _, j := range order {
		if len(list) == maxParents {
			break
		}
		if f.areArticles(i, j) && f.g.cannotGive(f.Who[j], f.Who[i]) {
			continue
		}
		f.compare(i, j, &f.t)
		list = append(list, f.g.candidate(f.nodes[j], &f.t))
	}
	return list
}

// areArticles says that neither of two texts is a lost one.
func (f *wordFamily) areArticles(i, j int) bool { return max(i, j) < len(f.Who) }

// compare tallies what shows that text i derives from text j: the words in which
// they differ, and of two articles whom they cite and that the dates are against
// it. How long after the other one came out says nothing here, where some have
// no date.
func (f *wordFamily) compare(i, j int, t *tally) {
	t.reset()
	if f.areArticles(i, j) {
		c, p := f.Who[i], f.Who[j]
		compareTimes(&f.g.read[c], &f.g.read[p], f.g.restsOn(c, p), t)
		t.whole[fTimeUnknown], t.whole[fTimeGap] = 0, 0
		f.g.compareCitations(c, p, t)
	}
	changes, compared := f.tree.Changes(i, j)
	if compared == 0 {
		t.whole[fWordChange] = float64(len(f.Places) + 1)
	}
	for _, x := range changes {
		t.terms = append(t.terms, term{fWordChange, f.draw[x.Place], x.Cost})
		if held := f.Places[x.Place].Held; held[f.tree.Readings[i][x.Place]] > held[f.tree.Readings[j][x.Place]] {
			t.terms = append(t.terms, term{fWordBack, f.draw[x.Place], x.Cost})
		}
	}
}

// origins are the candidates outside the family: none, and for an article the
// lost sources that it cites and the articles of another wording. They are the
// last resort: the texts are of one origin, which shows in their words.
func (f *wordFamily) origins(i, node int) []candidate {
	f.compareNone(i, &f.t)
	none := f.g.candidate(f.g.root(), &f.t)
	list := []candidate{none}
	if node >= len(f.g.read) {
		return list
	}
	old := slices.IndexFunc(f.g.pairs[node], func(k candidate) bool { return k.from == f.g.root() })
	for _, k := range f.g.pairs[node] {
		if old < 0 || !f.isOutside(k.from) {
			continue
		}
		better := min(max(k.score-f.g.pairs[node][old].score, -maxCited), maxCited)
		cited := none
		cited.from, cited.fixed, cited.score = k.from, none.fixed+better, none.score+better
		list = append(list, cited)
	}
	return list
}

// isOutside says that a node is an article of another family, or a lost source
// that is cited.
func (f *wordFamily) isOutside(node int) bool {
	if node < len(f.g.read) {
		return f.Slot(node) < 0
	}
	return node != f.g.root() && !f.g.isInferred(node-len(f.g.read))
}

// compareNone tallies the words in which text i reads as the fewer do, which an
// origin should not.
func (f *wordFamily) compareNone(i int, t *tally) {
	t.reset()
	t.whole[fWordOrigin] = float64(2 * len(f.Places))
	for k, r := range f.tree.Readings[i] {
		if held := f.Places[k].Held; r != variant.Lacuna && held[r] < slices.Max(held) {
			t.terms = append(t.terms, term{fWordBack, f.draw[k], 1})
		}
	}
}

// maxCited is how much better, or worse, than none what is outside can be as what
// the whole family derives from.
const maxCited = 10

// dropIdle takes away the lost texts that the best tree has between two others
// only: what was between them is not known.
func (f *wordFamily) dropIdle() {
	for range f.nodes {
		k := slices.IndexFunc(f.nodes[len(f.Who):], f.isIdle)
		if k < 0 {
			return
		}
		node := f.nodes[len(f.Who)+k]
		for v := range f.g.pairs {
			f.g.pairs[v] = slices.DeleteFunc(slices.Clone(f.g.pairs[v]), func(c candidate) bool { return c.from == node })
		}
		f.g.parent = f.g.best()
	}
}

// isIdle says that articles derive from a lost text, but that it joins no more
// than two.
func (f *wordFamily) isIdle(node int) bool {
	used, joined := f.g.used(), 0
	if !used[node] {
		return false
	}
	if f.g.parent[node] != f.g.root() {
		joined++
	}
	for v := range f.g.root() {
		if f.g.parent[v] == node && (v < len(f.g.read) || used[v]) {
			joined++
		}
	}
	return joined < 3
}
