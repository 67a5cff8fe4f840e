package text

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
)

// page is an article's text being told apart into what is said and what
// stands around it.
type page struct {
	article     *stemma.Article
	words       *pageWords
	blocks      []block
	boilerplate []stemma.Span
	dated       bool // the input gave a date
	title       int  // the block that holds the title, or -1
	body        int  // the first block of prose
}

// readPage finds the boilerplate of an article and fills in what it says of
// the article: title, outlet, byline, date.
func readPage(a *stemma.Article, h *Habits) *page {
	p := &page{article: a, words: knownPageWords(), blocks: blocks(a.Text), dated: !a.Published.IsZero(), title: -1}
	p.readHead()
	p.readDateline()
	p.title = max(p.title, 0) // what repeats an input's title from here on is not its first place
	p.readTail()
	p.markCodes()
	p.markPointers()
	p.markHabits(h)
	p.boilerplate = mergeSpans(p.boilerplate)
	return p
}

func (p *page) text(s stemma.Span) string { return p.article.Text[s.Start:s.End] }

// dates returns the dates of a line. None is resolved against another.
func (p *page) dates(line string) []Date {
	return dates(line, 0, p.article.Lang, stemma.Moment{})
}

func (p *page) mark(s stemma.Span) { p.boilerplate = append(p.boilerplate, s) }

func (p *page) isMarked(s stemma.Span) bool {
	return slices.Contains(p.boilerplate, s)
}

// markPointers marks the lines between paragraphs that point to other
// articles.
func (p *page) markPointers() {
	for _, b := range p.blocks {
		if b.Len() <= longestPageLine && p.words.isAlso(p.text(b.Span)) {
			p.mark(b.Span)
		}
	}
}

// mergeSpans sorts spans and joins those that overlap or touch.
func mergeSpans(spans []stemma.Span) []stemma.Span {
	out := []stemma.Span{}
	slices.SortFunc(spans, func(a, b stemma.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// sentences returns the sentences of the page. None crosses an end of a
// boilerplate span.
func (p *page) sentences() []stemma.Span {
	return sentencesOf(p.article.Text, p.article.Lang, p.pieces())
}

// pieces cuts the blocks at both ends of each boilerplate span.
func (p *page) pieces() []stemma.Span {
	out := make([]stemma.Span, 0, len(p.blocks)+2*len(p.boilerplate))
	next := 0
	for _, b := range p.blocks {
		at := b.Start
		for next < len(p.boilerplate) && p.boilerplate[next].Start < b.End {
			cut := p.boilerplate[next]
			out = append(out, stemma.Span{Start: at, End: max(at, cut.Start)})
			at = min(b.End, cut.End)
			out = append(out, stemma.Span{Start: max(b.Start, cut.Start), End: at})
			if cut.End > b.End {
				break
			}
			next++
		}
		out = append(out, stemma.Span{Start: at, End: b.End})
	}
	return out
}
