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

// Closest are the two reports of several that have the most in common, and what the remarks say of that; "" where none are close.
func (f *Family) Closest() (a, b *Member, remark string) {
	if len(f.Story.Articles) < 3 {
		return nil, nil, ""
	}
	var best *pair
	for _, p := range f.pairs() {
		if best == nil || p.likeness() > best.likeness() {
			best = p
		}
	}
	if best == nil || best.likeness() < 0.5 {
		return nil, nil, ""
	}
	how := "rewritten"
	switch {
	case 2*best.kinds[stemma.LinkVerbatim] > best.links:
		how = "word for word"
	case 2*best.kinds[stemma.LinkTranslation] > best.links:
		how = "translated"
	}
	return best.a, best.b, fmt.Sprintf("The closest two are %s and %s: %s in common, %s.",
		best.a.call(), best.b.call(), display.Count(best.links, "sentence"), how)
}

// pairs gathers the links by pair of articles, in the order of the links.
func (f *Family) pairs() []*pair {
	var out []*pair
	at := make(map[[2]string]*pair)
	titles := f.titles()
	for i := range f.Story.Links {
		l := &f.Story.Links[i]
		key := [2]string{min(l.A, l.B), max(l.A, l.B)}
		a, b := f.ByID[key[0]], f.ByID[key[1]]
		if a == nil || b == nil || a.Article == nil || b.Article == nil || titles.has(l.A, l.ASentences) || titles.has(l.B, l.BSentences) {
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

// titles are the sentences that are an article's title and nothing more: there are far more links than sentences.
type titles map[string]map[int]bool

func (f *Family) titles() titles {
	out := make(titles)
	for _, m := range f.Members {
		if m.Article == nil {
			continue
		}
		title := display.Clean(m.Article.Title)
		for i := range m.Article.Sentences {
			if title != "" && Sentence(m.Article, i) == title {
				if out[m.ID] == nil {
					out[m.ID] = make(map[int]bool)
				}
				out[m.ID][i] = true
			}
		}
	}
	return out
}

// has is true for a passage of one sentence that is the title.
func (t titles) has(article string, at []int) bool { return len(at) == 1 && t[article][at[0]] }

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
