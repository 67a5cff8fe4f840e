package report

import (
	"fmt"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// tree draws a family as lines of a table: the branches and names in the
// first column, then language, date, how and support.
type tree struct {
	*page
	*family.Family
	nameW, langW, dateW int
	codes               bool // languages as codes, where the page is narrow
}

// How wide the last column is, and the gap between columns.
const (
	supportW = len("support")
	gapW     = 2
)

func (p *page) tree(f *family.Family) {
	t := &tree{page: p, Family: f}
	t.measure()
	date := "published"
	for _, m := range f.Members {
		if m.Article != nil && family.HasClock(m.Article) {
			date = "published (UTC)"
		}
	}
	p.line()
	p.line(p.paint(display.Pad("FAMILY TREE", t.nameW), strong), p.paint(
		gap(display.Pad("language", t.langW))+gap(display.Pad(display.Cut(date, t.dateW), t.dateW))+gap(display.Pad("how", family.MaxHow))+gap("support"), faint))
	for _, m := range f.Roots {
		t.draw(m, "", "")
	}
	t.legend()
}

func gap(s string) string { return strings.Repeat(" ", gapW) + s }

// measure fits the columns to the page.
func (t *tree) measure() {
	t.langW, t.dateW = len("language"), len("published")
	widest, notes := 0, 0
	var depth func(m *family.Member, d int)
	depth = func(m *family.Member, d int) {
		widest = max(widest, 3*d+display.Columns(t.title(m)))
		if m.Source != nil {
			notes = max(notes, 3*d+display.Columns(t.title(m))+display.Columns(t.note(m, family.MaxWording+display.Columns("“” (lost, cited by 99)")))+1)
		} else {
			t.langW = max(t.langW, display.Columns(family.LanguageName(m.Article.Lang)))
			t.dateW = max(t.dateW, display.Columns(m.Published()))
			if family.HasClock(m.Article) {
				t.dateW = max(t.dateW, len("published (UTC)"))
			}
		}
		for _, b := range m.Shown() {
			depth(b, d+1)
		}
	}
	for _, m := range t.Roots {
		depth(m, 0)
	}
	room := t.width - family.MaxHow - supportW - 4*gapW - t.dateW
	if t.codes = room-t.langW < 30; t.codes {
		t.langW = len("language")
	}
	notes -= t.langW + t.dateW + 2*gapW - 1
	t.nameW = min(max(widest, notes, len("FAMILY TREE")+4), room-t.langW)
}

// title is a member's mark and name, as plain text.
func (t *tree) title(m *family.Member) string {
	if m.Source != nil {
		return "◌ " + family.SourceName(m.Source)
	}
	return m.Letter + " " + family.Outlet(m.Article)
}

// draw prints a member and all below it. lead is what stands before its
// children, branch before itself.
func (t *tree) draw(m *family.Member, branch, lead string) {
	t.row(m, branch)
	inner := lead + "   "
	if len(m.Below)+len(m.Vague) > 0 {
		inner = lead + "│  "
	}
	for _, n := range t.Notes(m) {
		st := faint
		if n.Unsure {
			st = unsure
		}
		t.beside(fold(inner, t.width/2), n.Text, st)
	}
	for _, l := range t.verdicts(m) {
		t.beside(fold(inner, t.width/2), l, plain)
	}
	for i, b := range m.Shown() {
		last := i == len(m.Below)-1 && len(m.Vague) == 0
		t.draw(b, lead+elbow(last, b.Edge.Support), lead+stem(last))
	}
	if m.Tucked > 0 {
		t.copies(m.Folded(), "%d more verbatim copies: %s", lead+elbow(len(m.Vague) == 0, 1))
	}
	if len(m.Vague) > 0 {
		t.copies(m.Vague, "%d copies, which of which the texts cannot tell: %s", lead+elbow(true, 0))
	}
}

// elbow is the line that leads to a child, broken where it is uncertain.
func elbow(last bool, support float64) string {
	corner, dash := "├", "─"
	if last {
		corner = "└"
	}
	if support < family.Weak {
		dash = "╌"
	}
	return corner + dash + " "
}

func stem(last bool) string {
	if last {
		return "   "
	}
	return "│  "
}

// fold shortens the branches of a deep tree to keep columns.
func fold(branch string, keep int) string {
	r := []rune(branch)
	if len(r) > keep {
		return "⋯" + string(r[len(r)-keep+1:])
	}
	return branch
}

func (t *tree) row(m *family.Member, branch string) {
	branch = fold(branch, t.nameW*2/3)
	room := t.nameW - display.Columns(branch)
	if m.Source != nil {
		t.sourceRow(m, branch, room)
		return
	}
	a := m.Article
	title := display.Cut(family.Outlet(a), room-len(m.Letter)-1)
	lang := family.LanguageName(a.Lang)
	if t.codes {
		lang = display.Clean(a.Lang)
	}
	t.line(branch, t.paint(m.Letter, name), " ", display.Isolate(title),
		strings.Repeat(" ", max(0, room-len(m.Letter)-1-display.Columns(title))),
		gap(display.Pad(display.Cut(lang, t.langW), t.langW)), gap(display.Pad(m.Published(), t.dateW)), t.descent(m))
}

// sourceRow prints a lost source; what is known of it runs on into the columns
// of language and date, which it has none of.
func (t *tree) sourceRow(m *family.Member, branch string, room int) {
	const mark = "◌ "
	title := display.Cut(family.SourceName(m.Source), room-display.Columns(mark))
	space := room - display.Columns(mark+title) + t.langW + t.dateW + 2*gapW - 1
	note := display.Cut(t.note(m, space), space)
	t.line(branch, t.paint(mark+display.Isolate(title), lost), " ", t.paint(display.Isolate(note), faint),
		strings.Repeat(" ", max(0, space-display.Columns(note))), t.descent(m))
}

// note says in what words an unnamed source is cited, and how a source is
// known. The words are shortened to room for all of it.
func (t *tree) note(m *family.Member, room int) string {
	known := family.LostNote(m.Source)
	if known != "" {
		known = "(" + known + ")"
	}
	room -= display.Columns(known) + display.Columns("“” ")
	if m.Source.Kind != stemma.SourceUnnamed || m.Source.Name == "" || m.Source.Inferred || room < 8 {
		return known
	}
	return strings.TrimSpace("“" + display.Isolate(display.Cut(t.SourceInEnglish(m.Source), room)) + "” " + known)
}

// descent fills the last two columns.
func (t *tree) descent(m *family.Member) string {
	how := "origin"
	switch {
	case m.Edge == nil && m.Guess != nil:
		return gap(t.paint("uncertain", unsure))
	case m.Edge != nil:
		how = t.How(m, m.Edge)
	}
	support, known := m.Support()
	switch {
	case !known:
		return gap(how)
	case support < family.Weak:
		return t.paint(gap(display.Pad(how, family.MaxHow))+gap(display.Score(support)+" ?"), unsure)
	}
	return gap(display.Pad(how, family.MaxHow)) + gap(display.Score(support))
}

// copies prints copies that are not drawn one by one.
func (t *tree) copies(hidden []*family.Member, format, branch string) {
	first, last := hidden[0].Letter, hidden[len(hidden)-1].Letter
	var names []string
	seen := make(map[string]bool)
	for _, h := range hidden {
		if n := family.Outlet(h.Article); !seen[n] {
			seen[n] = true
			names = append(names, display.Isolate(n))
		}
	}
	text := fmt.Sprintf(format, len(hidden), display.List(names, 8))
	t.hang(fold(branch, t.nameW*2/3)+first+"–"+last+" ", text, faint, 2)
}

// legend explains the signs that the tree used.
func (t *tree) legend() {
	var signs []string
	hasLost, hasWeak := false, false
	for _, m := range t.Members {
		hasLost = hasLost || m.Source != nil
		support, known := m.Support()
		hasWeak = hasWeak || known && support < family.Weak
	}
	if hasLost {
		signs = append(signs, "◌ a lost source: not among the reports")
	}
	if hasWeak {
		signs = append(signs, "╌ ? less than even: other parents are nearly as likely (--explain)")
	}
	if all := strings.Join(signs, "   "); all != "" && 3+display.Columns(all) <= t.width {
		signs = []string{all}
	}
	for _, s := range signs {
		t.line(t.paint("   "+s, faint))
	}
}
