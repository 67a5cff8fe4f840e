package text

import (
	"slices"
	"sort"
	"strings"

	"github.com/stemma-news/stemma"
)

const (
	teaserSentences = 3  // that a teaser has at most
	shortestTeaser  = 40 // bytes: a shorter sentence may well be said twice
	longestSuffix   = 40 // bytes that pages put behind a title
)

// markTeaser marks the sentences at the top that the text says again word for
// word: pages set a sentence of the article above it. The place in the text
// is what the author wrote, the teaser is what the page made of it.
func (p *page) markTeaser(sentences []stemma.Span) {
	var teaser []stemma.Span
	for i, s := range sentences {
		if p.overlapsMarked(s) {
			continue
		}
		if len(teaser) == teaserSentences || !p.isSaidAgain(s, sentences[i+1:]) {
			break
		}
		teaser = append(teaser, s)
	}
	p.boilerplate = mergeSpans(append(p.boilerplate, teaser...))
}

func (p *page) isSaidAgain(s stemma.Span, later []stemma.Span) bool {
	said := strings.TrimSpace(p.text(s))
	return len(said) >= shortestTeaser && slices.ContainsFunc(later, func(t stemma.Span) bool {
		return strings.TrimSpace(p.text(t)) == said && !p.overlapsMarked(t)
	})
}

// overlapsMarked searches the boilerplate, which is sorted by now.
func (p *page) overlapsMarked(s stemma.Span) bool {
	i := sort.Search(len(p.boilerplate), func(i int) bool { return p.boilerplate[i].End > s.Start })
	return i < len(p.boilerplate) && p.boilerplate[i].Overlap(s) > 0
}

// markTitle marks the first sentence that is not boilerplate if it is the
// title, with or without the outlet's name behind it, and a body follows.
func markTitle(sentences []Sentence, title string) {
	key := titleKey(title)
	first := slices.IndexFunc(sentences, func(s Sentence) bool { return !s.Boilerplate })
	if key == "" || first < 0 || len(sentences[first].Text) > len(title)+longestSuffix {
		return
	}
	hasBody := slices.ContainsFunc(sentences[first+1:], func(s Sentence) bool { return !s.Boilerplate })
	sentences[first].Title = hasBody && strings.HasPrefix(titleKey(sentences[first].Text), key)
}
