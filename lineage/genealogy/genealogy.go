// Package genealogy makes news stories with a known family tree, to learn the
// weights of package lineage on and to check its support against.
//
// A story begins with a document of a corpus (corpus.go) that exists line by
// line in several languages, and often in two wordings of one language. It
// spreads (grow.go): newsrooms take it from each other, by size, fame,
// language and recency, with heavy-tailed delays. Each retelling is made from
// what its parent said at that time (derive.go): cut from the end as news can
// be, sentences dropped, moved, divided and joined, words and figures changed
// (words.go, numbers.go), said in other words or in another language, with
// sentences of its own that its descendants inherit, from a second report at
// times (mix.go), with the sources named in one of the many ways there are
// (cite.go). Then some reports are lost (lose.go), the others dated as outlets
// date (dates.go) and written out (render.go, story.go, write.go).
//
// All rates are drawn for each story from wide priors (params.go). The
// simplest generators, one rate for all, teach a model that rate.
//
// Texts copied by hand, the traditions that stemmatology studies, are made by
// another process (copied.go).
//
// What it does not make: paraphrase beyond the wordings that the corpus has,
// background knowledge of a newsroom's own, errors of translation.
package genealogy

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/stemma-news/stemma/lineage/truth"
)

// Story is a story with its true tree.
type Story struct {
	Articles []Article
	Tree     truth.Tree
}

// Article is what a reader of a report knows. Published and Updated are as the
// outlet writes them, "" if it does not.
type Article struct {
	ID        string `json:"id"`
	URL       string `json:"url,omitempty"`
	Outlet    string `json:"outlet,omitempty"`
	Lang      string `json:"lang"`
	Title     string `json:"title,omitempty"`
	Text      string `json:"text"`
	Published string `json:"published,omitempty"`
	Updated   string `json:"updated,omitempty"`
}

// leastLines is how many sentences a document must have to tell a story by.
const leastLines = 11

// Generate makes the story of the given parameters and seed. The same corpus,
// parameters and seed make the same story.
func Generate(c Corpus, p Params, seed uint64) (*Story, error) {
	w, err := newWorld(c, p, seed)
	if err != nil {
		return nil, fmt.Errorf("generate a story: %w", err)
	}
	w.grow()

	for k := range w.nodes {
		w.tell(k)
	}
	return w.story(), nil
}

// world is a story in the making.
type world struct {
	dice

	params  Params
	corpus  Corpus
	phrases map[string]*phrases
	press   press

	events    []int           // documents that tell the event, one for each origin as far as there are
	languages []string        // that it is told in, the most frequent first
	often     []float64       // how often each of them is
	taken     map[[2]int]bool // places and sorts of outlet that exist
	nodes     []*node
	owners    map[line][]int // of each line of the event: the origins that have it
	spare     []line         // lines of the event that no origin has: own reporting
	anonymous map[int]bool   // origins that rest on a source which is not named
	archive   []line
	units     map[line]int
	used      map[telling]bool
}

// line is a line of a document of the corpus.
type line struct{ document, number int }

// telling is a line in one wording.
type telling struct {
	line
	text int // index into Document.Texts
}

func newWorld(c Corpus, p Params, seed uint64) (*world, error) {
	w := &world{
		dice: newDice(seed, 2), params: p, corpus: c,
		owners: map[line][]int{}, anonymous: map[int]bool{}, taken: map[[2]int]bool{}, units: map[line]int{}, used: map[telling]bool{},
	}
	var err error
	if w.phrases, err = parsePhrases(phrasesFile); err != nil {
		return nil, fmt.Errorf("phrases.txt: %w", err)
	}
	if w.press, err = parsePress(outletsFile); err != nil {
		return nil, fmt.Errorf("outlets.txt: %w", err)
	}
	if p.Articles < 1 || p.Origins < 1 || p.Articles > 10_000 {
		return nil, fmt.Errorf("%d articles with %d origins", p.Articles, p.Origins)
	}
	return w, w.chooseEvent()
}

// chooseEvent draws the documents and the languages that the event is told in.
// Where the corpus has independent reports of one event, the origins begin with
// one each; else they share one document between them.
func (w *world) chooseEvent() error {
	least := leastLines
	if w.params.Origins > 1 {
		least += 4 * w.params.Origins
	}
	weights := make([]float64, len(w.corpus))
	for ; w.pick(weights) < 0; least-- {
		if least < 2 {
			return errors.New("the corpus has no document with a headline and a lead")
		}
		for i := range w.corpus {
			lines, reports := w.corpus[i].Lines, len(w.reports(i))
			if lines >= least || w.params.Origins > 1 && reports > 1 && lines >= leastLines {
				weights[i] = float64(lines * reports)
			}
		}
	}
	first := w.pick(weights)
	w.events = w.reports(first)
	w.Shuffle(len(w.events), func(i, j int) { w.events[i], w.events[j] = w.events[j], w.events[i] })
	if w.params.Origins > 1 || w.chance(0.5) { // else one long report of all of them
		w.events = w.events[:min(len(w.events), w.params.Origins)]
	}
	w.chooseLanguages()
	w.reserve(first)
	return nil
}

// reports lists the documents that tell the same event as one.
func (w *world) reports(document int) []int {
	event := w.corpus[document].Event
	if event == "" {
		return []int{document}
	}
	var list []int
	for i := range w.corpus {
		if w.corpus[i].Event == event {
			list = append(list, i)
		}
	}
	return list
}

// reserve keeps the reports of the event that no origin begins with for those
// who report something of their own.
func (w *world) reserve(first int) {
	for _, e := range w.reports(first) {
		for l := 1; l < w.corpus[e].Lines && !slices.Contains(w.events, e); l++ {
			w.spare = append(w.spare, line{e, l})
		}
	}
}

// chooseLanguages draws the languages of the story: those that all of its
// documents are in.
func (w *world) chooseLanguages() {
	all := w.corpus[w.events[0]].languages()
	for _, e := range w.events[1:] {
		all = slices.DeleteFunc(all, func(lang string) bool { return len(w.corpus[e].wordings(lang)) == 0 })
	}
	if len(all) == 0 {
		w.events = w.events[:1]
		all = w.corpus[w.events[0]].languages()
	}
	w.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	w.languages = all[:min(len(all), max(1, w.params.Languages))]
	for i := range w.languages {
		w.often = append(w.often, (0.6+w.ExpFloat64())/math.Pow(float64(i+1), 0.3))
	}
}
