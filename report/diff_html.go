package report

import (
	_ "embed" // the pages
	"fmt"
	"html/template"
	"io"
	"net/url"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"golang.org/x/text/unicode/bidi"

	"github.com/stemma-news/stemma"
)

//go:embed diff.gohtml
var diffPage string

// The parts that the pages of a diff and of a story have in common, and how they look.
var (
	//go:embed parts.gohtml
	pageParts string
	//go:embed page.css
	pageStyle string
)

// DiffHTML writes two articles of a result side by side as one page that needs
// nothing beside it: no script, no font, no network. The texts keep their own
// direction, and html/template escapes them.
func DiffHTML(w io.Writer, r *stemma.Result, a, b string) error {
	d, err := newDiff(r, a, b)
	if err != nil {
		return err
	}
	page, err := pageOf("diff", diffPage, pageStyle)
	if err != nil {
		return err
	}
	return page.Execute(w, d.forPage())
}

// pageOf reads the template of a page, with the parts and the style that pages have.
func pageOf(name, body, style string) (*template.Template, error) {
	page := template.New("")
	for _, t := range []struct{ name, text string }{{"parts", pageParts}, {"style", style}, {name, body}} {
		if _, err := page.New(t.name).Parse(t.text); err != nil {
			return nil, fmt.Errorf("the page of a %s: %w", name, err)
		}
	}
	return page.Lookup(name), nil
}

// diffView is what the page of a diff shows.
type diffView struct {
	ID          string // before the ids of its rows, where a page has several
	Left, Right sideView
	Tally       string
	Changes     []changeView
	Presences   []presenceView
	Rows        []rowView
	Boilerplate string
	Skipped     []skippedView
	Unquoted    int  // passages of boilerplate that are not in Skipped
	Scored      bool // some change has a score
	Cautions    cautionsView
}

// presenceView is passages that moved, or that one side alone has: how many,
// and the rows, of which More are not named.
type presenceView struct {
	What, Count string
	Rows        []int
	More        int
}

// skippedView is a passage that was left out as boilerplate.
type skippedView struct{ Outlet, Text, Dir, Lang string }

// sideView is one of the two articles.
type sideView struct {
	Outlet, Title, Lang, Language, Published, Dir string
	URL                                           string
}

// rowView is a row: each side in pieces.
type rowView struct {
	N           int // from 1
	Sign, How   string
	Class       string
	Left, Right []pieceView
	Changes     []changeView
	Moved       string
	Review      *reviewView // of what links the two; nil in a diff
}

// pieceView is a run of text, marked or not.
type pieceView struct {
	Text   string
	Marked bool
}

// changeView is a change, with the row it is in.
type changeView struct {
	Row                              int
	Kind, Before, After, Note, Score string
	BeforeDir, AfterDir              string
	BeforeLang, AfterLang            string
	BeforeValue, AfterValue          string
}

func (d *diff) forPage() *diffView {
	v := &diffView{Left: side(d.a), Right: side(d.b), Tally: d.tally(), Scored: d.scored(), Unquoted: d.unquoted(), Cautions: newCautions("", d.distrusted, d.partial)}
	for i, r := range d.rows {
		row := rowView{
			N: i + 1, Sign: r.sign(), How: r.how(), Moved: r.moved,
			Left: pieces(r.leftText, r.leftMarks), Right: pieces(r.rightText, r.rightMarks),
		}
		row.Class = map[string]string{"left only": "left", "right only": "right"}[r.how()]
		for _, ch := range r.changes {
			row.Changes = append(row.Changes, d.changeView(i+1, ch))
		}
		v.Changes = append(v.Changes, row.Changes...)
		v.Rows = append(v.Rows, row)
	}
	for _, p := range d.presences() {
		n := min(len(p.rows), maxRowNumbers)
		v.Presences = append(v.Presences, presenceView{p.what, display.Count(len(p.rows), "passage"), p.rows[:n], len(p.rows) - n})
	}
	if n := d.boilerplate(); n > 0 {
		v.Boilerplate = display.Count(n, "passage") + " of boilerplate left out"
	}
	for _, a := range []*stemma.Article{d.a, d.b} {
		for _, s := range skipped(a) {
			v.Skipped = append(v.Skipped, skippedView{family.Outlet(a), s, dir(s), tag(a)})
		}
	}
	return v
}

func (d *diff) changeView(row int, ch family.Change) changeView {
	kind, before, after := ch.What()
	x, y := ch.Values()
	return changeView{
		Row: row, Kind: kind, Before: before, After: after, Note: ch.Note(), Score: ch.Sureness(),
		BeforeDir: dir(before), AfterDir: dir(after), BeforeLang: tag(d.a), AfterLang: tag(d.b),
		BeforeValue: x, AfterValue: y,
	}
}

func side(a *stemma.Article) sideView {
	v := sideView{
		Outlet: family.Outlet(a), Title: display.Clean(a.Title), Lang: tag(a), Language: family.LanguageName(a.Lang),
		Published: family.Published(a), Dir: dir(a.Text),
	}
	if display.Clean(a.Outlet) == "" && v.Title != "" || v.Title == v.Outlet {
		v.Outlet, v.Title = v.Title, ""
	}
	if u, err := url.Parse(a.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		v.URL = u.String()
	}
	return v
}

// tag is an article's language for the page, "" where it is not known.
func tag(a *stemma.Article) string {
	if base := family.BaseLanguage(a.Lang); base == "und" {
		return ""
	}
	return a.Lang
}

// dir is the direction of a text in HTML's words: that of its first strong
// character.
func dir(text string) string {
	if first, mixed := display.Direction(text); mixed && first == bidi.RightToLeft {
		return "rtl"
	}
	return "ltr"
}

// pieces cuts a text at its marks.
func pieces(s string, marks []stemma.Span) []pieceView {
	var out []pieceView
	add := func(text string, marked bool) {
		if text != "" {
			out = append(out, pieceView{text, marked})
		}
	}
	at := 0
	for _, m := range marks {
		add(s[at:m.Start], false)
		add(s[m.Start:m.End], true)
		at = m.End
	}
	add(s[at:], false)
	return out
}
