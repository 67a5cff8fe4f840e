package family

import (
	"cmp"
	"fmt"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// pair is two articles and what links them.
type pair struct {
	a, b  *Member
	kinds map[stemma.LinkKind]int
	links int
}

// closest names the two reports of several that have the most in common.
func (f *Family) closest() string {
	if len(f.Story.Articles) < 3 {
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
		best.a.call(), best.b.call(), display.Count(best.links, "sentence"), how)
}

// pairs gathers the links by pair of articles, in the order of the links.
func (f *Family) pairs() []*pair {
	var out []*pair
	at := make(map[[2]string]*pair)
	for _, l := range f.Story.Links {
		key := [2]string{min(l.A, l.B), max(l.A, l.B)}
		a, b := f.ByID[key[0]], f.ByID[key[1]]
		if a == nil || b == nil || a.Article == nil || b.Article == nil || isTitle(f.Articles[l.A], l.ASentences) || isTitle(f.Articles[l.B], l.BSentences) {
			continue
		}
		if at[key] == nil {
			if cmp.Or(cmp.Compare(len(a.Letter), len(b.Letter)), cmp.Compare(a.Letter, b.Letter)) > 0 {
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
	return len(at) == 1 && display.Clean(a.Title) != "" && Sentence(a, at[0]) == display.Clean(a.Title)
}

// likeness is the share of the sentences of both that is linked, boilerplate
// apart.
func (p *pair) likeness() float64 {
	n := ownSentences(p.a.Article) + ownSentences(p.b.Article)
	return 2 * float64(p.links) / float64(max(1, n))
}

func ownSentences(a *stemma.Article) int {
	n := len(a.Sentences)
	for _, is := range Boilerplate(a) {
		if is {
			n--
		}
	}
	return n
}
