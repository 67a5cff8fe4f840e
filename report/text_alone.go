package report

import (
	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// aloneLines is how much is printed of the text of a report that is alone in its story.
const aloneLines = 8

// alone tells of a story that has one report so far: the report itself, for there is no tree yet.
func (p *page) alone(x *family.Index, a *stemma.Article, evidence bool) {
	a = x.Articles[a.ID]
	if title := display.Clean(a.Title); title != "" {
		p.line(p.paint("━━ ", faint), p.paint(display.Isolate(display.Cut(title, p.width-4)), strong))
	}
	p.hang("", "This story has one report so far: a tree needs a second one.", strong, 0)
	p.line()
	p.hang("", display.Isolate(family.Outlet(a))+", "+family.LanguageName(a.Lang)+", "+family.Published(a), plain, 0)
	if at := display.Clean(a.URL); at != "" {
		p.hang("   ", display.Isolate(at), faint, 0)
	} else if at := family.InputName(a.Input); at != "" {
		p.hang("   ", display.Isolate(at), faint, 0)
	}
	if names := x.Cites(a); len(names) > 0 {
		p.hang("   cites ", display.List(names, maxClaims), plain, 0)
	}
	limit := aloneLines
	if evidence {
		limit = 0
	}
	if text := family.Body(a); text != "" {
		p.line()
		p.hang("   ", text, plain, limit)
	}
}
