package report

import (
	"cmp"
	"fmt"

	"github.com/stemma-news/stemma"
)

// pair is two articles and what links them.
type pair struct {
	a, b  *member
	kinds map[stemma.LinkKind]int
	links int
}

// closest names the two reports of several that have the most in common.
func (f *family) closest() string {
	if len(f.story.Articles) < 3 {
		return ""
	}
	var best *pair
	for _, p := range f.pairs() {
		if best == nil || p.likeness() > best.likeness() {
			best = p
		}
	}
	if best == nil || best.likeness() < 0.5 {
		return ""
	}
	how := "rewritten"
	switch {
	case 2*best.kinds[stemma.LinkVerbatim] > best.links:
		how = "word for word"
	case 2*best.kinds[stemma.LinkTranslation] > best.links:
		how = "translated"
	}
	return fmt.Sprintf("The closest two are %s and %s: %s in common, %s.",
		best.a.call(), best.b.call(), count(best.links, "sentence"), how)
}

// pairs gathers the links by pair of articles, in the order of the links.
func (f *family) pairs() []*pair {
	var out []*pair
	at := make(map[[2]string]*pair)
	for _, l := range f.story.Links {
		key := [2]string{min(l.A, l.B), max(l.A, l.B)}
		a, b := f.byID[key[0]], f.byID[key[1]]
		if a == nil || b == nil || a.article == nil || b.article == nil || isTitle(f.articles[l.A], l.ASentences) || isTitle(f.articles[l.B], l.BSentences) {
			continue
		}
		if at[key] == nil {
			if cmp.Or(cmp.Compare(len(a.letter), len(b.letter)), cmp.Compare(a.letter, b.letter)) > 0 {
				a, b = b, a
			}
			at[key] = &pair{a: a, b: b, kinds: make(map[stemma.LinkKind]int)}
			out = append(out, at[key])
		}
		at[key].links++
		at[key].kinds[l.Kind]++
	}
	return out
}

// isTitle is true for the passage that is an article's title and nothing more.
func isTitle(a *stemma.Article, at []int) bool {
	return len(at) == 1 && clean(a.Title) != "" && sentence(a, at[0]) == clean(a.Title)
}

// likeness is the share of the sentences of both that is linked, boilerplate
// apart.
func (p *pair) likeness() float64 {
	n := ownSentences(p.a.article) + ownSentences(p.b.article)
	return 2 * float64(p.links) / float64(max(1, n))
}

func ownSentences(a *stemma.Article) int {
	n := len(a.Sentences)
	for _, is := range boilerplate(a) {
		if is {
			n--
		}
	}
	return n
}
