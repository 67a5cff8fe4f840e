package lineage

import (
	"fmt"

	"github.com/stemma-news/stemma"
)

// mostHeard is how many of an article's sentences are held against one of another
// by their vectors, the first ones: as many as package link compares. News has
// tens; with thousands on both sides nothing else took as long.
const mostHeard = 800

// heard returns the vectors of an article that others are held against.
func (g *graph) heard(article int) [][]float32 {
	v := g.story.Vectors[article]
	return v[:min(len(v), mostHeard)]
}

// mostNamed is how many articles a note of what was left out names.
const mostNamed = 10

// noTimeFor notes what there was no time for.
func (g *graph) noTimeFor(articles []int, what string, args ...any) {
	p := stemma.Partial{Step: stemma.StepTree, Detail: fmt.Sprintf(what, args...) + ": the time for the story was over"}
	for _, c := range articles[:min(len(articles), mostNamed)] {
		p.Articles = append(p.Articles, g.id(c))
	}
	g.bound.LeftOut(p)
}
