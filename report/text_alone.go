package report

import (
	"strings"

	"github.com/stemma-news/stemma"
)

// aloneLines is how much is printed of the text of a report that is alone in its story.
const aloneLines = 8

// alone tells of a story that has one report so far: the report itself, for there is no tree yet.
func (p *page) alone(x *index, a *stemma.Article, evidence bool) {
	a = x.articles[a.ID]
	if title := clean(a.Title); title != "" {
		p.line(p.paint("━━ ", faint), p.paint(isolate(cut(title, p.width-4)), strong))
	}
	p.hang("", "This story has one report so far: a tree needs a second one.", strong, 0)
	p.line()
	p.hang("", isolate(outlet(a))+", "+languageName(a.Lang)+", "+published(a), plain, 0)
	if at := clean(a.URL); at != "" {
		p.hang("   ", isolate(at), faint, 0)
	} else if at := inputName(a.Input); at != "" {
		p.hang("   ", isolate(at), faint, 0)
	}
	if names := x.cites(a); len(names) > 0 {
		p.hang("   cites ", list(names, maxClaims), plain, 0)
	}
	limit := aloneLines
	if evidence {
		limit = 0
	}
	if text := body(a); text != "" {
		p.line()
		p.hang("   ", text, plain, limit)
	}
}

// cites are the names of those whom an article cites, each once.
func (x *index) cites(a *stemma.Article) []string {
	var names []string
	seen := make(map[string]bool)
	for _, s := range x.citations[a.ID] {
		if n := isolate(sourceName(s)); !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	return names
}

// body is the text of an article without what is boilerplate of its page.
func body(a *stemma.Article) string {
	var all []string
	skip := boilerplate(a)
	for i := range a.Sentences {
		if t := sentence(a, i); t != "" && !skip[i] {
			all = append(all, t)
		}
	}
	if len(a.Sentences) == 0 {
		return clean(a.Text)
	}
	return strings.Join(all, " ")
}
